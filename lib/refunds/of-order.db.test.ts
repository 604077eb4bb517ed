import { expect, test } from 'vitest'
import { givenOrderRow, givenPaymentRow } from '@/db/payments.test-kit'
import { insertRefund } from '@/db/refunds'
import { newRefundRow } from '@/db/refunds.test-kit'
import { newId } from '@/lib/ids'
import { findPaymentToRefund } from './of-order'

const at = new Date('2026-11-28T09:00:00Z')
const of = (orderId: string, paymentId: string | null = null, reference: string | null = null) =>
  findPaymentToRefund(orderId, { paymentId, reference }).then((payment) => payment?.id ?? null)

test('a refund of an order is of the payment that paid it, else of the one in review; a late one must be named', async () => {
  const order = await givenOrderRow()
  expect(await of(order.id)).toBeNull()
  const late = await givenPaymentRow(order, { status: 'succeeded', late: true, xactId: newId() })
  await givenPaymentRow(order, { status: 'declined' })
  expect(await of(order.id)).toBeNull()
  expect(await of(order.id, late.id)).toBe(late.id)

  const review = await givenOrderRow()
  const reviewed = await givenPaymentRow(review, { status: 'review', xactId: newId() })
  expect(await of(review.id)).toBe(reviewed.id)

  const paid = await givenOrderRow()
  const succeeded = await givenPaymentRow(paid, { status: 'succeeded', xactId: newId() })
  await givenPaymentRow(paid, { status: 'succeeded', late: true, xactId: newId() })
  expect(await of(paid.id)).toBe(succeeded.id)
  expect(await of(paid.id, late.id), "another order's payment").toBeNull()
  expect(await of(paid.id, newId())).toBeNull()
})

test('a repeated request finds the payment that it was made of, even if another has paid the order since', async () => {
  const order = await givenOrderRow()
  const first = await givenPaymentRow(order, { status: 'not_charged', refundedAt: at, settledAt: at, xactId: newId() })
  const refund = newRefundRow({ paymentId: first.id, xactId: first.xactId ?? '', reference: 'IADE-1', status: 'refunded', createdAt: at })
  await insertRefund(refund, null, { id: newId(), paymentId: first.id, at, kind: 'refund-move', detail: '', durationMs: null })
  const second = await givenPaymentRow(order, { status: 'succeeded', xactId: newId() })
  expect(await of(order.id, null, 'IADE-1')).toBe(first.id)
  expect(await of(order.id, null, 'IADE-2')).toBe(second.id)
  expect(await of(order.id)).toBe(second.id)
})
