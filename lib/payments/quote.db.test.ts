import { setTimeout } from 'node:timers/promises'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { readMarker } from '@/db/markers'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import type { Order } from '@/lib/shared/payments/order'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { givenOrder, HOUR, MINUTE, start, stoppedClock, type TestClock } from './payments.test-kit'
import { changePlans, questionsDuring, setInstalments } from './plans.test-kit'
import { type Asked, isRemembered, quote, quoteAnew, quoteAtOnce } from './quote'

vi.hoisted(() => {
  process.env.INSTALMENTS = 'shopper'
})

const tap = await tapPaynet()

let clock: TestClock
let order: Order
let asked: Asked

beforeEach(async () => {
  await paynet.clearFaults()
  clock = stoppedClock()
  order = await givenOrder(clock, 120_000)
  asked = { order, paynet: null, cardStart: '43550843' }
})

const questions = (work: () => Promise<unknown>) => questionsDuring(tap, work)

describe('what is remembered', () => {
  test('is asked for once in five minutes by a clock that cannot be set', async () => {
    expect(await questions(() => quote(asked, clock))).toBe(1)
    const first = await quote(asked, clock)
    expect(first).toMatchObject({ kind: 'plans' })
    clock.step(10 * HOUR)
    clock.step(-20 * HOUR)
    clock.pass(5 * MINUTE - 1)
    expect(await questions(async () => expect(await quote(asked, clock)).toBe(first))).toBe(0)
    clock.pass(1)
    expect(isRemembered(asked, clock)).toBe(false)
    expect(await questions(() => quote(asked, clock))).toBe(1)
  })

  test('is not used when a plan is paid for, but what was told then is remembered', async () => {
    await quote(asked, clock)
    changePlans(tap, (row) => (row.instalment === 6 ? null : row))
    expect(await questions(() => quoteAnew(asked, clock))).toBe(1)
    expect(await questions(async () => expect(JSON.stringify(await quote(asked, clock))).not.toContain('"instalments":6'))).toBe(0)
    expect(await questions(() => Promise.all([quoteAnew(asked, clock), quoteAnew(asked, clock)]))).toBe(2)
  })

  test('is shared by those who ask for the same at once', async () => {
    await paynet.fault({ fault: 'slow', service: 'ratio_get', ms: 200 })
    const offers: unknown[] = []
    expect(await questions(async () => offers.push(...(await Promise.all(Array.from({ length: 20 }, () => quote(asked, clock))))))).toBe(1)
    expect(new Set(offers).size).toBe(1)
  })

  test('is of one price, card, table, dealer and limit, and of no other', async () => {
    const changes: Partial<Asked>[] = [
      { order: { ...order, amountKurus: 120_001 } },
      { order: { ...order, maxInstalments: 6 } },
      { cardStart: '45080345' },
      { paynet: { ratio_code: 'KASIM' } },
      { paynet: { agent_id: '1001' } },
      { paynet: { agent_id: 'KASIM' } },
    ]
    await quote(asked, clock)
    for (const change of changes) {
      expect(await questions(() => quote({ ...asked, ...change }, clock)), JSON.stringify(change)).toBe(1)
      expect(await questions(() => quote({ ...asked, ...change }, clock))).toBe(0)
    }
    setInstalments({ ratioCode: 'PESIN-FIYATINA' })
    expect(await questions(() => quote(asked, clock))).toBe(1)
    setInstalments({ mode: 'merchant' })
    expect(await questions(() => quote(asked, clock))).toBe(1)
  })

  test('is of a card however it is known: by eight digits as typed, or by six of a mask', async () => {
    await quote({ ...asked, cardStart: '435508' }, clock)
    expect(await questions(() => quote(asked, clock))).toBe(0)
  })

  test('is at most five hundred answers: the oldest is forgotten first', async () => {
    const nth = (n: number): Asked => ({ ...asked, order: { ...order, amountKurus: 100_000 + n } })
    for (let n = 0; n < 500; n++) await quote(nth(n), clock)
    await quoteAnew(nth(0), clock)
    expect([0, 1, 499].map((n) => isRemembered(nth(n), clock))).toEqual([true, true, true])
    await quote(nth(500), clock)
    expect([0, 1, 2, 499, 500].map((n) => isRemembered(nth(n), clock))).toEqual([true, false, true, true, true])
  })

  test('is never that nothing was told', async () => {
    await paynet.fault({ fault: 'http-401', service: 'ratio_get' })
    expect(await quote(asked, clock)).toEqual({ kind: 'untold' })
    expect(isRemembered(asked, clock)).toBe(false)
    expect(await quote(asked, clock)).toMatchObject({ kind: 'plans' })
  })
})

describe('a page that does not wait', () => {
  test('is shown what comes at once', async () => {
    expect(await quoteAtOnce(asked, clock)).toMatchObject({ kind: 'plans' })
  })

  test('waits a second and a half, then none waits for half a minute; what came late is shown at once', async () => {
    await paynet.fault({ fault: 'slow', service: 'ratio_get', ms: HANGS_MS, times: 9 })
    const other: Asked = { ...asked, order: { ...order, amountKurus: 119_999 } }
    const third: Asked = { ...asked, order: { ...order, amountKurus: 119_998 } }
    const firstMs = await msOf(async () => expect(await quoteAtOnce(asked, clock)).toBe('late'))
    expect(firstMs).toBeGreaterThan(1_400)
    expect(firstMs).toBeLessThan(19_000)
    const waited = setTimeout(1, 'waited')
    expect(await Promise.race([quoteAtOnce(other, clock), waited])).toBe('late')

    await paynet.clearFaults()
    expect(await quoteAtOnce(third, clock), 'asked, although nobody waits').toBe('late')
    await expect.poll(() => quoteAtOnce(third, clock)).toMatchObject({ kind: 'plans' })
    clock.pass(30_000)
    expect(await quoteAtOnce({ ...asked, cardStart: '45080345' }, clock)).toMatchObject({ kind: 'plans' })
  })
})

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

describe('an order’s own limits need no question', () => {
  const none: [what: string, set: Parameters<typeof setInstalments>[0], change: Partial<Order>, because: string][] = [
    ['no plans at all', { mode: 'off' }, {}, 'order'],
    ['one payment only', {}, { maxInstalments: 1 }, 'order'],
    ['a price below the smallest', { leastKurus: 120_001 }, {}, 'amount'],
  ]
  test.each(none)('%s', async (_, set, change, because) => {
    setInstalments(set)
    const limited = { ...asked, order: { ...order, ...change } }
    expect(
      await questions(async () => {
        for (const ask of [quote, quoteAnew, quoteAtOnce]) expect(await ask(limited, clock)).toEqual({ kind: 'none', because })
      }),
    ).toBe(0)
  })

  test('the shorter of two limits counts, and the smallest price itself has plans', async () => {
    setInstalments({ most: 6, leastKurus: 120_000 })
    const most = async (maxInstalments: number | null) => {
      const offer = await quote({ ...asked, order: { ...order, maxInstalments } }, clock)
      return offer.kind === 'plans' ? Math.max(...offer.plans.map(({ instalments }) => instalments)) : 0
    }
    expect([await most(null), await most(36), await most(3)]).toEqual([6, 6, 3])
  })

  test('a smallest month leaves the plans whose month is not smaller', async () => {
    const offer = await quote(asked, clock)
    const months = offer.kind === 'plans' ? offer.plans.map(({ monthlyKurus }) => monthlyKurus) : []
    setInstalments({ leastMonthlyKurus: months[1] ?? 0 })
    const fewer = await quoteAnew(asked, clock)
    expect(fewer.kind === 'plans' && fewer.plans.map(({ monthlyKurus }) => monthlyKurus)).toEqual(months.slice(0, 2))
  })
})

test('Paynet is asked by six digits and the price ×100, for the order’s own table and dealer before the merchant’s', async () => {
  await quote(asked, clock)
  expect(tap.last('Get')).toEqual({ amount: '120000', addcomission_to_amount: true, bin: '435508' })
  setInstalments({ ratioCode: 'PESIN-FIYATINA', mode: 'merchant' })
  await quote(asked, clock)
  expect(tap.last('Get')).toEqual({ amount: '120000', addcomission_to_amount: false, bin: '435508', ratio_code: 'PESIN-FIYATINA' })
  await quote({ ...asked, paynet: { ratio_code: 'KASIM', agent_id: '1001', iban: 'TR330006100519786457841326' } }, clock)
  expect(tap.last('Get')).toMatchObject({ ratio_code: 'KASIM', agent_id: '1001' })
  expect(tap.last('Get')).not.toHaveProperty('iban')
})

test('each question counts once by what it came to, and each odd row by why it was dropped', async () => {
  const { plans, plansDropped } = metrics()
  const before = [await countOf(plans, { outcome: 'plans' }), await countOf(plansDropped, { why: 'total' })]
  changePlans(tap, (row) => (row.instalment === 6 ? { ...row, total_amount: 1, instalment_amount: 0.17 } : row))
  await quoteAnew(asked, clock)
  await quote(asked, clock)
  expect(await countOf(plans, { outcome: 'plans' })).toBe((before[0] ?? 0) + 1)
  expect(await countOf(plansDropped, { why: 'total' })).toBe((before[1] ?? 0) + 1)
})

type Catalogue = Record<string, { acts: boolean; services: string[] }>
const { catalogue } = (await (await fetch(`${paynet.url}/control/faults`)).json()) as { catalogue: Catalogue }
const faults = Object.entries(catalogue).flatMap(([fault, { services }]) => (services.includes('ratio_get') ? [fault] : []))

test.each(faults)(
  '%s in the answer about plans throws nothing, is asked again once at most, and keeps no single payment from starting',
  async (fault) => {
    await paynet.fault({ fault, service: 'ratio_get', times: 9, ms: HANGS_MS })
    let kind = ''
    const times = await questions(async () => {
      kind = (await meeting(fault, () => quoteAnew(asked, clock))).kind
    })
    expect(['plans', 'none', 'untold']).toContain(kind)
    expect(times).toBeGreaterThan(0)
    expect(times).toBeLessThanOrEqual(2)
    expect(await readMarker('paynet-refuses-us')).toBeNull()
    const calls = tap.heard.length
    expect(await start(order, clock)).toMatchObject({ ok: true })
    expect(tap.heard.slice(calls).map(({ path }) => path.split('/').at(-1))).toEqual(['tds_initial'])
  },
)

test('the faults are all there', () => {
  expect(faults).toEqual(expect.arrayContaining(['http-500', 'http-401', 'html', 'oversized', 'redirect', 'slow', 'answer-lost-after']))
})
