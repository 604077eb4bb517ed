import 'server-only'
import { SECOND } from './duration'
import { env } from './env'

/** How long a worker owns a payment: the longest possible call, plus time to write its outcome. */
export function leaseMs(): number {
  return env().paynet.timeoutMs + 15 * SECOND
}

/** A claim older than this is not acted on, because the process may have been stopped in between. */
export const SEND_GATE_MS = 5 * SECOND

/** Checked immediately before the first byte of a charge leaves. */
export type SendGate = () => boolean

/**
 * Open for five seconds from now; open it before the intent is committed. If the process, or the whole machine,
 * slept in between, other workers may have moved on and nothing may be sent. It checks both clocks: one stands
 * still while a machine sleeps, the other can be set.
 */
export function openSendGate(elapsedMs = performance.now(), timeOfDayMs = Date.now()): SendGate {
  return () => performance.now() - elapsedMs < SEND_GATE_MS && Math.abs(Date.now() - timeOfDayMs) < SEND_GATE_MS
}
