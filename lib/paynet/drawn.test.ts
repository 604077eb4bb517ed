import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newPayment } from '@/db/payments.test-kit'
import { expectedOf, takenBy, toldDrawn } from '@/lib/payments/drawn'
import { success } from '@/lib/payments/outcome'
import { classifyCharge } from './charge-wire'
import { classifyCheck } from './check-wire'
import { type Comparison, compareDrawn, drawnKurus, type Expected, type Told } from './drawn'
import { answered, sampleCharge } from './replies.test-kit'
import { readTransactionRow } from './transaction-row'

/** 1.200,00 ₺ in six instalments of 215,40 ₺: 92,40 ₺ are the plan's. */
const plan: Expected = { referenceNo: 'SIP-1', cashKurus: 120_000, chargeKurus: 129_240, instalments: 6 }
/** Where the merchant carries the cost. */
const ofMerchant: Expected = { ...plan, chargeKurus: 120_000 }
const single: Expected = { ...ofMerchant, instalments: 1 }
/** Where no plans were on offer. */
const off: Expected = { ...ofMerchant, instalments: null }

type Row = [what: string, expected: Expected, told: Partial<Told>, meaning: Comparison, drawn: number | null]

const rows: Row[] = [
  ['all of it as the amount', plan, { amountKurus: 129_240 }, 'as-shown', 129_240],
  ['all of it as the amount, and the difference again beside it', plan, { amountKurus: 129_240, feeKurus: 9_240 }, 'as-shown', 129_240],
  [
    'all of it as the amount, and beside it what cannot be read',
    plan,
    { amountKurus: 129_240, feeKurus: 'unreadable' },
    'as-shown',
    129_240,
  ],
  ['the price, and the difference beside it', plan, { amountKurus: 120_000, feeKurus: 9_240 }, 'as-shown', 129_240],
  ['the price, and nothing beside it', plan, { amountKurus: 120_000 }, 'short', 120_000],
  ['the price, and 0 beside it', plan, { amountKurus: 120_000, feeKurus: 0 }, 'short', 120_000],
  ['the price, and a kuruş less than the difference', plan, { amountKurus: 120_000, feeKurus: 9_239 }, 'short', 129_239],
  ['a kuruş less than was shown', plan, { amountKurus: 129_239 }, 'short', 129_239],
  ['less than was shown, and what it holds of the difference beside it', plan, { amountKurus: 129_000, feeKurus: 9_000 }, 'short', 129_000],
  ['a kuruş more than the price, and the difference beside it', plan, { amountKurus: 120_001, feeKurus: 9_240 }, 'other-amount', 129_241],
  ['a kuruş less than was shown, and the difference beside it', plan, { amountKurus: 129_239, feeKurus: 9_240 }, 'other-amount', 138_479],
  ['less than was shown, and beside it what cannot be read', plan, { amountKurus: 125_000, feeKurus: 'unreadable' }, 'other-amount', null],
  ['the price, and a kuruş more than the difference', plan, { amountKurus: 120_000, feeKurus: 9_241 }, 'other-amount', 129_241],
  ['the price, and beside it what cannot be read', plan, { amountKurus: 120_000, feeKurus: 'unreadable' }, 'other-amount', null],
  ['a kuruş more than was shown', plan, { amountKurus: 129_241 }, 'other-amount', 129_241],
  ['a kuruş less than the price', plan, { amountKurus: 119_999 }, 'other-amount', 119_999],
  [
    'a kuruş less than the price, and a difference that would make up for it',
    plan,
    { amountKurus: 119_999, feeKurus: 9_241 },
    'other-amount',
    119_999,
  ],
  ['no amount', plan, { amountKurus: null }, 'other-amount', null],
  ['no amount, and the difference', plan, { amountKurus: null, feeKurus: 9_240 }, 'other-amount', null],
  ['no instalments', plan, { amountKurus: 129_240, instalments: null }, 'other-plan', 129_240],
  ['0 instalments', plan, { amountKurus: 129_240, instalments: 0 }, 'other-plan', 129_240],
  ['one instalment', plan, { amountKurus: 129_240, instalments: 1 }, 'other-plan', 129_240],
  ['other instalments', plan, { amountKurus: 129_240, instalments: 9 }, 'other-plan', 129_240],
  ['fewer than none', plan, { amountKurus: 129_240, instalments: -6 }, 'other-plan', 129_240],
  ['other instalments, and less', plan, { amountKurus: 120_000, instalments: 9 }, 'other-plan', 120_000],
  ['other instalments, and more', plan, { amountKurus: 130_000, instalments: 9 }, 'other-amount', 130_000],
  ['instalments that cannot be read', plan, { amountKurus: 129_240, instalments: 'unreadable' }, 'other-plan', 129_240],
  ['instalments that the books leave out', plan, { amountKurus: 129_240, instalments: 'untold' }, 'as-shown', 129_240],

  ['the price', ofMerchant, { amountKurus: 120_000 }, 'as-shown', 120_000],
  ['the price and a difference', ofMerchant, { amountKurus: 120_000, feeKurus: 1 }, 'other-amount', 120_001],
  ['a kuruş less', ofMerchant, { amountKurus: 119_999 }, 'other-amount', 119_999],
  ['a kuruş more', ofMerchant, { amountKurus: 120_001 }, 'other-amount', 120_001],

  ...[null, 0, 1, 'untold' as const].map(
    (instalments): Row => [`${instalments} instalments`, single, { amountKurus: 120_000, instalments }, 'as-shown', 120_000],
  ),
  ['instalments that cannot be read', single, { amountKurus: 120_000, instalments: 'unreadable' }, 'other-plan', 120_000],
  ['instalments that nobody chose', single, { amountKurus: 120_000, instalments: 2 }, 'other-plan', 120_000],
  ['fewer than none', single, { amountKurus: 120_000, instalments: -1 }, 'other-plan', 120_000],
  ['a difference that nobody saw', single, { amountKurus: 120_000, instalments: 1, feeKurus: 288 }, 'other-amount', 120_288],

  ...[null, 0, 1, 4, -1, 'untold' as const, 'unreadable' as const].map(
    (instalments): Row => [`${instalments} instalments`, off, { amountKurus: 120_000, instalments }, 'as-shown', 120_000],
  ),
  ['a difference beside it, which is not looked at', off, { amountKurus: 120_000, feeKurus: 9_240 }, 'as-shown', 120_000],
  ['beside it what cannot be read', off, { amountKurus: 120_000, feeKurus: 'unreadable' }, 'as-shown', 120_000],
  ['a kuruş more', off, { amountKurus: 120_001 }, 'other-amount', 120_001],
  ['a kuruş less', off, { amountKurus: 119_999 }, 'other-amount', 119_999],
]

const nameOf = (expected: Expected) =>
  expected.instalments === null
    ? 'without plans'
    : expected.instalments === 1
      ? 'single'
      : expected === plan
        ? 'plan'
        : 'plan of the merchant'

test.each(rows.map(([what, expected, ...rest]) => [`${nameOf(expected)}: ${what}`, expected, ...rest] as const))(
  '%s',
  (_, expected, told, meaning, drawn) => {
    const all = { amountKurus: null, feeKurus: null, instalments: expected.instalments, ...told }
    expect([compareDrawn(all, expected), drawnKurus(all, expected)]).toEqual([meaning, drawn])
  },
)

const kurus = fc.oneof(
  fc.constantFrom(0, 1, 9_239, 9_240, 9_241, 119_999, 120_000, 120_001, 129_239, 129_240, 129_241, 240_000),
  fc.integer({ min: 0, max: 10_000_000_000 }),
)
const tolds = fc.record({
  amountKurus: fc.oneof(kurus, fc.constant(null)),
  feeKurus: fc.oneof(kurus, fc.constantFrom(null, 'unreadable' as const)),
  instalments: fc.constantFrom(null, 0, 1, 6, 9, -6, 36, 101, 'untold' as const, 'unreadable' as const),
})

test('whatever is told: what counts as drawn for the plan is at least the price and never more than was shown', () => {
  fc.assert(
    fc.property(tolds, fc.constantFrom(plan, ofMerchant, single, off), (told, expected) => {
      const compared = compareDrawn(told, expected)
      if (compared !== 'as-shown' && compared !== 'short') return
      const drawn = drawnKurus(told, expected)
      expect(drawn).toBeGreaterThanOrEqual(expected.cashKurus)
      expect(drawn).toBeLessThanOrEqual(expected.chargeKurus)
      expect(compared === 'as-shown').toBe(drawn === expected.chargeKurus)
    }),
    { numRuns: 20_000 },
  )
})

test('an amount that leaves no room for the difference beside it is never read as less than both together', () => {
  fc.assert(
    fc.property(fc.integer({ min: 120_000, max: 129_239 }), fc.integer({ min: 1, max: 20_000 }), (amountKurus, feeKurus) => {
      if (feeKurus <= amountKurus - plan.cashKurus) return
      const compared = compareDrawn({ amountKurus, feeKurus, instalments: 6 }, plan)
      const both = amountKurus + feeKurus
      expect(compared).toBe(both > plan.chargeKurus ? 'other-amount' : both === plan.chargeKurus ? 'as-shown' : 'short')
    }),
  )
})

test('without plans on offer nothing is looked at but the amount, as before there were any', () => {
  fc.assert(
    fc.property(tolds, (told) => {
      expect(compareDrawn(told, off)).toBe(told.amountKurus === off.cashKurus ? 'as-shown' : 'other-amount')
      expect(drawnKurus(told, off)).toBe(told.amountKurus)
    }),
    { numRuns: 5_000 },
  )
})

/** A field as Paynet may write it, and whether a program can read a shopper's commission out of it. */
const fees: [written: unknown, meaning: 'as-shown' | 'short' | 'other-amount'][] = [
  [92.4, 'as-shown'],
  ['92,40', 'as-shown'],
  ['92.40', 'as-shown'],
  [' 92,4 ', 'as-shown'],
  [92.4000001, 'as-shown'],
  [92.404, 'as-shown'],
  [92.396, 'as-shown'],
  [92.394, 'short'],
  [92.41, 'other-amount'],
  [92.406, 'other-amount'],
  ['1.092,40', 'other-amount'],
  [undefined, 'short'],
  [null, 'short'],
  ['', 'short'],
  [0, 'short'],
  ['0', 'short'],
  ['0,00', 'short'],
  ['92,40 TL', 'other-amount'],
  [-92.4, 'other-amount'],
  ['-1', 'other-amount'],
  ['yok', 'other-amount'],
  [true, 'other-amount'],
  [{ amount: 92.4 }, 'other-amount'],
  [[92.4], 'other-amount'],
]

describe('of an amount that is the price, the shopper’s commission beside it', () => {
  const body = { ...sampleCharge, reference_no: 'SIP-1', amount: 1200, instalment: 6 }
  const row = { reference_no: 'SIP-1', is_succeed: true, xact_id: 'xk_1', currency: 'TRY', amount: 1200 }

  test.each(fees)('%j decides at the charge', (end_user_comission, meaning) => {
    const said = classifyCharge(answered({ ...body, end_user_comission }), plan, true)
    expect(said.kind).toBe(meaning === 'other-amount' ? 'mismatch' : 'success')
    expect('isShort' in said ? said.isShort : false).toBe(meaning === 'short')
  })

  test.each(fees)('%j decides in a check', (end_user_comission, meaning) => {
    const said = classifyCheck(answered({ code: 0, Data: [{ ...row, end_user_comission }] }), plan)
    expect(said.kind).toBe(meaning === 'other-amount' ? 'other-amount' : 'taken')
    expect('isShort' in said ? said.isShort : false).toBe(meaning === 'short')
  })

  test.each(fees)('%j decides in the list', (end_user_comission, meaning) => {
    const read = readTransactionRow({ ...row, end_user_comission })
    expect(read && compareDrawn(read, plan)).toBe(meaning)
  })
})

describe('a number of instalments that cannot be read says nothing for the plan that was chosen', () => {
  const written = ['3 taksit', '6.0', 6.5, true, {}, [6]]
  const row = { reference_no: 'SIP-1', is_succeed: true, xact_id: 'xk_1', currency: 'TRY' }

  test.each(written)('%j', (instalment) => {
    for (const [expected, amount] of [
      [plan, 1292.4],
      [single, 1200],
    ] as const) {
      expect(classifyCharge(answered({ ...sampleCharge, reference_no: 'SIP-1', amount, instalment }), expected, true).kind).toBe('mismatch')
      expect(classifyCheck(answered({ code: 0, Data: [{ ...row, amount, instalment }] }), expected).kind).toBe('other-plan')
      expect(classifyCheck(answered({ code: 0, Data: [{ ...row, amount: 1200, instalment }] }), off).kind).toBe('taken')
    }
  })
})

const amounts = fc.oneof(
  fc.constantFrom<unknown>(1200, 1292.4, '1292,40', '1.292,40', 1292.41, 1292.39, 1199.99, 1200.004, 1292.4000001, null, '', 'yok', -1200),
  fc.integer({ min: 110_000, max: 140_000 }).map((each) => each / 100),
)
const odd = fc.record({
  amount: amounts,
  end_user_comission: fc.oneof(
    fc.constantFrom(...fees.map(([written]) => written)),
    fc.integer({ min: -10, max: 20_000 }).map((each) => each / 100),
  ),
  instalment: fc.constantFrom<unknown>(6, '6', 6, 0, 1, null, undefined, 9, 6.5, 'altı', 101, -6),
  currency: fc.constantFrom<unknown>('TRY', 'TRY', 'TL', '', undefined, 'USD'),
})

describe('for every success that is written', () => {
  const payment = newPayment(
    { id: 'o', amountKurus: plan.cashKurus },
    { referenceNo: 'SIP-1', instalments: 6, feeKurus: 9_240, monthlyKurus: 21_540, feePayer: 'shopper' },
  )

  test('price ≤ what was drawn ≤ what was shown, in the answer as in our books', () => {
    let seen = 0
    fc.assert(
      fc.property(odd, fc.constantFrom(0, 100), (fields, code) => {
        const said = classifyCharge(answered({ ...sampleCharge, reference_no: 'SIP-1', code, ...fields }), expectedOf(payment), true)
        const checked = classifyCheck(
          answered({ code: 0, Data: [{ reference_no: 'SIP-1', is_succeed: true, xact_id: 'xk_1', ...fields }] }),
          expectedOf(payment),
        )
        for (const meaning of [said, checked]) {
          if (meaning.kind !== 'success' && meaning.kind !== 'taken') continue
          seen += 1
          const written = { ...payment, ...success({ ...meaning, by: 'check' }, new Date(0)).patch }
          for (const drawn of [toldDrawn(written), takenBy(written)]) {
            expect(drawn).toBeGreaterThanOrEqual(plan.cashKurus)
            expect(drawn).toBeLessThanOrEqual(plan.chargeKurus)
          }
          expect(toldDrawn(written), 'our books say what Paynet said').toBe(takenBy(written))
          expect(takenBy(written) < plan.chargeKurus).toBe(meaning.isShort === true)
        }
      }),
      { numRuns: 20_000 },
    )
    expect(seen).toBeGreaterThan(500)
  })
})
