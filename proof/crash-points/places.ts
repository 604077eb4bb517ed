/**
 * Where a process is killed: before and after each of these, in the order of a payment's life. "Before" a
 * commit, its statements are done but not committed; "after" it, the commit has returned. "Before" a call, it
 * is connected and not a byte has been sent; "after" it, the whole answer has arrived and has not been acted
 * on.
 */
export const THINGS = [
  'plan quoted',
  'payment row created',
  'tds_initial',
  'pair stored',
  'handed over',
  'return noted',
  'intent committed',
  'tds_charge',
  'outcome written',
  'claim',
  'lease over',
  'check',
  'found success written',
  'second intent committed',
  'not charged written',
] as const
export type Thing = (typeof THINGS)[number]

/** The same in the order of a refund's life, and when an operator takes it back. */
export const REFUND_THINGS = [
  'refund planned',
  'refund claimed',
  'refund intent committed',
  'reversed_request',
  'refund answer written',
  'refund lease over',
  'detail',
  'refunded written',
  'refund withdrawn',
] as const
export type RefundThing = (typeof REFUND_THINGS)[number]

/** The same on an event's way to the merchant's server. */
export const WEBHOOK_THINGS = ['event placed', 'delivery claimed', 'body frozen', 'webhook', 'try ended'] as const
export type WebhookThing = (typeof WEBHOOK_THINGS)[number]
type AnyThing = Thing | RefundThing | WebhookThing

export const SIDES = ['before', 'after'] as const
export type Side = (typeof SIDES)[number]

/** The place, and on which visit to it. */
export type Kill<T extends AnyThing = AnyThing> = { thing: T; side: Side; nth: number }

/**
 * What a case tells its running processes through a file: how much extra time has passed for them, by how much
 * their clock was set, and where one of them dies.
 */
export type Control = { aheadMs: number; steppedMs: number; kill: Kill | null }

export const CONTROL_FILE = 'CRASH_CONTROL'
/** Set for the process that is to die: the file it writes once it has reached the place. */
export const REACHED_FILE = 'CRASH_REACHED'

const CALLS: Record<string, AnyThing> = {
  Get: 'plan quoted',
  tds_initial: 'tds_initial',
  tds_charge: 'tds_charge',
  check: 'check',
  reversed_request: 'reversed_request',
  detail: 'detail',
  webhooks: 'webhook',
}

/** Which call, to Paynet or to the merchant's server, a path is. */
export function thingOfCall(path: string): AnyThing | null {
  return CALLS[path.slice(path.lastIndexOf('/') + 1)] ?? null
}

/** What a statement does to a payment, a refund or a delivery, judged by its text and values. `lastCall` is the process's last call to Paynet. */
export function thingOfStatement(sql: string, values: unknown[], lastCall: AnyThing | null): AnyThing | null {
  if (sql.startsWith('insert into "payments"')) return 'payment row created'
  if (sql.startsWith('insert into "refunds"')) return 'refund planned'
  if (sql.startsWith('insert into "deliveries"')) return 'event placed'
  const [, table, set] = /^update "(payments|refunds|deliveries)" set (.*?) where .*$/s.exec(sql) ?? []
  if (set === undefined) return null
  const columns = set.split(/, (?=")/).map((part) => part.slice(1, part.indexOf('"', 1)))
  if (table === 'deliveries') return thingOfDelivery(columns)
  const to = boundTo('status', set, values)
  if (table === 'refunds') return thingOfRefund(to, columns)
  if (to === undefined && columns.join() === 'returned_at') return 'return noted'
  if (to === undefined && columns.join() === 'resumed_by') return 'handed over'
  if (to === undefined) return columns.includes('fence') && columns.includes('lease_until') ? 'claim' : null
  if (to === 'awaiting_3ds') return 'pair stored'
  if (to === 'charging') return values.includes('unknown') ? 'second intent committed' : 'intent committed'
  if (to === 'unknown') return columns.includes('sent_at') ? 'outcome written' : 'lease over'
  if (to === 'not_charged') return 'not charged written'
  if (to === 'succeeded') return lastCall === 'check' ? 'found success written' : 'outcome written'
  return to === 'declined' && lastCall === 'tds_charge' ? 'outcome written' : null
}

function thingOfDelivery(columns: string[]): WebhookThing | null {
  if (columns.join() === 'body') return 'body frozen'
  if (!columns.includes('lease_until')) return null
  if (columns.includes('fence')) return 'delivery claimed'
  return columns.includes('attempts') ? 'try ended' : null
}

function thingOfRefund(to: unknown, columns: string[]): RefundThing | null {
  switch (to) {
    case undefined:
      return columns.includes('fence') && columns.includes('lease_until') ? 'refund claimed' : null
    case 'sending':
      return 'refund intent committed'
    case 'planned':
      return 'refund answer written'
    case 'accepted':
    case 'refused':
      // A callback's hint refuses without a code.
      return columns.includes('code') ? 'refund answer written' : null
    case 'unknown':
      return columns.includes('code') ? 'refund answer written' : 'refund lease over'
    case 'refunded':
      return 'refunded written'
    default:
      return to === 'withdrawn' ? 'refund withdrawn' : null
  }
}

/** The value bound to a column of a SET list: `?` are counted, `$n` name their position. */
function boundTo(column: string, set: string, values: unknown[]): unknown {
  const [before, after] = set.split(`"${column}" = `)
  const placeholder = /^(\?|\$(\d+))/.exec(after ?? '')
  if (before === undefined || placeholder === null) return undefined
  return values[placeholder[2] === undefined ? before.split('?').length - 1 : Number(placeholder[2]) - 1]
}
