import { expect, test } from 'vitest'
import { findOrderWays, insertOrder } from './orders'
import { insertPayment } from './payment-moves'
import { givenOrderRow, givenPaymentRow, newPayment } from './payments.test-kit'
import { closeFinding, insertFinding } from './sweep-findings'

const at = new Date()
const orphan = (referenceNo: string) => ({
  id: `f-${referenceNo}`,
  kind: 'orphan' as const,
  referenceNo,
  xactId: 'x',
  amountKurus: 1,
  foundAt: at,
  closedAt: null,
})

test.each(['', 'r', '-', '12345678', '123456789'])(
  'money that Paynet shows under the reference "%s" holds no order of another reference',
  async (referenceNo) => {
    await insertFinding(orphan(referenceNo))
    const order = await givenOrderRow()
    expect(await insertPayment(newPayment(order), at)).not.toBeNull()
    await closeFinding(`f-${referenceNo}`, at)
  },
)

test('money under one of its references holds an order until the finding is closed, and no order with a longer or shorter one', async () => {
  await insertFinding(orphan('SIP-1-abcdefgh'))
  const order = await givenOrderRow()
  const like = (reference: string) => insertOrder({ ...order, id: `o-${reference}`, reference }, [])
  expect(await like('SIP-1')).toBe(false)
  expect([await like('SIP'), await like('SIP-'), await like('SIP-11'), await like('SIP-1-')]).toEqual([true, true, true, true])
  await closeFinding('f-SIP-1-abcdefgh', at)
  expect(await like('SIP-1')).toBe(true)
})

test.each([
  [null, { isPaid: false, isSettling: false }],
  ['declined', { isPaid: false, isSettling: false }],
  ['awaiting_3ds', { isPaid: false, isSettling: false }],
  ['charging', { isPaid: false, isSettling: true }],
  ['unknown', { isPaid: false, isSettling: true }],
  ['review', { isPaid: false, isSettling: true }],
  ['succeeded', { isPaid: true, isSettling: false }],
] as const)('one read tells where the pages of an order lead whose payment is %s', async (status, expected) => {
  const urls = { successUrl: 'https://shop.example/thanks', cancelUrl: 'https://shop.example/basket' }
  const order = await givenOrderRow({ ...urls, locale: 'en' })
  if (status) await givenPaymentRow(order, { status })
  await givenPaymentRow(await givenOrderRow(), { status: 'succeeded' })
  expect(await findOrderWays(order.id)).toEqual({ ...urls, locale: 'en', ...expected })
})

test('a refunded order is not paid, and an unknown one leads nowhere', async () => {
  const order = await givenOrderRow()
  await givenPaymentRow(order, { status: 'succeeded', refundedAt: at })
  expect(await findOrderWays(order.id)).toMatchObject({ isPaid: false })
  expect(await findOrderWays('A'.repeat(22))).toBeNull()
})
