import 'server-only'
import { HOUR, SECOND } from '@/lib/duration'
import { listDocumentTypes as askPaynet } from '@/lib/paynet/membership'
import type { DocumentType } from '@/lib/paynet/membership-wire'
import { logCall } from './timeline'

/** After a failure, so that a page that is opened again does not wait for a Paynet that is down. */
const ASK_AGAIN_AFTER_MS = 30 * SECOND

type Known = { types: DocumentType[] | null; goodUntil: number }

/** Per process and form type. The list changes with Paynet's releases, if at all. */
const known = new Map<number, Known>()

/** The documents of a form type; the last known ones if Paynet does not answer, null if it never has. */
export async function listDocumentTypes(formType: number, now: Date): Promise<DocumentType[] | null> {
  const before = known.get(formType)
  if (before && before.goodUntil > now.getTime()) return before.types
  const { types, call } = await askPaynet(formType)
  logCall(call)
  const next = types
    ? { types, goodUntil: now.getTime() + HOUR }
    : { types: before?.types ?? null, goodUntil: now.getTime() + ASK_AGAIN_AFTER_MS }
  known.set(formType, next)
  return next.types
}

/** For tests: a process that has just started. */
export function forgetDocumentTypes(): void {
  known.clear()
}
