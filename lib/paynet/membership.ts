import 'server-only'
import { SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import type { PaynetStatus } from '@/lib/shared/dealers/application-view'
import type { Answers } from '@/lib/shared/dealers/dealer'
import { type Call, describeCall } from './call'
import { type ChangeMeaning, classifyChange } from './cards-wire'
import {
  type ApplicationMeaning,
  classifyApplication,
  classifyDocumentTypes,
  classifyStatus,
  type DocumentType,
  encodeApplication,
  readFormLink,
} from './membership-wire'
import { type PostOptions, post } from './transport'
import { CODE, PATHS } from './wire'

/** The applicant looks at an empty page meanwhile; what was last known is better than a long wait. */
const LOOK_WITHIN_MS = 5 * SECOND

/**
 * Hands a dealer's application in (page "Başvuru Kayıt Servisi", `v1/membership/formdata_insert`). No
 * reference of ours goes with it, so sending twice may be applying twice: never repeated here. On a
 * connection of its own, since a kept one that Paynet has just closed would make it look lost.
 */
export async function sendApplication(
  answers: Answers,
  { isFirst, maySend }: { isFirst: boolean; maySend: NonNullable<PostOptions['maySend']> },
): Promise<{ meaning: ApplicationMeaning; call: Call }> {
  const body = encodeApplication(answers)
  const reply = await post(PATHS.applicationInsert, body, { freshConnection: true, maySend })
  const meaning = classifyApplication(reply, isFirst)
  return { meaning, call: describeCall('formdata_insert', reply, meaning) }
}

/** The link of a receipt as an absolute address on a host of Paynet's; null when it is none. */
export function followUpLink(link: string): string | null {
  return readFormLink(link, env().paynet.url)
}

/** How an application stands (page "Başvuru Çekme", `v1/membership/formdata_get`). Of the answer only the status is read. */
export async function readStatus(formId: string, taxNumber: string): Promise<{ status: PaynetStatus | null; call: Call }> {
  // The newer edition wants only the number, the older one both names.
  const reply = await post(PATHS.applicationGet, { form_id: encodeId(formId), Vkn_Tckn: taxNumber }, { deadline: soon() })
  const status = classifyStatus(reply, formId)
  return { status, call: describeCall('formdata_get', reply, { kind: status ?? 'unavailable' }) }
}

/** Which documents a form type needs (page "Form Tipine Bağlı Doküman Çekme Servisi"); null when Paynet does not tell. */
export async function listDocumentTypes(formType: number): Promise<{ types: DocumentType[] | null; call: Call }> {
  const reply = await post(PATHS.documentTypes, { form_type: formType }, { deadline: soon() })
  const types = classifyDocumentTypes(reply, formType)
  return { types, call: describeCall('formtypes_and_doctypes', reply, { kind: types ? `${types.length} documents` : 'unavailable' }) }
}

/**
 * Adds a document (page "Doküman Yükleme", `v1/membership/upload_file_insert`). That a second one of a type
 * takes the place of the first is an assumption: documents are deleted by type, so there can be one of each.
 */
export async function uploadDocument(formId: string, doctypeId: string, file: Buffer): Promise<{ meaning: ChangeMeaning; call: Call }> {
  // What `pars_base64` holds is described as "?"; plain base64 without a prefix is what its name says.
  const body = { ...names(formId, doctypeId), pars_base64: file.toString('base64') }
  return change('upload_file_insert', PATHS.documentInsert, body)
}

/** Takes a document back (page "Doküman Silme", `v1/membership/upload_file_delete`). One that is not there is taken back. */
export async function deleteDocument(formId: string, doctypeId: string): Promise<{ meaning: ChangeMeaning; call: Call }> {
  const { meaning, call } = await change('upload_file_delete', PATHS.documentDelete, names(formId, doctypeId))
  return meaning.kind === 'refused' && meaning.code === CODE.noData ? { meaning: { kind: 'done' }, call } : { meaning, call }
}

async function change(
  service: Call['service'],
  path: string,
  body: Record<string, unknown>,
): Promise<{ meaning: ChangeMeaning; call: Call }> {
  const reply = await post(path, body, { freshConnection: true })
  const meaning = classifyChange(reply)
  return { meaning, call: describeCall(service, reply, meaning) }
}

function names(formId: string, doctypeId: string): Record<string, unknown> {
  return { form_id: encodeId(formId), doctype_id: encodeId(doctypeId) }
}

/** Numbers in the samples, text in a table: what looks like a number goes as one. */
function encodeId(id: string): number | string {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : id
}

function soon(): AbortSignal {
  return AbortSignal.timeout(Math.min(LOOK_WITHIN_MS, env().paynet.timeoutMs))
}
