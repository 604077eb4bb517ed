import type { ArmedFault } from '@/simulator/faults/armed-faults'
import type { FaultName } from '@/simulator/faults/catalogue'
import { replyDuplicate } from '@/simulator/protocol/application-replies'
import { badRequest, type JsonObject, type Reply } from '@/simulator/protocol/reply'
import type { ApplicationRow } from '@/simulator/services/application-get'
import { hostileCode, hostileImage, hostileScript } from './hostile'

/** Refuses an application whatever was sent. */
export function refuseApplication({ fault, field }: ArmedFault): Reply {
  if (fault === 'application-refused-field') return badRequest(11, `Geçersiz istek: ${field}: geçersiz`)
  const duplicate = replyDuplicate()
  return fault === 'code-5-as-400' ? badRequest(5, String(duplicate.body.message)) : duplicate
}

/** Changes the answer of a membership service as the fault says; null for any other fault. */
export function spoilApplication(body: JsonObject, fault: FaultName): JsonObject | null {
  const isReceived = body.code === 0
  switch (fault) {
    case 'form-id-string':
      return isReceived ? { ...body, form_id: String(body.form_id) } : body
    case 'missing-form-id':
      return { ...body, form_id: undefined }
    case 'missing-form-link':
      return { ...body, form_link: undefined }
    case 'form-link-hostile': {
      const form_link = `www.paynet.com.tr@collector.example/basvuru-takip?form_id=${hostileImage}${hostileScript}`
      return isReceived ? { ...body, form_link } : body
    }
    case 'form-link-javascript':
      return isReceived ? { ...body, form_link: `javascript:${hostileCode}//www.paynet.com.tr/basvuru-takip` } : body
    case 'status-unknown':
      return mapRows(body, (row) => ({ ...row, status: 99 }))
    case 'application-hostile':
      return mapRows(body, (row) => ({ ...row, company_name: hostileScript, contact_name: hostileImage }))
    case 'application-foreign-row':
      return mapRows(body, makeForeign)
    case 'doctypes-hostile':
      return mapRows(body, (row) => ({ ...row, formtype_desc: `<b>${row.formtype_id}`, doctype_desc: hostileScript }))
    case 'doctypes-empty':
      return mapRows({ ...body, Data: [] }, (row) => row)
    default:
      return null
  }
}

function mapRows(body: JsonObject, change: (row: JsonObject) => JsonObject): JsonObject {
  return { ...body, Data: (Array.isArray(body.Data) ? (body.Data as JsonObject[]) : []).map(change) }
}

function makeForeign(row: JsonObject): JsonObject {
  const foreign: Partial<ApplicationRow> = {
    form_id: Number(row.form_id) + 1_000_000,
    status: 3,
    company_name: 'Başkasının şirketi',
    contact_name: 'Ba*****sı',
    vkn: '99******99',
  }
  return { ...row, ...foreign }
}
