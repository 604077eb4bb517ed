import 'server-only'
import { beginDocument, type DocumentRow, endDocument, findDocumentRow, forgetDocument, listDocumentRows } from '@/db/application-documents'
import { type Clock, later } from '@/lib/clock'
import { digest } from '@/lib/ids'
import { trackUntilDone } from '@/lib/in-flight'
import { leaseMs } from '@/lib/lease'
import type { Call } from '@/lib/paynet/call'
import type { ChangeMeaning } from '@/lib/paynet/cards-wire'
import { deleteDocument, uploadDocument } from '@/lib/paynet/membership'
import { overLimit } from '@/lib/rate-limit'
import type { DocumentList, DocumentOutcome, DocumentView } from '@/lib/shared/dealers/application-view'
import { fileProblem, mediaTypeOf } from '@/lib/shared/dealers/document-file'
import type { Application } from './application'
import { listDocumentTypes } from './document-types'
import { recordCall } from './timeline'

/** Which documents Paynet wants for an application, and what is known here of those that were sent. */
export async function listDocuments(application: Application, now: Date): Promise<DocumentList> {
  const [types, rows] = await Promise.all([listDocumentTypes(Number(application.answers.form_type), now), listDocumentRows(application.id)])
  const documents = (types ?? []).map(({ id, name, isRequired }) => {
    const row = rows.find(({ doctypeId }) => doctypeId === id)
    return { id, name, isRequired, sent: row ? sentOf(row, now) : null }
  })
  return { isKnown: types !== null, documents }
}

function sentOf({ status, at, bytes }: DocumentRow, now: Date): DocumentView['sent'] {
  if (status === 'removed') return null
  // Its sender has died, so it may have arrived.
  const isLost = status === 'sending' && at < later(now, -leaseMs())
  return { status: isLost ? 'unknown' : status, at, kilobytes: Math.max(1, Math.round(bytes / 1024)) }
}

/**
 * Passes a file on to Paynet, where it replaces an earlier one. Only its type and size are kept here. If the answer
 * is lost it is `unknown` and may be sent again, since Paynet replaces a document of the same type.
 */
export async function sendDocument(application: Application, doctypeId: string, file: Buffer, clock: Clock): Promise<DocumentOutcome> {
  const problem = fileProblem(file)
  const mediaType = mediaTypeOf(file)
  if (problem || !mediaType) return problem ?? 'not-a-document'
  return change(application, doctypeId, { mediaType, bytes: file.length, status: 'uploaded' }, clock, (formId) =>
    uploadDocument(formId, doctypeId, file),
  )
}

/** Deletes a document at Paynet. */
export async function removeDocument(application: Application, doctypeId: string, clock: Clock): Promise<DocumentOutcome> {
  return change(application, doctypeId, { mediaType: '', bytes: 0, status: 'removed' }, clock, (formId) =>
    deleteDocument(formId, doctypeId),
  )
}

/** Counts a change to an application's documents; false if there were too many today. */
export async function mayChangeDocument({ id }: Pick<Application, 'id'>, now: Date): Promise<boolean> {
  return (await overLimit('documents-of-application', id, now)) === null
}

type Wanted = Pick<DocumentRow, 'mediaType' | 'bytes'> & { status: 'uploaded' | 'removed' }

/** The intent is committed before the call. Two changes to the same document at once take turns. */
async function change(
  application: Application,
  doctypeId: string,
  wanted: Wanted,
  clock: Clock,
  call: (formId: string) => Promise<{ meaning: ChangeMeaning; call: Call }>,
): Promise<DocumentOutcome> {
  const { id: applicationId, formId, status } = application
  const now = await clock()
  const types = await listDocumentTypes(Number(application.answers.form_type), now)
  if (status !== 'received' || formId === null) return 'refused'
  if (types === null) return 'unavailable'
  if (!types.some(({ id }) => id === doctypeId)) return 'refused'

  const id = digest(applicationId, doctypeId)
  const before = await findDocumentRow(id)
  const begun: DocumentRow = { ...wanted, id, applicationId, doctypeId, status: 'sending', at: now }
  if (!(await beginDocument(begun, later(now, -leaseMs())))) return 'busy'
  return trackUntilDone(call(formId).then((reply) => finish(begun, wanted, before, reply, clock)))
}

async function finish(
  begun: DocumentRow,
  wanted: Wanted,
  before: DocumentRow | null,
  { meaning, call }: { meaning: ChangeMeaning; call: Call },
  clock: Clock,
): Promise<DocumentOutcome> {
  const at = await clock()
  await recordCall(begun.applicationId, call, at)
  switch (meaning.kind) {
    case 'done':
      await endDocument(begun, { ...wanted, at })
      return wanted.status
    case 'unknown':
      await endDocument(begun, { ...wanted, status: 'unknown', at })
      return 'unknown'
    case 'refused':
    case 'refuses-us':
    case 'not-sent':
      // Nothing has changed at Paynet.
      if (before) await endDocument(begun, { ...before, status: before.status === 'sending' ? 'unknown' : before.status })
      else await forgetDocument(begun)
      return meaning.kind === 'refused' ? 'refused' : 'unavailable'
  }
}
