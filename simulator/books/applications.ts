import { makeFormToken } from '@/simulator/format/ids'
import type { ApplicationInput } from '@/simulator/protocol/application-request'
import { CANCELLED, DELETED } from '@/simulator/protocol/application-status'
import { type DocumentType, listDocumentTypes } from '@/simulator/protocol/document-types'
import { describeApplication } from './application-details'
import type { Application, UploadedFile } from './application-record'
import type { State } from './state'

export function receiveApplication(state: State, input: ApplicationInput): Application {
  const application: Application = {
    kind: 'application',
    at: state.now().toISOString(),
    form_id: state.lastFormId + 1,
    form_id_enc: makeFormToken(),
    status: 0,
    ...describeApplication(state, input),
    files: [],
  }
  state.write(application)
  return application
}

/** Whether a dealer has an application that was not closed. Refused ones count: what then may be is not documented. */
export function hasApplied(state: State, taxDigest: string): boolean {
  return [...state.applications.values()].some(
    ({ tax_digest, status }) => tax_digest === taxDigest && status !== CANCELLED && status !== DELETED,
  )
}

export function setStatus(state: State, application: Application, status: number): Application {
  return rewrite(state, { ...application, status })
}

export function moveOn(state: State, application: Application): Application {
  const status = findNextStatus(application.status, findMissingDocuments(application).length === 0)
  return status === application.status ? application : setStatus(state, application, status)
}

export function findMissingDocuments({ form_type, files }: Application): DocumentType[] {
  const isThere = (type: DocumentType) => files.some((file) => file.doctype_id === type.doctype_id && !file.deleted)
  return listDocumentTypes(form_type).filter((type) => type.is_required && !isThere(type))
}

/** A second file of a document type replaces the first, since files are deleted by type. */
export function saveFile(state: State, application: Application, file: UploadedFile): void {
  const others = application.files.filter((other) => other.doctype_id !== file.doctype_id)
  rewrite(state, { ...application, files: [...others, file] })
}

/** Only marks the file; false if there is none. */
export function deleteFile(state: State, application: Application, doctypeId: number): boolean {
  const isMeant = (file: UploadedFile) => file.doctype_id === doctypeId && !file.deleted
  if (!application.files.some(isMeant)) return false
  rewrite(state, { ...application, files: application.files.map((file) => (isMeant(file) ? { ...file, deleted: true } : file)) })
  return true
}

function rewrite(state: State, application: Application): Application {
  const changed = { ...application }
  state.write(changed)
  return changed
}

/** An application that moves by itself goes from waiting to documents, review and approval. */
function findNextStatus(status: number, hasAllDocuments: boolean): number {
  if (status === 0 || status === 1) return hasAllDocuments ? 2 : 1
  return status === 2 ? 3 : status
}
