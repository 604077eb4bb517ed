import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { messagesFor } from '@/lib/shared/messages'
import { DECLINE_REASONS, type DeclineReason } from '@/lib/shared/payments/payment-states'
import { classifyCharge } from './charge-wire'
import { contradictsNo, declineOf, isHiddenFromShopper } from './decline-codes'
import { answered, sampleCharge, sampleExpected } from './replies.test-kit'

const HIDDEN = ['4', '7', '33', '34', '35', '36', '37', '38', '41', '43', '59', '67']
const IN_DOUBT = ['6', '9', '10', '11', '19', '25', '28', '29', '32', '68', '91', '96', '99', '10219', '10228']
const CONTRADICTIONS = ['0', '94', '98', '966', '1061']
const OF_PLANS = ['13', '58']

/** The failure dictionary once more, by reason. */
const BY_REASON: Partial<Record<DeclineReason, string[]>> = {
  'insufficient-funds': ['51'],
  'limit-reached': ['61', '65', '315', '359'],
  'closed-to-ecommerce': ['57', '93', '10093'],
  'card-expired': ['33', '54'],
  'card-data': ['14', '15', '82', '312', '10084'],
  'not-verified': ['55', '400', '10217'],
  'card-not-usable': ['52', '53', '56', '62', '358'],
  'instalment-refused': ['501', '577', '978', '986', '1060', '10222'],
  'debit-no-instalments': ['1044', '10218'],
  'foreign-card': ['570', '10221'],
  'bank-unreachable': ['68', '91', '92', '10219', '10228'],
  'try-later': ['6', '9', '10', '11', '19', '21', '25', '28', '29', '32', '76', '77', '78', '79', '80', '81', '96', '99'],
  'shop-side': ['3', '13', '30', '58', '95'],
  'ask-bank': ['1', '2', '5', '8', '12', '16', '63', '75', '89', '357', '444', ...HIDDEN.filter((code) => code !== '33')],
}
const rows = Object.entries(BY_REASON).flatMap(([reason, codes]) => codes.map((code) => [code, reason as DeclineReason] as const))

/** PosNet has a list of its own in four digits, so these are not their two digits with zeros before them. */
const POSNET = ['0001', '0007', '0030', '0053', '0091', '0444']

const shapesOf = (code: string): unknown[] =>
  [code, ` ${code} `, Number(code), code.padStart(2, '0'), code.padStart(3, '0'), code.padStart(4, '0'), `00000${code}`].filter(
    (shape) => typeof shape !== 'string' || !POSNET.includes(shape),
  )

const classify = (bankErrorId: unknown, change: object = {}) =>
  classifyCharge(
    answered({
      ...sampleCharge,
      instalment: 1,
      is_succeed: false,
      code: 1,
      bank_error_id: bankErrorId,
      bank_error_message: 'Banka metni',
      ...change,
    }),
    sampleExpected,
    true,
  )

describe.each(rows)('bank code %s', (code, reason) => {
  test.each(shapesOf(code).map((shape) => [shape]))(`means ${reason} as %j`, (shape) => {
    expect(classify(shape)).toMatchObject({
      kind: 'decline',
      reason,
      isDoubtful: IN_DOUBT.includes(code),
      bankMessage: HIDDEN.includes(code) ? null : 'Banka metni',
    })
  })

  test('means the same of a payment in instalments, unless the plan is suspected first', () => {
    const expected = OF_PLANS.includes(code) ? 'instalment-refused' : reason
    expect(classify(code, { instalment: 3 })).toMatchObject({ reason: expected })
    expect(classify(code, { instalment: 1 })).toMatchObject({ reason })
  })

  test('is not meant by a longer code that begins or ends with it', () => {
    for (const longer of [`${code}0`, `9${code}`]) {
      if (!rows.some(([known]) => known === longer))
        expect(classify(longer)).not.toMatchObject({ by: { code }, reason: 'insufficient-funds' })
    }
  })
})

test('510 is not 51', () => {
  expect(classify('510')).toMatchObject({ reason: 'ask-bank', by: { source: 'bank', code: '510' } })
})

test.each(POSNET)('PosNet’s %s means: call the bank', (code) => {
  expect(classify(code)).toMatchObject({ kind: 'decline', reason: 'ask-bank' })
})

describe.each(CONTRADICTIONS)('bank code %s beside a no', (code) => {
  test('leaves the payment unknown, in whatever shape', () => {
    for (const shape of shapesOf(code)) expect(classify(shape)).toEqual({ kind: 'unknown', code: 1 })
  })

  test('contradicts nothing where Paynet says that no bank was asked', () => {
    expect(classify(code, { code: 16 })).toMatchObject({ kind: 'decline', reason: 'not-verified' })
  })
})

test.each<[number, DeclineReason]>([
  ...[2, 3, 4, 7, 11, 19, 20, 21, 23].map((code): [number, DeclineReason] => [code, 'shop-side']),
  [13, 'session-over'],
  [15, 'session-over'],
  [14, 'card-data'],
  [18, 'card-data'],
  [16, 'not-verified'],
  [22, 'card-expired'],
  [25, 'card-not-usable'],
])('Paynet’s code %i means %s, whatever the bank’s code', (code, reason) => {
  for (const bankErrorId of ['', '51', '00', '94']) {
    expect(classify(bankErrorId, { code })).toMatchObject({ kind: 'decline', reason, by: { source: 'paynet', code: String(code) } })
  }
})

test.each([0, 1, 6, 24, 26, 77])('with Paynet’s code %i the bank’s code gives the reason', (code) => {
  expect(classify('51', { code })).toMatchObject({ reason: 'insufficient-funds', by: { source: 'bank', code: '51' } })
  expect(classify('', { code })).toMatchObject({ reason: 'ask-bank', by: { source: 'bank', code: '' } })
})

test.each([5, 8, 9, 10, 12, 17, 100])('Paynet’s code %i decides nothing', (code) => {
  expect(classify('51', { code })).toEqual({ kind: 'unknown', code })
})

test('any text at all has a reason, and only a whole code has one of its own', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^ ?0{0,4}\d{1,6} ?$/),
    fc.constantFrom('__proto__', 'constructor', '', ' ', '-0', '٥١', '5 1', '51.0', '5１', 'contradiction'),
  )
  fc.assert(
    fc.property(texts, fc.integer({ min: -1, max: 200 }), fc.option(fc.integer()), (bankErrorId, code, instalment) => {
      const { reason, by } = declineOf({ code, bankErrorId, instalment })
      expect(DECLINE_REASONS).toContain(reason)
      const canonical = bankErrorId.trim().replace(/^0+(?=\d)/, '')
      const isKnown = rows.some(([known]) => known === canonical) || CONTRADICTIONS.includes(canonical)
      if (by.source === 'bank' && !isKnown) expect(reason).toBe('ask-bank')
      expect(isHiddenFromShopper(bankErrorId)).toBe(HIDDEN.includes(canonical))
      if (contradictsNo(code, bankErrorId)) expect(CONTRADICTIONS).toContain(canonical)
    }),
    { numRuns: 5_000 },
  )
})

describe.each(['tr', 'en'] as const)('what a shopper reads in %s', (locale) => {
  const { reasons, nothingTaken } = messagesFor(locale).result

  test.each([...DECLINE_REASONS])('of %s says why and what next, in at most 200 characters each', (reason) => {
    const { why, next } = reasons[reason]
    for (const sentence of [`${why} ${nothingTaken}`, next]) {
      expect(sentence.length).toBeGreaterThan(20)
      expect(sentence.length).toBeLessThanOrEqual(200)
    }
  })

  test('of a code that is hidden warns no thief', () => {
    for (const code of HIDDEN) {
      const { why, next } = reasons[declineOf({ code: 1, bankErrorId: code, instalment: null }).reason]
      expect(`${why} ${next}`).not.toMatch(/çal[ıi]n|kay[ıi]p|sahte|şüphe|dolandır|el koy|stolen|lost|fraud|suspect|pick.?up|retain|seize/i)
    }
  })
})
