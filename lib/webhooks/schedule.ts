import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'

/** How long after each try that failed the next one is made, as Standard Webhooks has it. */
const PAUSES_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
/** Each is a fifth longer or shorter, so that what failed together does not come back together. */
const SPREAD = 0.2
export const MOST_HEEDED_MS = DAY

/** How long each of them is at most. */
export const LONGEST_PAUSES_MS = PAUSES_MS.map((ms) => ms * (1 + SPREAD))

/**
 * When an event is tried again after `failed` tries; null after the last. `random`: from 0 up to 1. A receiver that asks for
 * more time gets it, up to a day; it cannot have the tries follow each other faster.
 */
export function nextTry(failed: number, at: Date, random: number, retryAfterMs: number | null): Date | null {
  const pauseMs = PAUSES_MS[failed - 1]
  if (pauseMs === undefined) return null
  const spreadMs = Math.round(pauseMs * (1 + SPREAD * (2 * random - 1)))
  return later(at, Math.max(spreadMs, Math.min(retryAfterMs ?? 0, MOST_HEEDED_MS)))
}

/** How long a `Retry-After` asks to wait, in milliseconds: seconds, or a date as HTTP writes it. Null for anything else. */
export function readRetryAfter(header: string | undefined, at: Date): number | null {
  if (header === undefined) return null
  if (/^\d{1,10}$/.test(header)) return Number(header) * SECOND
  const until = /^[A-Z][a-z]{2,8},? .{10,30}$/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(until) ? null : Math.max(0, until - at.getTime())
}
