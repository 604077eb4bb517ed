import 'server-only'
import { writeMarker } from '@/db/markers'
import { isMigrated } from '@/db/migrate'
import { findOldestUnsettled } from '@/db/payments'
import { now } from './clock'
import { env } from './env'
import { log } from './log'

/** Whether this instance can take payments: the database answers, accepts a write and has this version's schema. */
export type Health = {
  status: 'ok' | 'unavailable'
  mode: 'live' | 'test'
  /** Reported, but no reason to take an instance out of service. */
  oldest_unsettled_seconds: number | null
}

const LOOKS_A_SECOND = 5
let [second, looks] = [0, 0]
let latest: Promise<Health> | undefined

/**
 * One answer for all callers, who may ask as often as they like: a few checks a second write to the disk, the
 * rest share the outcome of the latest one.
 */
export function readHealthForAll(): Promise<Health> {
  const current = Math.floor(performance.now() / 1000)
  if (current !== second) [second, looks] = [current, 0]
  looks += 1
  if (!latest || looks <= LOOKS_A_SECOND) latest = readHealth()
  return latest
}

export async function readHealth(): Promise<Health> {
  const mode = env().isLive ? 'live' : 'test'
  try {
    const at = await now()
    await writeMarker('written', at)
    const oldest = await findOldestUnsettled()
    // Never negative: a clock that was set back must not hide a payment that waits.
    const age = oldest?.sentAt ? Math.max(0, Math.round((at.getTime() - oldest.sentAt.getTime()) / 1000)) : null
    return { status: (await isMigrated()) ? 'ok' : 'unavailable', mode, oldest_unsettled_seconds: age }
  } catch (error) {
    log.error('health.database', { error })
    return { status: 'unavailable', mode, oldest_unsettled_seconds: null }
  }
}
