import 'server-only'
import { log } from '@/lib/log'
import type { Call } from '@/lib/paynet/call'

/** Logs a call about cards, without anything that identifies a person or a card. */
export function tellCall({ service, meaning, httpStatus, code, why, durationMs, refusesUs }: Call): void {
  const more = { ...(httpStatus === null ? {} : { httpStatus }), ...(code === null ? {} : { code }), ...(why === null ? {} : { why }) }
  log.info('paynet.call', { service, meaning, durationMs, ...more })
  if (refusesUs) log.alarm('paynet.refuses-us', { service, ...(httpStatus === null ? {} : { httpStatus }) })
}
