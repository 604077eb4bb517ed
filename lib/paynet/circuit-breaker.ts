import 'server-only'
import { clearMarker, readMarker, writeMarker } from '@/db/markers'
import { later } from '@/lib/clock'
import { MINUTE } from '@/lib/duration'
import { newReferenceNo } from '@/lib/ids'
import { log } from '@/lib/log'
import type { Call } from './call'
import { check } from './payments'

const HOLDS_FOR_MS = MINUTE

/** Paynet refused our key, address or path: an alarm is raised, and no new payment starts until that is fixed. */
export async function rememberRefusal(call: Call, at: Date): Promise<void> {
  log.alarm('paynet.refuses-us', { service: call.service, ...(call.httpStatus === null ? {} : { httpStatus: call.httpStatus }) })
  await writeMarker('paynet-refuses-us', at)
}

/**
 * Whether new payments must wait. After Paynet has refused us, a harmless question goes first: once it gets a proper
 * answer, payments go on at once. After a minute they may try anyway.
 */
export async function isOpen(now: Date): Promise<boolean> {
  const refusedAt = await readMarker('paynet-refuses-us')
  if (!refusedAt || later(refusedAt, HOLDS_FOR_MS) < now) return false
  const { meaning } = await check({ referenceNo: newReferenceNo('probe'), cashKurus: 1, chargeKurus: 1, instalments: null })
  if (meaning.kind === 'nothing') return true
  await clearMarker('paynet-refuses-us')
  return false
}
