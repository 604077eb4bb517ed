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

export const SIDES = ['before', 'after'] as const
export type Side = (typeof SIDES)[number]

/** The place, and on which visit to it. */
export type Kill = { thing: Thing; side: Side; nth: number }

/**
 * What a case tells its running processes through a file: how much extra time has passed for them, by how much
 * their clock was set, and where one of them dies.
 */
export type Control = { aheadMs: number; steppedMs: number; kill: Kill | null }

export const CONTROL_FILE = 'CRASH_CONTROL'
/** Set for the process that is to die: the file it writes once it has reached the place. */
export const REACHED_FILE = 'CRASH_REACHED'

const CALLS: Record<string, Thing> = { Get: 'plan quoted', tds_initial: 'tds_initial', tds_charge: 'tds_charge', check: 'check' }

/** Which call to Paynet a path is. */
export function thingOfCall(path: string): Thing | null {
  return CALLS[path.slice(path.lastIndexOf('/') + 1)] ?? null
}

/** What a statement does to a payment, judged by its text and values. `lastCall` is the process's last call to Paynet. */
export function thingOfStatement(sql: string, values: unknown[], lastCall: Thing | null): Thing | null {
  if (sql.startsWith('insert into "payments"')) return 'payment row created'
  const [, set, where] = /^update "payments" set (.*?) where (.*)$/s.exec(sql) ?? []
  if (set === undefined || where === undefined) return null
  const columns = set.split(/, (?=")/).map((part) => part.slice(1, part.indexOf('"', 1)))
  const to = boundTo('status', set, values)
  if (to === undefined && columns.join() === 'returned_at') return 'return noted'
  if (to === undefined) return columns.includes('fence') && columns.includes('lease_until') ? 'claim' : null
  if (to === 'awaiting_3ds') return 'pair stored'
  if (to === 'charging') return values.includes('unknown') ? 'second intent committed' : 'intent committed'
  if (to === 'unknown') return columns.includes('sent_at') ? 'outcome written' : 'lease over'
  if (to === 'not_charged') return 'not charged written'
  if (to === 'succeeded') return lastCall === 'check' ? 'found success written' : 'outcome written'
  return to === 'declined' && lastCall === 'tds_charge' ? 'outcome written' : null
}

/** The value bound to a column of a SET list: `?` are counted, `$n` name their position. */
function boundTo(column: string, set: string, values: unknown[]): unknown {
  const [before, after] = set.split(`"${column}" = `)
  const placeholder = /^(\?|\$(\d+))/.exec(after ?? '')
  if (before === undefined || placeholder === null) return undefined
  return values[placeholder[2] === undefined ? before.split('?').length - 1 : Number(placeholder[2]) - 1]
}
