import 'server-only'
import {
  claimDelivery,
  type Delivery,
  endTry,
  freezeBody,
  goOn,
  holdDeliveries,
  isFailingSince,
  noteTaken,
  pullBackDeliveries,
  releaseHeld,
  stopReceiver,
  type Tried,
} from '@/db/deliveries'
import { findEvent } from '@/db/events'
import { type Clock, later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { DAY, MINUTE, SECOND } from '@/lib/duration'
import { decrypt, encrypt } from '@/lib/encryption'
import { type Environment, env } from '@/lib/env'
import { placeAll } from '@/lib/events/place'
import { openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { countWebhook } from '@/lib/metrics/counters'
import { findReceiver, receiverOf } from '@/lib/receiver'
import { bodyOf } from './body'
import { DEADLINE_MS, type PostOptions, type PostOutcome, post } from './post'
import { LONGEST_PAUSES_MS, MOST_HEEDED_MS, nextTry } from './schedule'

/** The longest possible try, plus time to write what became of it. */
const LEASE_MS = DEADLINE_MS + 15 * SECOND
export const POSTS_AT_ONCE = 4
/** A receiver that has taken nothing for so long is sent nothing more. */
const FAILING_AFTER_MS = 5 * DAY
/** How long after a step of the clock each pass mends what it has put off. */
const LOOKS_AGAIN_FOR_MS = 5 * MINUTE

type Webhook = NonNullable<Environment['webhook']>
type Options = { isStopped?: () => boolean } & Partial<Pick<PostOptions, 'deadlineMs' | 'lookup'>>

let posts = 0

/**
 * Gives new events their places and, if the merchant has a receiver, sends what is due, at most four at once. Safe to run in
 * several processes at once: each try has a lease, and what a process left behind when it died is sent again.
 */
export async function deliverEvents(clock: Clock, options: Options = {}): Promise<void> {
  const { webhook } = env()
  await placeAll(await clock())
  if (!webhook) return
  const { now, sinceStepMs } = await readClock(clock)
  if (sinceStepMs < LOOKS_AGAIN_FOR_MS) await lookAgainAtDeliveries(clock)
  const { stoppedAt } = await findReceiver(webhook, now)
  if (stoppedAt) return holdDeliveries(now)
  await releaseHeld(now)
  await Promise.all(Array.from({ length: POSTS_AT_ONCE - posts }, () => deliverUntilDone(webhook, clock, options)))
}

/** One try after the other; a claim is followed by its try at once, so that no lease ends while it waits. */
async function deliverUntilDone(webhook: Webhook, clock: Clock, options: Options): Promise<void> {
  posts += 1
  try {
    while (!options.isStopped?.()) {
      const now = await clock()
      const delivery = await claimDelivery(receiverOf(webhook), now, later(now, LEASE_MS))
      if (!delivery) return
      await deliver(delivery, webhook, clock, options)
    }
  } finally {
    posts -= 1
  }
}

async function deliver(delivery: Delivery, webhook: Webhook, clock: Clock, { deadlineMs, lookup }: Options): Promise<void> {
  const { eventId: id } = delivery
  const body = await readBody(delivery, await clock()).catch((error: unknown) => {
    log.error('webhook.no-body', { eventId: id, error })
    return undefined
  })
  if (body === null) return
  if (body === undefined) return end(delivery, webhook, { kind: 'failed', why: 'body', ms: 0 }, await clock())
  const how = { allowsLoopback: !env().isLive, ...(deadlineMs ? { deadlineMs } : {}), ...(lookup ? { lookup } : {}) }
  const outcome = await post({ ...webhook, id, body, at: await clock() }, how)
  await end(delivery, webhook, outcome, await clock())
}

/** What is sent: built before the first try, then the same to the byte. Null if the lease was taken over. */
async function readBody(delivery: Delivery, now: Date): Promise<string | null> {
  if (delivery.body !== null) return decrypt('webhook-body', delivery.body)
  const event = await findEvent(delivery.eventId)
  if (!event) throw new Error('a delivery has no event')
  const body = await bodyOf(event, now)
  return (await freezeBody(delivery, await encrypt('webhook-body', body))) ? body : null
}

type Outcome = PostOutcome | { kind: 'failed'; why: 'body'; ms: number }

/** Writes what became of a try. */
async function end(delivery: Delivery, webhook: Webhook, outcome: Outcome, at: Date): Promise<void> {
  const why = outcome.kind === 'failed' ? outcome.why : outcome.kind
  countWebhook(why)
  const { eventId } = delivery
  const receiver = receiverOf(webhook)
  const httpStatus = outcome.kind === 'failed' ? null : outcome.status
  // First, so that nothing held back is released again in between.
  if (outcome.kind === 'gone') await stop(receiver, 'gone', at)
  const then = next(delivery, outcome, at)
  const isDone = await endTry(delivery, { ...then, lastStatus: httpStatus, lastMs: outcome.ms, lastWhy: why })
  if (outcome.kind === 'delivered') return noteTaken(receiver, at)
  log.warn('webhook.failed', { eventId, why, durationMs: outcome.ms, ...(httpStatus === null ? {} : { httpStatus }) })
  if (isDone && then.status === 'dead') log.alarm('webhook.dead', { eventId, why })
}

type Next<T = Tried> = T extends Tried ? Omit<T, 'lastStatus' | 'lastMs' | 'lastWhy'> : never

function next({ attempts }: Delivery, outcome: Outcome, at: Date): Next {
  if (outcome.kind === 'delivered') return { status: 'delivered', deliveredAt: at }
  if (outcome.kind === 'gone') return { status: 'held' }
  const nextAt = nextTry(attempts + 1, at, Math.random(), outcome.kind === 'refused' ? outcome.retryAfterMs : null)
  return nextAt ? { status: 'pending', nextAt } : { status: 'dead' }
}

async function stop(receiver: string, why: 'gone' | 'failing', at: Date): Promise<void> {
  if (await stopReceiver(receiver, why, at)) log.alarm('webhook.stopped', { why })
  await holdDeliveries(at)
}

/** Stops a receiver that has taken nothing for five days, while there was something to take. */
export async function stopIfFailing(now: Date): Promise<void> {
  const { webhook } = env()
  if (!webhook) return
  const receiver = await findReceiver(webhook, now)
  if (receiver.stoppedAt === null && (await isFailingSince(receiver, later(now, -FAILING_AFTER_MS))))
    await stop(receiver.id, 'failing', now)
}

/** Goes on sending to the receiver of today, and sends what was held back. */
export async function resume(webhook: Webhook, now: Date): Promise<void> {
  await goOn(receiverOf(webhook), now)
  await releaseHeld(now)
}

/** After a start, or when the clock was set. */
export async function lookAgainAtDeliveries(clock: Clock): Promise<void> {
  const isFresh = openSendGate()
  const now = await clock()
  if (!isFresh()) return
  const tries = LONGEST_PAUSES_MS.map((ms) => later(now, ms))
  const asked = later(now, Math.max(MOST_HEEDED_MS, ...LONGEST_PAUSES_MS))
  await pullBackDeliveries(now, { lease: later(now, LEASE_MS), tries, asked })
}
