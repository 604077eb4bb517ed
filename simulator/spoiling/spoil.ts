import { bookingOfSale } from '@/simulator/books/bookings'
import type { State } from '@/simulator/books/state'
import type { ArmedFault } from '@/simulator/faults/armed-faults'
import type { FaultName } from '@/simulator/faults/catalogue'
import { replyOtpRefused } from '@/simulator/protocol/card-replies'
import { successMessage } from '@/simulator/protocol/envelope'
import { answerHtml, answerJson, answerText, answerWindows1254, type HttpAnswer, jsonType } from '@/simulator/protocol/http'
import { errorReply, type JsonObject, noSuchService, type Reply, unauthorized, unexpectedError } from '@/simulator/protocol/reply'
import { objectNameOf, type ServiceName } from '@/simulator/protocol/service-names'
import { makeTransaction } from '@/simulator/services/tds-charge'
import { replyEmpty, replyFound, replyNoData } from '@/simulator/services/transaction-check'
import { refuseApplication, refuseUnread, spoilApplication } from './application'
import { spoilCardList } from './card-list'
import { spoilRates } from './rates'
import { replyFailed3d, replyRefundCode, replyReturnCode } from './return-code'
import { spoilReversalList } from './reversal-list'
import { spoilRows } from './rows'
import { spoilInitial } from './tds-initial'
import { spoilTransactionList } from './transaction-list'

type Spoiling = { state: State; armed: ArmedFault; origin: string; service: ServiceName; reference: string | null }

const oversizedBytes = 300 * 1024

/** What a fault turns the real reply into; `real` is null if Paynet did not act. */
export function spoil(real: Reply | null, spoiling: Spoiling): HttpAnswer {
  const { armed, service } = spoiling
  switch (armed.fault) {
    case 'answer-lost-before':
    case 'answer-lost-after':
      return { ...answerText(0, 'text/plain', ''), delivery: 'dropped' }
    case 'http-500':
    case 'http-500-after':
      return answerJson(unexpectedError())
    case 'http-503-html':
      return answerHtml(503, '503 Service Temporarily Unavailable')
    case 'http-429':
      return answerJson(errorReply(429, 'api_error', 1, 'Çok fazla istek'), {
        'retry-after': String(Math.max(1, Math.ceil((armed.ms ?? 2000) / 1000))),
      })
    case 'http-401':
      return answerJson(unauthorized())
    case 'http-403':
      return answerJson(errorReply(403, 'authorization_error', 7, 'Bu IP adresinden erişim yetkiniz yok'))
    case 'http-404':
      return answerJson(noSuchService())
    case 'http-404-html':
      return answerHtml(404, '404 Not Found')
    case 'http-400-bare':
      return answerJson({ status: 400, body: { type: 'invalid_request_error', message: 'Geçersiz istek', code: 400 } })
    case 'redirect':
      return answerText(307, 'text/plain', '', { location: armed.location })
    case 'html':
      return answerHtml(200, 'Welcome')
    case 'bad-json':
      return answerText(200, jsonType, `{"object_name": "${objectNameOf(service)}", "code": 0,, }`)
    case 'empty-body':
      return answerText(200, jsonType, '')
    case 'otp-expired':
      return answerJson(replyOtpRefused(service === 'card_save' ? 'card_save' : 'card_check_otp', 'expired'))
    case 'application-refused-field':
    case 'code-5-first':
    case 'code-5-as-400':
      return answerJson(refuseApplication(armed))
    case 'refund-code-5':
    case 'refund-code-5-before':
    case 'refund-refused':
    case 'refund-noprocess':
    case 'refund-code-100':
      return answerJson(replyRefundCode(armed.fault))
    case 'failed-3d-bare':
    case 'failed-3d-null':
    case 'failed-3d-result-code':
    case 'failed-3d-400':
    case 'failed-3d-400-code':
    case 'wrong-card-400':
      return answerJson(replyFailed3d(armed.fault))
    case 'code-2':
    case 'code-3':
    case 'code-4':
    case 'code-7':
    case 'code-8':
    case 'code-10':
    case 'code-13':
    case 'code-15':
    case 'code-16':
    case 'code-17':
      return answerJson(replyReturnCode(service, Number(armed.fault.slice('code-'.length))))
    default:
      return refuseUnread(armed.fault) ?? (real ? spoilReal(real, spoiling) : answerJson(unexpectedError()))
  }
}

function spoilReal(real: Reply, spoiling: Spoiling): HttpAnswer {
  const { state, armed, reference } = spoiling
  const answer = answerJson(real)
  const ms = armed.ms ?? 1000
  switch (armed.fault) {
    case 'slow-body':
      return { ...answer, delivery: 'slowly', ms }
    case 'truncated':
      return { ...answer, delivery: 'cut' }
    case 'wrong-object':
      return { ...answer, body: JSON.stringify([real.body]) }
    case 'oversized':
      return answerJson({ ...real, body: { ...real.body, padding: 'x'.repeat(oversizedBytes) } })
    case 'wrong-content-type':
      return answerText(real.status, 'text/plain; charset=utf-8', JSON.stringify(real.body))
    case 'windows-1254':
      return answerWindows1254(real)
    case 'no-content-type':
      return { ...answer, headers: {} }
    case 'check-nothing':
      return answerJson(replyNoData())
    case 'check-empty-200':
      return answerJson(replyEmpty(0, successMessage))
    case 'check-code-12':
      return answerJson(replyEmpty(12, 'Kayıt bulunamadı'))
    case 'check-refused':
      return answerJson(replyRefused(state, reference))
    default:
      return real.status === 200 ? answerJson({ ...real, body: spoilBody(real.body, spoiling) }) : answer
  }
}

function spoilBody(body: JsonObject, spoiling: Spoiling): JsonObject {
  return spoilBodyOfService(body, spoiling) ?? spoilRows(body, spoiling.armed.fault) ?? spoilField(body, spoiling.armed.fault)
}

function spoilBodyOfService(body: JsonObject, { state, armed, origin, service, reference }: Spoiling): JsonObject | null {
  if (service === 'tds_initial') return spoilInitial(body, armed.fault, origin)
  if (service === 'ratio_get') return spoilRates(body, armed.fault, Number(reference ?? 0))
  if (service === 'list') return spoilTransactionList(body, armed.fault)
  if (service === 'reversal_list') return spoilReversalList(body, armed.fault, state.now())
  if (service === 'card_list') return spoilCardList(body, { state, fault: armed.fault, cardOwnerId: reference ?? '' })
  return spoilApplication(body, armed.fault)
}

function spoilField(body: JsonObject, fault: FaultName): JsonObject {
  switch (fault) {
    case 'code-string':
      return { ...body, code: String(body.code) }
    case 'wrong-amount':
      return { ...body, amount: Number(body.amount) + 1 }
    case 'wrong-currency':
      return { ...body, currency: 'USD' }
    case 'wrong-reference':
      return { ...body, reference_no: 'BASKASININ-REFERANSI', agent_reference_no: 'BASKASININ-REFERANSI' }
    case 'table-names':
      return withTableNames(body)
    case 'missing-xact-id':
      return { ...body, xact_id: undefined }
    case 'missing-is-succeed':
      return { ...body, is_succeed: undefined }
    case 'refund-contradicts':
      return { ...body, is_succeed: false }
    case 'check-wrong-amount':
      return { ...body, Data: Array.isArray(body.Data) ? body.Data.map(addOneLira) : [] }
    default:
      return body
  }
}

/** Without what the page's sample calls otherwise than its table. */
function withTableNames({ bank_authorization_code, bank_reference_code, bank_order_id, reference_no, ...rest }: JsonObject): JsonObject {
  return rest
}

function addOneLira(row: { amount: number }): { amount: number } {
  return { ...row, amount: row.amount + 1 }
}

function replyRefused(state: State, reference: string | null): Reply {
  const listed = state.byReference.get(reference ?? '') ?? []
  if (listed.length > 0) return replyFound(listed.map((transaction) => ({ ...bookingOfSale(state, transaction), is_succeed: false })))
  const session = [...state.sessions.values()].find((candidate) => candidate.reference_no === reference)
  if (!session) return replyNoData()
  return replyFound([bookingOfSale(state, makeTransaction(state, session, { type: 1, mdStatus: 1, bankErrorId: '05' }))])
}
