import 'server-only'
import { rememberFact } from '@/db/facts'
import { isMigrated } from '@/db/migrate'
import { findOldestUnsettled } from '@/db/payments'
import { now } from './clock'
import { env } from './env'
import { log } from './log'

/** Whether this instance can take payments: the database answers, takes a write and has this version's schema. */
export type Health = {
  status: 'ok' | 'unavailable'
  mode: 'live' | 'test'
  /** Told, but no reason to take an instance away. */
  oldest_unsettled_seconds: number | null
}

export async function readHealth(): Promise<Health> {
  const mode = env().isLive ? 'live' : 'test'
  try {
    const at = await now()
    await rememberFact('written', at)
    const oldest = await findOldestUnsettled()
    // Never negative: a clock that was set back must not hide what waits.
    const age = oldest?.sentAt ? Math.max(0, Math.round((at.getTime() - oldest.sentAt.getTime()) / 1000)) : null
    return { status: (await isMigrated()) ? 'ok' : 'unavailable', mode, oldest_unsettled_seconds: age }
  } catch (error) {
    log.error('health.database', { error })
    return { status: 'unavailable', mode, oldest_unsettled_seconds: null }
  }
}
