import 'server-only'
import { log } from '@/lib/log'
import type { Call } from '@/lib/paynet/call'
import { rememberRefusal } from '@/lib/paynet/circuit-breaker'

/** Logs a call about cards, without anything that identifies a person or a card; a refusal of us is remembered. */
export async function tellCall(call: Call, at: Date): Promise<void> {
  const { service, meaning, httpStatus, code, why, durationMs } = call
  const more = { ...(httpStatus === null ? {} : { httpStatus }), ...(code === null ? {} : { code }), ...(why === null ? {} : { why }) }
  log.info('paynet.call', { service, meaning, durationMs, ...more })
  if (call.refusesUs) await rememberRefusal(call, at)
}
