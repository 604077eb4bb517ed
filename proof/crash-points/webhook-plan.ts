import type { SinkAnswer } from '@/e2e/harness/webhook-sink'
import { random } from '@/proof/chaos/random'
import type { Kill, Side, WebhookThing } from './places'

/** What happens around a kill on an event's way to the merchant's server; a seed decides all of it. */
export type WebhookPlan = {
  seed: number
  kill: Kill<WebhookThing>
  /** What the try is answered that the process dies over; those before it were answered badly, those after it well. */
  answer: SinkAnswer
  /** What carries on: the same app started again, or another in its place. */
  recovery: 'restart' | 'other'
  /** Whether the order changes before the next try, which sends what was frozen all the same. */
  changes: boolean
  pauseMs: number
  /** By how much the clock is set while the process is dead; 0 for not at all. */
  stepMs: number
}

const STEPS_MS = [2_000, 180_000, 540_000] as const
const ONCE: WebhookThing[] = ['event placed', 'body frozen']

export function planOfWebhook(thing: WebhookThing, side: Side, seed: number): WebhookPlan {
  const { chance, pick, whole } = random(thing, side, seed)
  const isAnswered = thing === 'webhook' && side === 'after'
  return {
    seed,
    kill: { thing, side, nth: !ONCE.includes(thing) && chance(0.4) ? 2 : 1 },
    answer: pick(isAnswered ? ['taken', '500'] : ['taken', '500', 'cut']),
    recovery: pick(['restart', 'other']),
    changes: chance(0.7),
    pauseMs: whole(0, 400),
    stepMs: chance(0.5) ? 0 : pick(STEPS_MS) * pick([1, -1]),
  }
}
