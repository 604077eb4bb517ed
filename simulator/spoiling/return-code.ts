import type { ServiceName } from '@/simulator/faults/catalogue'
import { nameAnswer, replyRows } from '@/simulator/protocol/application-envelope'
import { replyListCode } from '@/simulator/services/card-list'
import { replyNotCharged } from '@/simulator/services/charge-reply'
import type { Reply } from '@/simulator/services/service'
import { replyEmpty } from '@/simulator/services/transaction-check'
import { replyTransactionListCode } from '@/simulator/services/transaction-list'

const listServices: readonly ServiceName[] = [
  'membership_formdata_get',
  'membership_formtypes_and_doctypes',
  'membership_formtypes_and_doctypes_all',
]

/** A reply of the service that carries nothing but a return code. */
export function replyCode(service: ServiceName, code: number): Reply {
  const message = `Dönüş kodu ${code}`
  if (service === 'tds_charge') return replyNotCharged(code, message)
  if (service === 'check') return replyEmpty(code, message)
  if (service === 'list') return replyTransactionListCode(code, message)
  if (service === 'card_list') return replyListCode(code, message)
  if (listServices.includes(service)) return replyRows(nameObject(service), [], code, message)
  return { status: 200, body: { object_name: nameObject(service), code, message } }
}

/** Most services carry their own name, the others one that Paynet's samples have. */
export function nameObject(service: ServiceName): string {
  if (service === 'tds_initial') return 'tdsinitial_response'
  if (service === 'tds_charge') return 'tdscharge_response'
  return service === 'check' || service === 'list' ? `transaction_${service}` : nameAnswer(service)
}
