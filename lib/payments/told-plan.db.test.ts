import { eq } from 'drizzle-orm'
import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { payments } from '@/db/schema'
import { digest, newId } from '@/lib/ids'
import type { Order } from '@/lib/shared/payments/order'
import type { Plan } from '@/lib/shared/payments/plan'
import { findBankRedirect } from './challenge-page'
import { listCustomerPayments } from './customer-payments'
import { describePlan } from './describe'
import { readTimeline } from './operate'
import { declinedCard, givenChallenged, givenOrder, givenReturned, payment, stoppedClock } from './payments.test-kit'
import { setInstalments, shownPlan } from './plans.test-kit'
import { findResult, findTries, listPaymentRecords } from './result'

vi.hoisted(() => {
  process.env.INSTALMENTS = 'shopper'
})
// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
vi.mock('@/lib/accounts/session', () => ({ currentUser: async () => null }))

const PRICE = 120_000
const COOKIE = newId()
const lira = (kurus: number) => `${(kurus / 100).toFixed(2)} TRY`

async function comeAs(who: 'payer' | 'stranger', id: string): Promise<void> {
  await query((db) =>
    db
      .update(payments)
      .set({ payer: digest(COOKIE) })
      .where(eq(payments.id, id)),
  )
  const get = (name: string) => (who === 'payer' && name === 'payer' ? { name, value: COOKIE } : undefined)
  vi.mocked(cookies).mockResolvedValue({ get } as never)
}

async function givenPlan(cardStart?: string) {
  const clock = stoppedClock()
  const order: Order = await givenOrder(clock, PRICE)
  const plan: Plan = await shownPlan(order, clock, 6, cardStart)
  return { clock, order, plan, fee: plan.totalKurus - PRICE }
}

test('a receipt by plan tells its payer price, difference and what was drawn, and a stranger the price alone', async () => {
  const { clock, order, plan, fee } = await givenPlan()
  expect(fee).toBeGreaterThan(0)
  const { id } = await givenReturned({ clock, order, plan })
  await comeAs('payer', id)
  const mine = (await findResult(order.id))?.payment
  expect(mine).toMatchObject({
    status: 'succeeded',
    amountKurus: PRICE,
    chargeKurus: plan.totalKurus,
    plan: { instalments: 6, monthlyKurus: plan.monthlyKurus },
    bank: expect.any(String),
  })
  await comeAs('stranger', id)
  const theirs = (await findResult(order.id))?.payment
  expect(theirs).toMatchObject({ status: 'succeeded', amountKurus: PRICE, chargeKurus: PRICE, plan: null, bank: null })
})

test('where less was drawn than shown, that is what every place tells, and no month that does not fit it', async () => {
  const { clock, order, plan } = await givenPlan()
  const { id } = await givenReturned({ clock, order, plan, userId: 'somebody', fault: { fault: 'plan-fee-zero', times: 1 } })
  await comeAs('payer', id)
  const mine = (await findResult(order.id))?.payment
  expect(mine).toMatchObject({ status: 'succeeded', chargeKurus: PRICE, plan: { instalments: 6, monthlyKurus: null } })
  expect(await listPaymentRecords(order.id)).toMatchObject([{ chargedKurus: PRICE, feeKurus: 0, instalments: 6, feePayer: 'shopper' }])
  const { payments: listed } = await listCustomerPayments('somebody', { cardId: null, older: null, newer: null })
  expect(listed).toMatchObject([{ chargeKurus: PRICE, instalments: 6 }])
})

test.each(['', 'plan-net'])('the merchant reads price, difference and drawn apart, and they add up (%s)', async (fault) => {
  const { clock, order, plan, fee } = await givenPlan()
  const { id } = await givenReturned({ clock, order, plan, userId: `of ${fault}`, ...(fault && { fault: { fault, times: 1 } }) })
  expect(await listPaymentRecords(order.id)).toMatchObject([
    {
      amountKurus: PRICE,
      feeKurus: fee,
      chargedKurus: plan.totalKurus,
      instalments: 6,
      monthlyKurus: plan.monthlyKurus,
      feePayer: 'shopper',
    },
  ])
  const { payments: listed } = await listCustomerPayments(`of ${fault}`, { cardId: null, older: null, newer: null })
  expect(listed).toMatchObject([{ chargeKurus: plan.totalKurus, instalments: 6 }])
  expect(describePlan(await payment(id))).toEqual([
    ['plan', `6 instalments of ${lira(plan.monthlyKurus)}, ${lira(plan.totalKurus)} in all`],
    ['price', lira(PRICE)],
    ['difference', `${lira(fee)}, the cost of the plan is the shopper's`],
    ['drawn', lira(plan.totalKurus)],
  ])
})

test('before anything is drawn, the bank’s way names the sum and the bank, and the timeline the plan that was asked for', async () => {
  const { clock, order, plan, fee } = await givenPlan()
  const { id } = await givenChallenged({ clock, order, plan })
  expect(await findBankRedirect(order.id, id)).toMatchObject({ amountKurus: plan.totalKurus, bank: expect.any(String) })
  expect(await listPaymentRecords(order.id)).toMatchObject([{ chargedKurus: null, feeKurus: fee }])
  const notes = (await readTimeline(await payment(id))).filter(({ kind }) => kind === 'note').map(({ detail }) => detail)
  expect(notes).toEqual([`6 instalments, ${lira(plan.totalKurus)} to be drawn, of it ${lira(fee)} difference`])
  await comeAs('payer', id)
  expect((await findTries(order.id, clock.at())).last).toMatchObject({ chargeKurus: plan.totalKurus, plan: { instalments: 6 } })
  await comeAs('stranger', id)
  expect((await findTries(order.id, clock.at())).last).toMatchObject({ chargeKurus: PRICE, plan: null })
})

test('after a decline the payer is told the plan that was tried, and nothing counts as drawn', async () => {
  const { clock, order, plan, fee } = await givenPlan('43550800')
  const { id } = await givenReturned({ clock, order, plan, card: declinedCard })
  await comeAs('payer', id)
  expect((await findResult(order.id))?.payment).toMatchObject({
    status: 'declined',
    chargeKurus: plan.totalKurus,
    plan: { instalments: 6, monthlyKurus: plan.monthlyKurus },
  })
  expect(await listPaymentRecords(order.id)).toMatchObject([{ chargedKurus: null, feeKurus: fee }])
})

test('a plan that the merchant carries adds nothing, and a single payment has neither month nor payer of a difference', async () => {
  setInstalments({ mode: 'merchant' })
  const { clock, order, plan } = await givenPlan()
  expect(plan.totalKurus).toBe(PRICE)
  await givenReturned({ clock, order, plan })
  expect(await listPaymentRecords(order.id)).toMatchObject([{ chargedKurus: PRICE, feeKurus: 0, feePayer: 'merchant', instalments: 6 }])
  const single = await givenReturned({ clock, order: await givenOrder(clock, PRICE) })
  expect(await listPaymentRecords(single.orderId)).toMatchObject([{ chargedKurus: PRICE, feeKurus: 0, feePayer: null, monthlyKurus: null }])
  expect(describePlan(await payment(single.id))).toEqual([])
})
