import type { ArmedFault } from '@/simulator/faults/armed-faults'
import type { FaultName } from '@/simulator/faults/catalogue'
import { replyDuplicate } from '@/simulator/protocol/application-replies'
import { CANCELLED, DELETED } from '@/simulator/protocol/application-status'
import { answerHtml, answerJson, type HttpAnswer } from '@/simulator/protocol/http'
import { badRequest, type JsonObject, type Reply } from '@/simulator/protocol/reply'
import type { ApplicationRow } from '@/simulator/services/application-get'
import { hostileCode, hostileImage, hostileScript } from './hostile'

/** Refuses an application whatever was sent. */
export function refuseApplication({ fault, field }: ArmedFault): Reply {
  if (fault === 'application-refused-field') return badRequest(11, `Geçersiz istek: ${field}: geçersiz`)
  const duplicate = replyDuplicate()
  return fault === 'code-5-as-400' ? badRequest(5, String(duplicate.body.message)) : duplicate
}

/** What a server in front of Paynet's code, or its key check, may answer an application; null for any other fault. */
export function refuseUnread(fault: FaultName): HttpAnswer | null {
  switch (fault) {
    case 'apply-400-no-code':
    case 'apply-415-no-code':
    case 'apply-422-no-code': {
      const status = Number(fault.slice('apply-'.length, -'-no-code'.length))
      return answerJson({ status, body: { type: 'invalid_request_error', message: 'Geçersiz istek', code: status } })
    }
    case 'apply-400-aspnet':
      return answerJson({
        status: 400,
        body: { Message: 'The request is invalid.', ModelState: { 'form.city': ['The field is required.'] } },
      })
    case 'apply-413-html':
      return answerHtml(413, '413 - Request Entity Too Large')
    case 'apply-401-code':
    case 'apply-403-code':
    case 'apply-429-code': {
      const status = Number(fault.slice('apply-'.length, -'-code'.length))
      return answerJson({ status, body: { type: 'authorization_error', message: 'Yetkisiz', code: status, result_code: 11 } })
    }
    default:
      return null
  }
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
    case 'form-link-bare-host':
      return relink(body, (link) => link.replace(/^www\./, ''))
    case 'form-link-blank':
      return relink(body, (link) => ` ${link} `)
    case 'form-link-port':
      return relink(body, (link) => link.replace('/', ':443/'))
    case 'form-link-foreign-host':
      return relink(body, (link) => link.replace(/^[^/]+/, 'basvuru.example'))
    case 'status-cancelled':
      return mapRows(body, (row) => ({ ...row, status: CANCELLED }))
    case 'status-deleted':
      return mapRows(body, (row) => ({ ...row, status: DELETED }))
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

function relink(body: JsonObject, change: (link: string) => string): JsonObject {
  return body.code === 0 ? { ...body, form_link: change(String(body.form_link)) } : body
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
