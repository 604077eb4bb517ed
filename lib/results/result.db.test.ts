import { eq } from 'drizzle-orm'
import { cookies } from 'next/headers'
import { beforeEach, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { payments } from '@/db/schema'
import { digest, newId } from '@/lib/ids'
import { listPaymentRecords } from '@/lib/merchant-api/payment-records'
import { findBankRedirect } from '@/lib/payments/challenge-page'
import { completePayment } from '@/lib/payments/complete'
import { givenChallenged, givenOrder, givenReturned, goodCard, MINUTE, payment, stoppedClock } from '@/lib/payments/payments.test-kit'
import { startPayment } from '@/lib/payments/start'
import { sampleCharge } from '@/lib/paynet/replies.test-kit'
import { readTransactionDetails } from '@/lib/paynet/transaction-details'
import { findResult } from './result'

// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
// The session is read once a request, of which there are none here.
const signedIn = vi.hoisted(() => vi.fn(async (): Promise<{ id: string; email: string } | null> => null))
vi.mock('@/lib/accounts/session', () => ({ currentUser: signedIn }))
beforeEach(() => {
  signedIn.mockResolvedValue(null)
})

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
  expect(mine).toMatchObject({ bank: 'Bonus', authorizationCode: '159116', plan: { instalments: 4, monthlyKurus: null, feeKurus: 0 } })
  expect(JSON.stringify(mine)).not.toContain('Axess')
  comeWith({})
  expect((await findResult(paid.orderId))?.payment).toMatchObject({ bank: null, authorizationCode: null, plan: null })
})

test('the saved card that paid is told to the signed-in account only, not to a browser that has signed out', async () => {
  const paid = await givenPaid()
  await query((db) => db.update(payments).set({ userId: 'somebody', savedCardId: 'card' }).where(eq(payments.id, paid.id)))
  comeWith({ payer: paid.cookie })
  expect((await findResult(paid.orderId))?.payment).toMatchObject({ id: paid.id, savedCardId: null, account: null })
  signedIn.mockResolvedValue({ id: 'somebody', email: 's@example.com' })
  expect((await findResult(paid.orderId))?.payment).toMatchObject({ savedCardId: 'card', account: 'mine' })
  signedIn.mockResolvedValue({ id: 'somebody-else', email: 'e@example.com' })
  expect((await findResult(paid.orderId))?.payment).toMatchObject({ savedCardId: null, account: null })
})

test('only the browser that paid learns that no account has the payment, and only of money that was taken', async () => {
  const paid = await givenPaid()
  comeWith({ payer: paid.cookie })
  expect((await findResult(paid.orderId))?.payment?.account).toBe('none')
  comeWith({ payer: newId() })
  expect((await findResult(paid.orderId))?.payment?.account).toBeNull()

  const waiting = await givenChallenged()
  await query((db) =>
    db
      .update(payments)
      .set({ payer: digest(paid.cookie) })
      .where(eq(payments.id, waiting.id)),
  )
  comeWith({ payer: paid.cookie })
  expect((await findResult(waiting.orderId))?.payment).toMatchObject({ id: waiting.id, account: null })
})

test('a payment at the bank is one to go back to, then hardly, and not at all once its shopper came back from there', async () => {
  const waiting = await givenChallenged()
  const step = async () => (await findResult(waiting.orderId))?.payment?.bankStep
  comeWith({})
  expect(await step()).toBe('open')
  await query((db) =>
    db
      .update(payments)
      .set({ challengedAt: new Date(Date.now() - 11 * MINUTE) })
      .where(eq(payments.id, waiting.id)),
  )
  expect(await step()).toBe('long')
  await completePayment(waiting.id, null, stoppedClock())
  expect(await step()).toBe('left')
})

test('a payment that another browser carries on is so for everybody else, and both browsers are its payers', async () => {
  const [begun, carriedOn] = [newId(), newId()]
  const waiting = await givenChallenged()
  const set = (patch: { payer?: string; resumedBy?: string }) =>
    query((db) => db.update(payments).set(patch).where(eq(payments.id, waiting.id)))
  const view = async (jar: Record<string, string>) => {
    comeWith(jar)
    return (await findResult(waiting.orderId))?.payment
  }
  await set({ payer: digest(begun) })
  expect(await view({ payer: begun })).toMatchObject({ resumed: null })
  await set({ resumedBy: digest(carriedOn) })
  expect(await view({ payer: begun })).toMatchObject({ resumed: 'elsewhere', id: waiting.id, card: '435508******4358' })
  expect(await view({ payer: carriedOn })).toMatchObject({ resumed: 'here', id: waiting.id, card: '435508******4358' })
  for (const jar of [{}, { payer: newId() }] as Record<string, string>[]) {
    expect(await view(jar)).toMatchObject({ resumed: 'elsewhere', id: null, card: null })
  }
})

test('a bank that is not named, and one that Paynet’s table does not have, is not guessed', async () => {
  const paid = await givenPaid()
  comeWith({ payer: paid.cookie })
  for (const card_bank_id of ['', 'ZDGR', '????']) {
    await tell(paid.id, JSON.stringify(readTransactionDetails({ ...sampleCharge, card_bank_id, instalment: 0 })))
    expect((await findResult(paid.orderId))?.payment).toMatchObject({ bank: null, plan: { instalments: 1 } })
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

test('a payment of which all was given back is told so; its status, which is of the charge, stays', async () => {
  const paid = await givenPaid()
  const view = async () => (await findResult(paid.orderId))?.payment
  comeWith({ payer: paid.cookie })
  expect(await view()).toMatchObject({ status: 'succeeded', refunded: false, refundedKurus: 0, refunds: [] })
  const back = (refundedKurus: number) =>
    query((db) => db.update(payments).set({ drawnKurus: 14_990, reservedKurus: 14_990, refundedKurus }).where(eq(payments.id, paid.id)))
  await back(5_000)
  expect(await view()).toMatchObject({ status: 'succeeded', refunded: false, refundedKurus: 5_000, drawnKurus: 14_990 })
  await back(14_990)
  expect(await view()).toMatchObject({ status: 'succeeded', refunded: true, refundedKurus: 14_990 })
})

test('a payment was paid just now for a minute, and only in the browser that paid it', async () => {
  const paid = await givenPaid()
  const isJustPaid = async () => (await findResult(paid.orderId))?.payment?.isJustPaid
  const settleAt = (settledAt: Date) => query((db) => db.update(payments).set({ settledAt }).where(eq(payments.id, paid.id)))
  comeWith({ payer: paid.cookie })
  await settleAt(new Date(Date.now() - 30_000))
  expect(await isJustPaid()).toBe(true)
  for (const jar of [{}, { payer: newId() }] as Record<string, string>[]) {
    comeWith(jar)
    expect(await isJustPaid()).toBe(false)
  }
  comeWith({ payer: paid.cookie })
  for (const away of [-MINUTE - 1, 2 * MINUTE]) {
    await settleAt(new Date(Date.now() + away))
    expect(await isJustPaid()).toBe(false)
  }
})
