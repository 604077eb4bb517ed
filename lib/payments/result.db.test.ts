import { eq } from 'drizzle-orm'
import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { payments } from '@/db/schema'
import { digest, newId } from '@/lib/ids'
import { sampleCharge } from '@/lib/paynet/replies.test-kit'
import { readTransactionDetails } from '@/lib/paynet/transaction-details'
import { findBankRedirect } from './challenge-page'
import { givenOrder, givenReturned, goodCard, payment, stoppedClock } from './payments.test-kit'
import { findResult, listPaymentRecords } from './result'
import { startPayment } from './start'

// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))

function comeWith(jar: Record<string, string>): void {
  const get = (name: string) => (jar[name] === undefined ? undefined : { name, value: jar[name] })
  vi.mocked(cookies).mockResolvedValue({ get } as never)
}

test('the id that opens the challenge page is told only to the paying browser, and with it no cookie is needed', async () => {
  const clock = stoppedClock()
  const [order, cookie] = [await givenOrder(clock), newId()]
  const method = { kind: 'new' as const, card: goodCard, save: null }
  const started = await startPayment(
    { orderId: order.id, idempotencyKey: newId(), shownAmountKurus: order.amountKurus, method },
    { digest: digest(cookie), address: newId(), userId: null },
    clock,
  )
  if (!started.ok) throw new Error('the payment had not started')
  const { paymentId } = started.value

  comeWith({ payer: cookie })
  expect((await findResult(order.id))?.payment?.id).toBe(paymentId)
  for (const jar of [{}, { payer: newId() }, { payer: digest(cookie) }] as Record<string, string>[]) {
    comeWith(jar)
    expect(JSON.stringify(await findResult(order.id))).not.toContain(paymentId)
    expect(await findBankRedirect(order.id, paymentId)).toMatchObject({ kind: 'leave' })
  }
})

/** A paid payment, and the cookie of the browser that paid it. */
async function givenPaid() {
  const [paid, cookie] = [await givenReturned(), newId()]
  const payer = digest(cookie)
  await query((db) => db.update(payments).set({ payer }).where(eq(payments.id, paid.id)))
  return { ...paid, cookie }
}

/** As if Paynet had told this of the payment. */
async function tell(id: string, details: string): Promise<void> {
  await query((db) => db.update(payments).set({ details }).where(eq(payments.id, id)))
}

test('the bank, its code and the plan are shown to the payer only, and the bank is the card’s, not the POS’s', async () => {
  const paid = await givenPaid()
  const told = readTransactionDetails({ ...sampleCharge, card_bank_id: 'BONS', bank_id: 'AXSS', bank_name: 'Axess' })
  await tell(paid.id, JSON.stringify(told))

  comeWith({ payer: paid.cookie })
  const mine = (await findResult(paid.orderId))?.payment
  expect(mine).toMatchObject({ bank: 'Bonus', authorizationCode: '159116', instalments: 4 })
  expect(JSON.stringify(mine)).not.toContain('Axess')
  comeWith({})
  expect((await findResult(paid.orderId))?.payment).toMatchObject({ bank: null, authorizationCode: null, instalments: null })
})

test('a bank that is not named, and one that Paynet’s table does not have, is not guessed', async () => {
  const paid = await givenPaid()
  comeWith({ payer: paid.cookie })
  for (const card_bank_id of ['', 'ZDGR', '????']) {
    await tell(paid.id, JSON.stringify(readTransactionDetails({ ...sampleCharge, card_bank_id, instalment: 0 })))
    expect((await findResult(paid.orderId))?.payment).toMatchObject({ bank: null, instalments: 1 })
  }
})

test.each(['', 'null', '{"v":0}', '{"amountKurus":', '{"amountKurus":"x"}'])(
  'a payment whose details are %j can still be read',
  async (details) => {
    const paid = await givenReturned()
    await tell(paid.id, details)
    comeWith({})
    expect((await findResult(paid.orderId))?.payment?.status).toBe('succeeded')
    expect(await listPaymentRecords(paid.orderId)).toMatchObject([{ details: null, chargedKurus: 14_990, instalments: 1 }])
  },
)

test('what was drawn is what Paynet told, and nothing while it is not known or was not drawn', async () => {
  const review = await givenReturned({ fault: { fault: 'wrong-amount' } })
  const drawn = (await listPaymentRecords(review.orderId))[0]
  expect(drawn).toMatchObject({ status: 'review', amountKurus: 14_990, chargedKurus: drawn?.details?.amountKurus })
  expect(drawn?.chargedKurus).not.toBe(14_990)
  const unknown = await givenReturned({ fault: { fault: 'answer-lost-before' } })
  expect(await payment(unknown.id)).toMatchObject({ status: 'unknown', details: null })
  expect(await listPaymentRecords(unknown.orderId)).toMatchObject([{ chargedKurus: null }])
})
