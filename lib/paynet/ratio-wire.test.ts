import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlanDrop } from '@/lib/metrics/counters'
import type { FeePayer, NoPlans, Plan } from '@/lib/shared/payments/plan'
import { classifyRatio, encodeRatioQuestion, type PlanLimits } from './ratio-wire'
import { answered, errorObject, lost, notSent } from './replies.test-kit'
import { parseJson, type Reply } from './transport'

const CASH = 120_000
const LIMITS: PlanLimits = { most: 12, leastMonthlyKurus: null }

/** A row of the page's table; amounts in lira. */
const row = (instalment: unknown, total_amount: unknown, instalment_amount: unknown, more: object = {}) => ({
  ratio: 0.077,
  instalment_key: 'ji_1',
  instalment,
  instalment_amount,
  total_net_amount: 1200,
  total_amount,
  commision: 77,
  commision_tax: 15.4,
  desc: '6 Taksit',
  ...more,
})
const single = row(0, 1229.52, 1229.52)
const three = row(3, 1260.6, 420.2)
const six = row(6, 1292.4, 215.4)
const nine = row(9, 1324.26, 147.14)

const bank = (ratio: unknown, more: object = {}) => ({
  bank_id: 'AXSS',
  bank_name: 'Axess',
  card_type: 'cc',
  tds_required: true,
  ratio,
  ...more,
})
const reply = (data: unknown, more: object = {}, status = 200) =>
  answered({ tds_required: true, object_name: 'ratio_get', code: 0, message: 'Başarılı İşlem', data, ...more }, status)
const ofRows = (...rows: unknown[]) => reply([bank(rows)])

const classify = (said: Reply, feePayer: FeePayer = 'shopper', limits: Partial<PlanLimits> = {}) =>
  classifyRatio(said, { cashKurus: CASH, feePayer }, { ...LIMITS, ...limits })
const plansIn = (said: Reply, feePayer?: FeePayer, limits?: Partial<PlanLimits>): Plan[] => {
  const { offer } = classify(said, feePayer, limits)
  return offer.kind === 'plans' ? offer.plans : []
}
const countsIn = (...args: Parameters<typeof plansIn>) => plansIn(...args).map(({ instalments }) => instalments)

const PLAN_OF_SIX: Plan = { instalments: 6, totalKurus: 129_240, monthlyKurus: 21_540, extraInstalments: null }

describe('what is asked', () => {
  const question = { cashKurus: CASH, cardStart: '43550843', ratioCode: null, agentId: null }

  test.each([
    ['shopper', true],
    ['merchant', false],
  ] as const)(
    'where the cost is the %s’s: the price ×100, whether it is added, the card’s first six digits, and nothing else',
    (feePayer, adds) => {
      const body = encodeRatioQuestion({ ...question, feePayer })
      expect(JSON.stringify(body)).toBe(`{"amount":"120000","addcomission_to_amount":${adds},"bin":"435508"}`)
    },
  )

  test('the table of rates and the dealer are named where there are some', () => {
    const body = encodeRatioQuestion({ ...question, feePayer: 'merchant', ratioCode: 'KASIM', agentId: '1001' })
    expect(body).toEqual({ amount: '120000', addcomission_to_amount: false, bin: '435508', ratio_code: 'KASIM', agent_id: '1001' })
  })
})

describe('a plan is offered if all of it holds', () => {
  test('the shopper’s: each with its total and month, in order of their counts', () => {
    expect(classify(ofRows(nine, single, six, three))).toEqual({
      offer: {
        kind: 'plans',
        cardType: 'cc',
        cardBank: 'AXSS',
        plans: [
          { instalments: 3, totalKurus: 126_060, monthlyKurus: 42_020, extraInstalments: null },
          PLAN_OF_SIX,
          { instalments: 9, totalKurus: 132_426, monthlyKurus: 14_714, extraInstalments: null },
        ],
      },
      dropped: [],
    })
  })

  test('the merchant’s: each for the price', () => {
    const rows = [row(1, 1200, 1200), row(3, 1200, 400), row(7, 1200, 171.43)]
    expect(plansIn(ofRows(...rows), 'merchant')).toEqual([
      { instalments: 3, totalKurus: 120_000, monthlyKurus: 40_000, extraInstalments: null },
      { instalments: 7, totalKurus: 120_000, monthlyKurus: 17_143, extraInstalments: null },
    ])
  })

  const written: [what: string, rows: unknown[]][] = [
    ['amounts as text with a comma', [row(6, '1292,40', '215,40')]],
    ['amounts as text with a point', [row(6, '1292.40', '215.4')]],
    ['a total with its thousands apart', [row(6, '1.292,40', '215,40')]],
    ['amounts with what binary arithmetic left', [row(6, 1292.4000000001, 215.39999999999998)]],
    ['a count as text', [row(' 6 ', 1292.4, 215.4)]],
    ['the same row twice', [six, six]],
    ['the same total twice, of which one has a campaign', [six, { ...six, is_has_campaign: true, post_pone: 1 }]],
    [
      'a single payment written as 0, as 1, as nothing and not at all',
      [row(0, 1, 1), row(1, 1, 1), row(null, 1, 1), row('', 1, 1), row(undefined, 1, 1), six],
    ],
    ['a key, a text and a ratio that are none', [{ ...six, instalment_key: null, desc: 7, ratio: 'x', commision: [] }]],
  ]
  test.each(written)('%s', (_, rows) => {
    expect(classify(ofRows(...rows))).toMatchObject({ offer: { plans: [PLAN_OF_SIX] }, dropped: [] })
  })

  test('extra months of a campaign are a note: they change no amount, and what is no number of months is none', () => {
    const extra = (plus_installment: unknown) => plansIn(ofRows({ ...six, is_has_campaign: true, plus_installment }))
    for (const plus of [2, '2']) expect(extra(plus)).toEqual([{ ...PLAN_OF_SIX, extraInstalments: 2 }])
    for (const plus of [0, null, '', -2, 37, 999_999_999, 1.5, 'iki', {}]) expect(extra(plus), String(plus)).toEqual([PLAN_OF_SIX])
  })
})

describe('a row that is no plan is dropped, counted, and keeps no other from being one', () => {
  const rows: [what: string, row: unknown, why: PlanDrop | null][] = [
    ['101 instalments, as in Paynet’s own sample', row(101, 1292.4, 12.8), 'count'],
    ['37 instalments', row(37, 1292.54, 34.93), 'count'],
    ['fewer than none', row(-3, 1200, 400), 'count'],
    ['two and a half', row(2.5, 1250, 500), 'count'],
    ['a count in words', row('altı', 1292.4, 215.4), 'count'],
    ['a count that is true', row(true, 1292.4, 215.4), 'count'],
    ['no row', null, 'count'],
    ['a text', '6 x 215,40', 'count'],
    ['no total', row(3, undefined, 420.2), 'amounts'],
    ['no month', row(3, 1260.6, null), 'amounts'],
    ['a total that is no number', row(3, 'NaN', 420.2), 'amounts'],
    ['a total in words', row(3, '1260,60 TL', 420.2), 'amounts'],
    ['a total below nothing', row(3, -1260.6, -420.2), 'amounts'],
    ['part of a kuruş', row(3, 1260.605, 420.2), 'amounts'],
    ['a month of nothing', row(2, 0, 0), 'amounts'],
    ['months that make more than a kuruş each too much', row(3, 1260.6, 420.22), 'amounts'],
    ['months that make more than a kuruş each too little', row(3, 1260.6, 420.18), 'amounts'],
    ['months that count a campaign’s, too', row(6, 1292.4, 161.55, { plus_installment: 2 }), 'amounts'],
    ['a total below the price', row(3, 1199.99, 400), 'total'],
    ['a total above twice the price', row(3, 2400.03, 800.01), 'total'],
    ['months that make a kuruş each too much', row(3, 1260.6, 420.21), null],
    ['months that make a kuruş each too little', row(3, 1260.6, 420.19), null],
    ['the price', row(3, 1200, 400), null],
    ['twice the price', row(3, 2400, 800), null],
  ]
  test.each(rows)('shopper: %s', (_, each, why) => {
    const said = classify(ofRows(single, each, nine))
    expect(said.dropped).toEqual(why === null ? [] : [why])
    expect(said.offer).toMatchObject({ plans: why === null ? [{ instalments: 3 }, { instalments: 9 }] : [{ instalments: 9 }] })
  })

  test.each([
    ['a kuruş above the price', 1200.01],
    ['a kuruş below it', 1199.99],
    ['the shopper’s total', 1260.6],
  ])('merchant: a total of %s', (_, total) => {
    expect(classify(ofRows(row(3, total, total / 3), row(6, 1200, 200)), 'merchant')).toMatchObject({
      offer: { plans: [{ instalments: 6, totalKurus: 120_000 }] },
      dropped: [expect.stringMatching(/^(?:total|amounts)$/)],
    })
  })

  test.each<FeePayer>(['shopper', 'merchant'])(
    '%s: two rows of one count with different totals are both dropped, wherever they stand',
    (feePayer) => {
      const [good, other] = [row(6, 1200, 200), row(6, 1206, 201)]
      const orders = [
        [good, other],
        [other, good],
        [good, other, good],
        [good, good, other],
        [other, nine, good],
        [good, row(6, 'x', 1)],
      ]
      for (const rows of orders) {
        const { offer, dropped } = classify(ofRows(...rows, row(3, 1200, 400)), feePayer)
        expect(offer).toMatchObject({ kind: 'plans' })
        expect(offer.kind === 'plans' && offer.plans.map(({ instalments }) => instalments)).not.toContain(6)
        expect(dropped.filter((why) => why === 'twice')).toHaveLength(1)
      }
    },
  )

  test('a count above what the order allows, and a month below the smallest', () => {
    expect(classify(ofRows(three, six, nine), 'shopper', { most: 6 })).toMatchObject({ dropped: ['most'] })
    expect(countsIn(ofRows(three, six, nine), 'shopper', { most: 6 })).toEqual([3, 6])
    expect(classify(ofRows(three, six, nine), 'shopper', { leastMonthlyKurus: 21_540 })).toMatchObject({ dropped: ['monthly'] })
    expect(countsIn(ofRows(three, six, nine), 'shopper', { leastMonthlyKurus: 21_540 })).toEqual([3, 6])
  })
})

describe('where nothing may be chosen, it is known why', () => {
  const none: [what: string, said: Reply, because: NoPlans, limits?: Partial<PlanLimits>][] = [
    ['a debit card', reply([bank([single], { card_type: 'dc' })]), 'debit'],
    ['a debit card in capitals, whatever it seems to be offered', reply([bank([three, six], { card_type: ' DC ' })]), 'debit'],
    ['a bank with a single payment only', ofRows(single), 'no-offer'],
    ['a bank without rows', ofRows(), 'no-offer'],
    ['a bank without a list of rows', reply([{ bank_id: 'AXSS', card_type: 'cc' }]), 'no-offer'],
    ['no bank', reply([]), 'no-offer'],
    ['two banks', reply([bank([six]), bank([three], { bank_id: 'BONS' })]), 'no-offer'],
    ['one bank twice', reply([bank([six]), bank([six])]), 'no-offer'],
    ['one list in either spelling', reply([bank([six])], { Data: [bank([six])] }), 'no-offer'],
    ['rows that are all odd', ofRows(row(101, 1, 1), row(3, 1, 1)), 'no-offer'],
    ['code 12', answered({ code: 12, message: 'Veri yok' }), 'no-offer'],
    ['code 12 as an error', errorObject(404, 'no_data_error', 12), 'no-offer'],
    ['code 14, of which Paynet knows no card', answered({ code: 14 }), 'no-offer'],
    ['code 14 as an error', errorObject(400, 'bad_request', 14), 'no-offer'],
    ['plans that are all too long for the order', ofRows(six, nine), 'order', { most: 3 }],
    ['months that are all too small', ofRows(six, nine), 'amount', { leastMonthlyKurus: 50_000 }],
  ]
  test.each(none)('%s', (_, said, because, limits) => {
    expect(classify(said, 'shopper', limits).offer).toEqual({ kind: 'none', because })
  })

  test('of two banks it is told that there were two, since none of their plans is sure', () => {
    expect(classify(reply([bank([six]), bank([six])]))).toMatchObject({ why: 'several-banks' })
    expect(classify(ofRows(six))).not.toHaveProperty('why')
  })

  test.each(['bc', 'CC', null, 7, undefined])('a card of the kind %j has its plans', (card_type) => {
    expect(countsIn(reply([bank([six], { card_type })]))).toEqual([6])
  })
})

describe('what does not tell, tells nothing', () => {
  const html = parseJson(Buffer.from('<!doctype html><title>Bakım</title>'))
  const silent: [what: string, said: Reply][] = [
    ['a lost answer', lost],
    ['nothing sent', notSent],
    ['a page for people', answered(html)],
    ['an empty body', answered(parseJson(Buffer.from('')))],
    ['no object', answered('tamam')],
    ['a list at the top', answered([bank([six])])],
    ['another object', answered({ object_name: 'card_list', code: 0 })],
    ['no code', reply([bank([six])], { code: undefined })],
    ['a code that is none', reply([bank([six])], { code: 'tamam' })],
    ['a list that is a text', reply('AXSS')],
    ['a bank that is none', reply([null])],
    ['a bank that is a list', reply([[bank([six])]])],
    ['rows that are a text', reply([bank('6 taksit')])],
    ['rows that are an object', reply([bank({ 6: six })])],
    ...[1, 2, 3, 4, 7, 8, 9, 10, 11, 21, 23].map((code): [string, Reply] => [`code ${code}`, reply([bank([six])], { code })]),
    ...[21, 23, 7, 8].map((code): [string, Reply] => [`code ${code} as an error`, errorObject(400, 'bad_request', code)]),
    ...[201, 204, 301, 302, 307, 400, 401, 403, 404, 405, 408, 429, 500, 502, 503, 504].map((status): [string, Reply] => [
      `HTTP ${status}, whatever it holds`,
      reply([bank([six])], {}, status),
    ]),
    ['HTTP 503 with a page', answered(html, 503)],
  ]
  test.each(silent)('%s', (_, said) => {
    expect(classify(said)).toEqual({ offer: { kind: 'untold' }, dropped: [] })
  })
})

test.each([
  ['in lower case', reply([bank([six])])],
  ['in upper case', answered({ code: 0, Data: [bank([six])] })],
  ['as one object', reply(bank([six]))],
  ['with code 100', reply([bank([six])], { code: 100 })],
  ['with its code as text', reply([bank([six])], { code: '0' })],
])('the list may be written %s', (_, said) => {
  expect(plansIn(said)).toEqual([PLAN_OF_SIX])
})

test('a bank’s letters that are kept are one short line, and never a card’s number', () => {
  const kept = (bank_id: unknown, card_type: unknown = 'cc') => {
    const { offer } = classify(reply([bank([six], { bank_id, card_type })]))
    return offer.kind === 'plans' ? [offer.cardBank, offer.cardType] : []
  }
  expect(kept('AX\u0000SS\n')).toEqual(['AXSS', 'cc'])
  expect(kept('A'.repeat(100_000), 'C'.repeat(100_000)).map((each) => each?.length)).toEqual([200, 200])
  expect(kept('4355084355084358', '4355084355084358')).toEqual([null, null])
  expect(kept({}, [])).toEqual([null, null])
})

const lira = fc.oneof(
  fc.integer({ min: 0, max: 300_000 }).map((each) => each / 100),
  fc.constantFrom<unknown>(1200, '1200,00', 1292.4, '1.292,40', null, '', 'x', -1, 1e12, 2400, 2400.01),
)
const anyRow = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: 2, max: 36 }),
      fc.oneof(fc.constant(CASH), fc.integer({ min: 110_000, max: 250_000 })),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([n, total, off]) => row(n, total / 100, (Math.round(total / n) + off) / 100)),
  fc.tuple(fc.constantFrom<unknown>(0, 1, 2, 3, 6, '6', 12, 36, 37, 101, -1, 2.5, null, 'x'), lira, lira).map((each) => row(...each)),
  fc.jsonValue(),
)
const anyReply = fc.oneof(
  fc.tuple(fc.jsonValue(), fc.constantFrom(200, 200, 302, 404, 500)).map(([json, status]) => answered(json, status)),
  fc.array(anyRow, { maxLength: 6 }).map((rows) => ofRows(...rows)),
)

test('no reply makes the reader throw, and every plan that it offers holds, for whoever carries the cost', () => {
  let offered = 0
  fc.assert(
    fc.property(anyReply, fc.constantFrom<FeePayer>('shopper', 'merchant'), fc.integer({ min: 2, max: 36 }), (said, feePayer, most) => {
      const plans = plansIn(said, feePayer, { most, leastMonthlyKurus: 5_000 })
      expect(new Set(plans.map(({ instalments }) => instalments)).size).toBe(plans.length)
      for (const { instalments, totalKurus, monthlyKurus } of plans) {
        offered += 1
        expect(Number.isSafeInteger(totalKurus) && Number.isSafeInteger(monthlyKurus)).toBe(true)
        expect(instalments >= 2 && instalments <= most).toBe(true)
        expect(Math.abs(monthlyKurus * instalments - totalKurus)).toBeLessThanOrEqual(instalments)
        expect(monthlyKurus).toBeGreaterThanOrEqual(5_000)
        expect(totalKurus).toBeGreaterThanOrEqual(CASH)
        expect(totalKurus).toBeLessThanOrEqual(feePayer === 'merchant' ? CASH : 2 * CASH)
      }
    }),
    { numRuns: 10_000 },
  )
  expect(offered).toBeGreaterThan(300)
})
