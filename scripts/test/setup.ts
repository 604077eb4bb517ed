import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll } from 'vitest'
import { startSimulator } from '@/simulator/server'

/**
 * What a `*.db.test.ts` stands on: an empty migrated database, SQLite or Postgres, and a Paynet of its
 * own. This runs before the test file is loaded, so a test imports `lib` and `db` as usual.
 * To change a variable, set it in `vi.hoisted`: the environment is read once, at its first use.
 */
const { PAYNET_SECRET_KEY: secretKey, TEST_DATABASE: where } = process.env
if (!secretKey || !where) throw new Error('setup.ts is for files named *.db.test.ts; vitest.config.ts starts it')

const simulator = await startSimulator({ port: 0, host: '127.0.0.1', secretKey })
const database = await createDatabase()
process.env.DATABASE_URL = database.url
process.env.PAYNET_API_URL = simulator.url

// Only now: these read DATABASE_URL when they are loaded.
const { migrate } = await import('@/db/migrate')
const { close } = await import('@/db/client')
await migrate()

afterAll(async () => {
  await simulator.close()
  await close()
  await database.drop()
})

/** What Paynet and the bank would know and do, in this test file's own Paynet. */
export const paynet = {
  url: simulator.url,
  /** Switches a fault of the catalogue on, `simulator/faults.ts`. */
  fault: (fields: { fault: string; service?: string; times?: number; ms?: number; [more: string]: unknown }) =>
    control('POST', 'faults', fields),
  clearFaults: () => control('DELETE', 'faults'),
  /** What was charged, oldest first. */
  ledger: (referenceNo?: string) => control('GET', about('ledger', referenceNo)) as Promise<Record<string, unknown>[]>,
  /** What was called, oldest first. */
  calls: (referenceNo?: string) => control('GET', about('calls', referenceNo)) as Promise<Record<string, unknown>[]>,
  /** Dealers' applications that were received, masked, the oldest first. */
  applications: () => control('GET', 'applications') as Promise<Record<string, unknown>[]>,
  setStatus: (formId: string, status: number) => control('POST', 'applications/status', { form_id: Number(formId), status }),
  forget: () => control('POST', 'reset'),
  /** What is kept at Paynet, deleted cards too. */
  cards: (cardOwnerId?: string) =>
    control('GET', cardOwnerId === undefined ? 'cards' : `cards?card_owner_id=${encodeURIComponent(cardOwnerId)}`) as Promise<KeptCard[]>,
  /** Cards that came to Paynet without us. */
  makeUpCards: (fields: { card_owner_id: string; count?: number } | { user_unique_id: string; count?: number }) =>
    control('POST', 'cards', fields) as Promise<KeptCard[]>,
  deleteCard: (cardHash: string) => control('POST', 'cards/delete', { card_hash: cardHash }),
  settings: (fields: { otp_required?: boolean; otp_random?: boolean }) => control('POST', 'settings', fields),
  /** The messages that a phone got, oldest first. */
  phone: (number: string) => control('GET', `phone/${number}`) as Promise<{ otp_session_id: string; otp_code: string }[]>,
  /** What a shopper does at the bank: any code passes but the card's wrong one. */
  answerBank: async (pair: { session_id: string; token_id: string }, answer: Record<string, string> = { otp: 'a' }): Promise<string> => {
    const body = new URLSearchParams({ ...pair, action: 'approve', ...answer })
    return (await fetch(`${simulator.url}/bank/3d`, { method: 'POST', body })).text()
  },
}

export type KeptCard = {
  card_owner_id: string
  user_unique_id: string
  card_hash: string
  card_no: string
  card_desc: string
  expire_month: number
  expire_year: number
  deleted: boolean
}

function about(what: string, referenceNo: string | undefined): string {
  return referenceNo === undefined ? what : `${what}?reference_no=${encodeURIComponent(referenceNo)}`
}

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${simulator.url}/control/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${method} /control/${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer
}

/** An empty database: a file in a folder of its own, or one in the Postgres server at `where`. */
export async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  if (where === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-test-'))
    return { url: `file:${join(folder, 'checkout.db')}`, drop: async () => rmSync(folder, { recursive: true, force: true }) }
  }
  const name = `test_${randomBytes(8).toString('hex')}`
  await administer(`CREATE DATABASE ${name}`)
  const url = new URL(where ?? '')
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: where })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
