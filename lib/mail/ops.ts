import 'server-only'
import { z } from 'zod'
import { atomically } from '@/db/client'
import { listDeliveries } from '@/db/deliveries'
import { listFailedMails, type Mail, queueMail } from '@/db/mails'
import { readMarker, touchIfNotRestored, turnOf } from '@/db/markers'
import type { Place } from '@/db/waiting'
import { later } from '@/lib/clock'
import { DAY, HOUR } from '@/lib/duration'
import { decryptJson, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { countUses, forgiveAll, type Use, unused } from '@/lib/rate-limit'
import { findReceiver } from '@/lib/receiver'
import { listWaiting } from '@/lib/waiting/waiting'
import type { MailContent } from './layout'

const TOLD_EVERY_MS = HOUR
/** What has been undecided for less than this mostly settles by itself. */
const UNDECIDED_FOR_MS = HOUR
const LISTED_AT_ONCE = 100
/** Of events and mails that were given up, which come in herds when a server is away. */
const MOST_LOOKED_AT = 1_000
/** Each is a statement of the transaction. What is more is told an hour later. */
const MOST_TOLD = 50
/** A mail is given up within half a day, but for one that had to wait first, for two days at most. */
const FAILED_SINCE_MS = 3 * DAY
/** What somebody can mend; an address that a server does not know, or whose host it does not find, is the shopper's. */
export const MENDABLE = ['connection', 'timeout', 'tls', 'login', 'deferred', 'refused', 'content', 'unwritten'] as const

/** Something that waits; `next`: the command to type, as after `npm run`. */
const item = z.object({ id: z.string(), about: z.string(), known: z.string(), next: z.string().nullable() })
export const ITEMS = z.array(item)
type Item = z.infer<typeof item>

/**
 * Queues a mail to `OPS_MAIL` about what waits for a person and was not told yet, at most one an hour. What it tells is
 * noted in the transaction that queues it, so that of several instances one tells it; a restored copy tells nothing.
 */
export async function tellOperators(now: Date): Promise<void> {
  if (!env().mail?.ops) return
  const until = await readMarker('ops-told')
  if ((until && until > now) || (await readMarker('restored'))) return
  const news = await listNews(now)
  if (news.length === 0) return
  const mailId = newId()
  const secret = await encrypt('mail-secret', JSON.stringify(news))
  const uses = news.map(({ id }): Use => ['tellings-of-waiting', id])
  await atomically((db) => [
    turnOf(db, 'ops-told', now, later(now, TOLD_EVERY_MS)),
    touchIfNotRestored(db),
    ...countUses(uses, now)(db),
    queueMail(db, { id: mailId, kind: 'ops', subjectId: 'ops', dedupe: `ops:${mailId}`, locale: 'en', secret }, now),
  ])
}

/** What this mail was to tell is news again: it was not sent, and will not be. */
export async function tellAgain({ kind, secret }: Pick<Mail, 'kind' | 'secret'>): Promise<void> {
  if (kind !== 'ops' || secret === null) return
  for (const { id } of await decryptJson('mail-secret', secret, ITEMS)) await forgiveAll('tellings-of-waiting', id)
}

/** What was not told yet, as much as one mail takes: first of all what may be about money. */
async function listNews(now: Date): Promise<Item[]> {
  const news: Item[] = []
  let after: Place | null = null
  do {
    const { waiting, cursor }: Awaited<ReturnType<typeof listWaiting>> = await listWaiting(now, { after, limit: LISTED_AT_ONCE })
    const due = waiting.filter(({ kind, since }) => kind !== 'undecided' || since <= later(now, -UNDECIDED_FOR_MS))
    const items = due.map(({ kind, id, referenceNo, known, next }) => ({
      id: `${kind}:${id}`,
      about: `${kind} ${referenceNo ?? id}`,
      known,
      next,
    }))
    news.push(...(await untold(items, now)))
    after = cursor
  } while (after && news.length < MOST_TOLD)
  if (news.length < MOST_TOLD)
    news.push(...(await untold([...(await listStopped(now)), ...(await listDead()), ...(await listUnsent(now))], now)))
  return news.slice(0, MOST_TOLD)
}

async function untold(items: Item[], now: Date): Promise<Item[]> {
  if (items.length === 0) return []
  const ids = items.map(({ id }) => id)
  const left = new Set(await unused('tellings-of-waiting', ids, now))
  return items.filter(({ id }) => left.has(id))
}

/** The merchant's server, while nothing is sent to it any more; stopped once more is news. */
async function listStopped(now: Date): Promise<Item[]> {
  const { webhook } = env()
  if (!webhook) return []
  const { id, stoppedAt, stoppedWhy } = await findReceiver(webhook, now)
  if (!stoppedAt) return []
  const why = stoppedWhy === 'gone' ? 'it answered 410' : 'it had taken nothing for five days'
  return [
    {
      id: `receiver:${id}:${stoppedAt.getTime()}`,
      about: 'your server',
      known: `since ${stoppedAt.toISOString()} no event is sent to it, because ${why}; once it is right, a test that it takes lets it go on`,
      next: 'webhook -- test',
    },
  ]
}

/** Events that the merchant's server never took; given up once more after a replay is news. */
async function listDead(): Promise<Item[]> {
  return (await listDeliveries(MOST_LOOKED_AT, 'dead')).map(({ event, delivery }) => ({
    id: `webhook:${event.id}:${delivery?.fence}`,
    about: `webhook ${event.id}`,
    known: `${event.type} was given up, your server did not take it`,
    next: `webhook -- replay ${event.id}`,
  }))
}

async function listUnsent(now: Date): Promise<Item[]> {
  return (await listFailedMails(later(now, -FAILED_SINCE_MS), MENDABLE, MOST_LOOKED_AT)).map(({ id, kind, why }) => ({
    id: `mail:${id}`,
    about: `mail ${id}`,
    known: `${kind} was not sent (${why}), see docs/mail.md`,
    next: null,
  }))
}

/** Pure. In English, as the commands are. */
export function opsMailOf(items: Omit<Item, 'id'>[]): MailContent {
  return {
    heading: items.length === 1 ? 'One thing waits for you' : `${items.length} things wait for you`,
    reference: null,
    amount: null,
    sentences: [
      'New since the last of these mails. npm run waiting lists everything, and docs/operations.md says what each is.',
      ...items.map(({ about, known, next }) => `${about}: ${known}.${next === null ? '' : ` Type: npm run ${next}`}`),
    ],
    facts: [],
    lines: null,
    button: null,
  }
}
