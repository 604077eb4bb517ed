import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classifyChange, classifyList, classifySave, readOtpExpiry } from './cards-wire'
import { answered, lost, notSent, sampleCardRow } from './replies.test-kit'
import type { Reply } from './transport'

const OWNER = sampleCardRow.card_owner_id

const digits = (from: number, to: number) => fc.stringMatching(new RegExp(`^[0-9]{${from},${to}}$`))
/** What may stand where a mask should: whole numbers, masks, numbers with gaps, halves, and masks with too many digits. */
const cardNumber = fc.oneof(
  fc.tuple(digits(6, 6), fc.constantFrom('*****', '******', '********'), digits(4, 4)).map((parts) => parts.join('')),
  digits(0, 24),
  digits(12, 19).map((number) => number.replace(/(.{4})/g, '$1 ')),
  fc
    .tuple(digits(0, 12), fc.constantFrom('*', '**', '******', '********', 'XXXXXX', '-', ''), digits(0, 12))
    .map((parts) => parts.join('')),
  fc.bigInt({ min: 10n ** 12n, max: 10n ** 19n }).map(Number),
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    {},
    ['4355084355084358'],
    '4355084355084358\n435508******4358',
    '４３５５０８４３５５０８４３５８',
  ),
)
const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 'x', 0, -1, 1e21, Number.NaN, true, [], {}),
  fc.constantFrom('cc', 'VISA', OWNER),
)
const row = fc.record({
  card_owner_id: fc.oneof({ weight: 3, arbitrary: fc.constant<unknown>(OWNER) }, { weight: 1, arbitrary: odd }),
  card_hash: fc.oneof({ weight: 5, arbitrary: fc.constantFrom<unknown>('ch_a', 'ch_b') }, { weight: 1, arbitrary: odd }),
  card_no: cardNumber,
  card_no_masked: cardNumber,
  card_desc: odd,
  card_bank_name: odd,
  card_brand_name: odd,
  card_type: odd,
  expire_month: odd,
  expire_year: odd,
})
const code = fc.constantFrom<unknown>(0, 0, 0, '0', 100, 1, 8, 10, 12, null, 'x')
const body = fc.oneof(
  fc.jsonValue(),
  fc.tuple(code, row).map(([told, card]) => ({ ...card, code: told })),
  fc.record({ code, has_more: odd, Data: fc.oneof(fc.array(row, { maxLength: 3 }), odd) }),
  fc.record({ type: odd, result_code: code, code: odd }),
)
const reply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(lost, notSent) },
  {
    weight: 9,
    arbitrary: fc.tuple(body, fc.constantFrom(200, 200, 200, 200, 302, 400, 404, 500)).map(([json, status]) => answered(json, status)),
  },
)

test('no reply makes a classifier throw, and none lets more than ten digits of a card number through', () => {
  const seen = { saves: 0, cards: 0, masks: 0 }
  fc.assert(
    fc.property(reply, (given) => {
      const [change, saved, listed] = [classifyChange(given), classifySave(given), classifyList(given, OWNER)]
      readOtpExpiry(given)
      const cards = [...(saved.kind === 'done' ? [saved.card] : []), ...(listed.kind === 'page' ? listed.cards : [])]
      for (const { mask } of cards) {
        if (mask !== null) expect(mask).toMatch(/^\d{6}\*{6}\d{4}$/)
        seen.cards += 1
        seen.masks += mask === null ? 0 : 1
      }
      expect(JSON.stringify([change, saved, listed])).not.toMatch(/\d{11,}|(?:\d{4} ){2}/)
      // Only a plain yes is a yes.
      const isYes = given.kind === 'answered' && given.status === 200
      if (change.kind === 'done' || saved.kind === 'done') expect(isYes).toBe(true)
      if (saved.kind === 'done') seen.saves += 1
    }),
    { numRuns: 10_000 },
  )
  expect(Math.min(seen.saves, seen.cards, seen.masks)).toBeGreaterThan(50)
})

test('a list never holds a card of an owner that it names otherwise', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(row, fc.constantFrom(OWNER, 'somebody-else')), { maxLength: 5 }), (rows) => {
      const Data = rows.map(([card, card_owner_id], at) => ({ ...card, card_owner_id, card_hash: `${card_owner_id} ${at}` }))
      const listed = classifyList(answered({ code: 0, Data }), OWNER)
      const ours = Data.flatMap((card) => (card.card_owner_id === OWNER ? [card.card_hash] : []))
      const isPage = ours.length > 0 || Data.length === 0
      expect(listed.kind === 'page' ? listed.cards.map(({ cardHash }) => cardHash) : listed.kind).toEqual(isPage ? ours : 'unavailable')
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['2017-07-17T15:30:15.058000+03:00', '2017-07-17T12:30:15.058Z'],
  ['2017-07-17T15:30:15.058000', '2017-07-17T12:30:15.058Z'],
  ['2017-07-17T15:30:15', '2017-07-17T12:30:15.000Z'],
  ['2017-07-17T12:30:15Z', '2017-07-17T12:30:15.000Z'],
  ['2017-07-17T10:30:15-0200', '2017-07-17T12:30:15.000Z'],
])('a code that is good until %s is good until %s', (otp_expire, until) => {
  expect(readOtpExpiry(answered({ code: 0, otp_expire }))?.toISOString()).toBe(until)
})

test.each([undefined, null, '', 'yarın', '17.07.2017 15:30:15', '2017-07-17T25:61:00', 180, true, {}])('%j says no time', (otp_expire) => {
  expect(readOtpExpiry(answered({ code: 0, otp_expire }))).toBeNull()
})

test.each<[string, Reply]>([
  ['a lost answer', lost],
  ['an HTML page', answered(undefined)],
  ['an array', answered([])],
])('%s says no time', (_name, given) => {
  expect(readOtpExpiry(given)).toBeNull()
})
