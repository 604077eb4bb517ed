import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { query, rawConnection } from '@/db/client'
import { clearMarker, writeMarker } from '@/db/markers'
import { findOrderRow } from '@/db/orders'
import { listPaymentsByReferenceNos } from '@/db/payments'
import { payments, sweepFindings } from '@/db/schema'
import { listOpenFindings } from '@/db/sweep-findings'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { sweep } from '@/lib/housekeeping/sweep'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import type { Order } from '@/lib/shared/payments/order'
import type { Plan } from '@/lib/shared/payments/plan'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { takenBy } from './drawn'
import { decide, readTimeline } from './operate'
import {
  type AtTheBank,
  comeBack,
  DAY,
  declinedCard,
  faultOfCharge,
  faultOfCheck,
  givenOrder,
  givenPassed,
  givenReturned,
  HOUR,
  look,
  orderStatus,
  payment,
  settleByLooking,
  statusOf,
  stoppedClock,
  type TestClock,
} from './payments.test-kit'
import { setInstalments, shownPlan } from './plans.test-kit'

vi.hoisted(() => {
  process.env.INSTALMENTS = 'shopper'
})

const tap = await tapPaynet()

let clock: TestClock
let order: Order
let plan: Plan
let passed: AtTheBank

beforeEach(async () => {
  await paynet.clearFaults()
  await paynet.forget()
  await query((db) => db.delete(payments))
  await query((db) => db.delete(sweepFindings))
  clock = stoppedClock()
  await writeMarker('check-proven', clock.at())
  order = await givenOrder(clock, 120_000)
  plan = await shownPlan(order, clock)
  passed = await givenPassed({ clock, order, plan })
})

afterEach(async () => {
  for (const fact of ['swept', 'sweeping', 'restored', 'reopened'] as const) await clearMarker(fact)
})

const SHORT = { amount: 1200, end_user_comission: 0 }
const fee = () => plan.totalKurus - 120_000

/** The next answer of a service tells these of the payment. */
function tell(service: 'tds_charge' | 'check' | 'list', fields: object): void {
  tap.change(service, (body) => {
    if (service === 'tds_charge') return { ...body, ...fields }
    const rows = body.Data as Record<string, unknown>[]
    const isOurs = (row: Record<string, unknown>) => Object.values(row).includes(passed.referenceNo)
    return { ...body, Data: rows.map((row) => (isOurs(row) ? { ...row, ...fields } : row)) }
  })
}

const findings = async () => (await listOpenFindings(100)).filter(({ referenceNo }) => referenceNo === passed.referenceNo)
/** What the start noted of the plan aside. */
const notes = async () =>
  (await readTimeline(await payment(passed.id)))
    .filter(({ kind, detail }) => kind === 'note' && !detail?.startsWith('plan shown'))
    .map(({ detail }) => detail)
const alarms = (event: string) => countOf(metrics().alarms, { event })
async function alarmsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = await alarms('sweep.finding')
  await work()
  return (await alarms('sweep.finding')) - before
}
const TOLD = 'a person must look: less was drawn than the plan that was shown'

async function expectShort(drawnKurus = 120_000): Promise<void> {
  expect([await statusOf(passed), await orderStatus(passed)]).toEqual(['succeeded', 'paid'])
  const row = await payment(passed.id)
  expect(await findings()).toMatchObject([{ kind: 'fee-short', xactId: row.xactId ?? '', amountKurus: drawnKurus, closedAt: null }])
  expect(takenBy(row)).toBe(drawnKurus)
  expect((await notes()).filter((each) => each === TOLD)).toHaveLength(1)
}

describe('a plan of which less was drawn than was shown pays its order, and a person is told once', () => {
  test('when the charge’s own answer says so', async () => {
    tell('tds_charge', SHORT)
    expect(await alarmsDuring(() => comeBack(passed))).toBe(1)
    await expectShort()
    expect(await alarmsDuring(() => comeBack(passed)), 'the bank returns again').toBe(0)
    await expectShort()
  })

  test('by a single kuruş, too', async () => {
    tell('tds_charge', { amount: (plan.totalKurus - 1) / 100, end_user_comission: (fee() - 1) / 100 })
    await comeBack(passed)
    await expectShort(plan.totalKurus - 1)
  })

  test('when a check brings it', async () => {
    await faultOfCharge(passed, { fault: 'answer-lost-after' })
    await comeBack(passed)
    tell('check', SHORT)
    expect(await alarmsDuring(() => look(passed))).toBe(1)
    await expectShort()
  })

  test('when the list brings it, and a second sweep finds nothing new', async () => {
    await faultOfCharge(passed, { fault: 'answer-lost-after' })
    await comeBack(passed)
    for (const isFirst of [true, false]) {
      tell('list', SHORT)
      const times = await alarmsDuring(async () => {
        const swept = await sweep(clock)
        expect(swept.moved).toHaveLength(isFirst ? 1 : 0)
        expect(swept.ours).toEqual({ count: 1, amountKurus: 120_000 })
        expect(swept.theirs).toEqual(swept.ours)
      })
      expect(times).toBe(isFirst ? 1 : 0)
      await expectShort()
      clock.pass(DAY)
    }
  })

  test('when the charge brought it and the list says the same, whichever way, nothing is new', async () => {
    tell('tds_charge', SHORT)
    await comeBack(passed)
    for (const fields of [SHORT, { amount: 1200, end_user_comission: null }, { amount: '1.200,00', end_user_comission: '' }]) {
      tell('list', fields)
      const times = await alarmsDuring(async () =>
        expect(await sweep(clock)).toMatchObject({ found: [], theirs: { amountKurus: 120_000 } }),
      )
      expect(times).toBe(0)
      clock.pass(HOUR)
    }
    await expectShort()
  })

  test('without any number of its own in a check, the list that has one is no second finding', async () => {
    await faultOfCharge(passed, { fault: 'answer-lost-after' })
    await comeBack(passed)
    tell('check', { ...SHORT, xact_id: null })
    await look(passed)
    await expectShort()
    tell('list', SHORT)
    expect((await sweep(clock)).found).toEqual([])
    await expectShort()
  })

  test('of a payment that had ended here, beside a second success', async () => {
    await faultOfCharge(passed, { fault: 'answer-lost-after', times: 99 })
    await faultOfCheck(passed, { fault: 'check-nothing', times: 99 })
    await comeBack(passed)
    expect(await settleByLooking(passed)).toBe('not_charged')
    tap.change('list', (body) => {
      const rows = body.Data as Record<string, unknown>[]
      const twice = rows.flatMap((row) => [
        { ...row, ...SHORT },
        { ...row, ...SHORT, id: 99, xact_id: 'xk_second' },
      ])
      return { ...body, Data: twice, total: twice.length, total_count: twice.length }
    })
    await sweep(clock)
    expect(await statusOf(passed)).toBe('succeeded')
    expect((await findings()).map(({ kind }) => kind).sort()).toEqual(['fee-short', 'several'])
  })
})

describe('what tells of it is written with the success, or neither is', () => {
  async function run(statement: string): Promise<void> {
    const connection = rawConnection()
    if ('sqlite' in connection) connection.sqlite.exec(statement)
    else await connection.pool.query(statement)
  }

  async function refuse(what: string): Promise<void> {
    if ('sqlite' in rawConnection()) return run(`CREATE TRIGGER in_the_way BEFORE ${what} BEGIN SELECT RAISE(ABORT, 'in the way'); END`)
    await run("CREATE FUNCTION in_the_way() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'in the way'; END $$ LANGUAGE plpgsql")
    const [event, condition] = what.split(' WHEN ')
    await run(
      `CREATE TRIGGER in_the_way BEFORE ${event} FOR EACH ROW ${condition ? `WHEN (${condition})` : ''} EXECUTE FUNCTION in_the_way()`,
    )
  }

  const letWrites = () =>
    run('sqlite' in rawConnection() ? 'DROP TRIGGER IF EXISTS in_the_way' : 'DROP FUNCTION IF EXISTS in_the_way CASCADE')
  afterEach(letWrites)

  test.each([
    ['finding', 'INSERT ON sweep_findings'],
    ['line of the timeline', "INSERT ON payment_events WHEN NEW.detail LIKE 'a person must look%'"],
    ['success', "UPDATE ON payments WHEN NEW.status = 'succeeded'"],
  ])('without its %s', async (_, what) => {
    tell('tds_charge', SHORT)
    await refuse(what)
    expect(await alarmsDuring(() => expect(comeBack(passed)).rejects.toThrow())).toBe(0)
    expect(await statusOf(passed)).toBe('charging')
    expect([await findings(), await notes()]).toEqual([[], []])
    await letWrites()
    tell('check', SHORT)
    clock.pass(HOUR)
    await look(passed)
    await look(passed)
    await expectShort()
  })
})

test('a list that shows the price and leaves the difference out says nothing against what the charge told', async () => {
  await comeBack(passed)
  for (let times = 0; times < 2; times++) {
    tell('list', { amount: 1200, end_user_comission: undefined })
    const whole = { count: 1, amountKurus: plan.totalKurus }
    expect(await sweep(clock)).toMatchObject({ found: [], theirs: whole, ours: whole })
  }
})

describe('both readings of what was drawn make one sum, in our books as in Paynet’s', () => {
  const net = () => ({ amount: 1200, end_user_comission: fee() / 100 })
  const gross = () => ({ amount: plan.totalKurus / 100, end_user_comission: fee() / 100 })

  test.each([
    ['gross', 'net'],
    ['net', 'gross'],
    ['net', 'net'],
    ['gross', 'gross'],
  ])('the charge tells it %s, the list %s', async (atCharge, inList) => {
    tell('tds_charge', atCharge === 'net' ? net() : gross())
    await comeBack(passed)
    tell('list', inList === 'net' ? net() : gross())
    expect(await sweep(clock)).toMatchObject({
      ours: { count: 1, amountKurus: plan.totalKurus },
      theirs: { count: 1, amountKurus: plan.totalKurus },
      found: [],
      moved: [],
    })
    expect(await findings()).toEqual([])
    expect(takenBy(await payment(passed.id))).toBe(plan.totalKurus)
  })

  test('plans, single payments and short ones add up together', async () => {
    tell('tds_charge', SHORT)
    await comeBack(passed)
    const other = await givenOrder(clock, 77_777)
    await givenReturned({ clock, order: other, plan: await shownPlan(other, clock, 9) })
    await givenReturned({ clock, amountKurus: 5_000 })
    tell('list', SHORT)
    const swept = await sweep(clock)
    expect(swept).toMatchObject({ found: [], unread: null, ours: { count: 3 } })
    expect(swept.theirs).toEqual(swept.ours)
    const drawn = (await paynet.ledger()).reduce((sum, { amount_kurus }) => sum + Number(amount_kurus), 0)
    expect(swept.ours.amountKurus).toBe(drawn - fee())
  })
})

describe('what a person must decide', () => {
  const odd: [what: string, fields: () => object, because: RegExp][] = [
    ['a kuruş more than was shown', () => ({ amount: (plan.totalKurus + 1) / 100 }), /Paynet/],
    ['a difference beside the price that is a kuruş more', () => ({ amount: 1200, end_user_comission: (fee() + 1) / 100 }), /\d+\.\d\d/],
    ['a difference beside the price that cannot be read', () => ({ amount: 1200, end_user_comission: '92,40 TL' }), /cannot be read/],
    ['less than was shown with the whole difference beside it', () => ({ amount: (plan.totalKurus - 1) / 100 }), /\d+\.\d\d/],
    ['less than the price', () => ({ amount: 1199.99 }), /1199\.99/],
    ['another number of instalments', () => ({ instalment: 9 }), /instalments/],
    ['instalments that cannot be read', () => ({ instalment: '6 taksit' }), /instalments|plan cannot be read/],
    ['a single payment', () => ({ instalment: 0 }), /instalments/],
  ]

  test.each(odd)('is %s, whoever brings it: the order is in review, and nobody is told that it is paid', async (_, fields, because) => {
    for (const service of ['tds_charge', 'check', 'list'] as const) {
      if (service !== 'tds_charge') {
        await query((db) => db.delete(payments))
        await paynet.forget()
        order = await givenOrder(clock, 120_000)
        passed = await givenPassed({ clock, order, plan })
        await faultOfCharge(passed, { fault: 'answer-lost-after' })
        await comeBack(passed)
      }
      tell(service, fields())
      if (service === 'tds_charge') await comeBack(passed)
      else if (service === 'check') await look(passed)
      else await sweep(clock)
      expect([await statusOf(passed), await orderStatus(passed)], service).toEqual(['review', 'review'])
      expect((await notes()).join(), service).toMatch(because)
      expect(await findings(), service).toEqual([])
    }
  })

  test('an answer that leaves the instalments out is one of them at the charge, and none in the books', async () => {
    tell('tds_charge', { instalment: undefined })
    await comeBack(passed)
    expect(await statusOf(passed)).toBe('review')

    order = await givenOrder(clock, 120_000)
    passed = await givenPassed({ clock, order, plan })
    await faultOfCharge(passed, { fault: 'answer-lost-after' })
    await comeBack(passed)
    tell('check', { instalment: null })
    await look(passed)
    expect(await statusOf(passed)).toBe('succeeded')
    expect(await findings()).toEqual([])
  })

  test('may be accepted by an operator: the order is paid, and no sweep asks again', async () => {
    tell('tds_charge', { instalment: 9 })
    await comeBack(passed)
    expect(await decide(await payment(passed.id), 'accept', clock.at())).toBe(true)
    expect([await statusOf(passed), await orderStatus(passed)]).toEqual(['succeeded', 'paid'])
    for (let times = 0; times < 2; times++) {
      tell('list', { instalment: 9 })
      const swept = await sweep(clock)
      expect(swept).toMatchObject({ found: [], theirs: { amountKurus: plan.totalKurus }, ours: { amountKurus: plan.totalKurus } })
    }
  })

  test('of a payment that is paid or over is a finding that says what differs', async () => {
    await comeBack(passed)
    tell('list', { instalment: 9 })
    expect((await sweep(clock)).found).toMatchObject([{ kind: 'other-amount', amountKurus: plan.totalKurus }])
    expect(await notes()).toContain('a person must look: other-plan')
    tell('list', { instalment: 9 })
    expect((await sweep(clock)).found).toEqual([])
    expect(await statusOf(passed)).toBe('succeeded')
  })

  test('of a plan that was declined here, and that a check shows otherwise, is a finding with what was drawn', async () => {
    const mine = await givenOrder(clock, 120_000)
    passed = await givenReturned({ clock, order: mine, plan: await shownPlan(mine, clock, 6, '43550800'), card: declinedCard })
    expect(await statusOf(passed)).toBe('declined')
    tell('check', { is_succeed: true, amount: 1200, end_user_comission: (fee() + 100) / 100 })
    clock.pass(DAY + 1)
    await keepHouse(clock)
    expect(await statusOf(passed)).toBe('declined')
    expect(await findings()).toMatchObject([{ kind: 'other-amount', amountKurus: plan.totalKurus + 100 }])
  })
})

test('a plan that the list shows short although the charge was whole is a finding, and the payment stands', async () => {
  await comeBack(passed)
  tell('list', SHORT)
  expect((await sweep(clock)).found).toMatchObject([{ kind: 'fee-short', amountKurus: 120_000 }])
  tell('list', SHORT)
  expect((await sweep(clock)).found).toEqual([])
})

test('a short success of an order that was paid meanwhile is told, and put up for its refund', async () => {
  await faultOfCharge(passed, { fault: 'answer-lost-after', times: 99 })
  await faultOfCheck(passed, { fault: 'check-nothing', times: 99 })
  await comeBack(passed)
  expect(await settleByLooking(passed)).toBe('not_charged')
  await givenReturned({ clock, order })
  tell('list', SHORT)
  await sweep(clock)
  expect(await payment(passed.id)).toMatchObject({ status: 'succeeded', late: true })
  expect(await findings()).toMatchObject([{ kind: 'fee-short' }])
})

describe('in a restored copy that has lost a payment', () => {
  const lose = async () => {
    await query((db) => db.delete(payments))
    await writeMarker('restored', clock.at())
  }

  test('a plan of the shopper’s is an orphan: nobody can say what was shown, and its order is not paid twice', async () => {
    await comeBack(passed)
    await lose()
    expect((await sweep(clock)).found).toMatchObject([{ kind: 'orphan', referenceNo: passed.referenceNo }])
    expect(await listPaymentsByReferenceNos([passed.referenceNo])).toEqual([])
    expect(await findOrderRow(order.id)).toMatchObject({ status: 'cancelled' })
  })

  test('so is a plan of the merchant’s, whose number of instalments the list tells', async () => {
    setInstalments({ mode: 'merchant' })
    order = await givenOrder(clock, 120_000)
    passed = await givenReturned({ clock, order, plan: await shownPlan(order, clock) })
    expect(await statusOf(passed)).toBe('succeeded')
    await lose()
    expect((await sweep(clock)).found.filter(({ referenceNo }) => referenceNo === passed.referenceNo)).toMatchObject([{ kind: 'orphan' }])
  })

  test('a single payment is written anew and pays its order', async () => {
    passed = await givenReturned({ clock })
    await lose()
    expect((await sweep(clock)).found).toEqual([])
    expect(await orderStatus(passed)).toBe('paid')
  })
})
