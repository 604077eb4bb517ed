import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { HOLDING, isOneOf, PAYMENT_STATUSES } from '@/lib/shared/payments/payment-states'
import { query } from './client'
import { cancelOrderRow, expireOrderRows, findOrderRow, forgetCustomerOf, forgetCustomers, insertOrder, reopenOrderRow } from './orders'
import { insertFoundPayment, insertPayment } from './payment-moves'
import { givenOrderRow, newPayment } from './payments.test-kit'
import { events } from './schema'
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
  const like = async (reference: string) => (await insertOrder({ ...order, id: `o-${reference}`, reference }, [])) !== null
  expect(await like('SIP-1')).toBe(false)
  expect([await like('SIP'), await like('SIP-'), await like('SIP-11'), await like('SIP-1-')]).toEqual([true, true, true, true])
  await closeFinding('f-SIP-1-abcdefgh', at)
  expect(await like('SIP-1')).toBe(true)
})

describe('an order that is over', () => {
  const DAY = 86_400_000
  const tomorrow = new Date(at.getTime() + DAY)
  const inDays = (days: number) => new Date(at.getTime() + days * DAY)

  test.each(PAYMENT_STATUSES)('is opened again unless its payment holds it: %s', async (status) => {
    const order = await givenOrderRow({ status: 'cancelled' })
    await insertFoundPayment(newPayment(order, { status }))
    expect(await reopenOrderRow(order.id, tomorrow, at)).toBe(!isOneOf(status, HOLDING))
    expect((await findOrderRow(order.id))?.status).toBe(isOneOf(status, HOLDING) ? 'cancelled' : 'open')
  })

  test.each(['cancelled', 'expired'] as const)('is opened again once, however many ask at once: %s', async (status) => {
    const order = await givenOrderRow({ status })
    const asked = await Promise.all(Array.from({ length: 8 }, () => reopenOrderRow(order.id, tomorrow, at)))
    expect(asked.filter((isReopened) => isReopened)).toHaveLength(1)
    expect(await reopenOrderRow(order.id, inDays(2), at)).toBe(false)
    expect((await findOrderRow(order.id))?.expiresAt).toEqual(tomorrow)
  })

  test('is one or the other when it is cancelled at the same time, and takes payments only if it is open', async () => {
    for (let time = 0; time < 10; time++) {
      const order = await givenOrderRow({ expiresAt: at })
      await Promise.all([reopenOrderRow(order.id, tomorrow, at), cancelOrderRow(order.id)])
      const row = await findOrderRow(order.id)
      const isOpen = row?.status === 'open'
      expect(row).toMatchObject(isOpen ? { toldStatus: 'open', expiresAt: tomorrow } : { toldStatus: 'cancelled' })
      expect((await insertPayment(newPayment(order), at)) !== null).toBe(isOpen)
    }
  })

  test('is not stored as expired while it is opened again', async () => {
    for (let time = 0; time < 10; time++) {
      const order = await givenOrderRow({ expiresAt: at })
      const [isReopened] = await Promise.all([reopenOrderRow(order.id, tomorrow, at), expireOrderRows(at)])
      expect(isReopened).toBe(true)
      expect(await findOrderRow(order.id)).toMatchObject({ status: 'open', toldStatus: 'open', expiresAt: tomorrow })
    }
  })

  test('stays over while a finding holds its reference', async () => {
    const order = await givenOrderRow({ status: 'cancelled', reference: 'SIP-2' })
    await insertFinding(orphan('SIP-2-abcdefgh'))
    expect(await reopenOrderRow(order.id, tomorrow, at)).toBe(false)
    await closeFinding('f-SIP-2-abcdefgh', at)
    expect(await reopenOrderRow(order.id, tomorrow, at)).toBe(true)
  })

  test('is opened again without a customer who was forgotten, but never without what Paynet was to be told', async () => {
    const bare = { status: 'expired', expiresAt: at } as const
    const [named, split] = [await givenOrderRow({ ...bare, customer: 'c' }), await givenOrderRow({ ...bare, customer: 'c', paynet: 'p' })]
    expect(await forgetCustomers(at, 100)).toBe(2)
    for (const { id } of [named, split]) expect(await forgetCustomerOf(id, at), 'again').toBe(true)
    expect(await findOrderRow(named.id)).toMatchObject({ customer: null, erased: 'customer' })
    expect(await findOrderRow(split.id)).toMatchObject({ customer: null, paynet: null, erased: 'paynet' })
    expect(await reopenOrderRow(named.id, tomorrow, at)).toBe(true)
    expect(await reopenOrderRow(split.id, tomorrow, at)).toBe(false)
  })

  test('forgets its customer by when it was over for the last time', async () => {
    const order = await givenOrderRow({ customer: 'c', createdAt: inDays(-40), expiresAt: inDays(5) })
    await cancelOrderRow(order.id)
    await query((db) =>
      db
        .update(events)
        .set({ at: inDays(-35) })
        .where(eq(events.orderId, order.id))
        .returning(),
    )
    expect(await forgetCustomers(inDays(-36), 100)).toBe(0)
    await reopenOrderRow(order.id, inDays(6), at)
    expect(await forgetCustomers(inDays(-30), 100), 'open').toBe(0)
    await cancelOrderRow(order.id)
    expect(await forgetCustomers(inDays(-30), 100), 'over since today').toBe(0)
    expect(await forgetCustomers(inDays(1), 100)).toBe(1)
  })
})
