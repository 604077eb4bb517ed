import type { State } from '@/simulator/books/state'
import type { ServiceName } from '@/simulator/faults/catalogue'
import { errorReply, type JsonObject, type Reply } from '@/simulator/services/service'

/** Of the upload a sample with this name is published; the delete is named after it. */
const uploadNames = {
  membership_upload_file_insert: 'membership_file_upload',
  membership_upload_file_delete: 'membership_file_delete',
} as const

/** The `object_name` of a service's answer. */
export function nameAnswer(service: ServiceName): string {
  return service in uploadNames ? uploadNames[service as keyof typeof uploadNames] : service
}

export function replyApplication(name: string, code: number, message: string): Reply {
  return { status: 200, body: { object_name: name, code, message } }
}

/** Rows come first, as in the samples. */
export function replyRows(name: string, rows: JsonObject[], code = 0, message = 'Başarılı İşlem'): Reply {
  return { status: 200, body: { Data: rows, object_name: name, code, message } }
}

/** The documents do not say how a duplicate is refused; here as an answer with a code, like all that is not ill-formed. */
export function replyDuplicate(): Reply {
  return replyApplication('membership_formdata_insert', 5, 'Bu vergi numarası ile bir başvuru var')
}

export function replyNoApplication(): Reply {
  return errorReply(404, 'no_data_error', 12, 'Başvuru bulunamadı')
}

/** What the call log names these calls by. */
export function nameForm(_state: State, { form_id }: JsonObject): string | null {
  return typeof form_id === 'string' || typeof form_id === 'number' ? String(form_id).slice(0, 50) : null
}
