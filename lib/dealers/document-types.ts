import 'server-only'
import { listDocumentTypes as askPaynet } from '@/lib/paynet/membership'
import type { DocumentType } from '@/lib/paynet/membership-wire'
import { tellCall } from './timeline'

const HOUR = 3_600_000
/** After a failure: a page that is opened again need not wait for a Paynet that does not answer. */
const ASK_AGAIN_AFTER_MS = 30_000

type Known = { types: DocumentType[] | null; goodUntil: number }

/** Per process and form type; which documents there are changes with Paynet's releases, if at all. */
const known = new Map<number, Known>()

/** The documents of a form type; what was known last when Paynet does not tell; null when it never did. */
export async function listDocumentTypes(formType: number, now: Date): Promise<DocumentType[] | null> {
  const before = known.get(formType)
  if (before && before.goodUntil > now.getTime()) return before.types
  const { types, call } = await askPaynet(formType)
  tellCall(call)
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
