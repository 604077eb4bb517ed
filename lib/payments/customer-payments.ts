import 'server-only'
import { countPaymentsByCard, findPlaceOfPayment, listTakenPayments, type PaymentsPlace, type TakenPayment } from '@/db/payments'
import { isId } from '@/lib/ids'
import type { CustomerPayment, CustomerPaymentState, CustomerPayments } from '@/lib/shared/payments/customer-payment'
import { isOneOf, SETTLING } from '@/lib/shared/payments/payment-states'
import { drawnOf, instalmentsOf, isAllRefunded } from './drawn'

export { countPaymentsByCard }

export const PAYMENTS_A_PAGE = 20

/** What a customer asked to see. Each place is the id of a payment; what is not one of the customer's own asks for the newest. */
type Wish = { cardId: string | null; older: string | null; newer: string | null }

/**
 * What a customer has paid, or may have, a page at a time. Refused attempts took nothing and are not listed. A page that
 * would begin above the newest is the first one, so that it is full.
 */
export async function listCustomerPayments(userId: string, { cardId, older, newer }: Wish): Promise<CustomerPayments> {
  const place = (await placeOf(userId, older, 'older')) ?? (await placeOf(userId, newer, 'newer'))
  const read = (from: PaymentsPlace | null) => listTakenPayments(userId, { cardId, place: from, limit: PAYMENTS_A_PAGE + 1 })
  const rows = await read(place)
  const isFurther = rows.length > PAYMENTS_A_PAGE
  if (place?.side === 'older' && rows.length > 0) return pageOf(rows.slice(0, PAYMENTS_A_PAGE), { hasOlder: isFurther, hasNewer: true })
  if (place?.side === 'newer' && isFurther) return pageOf(rows.slice(1), { hasOlder: true, hasNewer: true })
  const newest = place ? await read(null) : rows
  return pageOf(newest.slice(0, PAYMENTS_A_PAGE), { hasOlder: newest.length > PAYMENTS_A_PAGE, hasNewer: false })
}

async function placeOf(userId: string, id: string | null, side: PaymentsPlace['side']): Promise<PaymentsPlace | null> {
  const place = id !== null && isId(id) ? await findPlaceOfPayment(userId, id) : null
  return place && { ...place, side }
}

function pageOf(rows: TakenPayment[], { hasOlder, hasNewer }: { hasOlder: boolean; hasNewer: boolean }): CustomerPayments {
  return {
    payments: rows.map(toCustomerPayment),
    older: hasOlder ? (rows.at(-1)?.id ?? null) : null,
    newer: hasNewer ? (rows[0]?.id ?? null) : null,
  }
}

function toCustomerPayment(row: TakenPayment): CustomerPayment {
  const { id, orderId, reference, card, createdAt, settledAt } = row
  return {
    id,
    orderId,
    reference,
    drawnKurus: row.drawnKurus ?? drawnOf(row),
    refundedKurus: row.refundedKurus,
    isRefundOpen: row.reservedKurus > row.refundedKurus,
    instalments: instalmentsOf(row),
    state: stateOf(row),
    card,
    at: settledAt ?? createdAt,
  }
}

function stateOf(row: TakenPayment): CustomerPaymentState {
  const { status, late } = row
  if (isAllRefunded(row)) return 'refunded'
  if (isOneOf(status, SETTLING)) return 'checking'
  if (status === 'review') return 'review'
  return late ? 'again' : 'paid'
}
