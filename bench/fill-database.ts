import type Database from 'better-sqlite3'
import { openSqliteFile } from '@/db/sqlite-driver'

const EVENTS_OF_A_PAYMENT = 5
const PAYMENTS_OF_A_USER = 50

/**
 * Fills a migrated database with a year of payments: orders, payments, their timelines, customers and their
 * saved cards. Ids are random, as ours are, so that indexes are as scattered as in real life. One payment in a
 * thousand still waits for its shopper at the bank; the others have ended.
 */
export function fillDatabase(file: string, payments: number): void {
  const database = openSqliteFile(file)
  for (const pragma of ['synchronous = OFF', 'temp_store = MEMORY', 'cache_size = -1000000', 'foreign_keys = OFF']) database.pragma(pragma)
  const restore = putAside(database)
  database.transaction(() => {
    for (const statement of STATEMENTS) database.prepare(statement).run({ payments, users: payments / PAYMENTS_OF_A_USER, now: Date.now() })
  })()
  restore()
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
}

/** Building indexes afterwards is faster than row by row; triggers would write a second timeline. */
function putAside(database: Database.Database): () => void {
  const aside = database
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
    )
    .all()
  for (const { type, name } of aside) database.exec(`DROP ${type} "${name}"`)
  return () => {
    for (const { sql } of aside) database.exec(sql)
  }
}

const ID = 'lower(hex(randomblob(11)))'
const YEAR_MS = 365 * 24 * 3_600_000
const numbers = (upTo: string) => `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${upTo})`
/** The time of the n-th payment, the newest last. */
const AT = `@now - CAST(${YEAR_MS}.0 * (@payments - n) / @payments AS INTEGER)`
const WAITS = 'n > @payments - @payments / 1000'

const STATEMENTS = [
  `CREATE TEMP TABLE people AS ${numbers('@users')} SELECT n, ${ID} AS id FROM numbers`,
  'CREATE UNIQUE INDEX temp.people_n ON people(n)',
  `INSERT INTO users (id, email, email_digest, password_hash, session_version, created_at)
   SELECT id, hex(randomblob(60)), hex(randomblob(16)), hex(randomblob(48)), 1, @now FROM people`,
  `INSERT INTO card_owners (user_id, paynet, user_unique_id, card_owner_id, listed_at)
   SELECT id, 'https://api.paynet.com.tr', hex(randomblob(16)), hex(randomblob(60)), @now FROM people`,
  `INSERT INTO saved_cards (id, user_id, paynet, hash_digest, details, expiry_month, expiry_year, created_at)
   SELECT ${ID}, id, 'https://api.paynet.com.tr', hex(randomblob(16)), hex(randomblob(120)), 12, 2030, @now
   FROM people, (SELECT 1 UNION ALL SELECT 2)`,
  `INSERT INTO orders (id, reference, status, amount_kurus, customer, created_at, expires_at)
   ${numbers('@payments')}
   SELECT ${ID}, 'F' || n || '-' || hex(randomblob(4)), CASE WHEN ${WAITS} THEN 'open' ELSE 'expired' END,
     100 + abs(random()) % 1000000, CASE WHEN n % 2 THEN hex(randomblob(80)) END, ${AT}, ${AT} + 86400000
   FROM numbers`,
  `INSERT INTO payments (id, order_id, attempt_key, reference_no, status, late, amount_kurus, card, payer, user_id,
     challenge, pair_digest, challenged_at, returned_at, sent_at, calls, fence, next_at, looks, none_count, alarms,
     xact_id, created_at, moved_at, settled_at)
   SELECT ${ID}, o.id, ${ID}, o.reference || '-' || lower(hex(randomblob(4))),
     CASE WHEN o.status = 'open' THEN 'awaiting_3ds' WHEN o.rowid % 25 = 0 THEN 'declined' WHEN o.rowid % 99 = 0 THEN 'failed' ELSE 'succeeded' END,
     0, o.amount_kurus, '435508******4358', hex(randomblob(16)), (SELECT id FROM people WHERE n = o.rowid / 5),
     CASE WHEN o.status = 'open' THEN hex(randomblob(300)) END, hex(randomblob(16)), o.created_at + 1000,
     CASE WHEN o.status = 'open' THEN NULL ELSE o.created_at + 60000 END, CASE WHEN o.status = 'open' THEN NULL ELSE o.created_at + 60000 END,
     o.status <> 'open', o.status <> 'open', CASE WHEN o.status = 'open' THEN @now + 1800000 END, 0, 0, 0,
     CASE WHEN o.status = 'open' THEN NULL ELSE 'xk_' || hex(randomblob(16)) END, o.created_at, o.created_at + 61000,
     CASE WHEN o.status = 'open' THEN NULL ELSE o.created_at + 61000 END
   FROM orders o`,
  `INSERT INTO payment_events (id, payment_id, seq, at, kind, detail, duration_ms)
   ${numbers(String(EVENTS_OF_A_PAYMENT))}
   SELECT lower(hex(randomblob(16))), p.id, n, p.created_at + n, 'call', 'tds_initial · opened · HTTP 200 · code 0', 180
   FROM payments p, numbers`,
]
