import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { HOUR, SECOND } from '@/lib/duration'
import { listDocumentTypes as askPaynet } from '@/lib/paynet/membership'
import type { DocumentType } from '@/lib/paynet/membership-wire'
import { logCall } from './timeline'

/** After a failure, so that a page that is opened again does not wait for a Paynet that is down. */
const ASK_AGAIN_AFTER_MS = 30 * SECOND

type Known = { types: DocumentType[] | null; goodUntil: number }

/** Per process and form type. The list changes with Paynet's releases, if at all. */
const known = new Map<number, Known>()
const asking = new Map<number, Promise<DocumentType[] | null>>()
/** As long as a page waits for a list that it can do without. */
const PATIENCE_MS = SECOND

/** The documents of a form type; the last known ones if Paynet does not answer, null if it never has. */
export async function listDocumentTypes(formType: number, now: Date): Promise<DocumentType[] | null> {
  const before = known.get(formType)
  if (before && before.goodUntil > now.getTime()) return before.types
  const answer = asking.get(formType) ?? ask(formType, before, now).finally(() => asking.delete(formType))
  asking.set(formType, answer)
  return answer
}

/** Their names, before there is an application. Null if Paynet does not tell them soon, or wants none. */
export async function documentNames(formType: number, now: Date): Promise<string[] | null> {
  const types = await Promise.race([listDocumentTypes(formType, now), sleep(PATIENCE_MS, null, { ref: false })])
  const names = (types ?? []).flatMap(({ name, isRequired }) => (name === '' || isRequired === false ? [] : [name]))
  return names.length > 0 ? names : null
}

async function ask(formType: number, before: Known | undefined, now: Date): Promise<DocumentType[] | null> {
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
  asking.clear()
}
