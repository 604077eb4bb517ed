import { describe, expect, test } from 'vitest'
import type { Payment } from '@/db/payments'
import { givenOrderRow, givenPaymentRow } from '@/db/payments.test-kit'
import { MINUTE } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { countPaymentsByCard, listCustomerPayments, PAYMENTS_A_PAGE } from './customer-payments'

const newest = { cardId: null, older: null, newer: null }

async function given(userId: string, change: Partial<Payment> = {}): Promise<Payment> {
  return givenPaymentRow(await givenOrderRow(), { userId, status: 'succeeded', ...change })
}

/** So many payments, three of them at each moment; newest first. */
async function givenMany(userId: string, count: number, change: Partial<Payment> = {}): Promise<string[]> {
  const start = Date.now() - count * MINUTE
  const made: Payment[] = []
  for (let at = 0; at < count; at += 1) {
    made.push(await given(userId, { createdAt: new Date(start + Math.floor(at / 3) * MINUTE), ...change }))
  }
  const byTime = (a: Payment, b: Payment) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1)
  return made.sort(byTime).map(({ id }) => id)
}

const idsOf = ({ payments }: { payments: { id: string }[] }) => payments.map(({ id }) => id)

test('a customer sees what took money or may have, with how it stands, and no attempt that took nothing', async () => {
  const userId = newId()
  const [first, second] = [await givenOrderRow({ reference: 'SIP-1' }), await givenOrderRow()]
  const at = new Date()
  await givenPaymentRow(first, { userId, status: 'succeeded', card: '435508******4358', settledAt: at })
  await givenPaymentRow(first, { userId, status: 'succeeded', late: true })
  await givenPaymentRow(second, { userId, status: 'succeeded', late: true, refundedAt: at })
  await given(userId, { status: 'not_charged', refundedAt: at })
  await given(userId, { status: 'review' })
  await given(userId, { status: 'charging' })
  await given(userId, { status: 'unknown' })
  for (const status of ['created', 'awaiting_3ds', 'declined', 'failed', 'expired', 'superseded', 'not_charged'] as const) {
    await given(userId, { status })
  }
  const { payments } = await listCustomerPayments(userId, newest)
  expect(payments.map(({ state }) => state).sort()).toEqual(['again', 'checking', 'checking', 'paid', 'refunded', 'refunded', 'review'])
  expect(payments.find(({ state }) => state === 'paid')).toEqual({
    id: expect.any(String),
    orderId: first.id,
    reference: 'SIP-1',
    drawnKurus: first.amountKurus,
    refundedKurus: 0,
    isRefundOpen: false,
    instalments: 1,
    state: 'paid',
    card: '435508******4358',
    at,
  })
})

test.each([0, 1, 20, 21, 40, 45])('%i payments are each on one page, newest first, there and back', async (count) => {
  const userId = newId()
  const all = await givenMany(userId, count)
  const there: string[][] = []
  let page = await listCustomerPayments(userId, newest)
  expect(page.newer).toBeNull()
  for (there.push(idsOf(page)); page.older !== null; there.push(idsOf(page))) {
    page = await listCustomerPayments(userId, { ...newest, older: page.older })
    expect(page.newer).not.toBeNull()
  }
  expect(there.flat()).toEqual(all)
  expect(there.slice(0, -1).every(({ length }) => length === PAYMENTS_A_PAGE)).toBe(true)

  const back: string[][] = [idsOf(page)]
  for (; page.newer !== null; back.unshift(idsOf(page))) page = await listCustomerPayments(userId, { ...newest, newer: page.newer })
  expect(back).toEqual(there)
})

test('a page that would begin above the newest payment is the whole first page', async () => {
  const userId = newId()
  const all = await givenMany(userId, 25)
  const page = await listCustomerPayments(userId, { ...newest, newer: all[3] ?? null })
  expect(idsOf(page)).toEqual(all.slice(0, PAYMENTS_A_PAGE))
  expect([page.newer, page.older]).toEqual([null, all[PAYMENTS_A_PAGE - 1]])
})

test('a payment that is paid meanwhile moves no other off its page', async () => {
  const userId = newId()
  const all = await givenMany(userId, 25)
  const { older } = await listCustomerPayments(userId, newest)
  await given(userId)
  expect(idsOf(await listCustomerPayments(userId, { ...newest, older }))).toEqual(all.slice(PAYMENTS_A_PAGE))
})

describe('what is another’s', () => {
  test('is never listed, whatever place or card is named', async () => {
    const [userId, other] = [newId(), newId()]
    const own = await givenMany(userId, 3)
    const foreign = await givenMany(other, 3, { savedCardId: 'card-of-another' })
    const ofNobody = await givenPaymentRow(await givenOrderRow(), { status: 'succeeded' })
    for (const place of [...foreign, ofNobody.id, newId(), '', 'x'.repeat(22), "' OR 1=1 --", '0']) {
      expect(idsOf(await listCustomerPayments(userId, { ...newest, older: place })), place).toEqual(own)
      expect(idsOf(await listCustomerPayments(userId, { ...newest, newer: place })), place).toEqual(own)
    }
    expect(idsOf(await listCustomerPayments(userId, { ...newest, cardId: 'card-of-another' }))).toEqual([])
    expect(await countPaymentsByCard(userId)).toEqual(new Map())
  })
})

test('a card lists exactly the payments that are counted for it', async () => {
  const [userId, cardId] = [newId(), newId()]
  const paid = await givenMany(userId, 22, { savedCardId: cardId })
  await given(userId, { savedCardId: cardId, status: 'declined' })
  await given(userId, { savedCardId: newId() })
  await given(userId)
  expect((await countPaymentsByCard(userId)).get(cardId)).toBe(22)
  const first = await listCustomerPayments(userId, { ...newest, cardId })
  const second = await listCustomerPayments(userId, { cardId, older: first.older, newer: null })
  expect([...idsOf(first), ...idsOf(second)]).toEqual(paid)
})

test('a payment is refunded once all of it is, and until then paid, with what went back and what is asked for', async () => {
  const userId = newId()
  const back = (drawnKurus: number, reservedKurus: number, refundedKurus: number) => ({ drawnKurus, reservedKurus, refundedKurus })
  await given(userId, back(14_990, 14_990, 14_990))
  await given(userId, back(14_990, 5_000, 5_000))
  await given(userId, back(14_990, 9_000, 5_000))
  await given(userId, back(14_990, 14_990, 0))
  const { payments } = await listCustomerPayments(userId, newest)
  const told = payments.map(({ state, refundedKurus, isRefundOpen }) => `${state} ${refundedKurus} ${isRefundOpen}`)
  expect(told.sort()).toEqual(['paid 0 true', 'paid 5000 false', 'paid 5000 true', 'refunded 14990 false'])
})
