import { replyEnvelope, successMessage } from './envelope'
import { type JsonObject, noData, type Reply } from './reply'

/** Rows come first, as in the samples. */
export function replyRows(name: string, rows: JsonObject[], code = 0, message = successMessage): Reply {
  return { status: 200, body: { Data: rows, object_name: name, code, message } }
}

/** How a duplicate is refused is not documented; here with HTTP 200 and a code, like every request that is well-formed. */
export function replyDuplicate(): Reply {
  return replyEnvelope('membership_formdata_insert', 5, 'Bu vergi numarası ile bir başvuru var')
}

export function replyNoApplication(): Reply {
  return noData('Başvuru bulunamadı')
}

/** Stands in the call log for the reference_no, which these calls lack. */
export function findFormReference({ form_id }: JsonObject): string | null {
  return typeof form_id === 'string' || typeof form_id === 'number' ? String(form_id).slice(0, 50) : null
}
