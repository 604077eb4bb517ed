import 'server-only'
import { SEND_GATE_MS } from './timing'

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
