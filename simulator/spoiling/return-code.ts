import type { FaultName } from '@/simulator/faults/catalogue'
import { replyRows } from '@/simulator/protocol/application-replies'
import { replyEnvelope } from '@/simulator/protocol/envelope'
import { readPage } from '@/simulator/protocol/page'
import { badRequest, type Reply } from '@/simulator/protocol/reply'
import { objectNameOf, type ServiceName } from '@/simulator/protocol/service-names'
import { replyCards } from '@/simulator/services/card-list'
import { replyNotCharged } from '@/simulator/services/charge-reply'
import { replyReversals } from '@/simulator/services/reversal-list'
import { replyEmpty } from '@/simulator/services/transaction-check'
import { replyDetails } from '@/simulator/services/transaction-detail'
import { replyTransactions } from '@/simulator/services/transaction-list'

/** Ways of saying that 3D failed, or that the card was wrong, of which none is documented. */
export function replyFailed3d(fault: FaultName): Reply {
  const message = '3D doğrulaması yapılmadı'
  const envelope = { object_name: 'tdscharge_response', message }
  switch (fault) {
    case 'failed-3d-null':
      return { status: 200, body: { ...envelope, is_succeed: null, code: 16 } }
    case 'failed-3d-result-code':
      return { status: 200, body: { ...envelope, result_code: 16 } }
    case 'failed-3d-400':
      return badRequest(16, message)
    case 'failed-3d-400-code':
      return { status: 400, body: { type: 'invalid_request_error', message, code: 16 } }
    case 'wrong-card-400':
      return badRequest(18, 'Kart bilgileri hatalı')
    default:
      return { status: 200, body: { ...envelope, code: 16 } }
  }
}

const refundCodes = {
  'refund-code-5': 5,
  'refund-code-5-before': 5,
  'refund-refused': 1,
  'refund-noprocess': 6,
  'refund-code-100': 100,
} as const

/** What Paynet answers a refund, whether it has taken it or not. */
export function replyRefundCode(fault: keyof typeof refundCodes): Reply {
  return replyReturnCode('reversed_request', refundCodes[fault])
}

/** The service's own kind of answer, with nothing in it but a return code. */
export function replyReturnCode(service: ServiceName, code: number): Reply {
  const message = `Dönüş kodu ${code}`
  switch (service) {
    case 'tds_charge':
      return replyNotCharged(code, message)
    case 'check':
      return replyEmpty(code, message)
    case 'detail':
      return replyDetails([], code, message)
    case 'list':
      return replyTransactions([], readPage(), code, message)
    case 'reversal_list':
      return replyReversals([], readPage(), code, message)
    case 'card_list':
      return replyCards([], readPage(), code, message)
    case 'membership_formdata_get':
    case 'membership_formtypes_and_doctypes':
    case 'membership_formtypes_and_doctypes_all':
      return replyRows(service, [], code, message)
    default:
      return replyEnvelope(objectNameOf(service), code, message)
  }
}
