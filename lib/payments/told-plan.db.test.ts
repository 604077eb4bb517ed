import { eq } from 'drizzle-orm'
import { cookies } from 'next/headers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { payments } from '@/db/schema'
import { digest, newId } from '@/lib/ids'
import { listPaymentRecords } from '@/lib/merchant-api/payment-records'
import { findResult } from '@/lib/results/result'
import type { Order } from '@/lib/shared/payments/order'
import type { Plan } from '@/lib/shared/payments/plan'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { findBankRedirect } from './challenge-page'
import { listCustomerPayments } from './customer-payments'
import { readTimeline } from './operate'
import { type AtTheBank, comeBack, givenOrder, givenPassed, payment, stoppedClock, type TestClock } from './payments.test-kit'
import { setInstalments, shownPlan } from './plans.test-kit'

vi.hoisted(() => {
  process.env.INSTALMENTS = 'shopper'
})
// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
vi.mock('@/lib/accounts/session', () => ({ currentUser: async () => null }))

const tap = await tapPaynet()
const cookie = newId()

let clock: TestClock
let order: Order
let plan: Plan
let passed: AtTheBank

async function givenPlan(): Promise<void> {
  order = await givenOrder(clock, 120_000)
  plan = await shownPlan(order, clock)
  passed = await givenPassed({ clock, order, plan })
  await query((db) =>
    db
      .update(payments)
      .set({ payer: digest(cookie) })
      .where(eq(payments.id, passed.id)),
  )
}

beforeEach(async () => {
  await paynet.clearFaults()
  comeWith(cookie)
  clock = stoppedClock()
  await givenPlan()
})

function comeWith(payer: string | null): void {
  vi.mocked(cookies).mockResolvedValue({ get: (name: string) => (payer && name === 'payer' ? { name, value: payer } : undefined) } as never)
}

const record = async () => (await listPaymentRecords(order.id))[0]
const view = async () => (await findResult(order.id))?.payment

describe('price, drawn and fee stand apart', () => {
  test('before anything is drawn: what the plan will come to, and that nothing has', async () => {
    const feeKurus = plan.totalKurus - 120_000
    expect(feeKurus).toBeGreaterThan(0)
    expect(await record()).toMatchObject({
      amountKurus: 120_000,
      chargedKurus: null,
      feeKurus,
      feePayer: 'shopper',
      instalments: 6,
      monthlyKurus: plan.monthlyKurus,
    })
    expect(await view()).toMatchObject({ amountKurus: 120_000, drawnKurus: plan.totalKurus })
    // The bank shows what it draws.
    expect(await findBankRedirect(order.id, passed.id)).toMatchObject({ kind: 'leave', amountKurus: plan.totalKurus, bank: 'Axess' })
  })

  test.each(['gross', 'net'])('once it is paid and told %s', async (reading) => {
    const fee = (plan.totalKurus - 120_000) / 100
    tap.change('tds_charge', (body) => ({ ...body, amount: reading === 'gross' ? plan.totalKurus / 100 : 1200, end_user_comission: fee }))
    await comeBack(passed)
    const whole = { feeKurus: plan.totalKurus - 120_000, instalments: 6, monthlyKurus: plan.monthlyKurus }
    expect(await record()).toMatchObject({ status: 'succeeded', amountKurus: 120_000, chargedKurus: plan.totalKurus, ...whole })
    expect(await view()).toMatchObject({ amountKurus: 120_000, drawnKurus: plan.totalKurus, plan: whole, bank: 'Axess' })
  })

  test('where less was drawn than shown, what was drawn, and no month that would make another sum', async () => {
    tap.change('tds_charge', (body) => ({ ...body, amount: 1200, end_user_comission: 0 }))
    await comeBack(passed)
    expect(await record()).toMatchObject({ status: 'succeeded', chargedKurus: 120_000, feeKurus: 0, monthlyKurus: null })
    expect(await view()).toMatchObject({ drawnKurus: 120_000, plan: { instalments: 6, monthlyKurus: null, feeKurus: 0 } })
  })

  test('of a plan that the merchant carries: no fee, and a month to tell', async () => {
    setInstalments({ mode: 'merchant' })
    await givenPlan()
    await comeBack(passed)
    const told = { chargedKurus: 120_000, feeKurus: 0, feePayer: 'merchant', instalments: 6, monthlyKurus: 20_000 }
    expect(await record()).toMatchObject({ amountKurus: 120_000, ...told })
  })
})

test('a stranger with the link is told the price, and neither plan nor bank', async () => {
  await comeBack(passed)
  comeWith(null)
  expect(await view()).toMatchObject({ amountKurus: 120_000, drawnKurus: 120_000, plan: null, bank: null })
})

test('a customer’s list tells what the card paid', async () => {
  await comeBack(passed)
  const userId = newId()
  await query((db) => db.update(payments).set({ userId }).where(eq(payments.id, passed.id)))
  const { payments: listed } = await listCustomerPayments(userId, { cardId: null, older: null, newer: null })
  expect(listed).toMatchObject([{ drawnKurus: plan.totalKurus, instalments: 6 }])
})

test('the timeline begins with the plan that the page showed', async () => {
  const notes = (await readTimeline(await payment(passed.id))).filter(({ kind }) => kind === 'note')
  const lira = (kurus: number) => `${(kurus / 100).toFixed(2)} TRY`
  expect(notes[0]?.detail).toContain(`6 x ${lira(plan.monthlyKurus)}, ${lira(plan.totalKurus)} in all; price: 1200.00 TRY`)
})
