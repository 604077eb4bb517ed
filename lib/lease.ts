import 'server-only'
import { SECOND } from './duration'
import { env } from './env'

/** How long a worker owns a payment: the longest call, and time to write its outcome. */
export function leaseMs(): number {
  return env().paynet.timeoutMs + 15 * SECOND
}

/** A claim older than this is not acted on: the process may have been stopped in between. */
export const SEND_GATE_MS = 5 * SECOND

/** Asked last thing before a charge's first byte. */
export type SendGate = () => boolean

/**
 * Open for five seconds from now, which must be before the intent is committed. When the process, or the
 * whole machine, slept in between, others may have gone on, and nothing may be sent. Both clocks are
 * asked: one of them stands still while a machine sleeps, the other may be set.
 */
export function openSendGate(elapsedMs = performance.now(), timeOfDayMs = Date.now()): SendGate {
  return () => performance.now() - elapsedMs < SEND_GATE_MS && Math.abs(Date.now() - timeOfDayMs) < SEND_GATE_MS
}
