/**
 * Where a process is killed: before and after each of these, in the order of a payment's life. A commit's
 * "before" is its statements done and not committed, its "after" the commit returned. A call's "before" is
 * connected and not a byte sent, its "after" the whole answer here and nothing done with it.
 */
export const THINGS = [
  'payment row created',
  'tds_initial',
  'pair stored',
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

/** The place, and how many times it must have been come to. */
export type Kill = { thing: Thing; side: Side; nth: number }

/**
 * What a case tells its processes while they run, through a file: how much time has passed for them besides
 * the true one, by how much their clock was set, and where one of them dies.
 */
export type Control = { aheadMs: number; steppedMs: number; kill: Kill | null }

export const CONTROL_FILE = 'CRASH_CONTROL'
/** Set for a process that is to die: the file that it writes into when it has come to the place. */
export const REACHED_FILE = 'CRASH_REACHED'

const CALLS: Record<string, Thing> = { tds_initial: 'tds_initial', tds_charge: 'tds_charge', check: 'check' }

/** What a request to Paynet is, by its path. */
export function thingOfCall(path: string): Thing | null {
  return CALLS[path.slice(path.lastIndexOf('/') + 1)] ?? null
}

/** What a statement does to a payment, by its text and values. `lastCall` is the process's last call to Paynet. */
export function thingOfStatement(sql: string, values: unknown[], lastCall: Thing | null): Thing | null {
  if (sql.startsWith('insert into "payments"')) return 'payment row created'
  const [, set, where] = /^update "payments" set (.*?) where (.*)$/s.exec(sql) ?? []
  if (set === undefined || where === undefined) return null
  const columns = set.split(/, (?=")/).map((part) => part.slice(1, part.indexOf('"', 1)))
  const to = boundTo('status', set, values)
  if (to === undefined) return columns.includes('fence') && columns.includes('lease_until') ? 'claim' : null
  if (to === 'awaiting_3ds') return 'pair stored'
  if (to === 'charging') return values.includes('unknown') ? 'second intent committed' : 'intent committed'
  if (to === 'unknown') return columns.includes('sent_at') ? 'outcome written' : 'lease over'
  if (to === 'not_charged') return 'not charged written'
  if (to === 'succeeded') return lastCall === 'check' ? 'found success written' : 'outcome written'
  return to === 'declined' && lastCall === 'tds_charge' ? 'outcome written' : null
}

/** The value that is bound to a column of a SET list: `?` are counted, `$n` say it themselves. */
function boundTo(column: string, set: string, values: unknown[]): unknown {
  const [before, after] = set.split(`"${column}" = `)
  const placeholder = /^(\?|\$(\d+))/.exec(after ?? '')
  if (before === undefined || placeholder === null) return undefined
  return values[placeholder[2] === undefined ? before.split('?').length - 1 : Number(placeholder[2]) - 1]
}
