import { replyRows } from '@/simulator/protocol/application-replies'
import { replyEnvelope } from '@/simulator/protocol/envelope'
import { readPage } from '@/simulator/protocol/page'
import type { Reply } from '@/simulator/protocol/reply'
import { objectNameOf, type ServiceName } from '@/simulator/protocol/service-names'
import { replyCards } from '@/simulator/services/card-list'
import { replyNotCharged } from '@/simulator/services/charge-reply'
import { replyEmpty } from '@/simulator/services/transaction-check'
import { replyTransactions } from '@/simulator/services/transaction-list'

/** The service's own kind of answer, with nothing in it but a return code. */
export function replyReturnCode(service: ServiceName, code: number): Reply {
  const message = `Dönüş kodu ${code}`
  switch (service) {
    case 'tds_charge':
      return replyNotCharged(code, message)
    case 'check':
      return replyEmpty(code, message)
    case 'list':
      return replyTransactions([], readPage(), code, message)
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
