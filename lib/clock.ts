import 'server-only'

export { now } from '@/db/client'

/** Where a unit of work reads the time. Tests pass their own. */
export type Clock = () => Promise<Date>

export function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
