import { beforeEach, describe, expect, test, vi } from 'vitest'
import { readMarker } from '@/db/markers'
import { insertPayment } from '@/db/payment-moves'
import { listPayments } from '@/db/payments'
import { givenCard, givenUser, otherCard } from '@/lib/cards/cards.test-kit'
import { newId } from '@/lib/ids'
import type { Order } from '@/lib/shared/payments/order'
import { type PlanChoice, singlePayment } from '@/lib/shared/payments/plan'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { chargeOf } from './drawn'
import {
  callsOf,
  comeBack,
  givenChallenged,
  givenOrder,
  givenPassed,
  givenReturned,
  goodCard,
  MINUTE,
  orderStatus,
  payment,
  start,
  statusOf,
  stoppedClock,
  type TestClock,
} from './payments.test-kit'
import { changePlans, debitCard, otherBanksCard, questionsDuring, setInstalments, show, shownPlan } from './plans.test-kit'
import { reconcile } from './reconcile'
import { newPayment } from './start'

vi.hoisted(() => {
  process.env.INSTALMENTS = 'shopper'
})

const tap = await tapPaynet()
const questions = (work: () => Promise<unknown>) => questionsDuring(tap, work)
const conflict = (because: string) => ({ ok: false, failure: { kind: 'conflict', because } })

let clock: TestClock
let order: Order

beforeEach(async () => {
  await paynet.clearFaults()
  clock = stoppedClock()
  order = await givenOrder(clock, 120_000)
})

/** Nothing was begun, and Paynet heard of no card. */
async function expectNothingBegun(): Promise<void> {
  expect(await listPayments(order.id)).toEqual([])
  expect((await paynet.calls(order.reference)).filter(({ service }) => service === 'tds_initial')).toEqual([])
}

const PLAN_FIELDS = ['instalment', 'add_commission', 'ratio_code']
const ALWAYS = ['amount', 'card_holder', 'cvc', 'description', 'domain', 'month', 'pan', 'reference_no', 'return_url', 'year']

describe('what Paynet is told of a plan', () => {
  test('the shopper’s: the price, the count, and that the difference is added', async () => {
    await givenChallenged({ clock, order, plan: await shownPlan(order, clock) })
    const told = tap.last('tds_initial') ?? {}
    expect(Object.keys(told).sort()).toEqual([...ALWAYS, 'instalment', 'add_commission'].sort())
    expect(told).toMatchObject({ amount: '1200,00', instalment: 6, add_commission: true })
  })

  test('the merchant’s: the price, the count, and that nothing is added; the merchant’s table of rates by its name', async () => {
    setInstalments({ mode: 'merchant', ratioCode: 'KASIM' })
    const plan = await shownPlan(order, clock)
    expect(plan.totalKurus).toBe(120_000)
    const { id } = await givenChallenged({ clock, order, plan })
    expect(tap.last('tds_initial')).toMatchObject({ amount: '1200,00', instalment: 6, add_commission: false, ratio_code: 'KASIM' })
    expect(await payment(id)).toMatchObject({ feeKurus: 0, feePayer: 'merchant', ratioCode: 'KASIM' })
  })

  test('an order’s own table and dealer count before the merchant’s, in the question and in the payment', async () => {
    setInstalments({ ratioCode: 'PESIN-FIYATINA' })
    order = await givenOrder(clock, 120_000, { paynet: { ratio_code: 'KASIM', agent_id: '1001' } })
    const { id } = await givenChallenged({ clock, order, plan: await shownPlan(order, clock) })
    for (const service of ['Get', 'tds_initial']) expect(tap.last(service)).toMatchObject({ ratio_code: 'KASIM', agent_id: '1001' })
    expect(await payment(id)).toMatchObject({ ratioCode: 'KASIM' })
  })

  test.each([
    ['no plan', undefined],
    ['the single payment', singlePayment(120_000)],
  ])('%s: nothing, nobody is asked, and the payment is the price', async (_, plan) => {
    setInstalments({ ratioCode: 'KASIM' })
    expect(await questions(() => givenChallenged({ clock, order, ...(plan && { plan }) }))).toBe(0)
    const told = tap.last('tds_initial') ?? {}
    expect(Object.keys(told).filter((name) => PLAN_FIELDS.includes(name))).toEqual([])
    const [row] = await listPayments(order.id)
    expect(row).toMatchObject({ instalments: 1, feeKurus: 0, monthlyKurus: 120_000, feePayer: null, ratioCode: null })
  })

  test('while plans are off, a row remembers nothing of them', async () => {
    setInstalments({ mode: 'off', ratioCode: 'KASIM' })
    const { id } = await givenChallenged({ clock, order })
    expect(Object.keys(tap.last('tds_initial') ?? {}).sort()).toEqual(ALWAYS)
    expect(await payment(id)).toMatchObject({
      instalments: 1,
      feeKurus: 0,
      monthlyKurus: null,
      feePayer: null,
      ratioCode: null,
      cardType: null,
    })
  })
})

describe('a plan that was shown', () => {
  test('is drawn to the kuruş, and its row says all of it before Paynet is told', async () => {
    const plan = await shownPlan(order, clock)
    const passed = await givenPassed({ clock, order, plan })
    expect(await payment(passed.id)).toMatchObject({
      amountKurus: 120_000,
      instalments: 6,
      feeKurus: plan.totalKurus - 120_000,
      monthlyKurus: plan.monthlyKurus,
      feePayer: 'shopper',
      ratioCode: null,
      cardType: 'cc',
      cardBank: 'AXSS',
    })
    await comeBack(passed)
    expect([await statusOf(passed), await orderStatus(passed)]).toEqual(['succeeded', 'paid'])
    expect(await paynet.ledger(passed.referenceNo)).toMatchObject([{ is_succeed: true, amount_kurus: plan.totalKurus }])
    expect(chargeOf(await payment(passed.id))).toBe(plan.totalKurus)
  })

  test.each([2, 3, 9, 12])('of %i instalments is drawn as shown, for whoever carries its cost', async (instalments) => {
    for (const mode of ['shopper', 'merchant'] as const) {
      setInstalments({ mode })
      const mine = await givenOrder(clock, 99_999)
      const plan = await shownPlan(mine, clock, instalments)
      const paid = await givenReturned({ clock, order: mine, plan })
      expect(await statusOf(paid)).toBe('succeeded')
      expect(await paynet.ledger(paid.referenceNo)).toMatchObject([{ amount_kurus: plan.totalKurus }])
    }
  })

  test('is asked for anew when it is paid, whatever is remembered: a kuruş of difference charges nothing', async () => {
    const plan = await shownPlan(order, clock)
    changePlans(tap, (row) => (row.instalment === 6 ? { ...row, total_amount: (plan.totalKurus + 1) / 100 } : row))
    expect(await questions(async () => expect(await start(order, clock, { plan })).toEqual(conflict('plan-changed')))).toBe(1)
    await expectNothingBegun()
    const now = await shownPlan(order, clock)
    expect(now.totalKurus, 'the page shows what has changed').toBe(plan.totalKurus + 1)
  })

  test('may have become cheaper: it is refused as well, since it is not what was shown', async () => {
    const plan = await shownPlan(order, clock)
    changePlans(tap, (row) => (row.instalment === 6 ? { ...row, total_amount: 1200, instalment_amount: 200 } : row))
    expect(await start(order, clock, { plan })).toEqual(conflict('plan-changed'))
    await expectNothingBegun()
  })

  const gone: [what: string, change: (row: { instalment: number }) => object | null, because: string][] = [
    ['is no longer there', (row) => (row.instalment === 6 ? null : row), 'plan-gone'],
    ['is alone no longer there', () => null, 'plan-gone'],
    ['has become odd', (row) => (row.instalment === 6 ? { ...row, total_amount: 1 } : row), 'plan-gone'],
    ['is listed a second time with another total', (row) => [row, { ...row, total_amount: 1300 }], 'plan-gone'],
  ]
  test.each(gone)('%s: nothing is charged', async (_, change, because) => {
    const plan = await shownPlan(order, clock)
    changePlans(tap, change)
    expect(await start(order, clock, { plan })).toEqual(conflict(because))
    await expectNothingBegun()
  })

  test('of which Paynet does not tell now is not possible at the moment, and a single payment is', async () => {
    const plan = await shownPlan(order, clock)
    await paynet.fault({ fault: 'http-500', service: 'ratio_get', times: 2 })
    expect(await start(order, clock, { plan })).toEqual(conflict('plans-unavailable'))
    await expectNothingBegun()
    expect(await start(order, clock)).toMatchObject({ ok: true })
  })

  test.each([
    ['instalments', 1],
    ['instalments', -3],
    ['totalKurus', -1],
    ['totalKurus', 1],
    ['monthlyKurus', -1],
    ['monthlyKurus', 1],
  ] as const)('with %s changed by %i in the browser only gets a refusal', async (part, by) => {
    const shown = await shownPlan(order, clock)
    const plan: PlanChoice = { ...shown, [part]: shown[part] + by }
    expect(await start(order, clock, { plan })).toMatchObject({
      ok: false,
      failure: { because: expect.stringMatching(/^plan-(changed|gone)$/) },
    })
    await expectNothingBegun()
  })

  test('that is no plan at all is gone, and nobody is asked', async () => {
    expect(await questions(async () => expect(await start(order, clock, { plan: 'unknown' })).toEqual(conflict('plan-gone')))).toBe(0)
    await expectNothingBegun()
  })

  test.each([{ ...singlePayment(120_000), totalKurus: 119_999 }, { ...singlePayment(120_000), monthlyKurus: 1 }, singlePayment(1)])(
    'a single payment of another amount than the price is none: %j',
    async (plan) => {
      expect(await start(order, clock, { plan })).toEqual(conflict('amount-changed'))
      await expectNothingBegun()
    },
  )
})

describe('the card that is really paid with decides', () => {
  test('a plan of another card’s bank is refused', async () => {
    const plan = await shownPlan(order, clock)
    expect(await start(order, clock, { plan, card: otherBanksCard })).toEqual(conflict('plan-changed'))
    expect(tap.last('Get')).toMatchObject({ bin: '450803' })
    await expectNothingBegun()
  })

  test('a debit card takes no instalments, and pays at once', async () => {
    const plan = await shownPlan(order, clock)
    expect(await start(order, clock, { plan, card: debitCard })).toEqual(conflict('debit-no-instalments'))
    await expectNothingBegun()
    expect(await start(order, clock, { card: debitCard })).toMatchObject({ ok: true })
  })

  test('a saved card’s plan is drawn like any other, by the first digits of its own number', async () => {
    const userId = await givenUser()
    const { id: cardId } = await givenCard(userId, clock, { card: otherCard })
    const plan = await shownPlan(order, clock, 3, '55711351')
    const paid = await givenReturned({ clock, order, plan, userId, method: { kind: 'saved', cardId } })
    expect(tap.last('Get')).toMatchObject({ bin: '557113' })
    expect(await statusOf(paid)).toBe('succeeded')
    expect(await paynet.ledger(paid.referenceNo)).toMatchObject([{ amount_kurus: plan.totalKurus }])
  })

  test('nobody learns the plans of another’s saved card by paying with it', async () => {
    const [owner, stranger] = [await givenUser(), await givenUser()]
    const { id: cardId } = await givenCard(owner, clock)
    const plan = await shownPlan(order, clock)
    const method = { kind: 'saved' as const, cardId }
    expect(
      await questions(async () => {
        expect(await start(order, clock, { plan, userId: stranger, method })).toEqual({ ok: false, failure: { kind: 'not-found' } })
        expect(await start(order, clock, { plan, method })).toEqual({ ok: false, failure: { kind: 'unauthenticated' } })
      }),
    ).toBe(0)
    await expectNothingBegun()
  })
})

describe('nobody is asked for the plan of', () => {
  const set: [what: string, set: Parameters<typeof setInstalments>[0], maxInstalments: number | null, because: string][] = [
    ['a shop where plans are off', { mode: 'off' }, null, 'plan-gone'],
    ['an order that takes one payment', {}, 1, 'plan-gone'],
    ['an order below the smallest price', { leastKurus: 120_001 }, null, 'plan-gone'],
  ]
  test.each(set)('%s', async (_, change, maxInstalments, because) => {
    const plan = await shownPlan(await givenOrder(clock, 120_000), clock)
    setInstalments(change)
    order = await givenOrder(clock, 120_000, { maxInstalments })
    const heard = tap.heard.length
    expect(await start(order, clock, { plan })).toEqual(conflict(because))
    expect(tap.heard.slice(heard), 'nothing is sent at all').toEqual([])
    await expectNothingBegun()
  })

  test('an order that is paid already', async () => {
    const plan = await shownPlan(order, clock)
    await givenReturned({ clock, order, plan })
    expect(await questions(async () => expect(await start(order, clock, { plan })).toEqual(conflict('order-paid')))).toBe(0)
  })

  test('an order that has become dearer', async () => {
    const plan = await shownPlan(order, clock)
    expect(await questions(() => start(order, clock, { plan, shownAmountKurus: 110_000 }))).toBe(0)
    expect(await start(order, clock, { plan, shownAmountKurus: 110_000 })).toEqual(conflict('amount-changed'))
  })
})

test.each([
  ['more instalments than the order allows', { maxInstalments: 3 }, {}],
  ['more instalments than the shop allows', {}, { most: 3 }],
  ['a month below the smallest', {}, { leastMonthlyKurus: 30_000 }],
])('a plan of %s is gone', async (_, of, settings) => {
  const plan = await shownPlan(await givenOrder(clock, 120_000), clock)
  setInstalments(settings)
  order = await givenOrder(clock, 120_000, of)
  expect(await start(order, clock, { plan })).toEqual(conflict('plan-gone'))
  await expectNothingBegun()
})

test('a shopper who has asked too often for plans is told so, and pays at once all the same', async () => {
  const plan = await shownPlan(order, clock)
  for (let n = 1; n < 40; n++) await show(order, clock)
  expect(await start(order, clock, { plan })).toMatchObject({ failure: { kind: 'rate-limited', of: 'plans' } })
  await expectNothingBegun()
  expect(await start(order, clock, { plan: singlePayment(120_000) })).toMatchObject({ ok: true })
})

describe('a table of rates that Paynet refuses', () => {
  test.each(['http-401', 'code-7', 'code-2'])('in the question (%s) keeps no payment from starting', async (fault) => {
    const plan = await shownPlan(order, clock)
    await paynet.fault({ fault, service: 'ratio_get', times: 2 })
    expect(await start(order, clock, { plan })).toEqual(conflict('plans-unavailable'))
    expect(await readMarker('paynet-refuses-us')).toBeNull()
    expect(await start(order, clock)).toMatchObject({ ok: true })
  })

  test.each([21, 23])('with code %i, in the question as in the payment, keeps no single payment from starting', async (code) => {
    const plan = await shownPlan(order, clock)
    tap.change('Get', () => ({ code, message: 'Oran kodu bulunamadı' }))
    expect(await start(order, clock, { plan })).toEqual(conflict('plans-unavailable'))
    tap.change('tds_initial', () => ({ code, message: 'Oran kodu bulunamadı' }))
    expect(await start(order, clock, { plan })).toEqual(conflict('plans-unavailable'))
    expect(await readMarker('paynet-refuses-us')).toBeNull()
    expect(await listPayments(order.id)).toMatchObject([{ status: 'failed', instalments: 6 }])
    expect(await start(await givenOrder(clock), clock)).toMatchObject({ ok: true })
    expect(await start(order, clock, { plan })).toMatchObject({ ok: true })
  })

  test('a key that Paynet refuses at the payment stops payments, with or without a plan', async () => {
    const plan = await shownPlan(order, clock)
    await paynet.fault({ fault: 'http-401', service: 'tds_initial' })
    expect(await start(order, clock, { plan })).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    expect(await readMarker('paynet-refuses-us')).not.toBeNull()
    await start(order, clock)
    expect(await readMarker('paynet-refuses-us')).toBeNull()
  })
})

describe('one form is one payment', () => {
  test('a lost answer to the start charges nothing, and another plan may be tried at once', async () => {
    const plan = await shownPlan(order, clock)
    const idempotencyKey = newId()
    await paynet.fault({ fault: 'answer-lost-after', service: 'tds_initial', reference_prefix: order.reference })
    expect(await start(order, clock, { plan, idempotencyKey })).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    expect(await start(order, clock, { plan, idempotencyKey })).toEqual(conflict('attempt-over'))
    const paid = await givenReturned({ clock, order, plan: await shownPlan(order, clock, 3) })
    expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', instalments: 3 })
    expect((await listPayments(order.id)).map(({ status }) => status).sort()).toEqual(['failed', 'succeeded'])
  })

  test('sent twice at once with a plan, it is one payment and one call', async () => {
    const plan = await shownPlan(order, clock)
    const idempotencyKey = newId()
    const started = await Promise.all([1, 2, 3].map(() => start(order, clock, { plan, idempotencyKey })))
    expect(started[0]).toMatchObject({ ok: true, value: { to: '3d' } })
    expect([started[1], started[2]]).toEqual([started[0], started[0]])
    const [only, ...others] = await listPayments(order.id)
    expect([await callsOf({ referenceNo: only?.referenceNo ?? '' }, 'tds_initial'), others]).toEqual([1, []])
  })

  test('sent again with the same plan, it leads where the first did, and asks nobody; with another, that attempt is over', async () => {
    const [plan, other] = [await shownPlan(order, clock), await shownPlan(order, clock, 3)]
    const idempotencyKey = newId()
    const first = await start(order, clock, { plan, idempotencyKey })
    expect(first).toMatchObject({ ok: true, value: { to: '3d' } })
    const heard = tap.heard.length
    expect(await start(order, clock, { plan, idempotencyKey })).toEqual(first)
    for (const changed of [other, { ...plan, totalKurus: plan.totalKurus + 1 }, singlePayment(120_000), 'unknown' as const, undefined])
      expect(await start(order, clock, { ...(changed && { plan: changed }), idempotencyKey })).toEqual(conflict('attempt-over'))
    expect(tap.heard.slice(heard)).toEqual([])
  })

  test('a single payment sent again with a plan is over, and without any or as single it goes on', async () => {
    const plan = await shownPlan(order, clock)
    const idempotencyKey = newId()
    const first = await start(order, clock, { idempotencyKey })
    expect(await start(order, clock, { plan, idempotencyKey })).toEqual(conflict('attempt-over'))
    expect(await start(order, clock, { idempotencyKey })).toEqual(first)
    expect(await start(order, clock, { plan: singlePayment(120_000), idempotencyKey })).toEqual(first)
  })

  test('whose process died before Paynet was told ends by itself, and its plan is paid with the next', async () => {
    const plan = await shownPlan(order, clock)
    const columns = { instalments: 6, feeKurus: plan.totalKurus - 120_000, monthlyKurus: plan.monthlyKurus, feePayer: 'shopper' as const }
    const begun = newPayment(order, newId(), { ...columns, card: '435508******4358', payer: 'payer' }, clock.at())
    expect(await insertPayment(begun, clock.at())).not.toBeNull()
    const again = { idempotencyKey: begun.idempotencyKey, card: goodCard }
    expect(await start(order, clock, { ...again, plan })).toEqual({ ok: true, value: { paymentId: begun.id, to: '3d' } })
    expect(await start(order, clock, { ...again, plan: await shownPlan(order, clock, 3) })).toEqual(conflict('attempt-over'))
    clock.pass(3 * MINUTE)
    await reconcile(clock, {})
    expect(await payment(begun.id)).toMatchObject({ status: 'failed', instalments: 6 })
    expect(await statusOf(await givenReturned({ clock, order, plan }))).toBe('succeeded')
  })
})
