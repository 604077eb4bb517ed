import 'server-only'
import { freeTaxNumber } from '@/db/applications'
import { readStatus } from '@/lib/paynet/membership'
import type { PaynetStatus } from '@/lib/shared/dealers/application-view'
import type { Application } from './application'
import { logCall, recordNote, recordStatus } from './timeline'

/**
 * Asks Paynet how an application stands, and keeps the answer; null if Paynet does not say. One that Paynet has
 * closed no longer holds its tax number.
 */
export async function askStatus(application: Pick<Application, 'id' | 'formId' | 'answers'>, now: Date): Promise<PaynetStatus | null> {
  const { id, formId, answers } = application
  if (formId === null) return null
  const { status, call } = await readStatus(formId, answers.tckn_vkn ?? '')
  logCall(call, id)
  if (status === null) return null
  await recordStatus(id, status, now)
  if (status === 'ended' && (await freeTaxNumber(id))) await recordNote(id, 'Paynet has closed it: its tax number is free', now)
  return status
}
