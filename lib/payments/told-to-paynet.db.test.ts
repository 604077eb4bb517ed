import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { query } from '@/db/client'
import { listPayments } from '@/db/payments'
import { orders } from '@/db/schema'
import { newId } from '@/lib/ids'
import { createOrder, findPaynetFields, type NewOrder } from '@/lib/orders/orders'
import { tapPaynet } from '@/scripts/test/wiretap'
import { readKeptDetails } from './kept-details'
import {
  comeBack,
  faultOfCharge,
  faultOfCheck,
  givenChallenged,
  givenPassed,
  givenReturned,
  payment,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
} from './payments.test-kit'

const tap = await tapPaynet()

const paynetFields = {
  agent_id: '1001',
  company_amount: 9_990,
  agent_reference_no: 'B-1001',
  agent_customer_name: 'Örnek Bayi A.Ş.',
  is_escrow: true,
  iban: 'TR330006100519786457841326',
  ratio_code: 'KASIM',
}

async function givenOrderWith(more: Partial<NewOrder>, clock = stoppedClock()) {
  const bare = { description: null, items: [], customer: null, successUrl: null, cancelUrl: null, locale: null }
  const created = await createOrder({ reference: `T-${newId().slice(0, 12)}`, amountKurus: 14_990, ...bare, ...more }, clock.at())
  if (!created.ok) throw new Error('the order was not made')
  return { order: created.value.order, clock }
}

test('Paynet is told who pays, what for, and word for word what the merchant says; only an amount is in comma lira', async () => {
  const customer = { name: 'Ayşe Yılmaz', email: 'Ayse@Example.com', phone: '0532 123 45 67' }
  await givenChallenged(await givenOrderWith({ description: 'Kahve fincanı', customer, paynet: paynetFields }))
  const told = tap.last('tds_initial')
  expect(told).toMatchObject({
    ...paynetFields,
    company_amount: '99,90',
    amount: '149,90',
    description: 'Kahve fincanı',
    card_holder_mail: 'ayse@example.com',
    card_holder_phone: '5321234567',
  })
})

test('of an order that says nothing of it, Paynet is told the reference as description, and nothing of the rest', async () => {
  const { order, clock } = await givenOrderWith({})
  await givenChallenged({ order, clock })
  const names = ['amount', 'card_holder', 'cvc', 'description', 'domain', 'month', 'pan', 'reference_no', 'return_url', 'year']
  expect(Object.keys(tap.last('tds_initial') ?? {}).sort()).toEqual(names)
  expect(tap.last('tds_initial')?.description).toBe(order.reference)
})

test('a customer of an old row that does not fit is left out, and one that cannot be decrypted keeps no one from paying', async () => {
  const old = await givenOrderWith({ customer: { email: 'kein@', phone: '1' } })
  await givenChallenged(old)
  expect(tap.last('tds_initial')).not.toHaveProperty('card_holder_mail')
  expect(tap.last('tds_initial')).not.toHaveProperty('card_holder_phone')

  const unreadable = await givenOrderWith({})
  await query((db) => db.update(orders).set({ customer: 'not encrypted' }).where(eq(orders.id, unreadable.order.id)))
  expect(await statusOf(await givenReturned(unreadable))).toBe('succeeded')
})

test.each(['agent_reference_no', 'agent_reference'])(
  'an answer that echoes the merchant’s own %s is a success like any other',
  async (name) => {
    const passed = await givenPassed(await givenOrderWith({ paynet: paynetFields }))
    tap.change('tds_charge', (body) => ({ ...body, [name]: paynetFields.agent_reference_no }))
    await comeBack(passed)
    expect(await payment(passed.id)).toMatchObject({ status: 'succeeded', xactId: expect.any(String) })
  },
)

test.each<[what: string, names: object, status: string]>([
  ['that names the payment by it alone is a success', { agent_reference_no: 'B-1001', reference_no: undefined }, 'succeeded'],
  ['that names another in its place is looked at by a person', { agent_reference_no: 'B-1002', reference_no: undefined }, 'review'],
  ['that names another beside it is looked at by a person', { agent_reference_no: 'B-1001', reference_no: 'BASKASI' }, 'review'],
])('an answer %s, on the first call and on the same pair again', async (_what, names, status) => {
  const passed = await givenPassed(await givenOrderWith({ paynet: paynetFields }))
  tap.change('tds_charge', (body) => ({ ...body, ...names }))
  await comeBack(passed)
  expect(await statusOf(passed)).toBe(status)

  const lost = await givenPassed(await givenOrderWith({ paynet: paynetFields }))
  await faultOfCharge(lost, { fault: 'answer-lost-after' })
  await faultOfCheck(lost, { fault: 'http-503-html', times: 4 })
  tap.change('tds_charge', (body) => ({ ...body, ...names }))
  await comeBack(lost)
  expect(await settleByLooking(lost)).toBe(status)
})

test('a check that echoes it beside our reference settles the payment, too', async () => {
  const passed = await givenPassed(await givenOrderWith({ paynet: paynetFields }))
  await faultOfCharge(passed, { fault: 'answer-lost-after' })
  tap.change('check', (body) => ({
    ...body,
    Data: (body.Data as object[]).map((row) => ({ ...row, agent_reference_no: paynetFields.agent_reference_no })),
  }))
  await comeBack(passed)
  expect(await settleByLooking(passed)).toBe('succeeded')
})

test('what Paynet tells of a charge is kept in full, whichever of its spellings it uses', async () => {
  const passed = await givenPassed(await givenOrderWith({}))
  tap.change('tds_charge', ({ bank_authorization_code, bank_reference_code, bank_order_id, ...body }) => ({
    ...body,
    authorization_code: '159116',
    reference_code: '90eb',
    order_id: 'B72A',
    card_bank_id: 'BONS',
    net_amount: 146.1234,
    comission: '3,6',
    comission_tax: '0.18',
  }))
  await comeBack(passed)
  expect(readKeptDetails((await payment(passed.id)).details)).toMatchObject({
    authorizationCode: '159116',
    bankReferenceCode: '90eb',
    bankOrderId: 'B72A',
    cardBankId: 'BONS',
    netAmountKurus: 14_612,
    commissionKurus: 360,
    commissionTaxKurus: 18,
  })
})

test('an order whose paynet object cannot be decrypted is refused before anything is begun', async () => {
  const { order, clock } = await givenOrderWith({ paynet: paynetFields })
  await query((db) => db.update(orders).set({ paynet: 'not encrypted' }).where(eq(orders.id, order.id)))
  expect(await start(order, clock)).toMatchObject({ ok: false, failure: { kind: 'unavailable' } })
  expect(await listPayments(order.id)).toEqual([])
  expect(await findPaynetFields(order.id), 'while the API can still tell of it').toBe('unreadable')
})
