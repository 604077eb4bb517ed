import 'server-only'
import { randomBytes } from 'node:crypto'
import { listEventsSince, replayDeliveries } from '@/db/deliveries'
import { findEvent } from '@/db/events'
import type { Clock } from '@/lib/clock'
import { type Environment, env } from '@/lib/env'
import { placeAll } from '@/lib/events/place'
import { findReceiver } from '@/lib/receiver'
import { resume } from './deliver'
import { type PostOutcome, post } from './post'

/** What an operator does about events. */

type Webhook = NonNullable<Environment['webhook']>

const REPLAYED_AT_ONCE = 200

/** Sends an event once more. `busy`: an instance is at it right now. */
export async function replayEvent(id: string, now: Date): Promise<'replayed' | 'unknown' | 'busy'> {
  // What has no place yet becomes a delivery with it, and must not become one before.
  await placeAll(now)
  if (!(await findEvent(id))) return 'unknown'
  return (await replayDeliveries([id], now)) === 1 ? 'replayed' : 'busy'
}

/**
 * Sends everything that happened at `since` or later once more, behind what happens meanwhile; returns how many events.
 * `isCounted` only counts them.
 */
export async function replaySince(since: Date, now: Date, { isCounted = false } = {}): Promise<number> {
  await placeAll(now)
  let [after, replayed] = [0, 0]
  for (;;) {
    const events = await listEventsSince(since, after, REPLAYED_AT_ONCE)
    const last = events.at(-1)
    if (!last) return replayed
    after = last.position
    const ids = events.map(({ id }) => id)
    replayed += isCounted ? ids.length : await replayDeliveries(ids, now, { behind: true })
  }
}

/** Sends `test.ping`, which no list of events has. A receiver that takes it is sent what was held back. */
export async function sendTest(webhook: Webhook, clock: Clock): Promise<PostOutcome & { id: string }> {
  const at = await clock()
  const id = `evt_${randomBytes(11).toString('hex')}`
  const body = JSON.stringify({ type: 'test.ping', timestamp: at.toISOString(), data: {} })
  const outcome = await post({ ...webhook, id, body, at }, { allowsLoopback: !env().isLive })
  if (outcome.kind === 'delivered') {
    const now = await clock()
    const { stoppedAt } = await findReceiver(webhook, now)
    if (stoppedAt) await resume(webhook, now)
  }
  return { ...outcome, id }
}
