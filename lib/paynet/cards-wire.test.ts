import { describe, expect, test } from 'vitest'
import {
  type ChangeMeaning,
  classifyChange,
  classifyDelete,
  classifyList,
  classifySave,
  encodeStoredCard,
  type ListMeaning,
  type PaynetCard,
} from './cards-wire'
import { encodeCard, encodeOwner, encodeSaveRequest } from './challenge-wire'
import { answered, errorObject, lost, notSent, sampleCardRow, sampleCardSave } from './replies.test-kit'
import type { Reply } from './transport'

const card = { holder: 'Ayşe Yılmaz', number: '4355084355084358', month: 3, year: 2030, cvc: '012' }

const OWNER = sampleCardSave.card_owner_id
const sampleList = { total: 1, has_more: false, Data: [sampleCardRow], object_name: 'card_list', code: 0, message: 'Başarılı İşlem' }
const known: PaynetCard = {
  cardHash: 'ch_1',
  description: 'Maaş kartım',
  mask: '455508******8053',
  bank: 'WorldCard',
  kind: 'cc',
  brandName: 'VISA',
  expiry: { month: 7, year: 2031 },
}

describe('what is sent', () => {
  test('a card to keep travels in the field names of its page, all as text, month and year with two digits', () => {
    expect(encodeStoredCard(card)).toEqual({
      card_holder: 'Ayşe Yılmaz',
      card_number: '4355084355084358',
      expire_month: '03',
      expire_year: '30',
      cvv: '012',
    })
    expect(encodeStoredCard({ ...card, month: 12, year: 2005 })).toMatchObject({ expire_month: '12', expire_year: '05' })
  })

  test('without a security code the field is not there, so that the bank is not asked', () => {
    expect(encodeStoredCard({ ...card, cvc: '' })).not.toHaveProperty('cvv')
  })

  test('an owner is named by one of the two ids, never by both', () => {
    expect(encodeOwner({ userUniqueId: 'u' })).toEqual({ user_unique_id: 'u' })
    expect(encodeOwner({ cardOwnerId: 'o' })).toEqual({ card_owner_id: 'o' })
  })

  test('a payment that saves its card says so as a boolean, with a description and one owner', () => {
    expect(encodeSaveRequest({ description: 'İş', owner: { userUniqueId: 'u' }, phone: null })).toEqual({
      save_card: true,
      card_desc: 'İş',
      user_unique_id: 'u',
    })
    expect(encodeSaveRequest({ description: 'İş', owner: { cardOwnerId: 'o' }, phone: '5321234567' })).toEqual({
      save_card: true,
      card_desc: 'İş',
      card_owner_id: 'o',
      user_gsm_no: '5321234567',
    })
  })

  test('a saved card has no number, date or code to send', () => {
    expect(Object.keys(encodeCard({ cardHash: 'h', cardOwnerId: 'o' })).sort()).toEqual(['card_hash', 'card_owner_id'])
  })
})

const DONE: ChangeMeaning = { kind: 'done' }
const MAYBE: ChangeMeaning = { kind: 'unknown', code: null }
const NO_DATA = answered({ type: 'no_data_error', message: 'x', code: 404 }, 404)

/**
 * What an answer means by its HTTP status and Paynet's code in it: D done, R refused, U about us, M maybe done. In an
 * error object the code stands in `result_code`.
 */
const CODES = [null, 0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 18, 19, 20, 21, 23, 25, 100] as const
const MEANINGS: Record<number, string> = {
  200: 'M D R U U U U M U M R R R U U U U R D',
  301: 'U U U U U U U U U U U M U U U U U U U',
  302: 'U U U U U U U U U U U M U U U U U U U',
  400: 'R M R U U U U M U M R R R U U U U R M',
  401: 'U U U U U U U U U U U R U U U U U U U',
  403: 'U U U U U U U U U U U R U U U U U U U',
  404: 'U M R U U U U M U M R R R U U U U R M',
  405: 'U U U U U U U U U U U R U U U U U U U',
  406: 'R M R U U U U M U M R R R U U U U R M',
  409: 'M M R U U U U M U M R R R U U U U R M',
  413: 'R M R U U U U M U M R R R U U U U R M',
  415: 'R M R U U U U M U M R R R U U U U R M',
  422: 'R M R U U U U M U M R R R U U U U R M',
  429: 'U U U U U U U U U U U R U U U U U U U',
  500: 'M M M U U U U M U M M M M U U U U M M',
  503: 'M M M U U U U M U M M M M U U U U M M',
}

const byStatusAndCode = Object.entries(MEANINGS).flatMap(([status, letters]) =>
  letters.split(' ').map((letter, index) => {
    const code = CODES[index] ?? null
    return { status: Number(status), code, letter, reply: replyOf(Number(status), code) }
  }),
)

function replyOf(status: number, code: number | null, more: object = {}): Reply {
  if (status === 200) return answered({ ...more, ...(code === null ? {} : { code }) })
  return answered({ ...more, type: 'x', code: status, ...(code === null ? {} : { result_code: code }) }, status)
}

const KINDS: Record<string, ChangeMeaning['kind']> = { D: 'done', R: 'refused', U: 'refuses-us', M: 'unknown' }

test.each(byStatusAndCode)('HTTP $status with code $code is $letter', ({ reply, code, letter, status }) => {
  expect(classifyChange(reply)).toEqual({ kind: KINDS[letter], ...(letter === 'D' ? {} : { code }) })

  const saved = classifySave(replyOf(status, code, { card_owner_id: OWNER, card_hash: 'ch_1' }))
  expect(saved.kind).toBe(KINDS[letter])

  const isGone = code === 12 || (code === 25 && letter === 'R')
  expect(classifyDelete(reply).kind).toBe(isGone ? 'done' : KINDS[letter])

  const page = classifyList(replyOf(status, code, { Data: [sampleCardRow] }), OWNER)
  expect(page.kind === 'page' ? page.cards.length : page.kind).toBe(code === 12 ? 0 : letter === 'D' ? 1 : 'unavailable')
})

/** What every service that changes something has in common. */
const changes: [name: string, reply: Reply, meaning: ChangeMeaning][] = [
  ['code "0" as text', answered({ code: '0' }), DONE],
  ['code " 100 " as text', answered({ code: ' 100 ' }), DONE],
  ['code "25" as text', answered({ code: '25' }), { kind: 'refused', code: 25 }],
  ['a 404 for a card that is gone', errorObject(404, 'no_data_error', 25), { kind: 'refused', code: 25 }],
  ['a 400 with code "11" as text', errorObject(400, 'invalid_request_error', '11'), { kind: 'refused', code: 11 }],
  ['a 400 whose code stands where its status should', answered({ code: 18 }, 400), { kind: 'refused', code: 18 }],
  ['a 400 of HTML', answered(undefined, 400), { kind: 'refused', code: null }],
  ['a 403 of HTML', answered(undefined, 403), { kind: 'refuses-us', code: null }],
  ['a 404 of HTML', answered(undefined, 404), { kind: 'refuses-us', code: null }],
  ['a 429 of HTML', answered(undefined, 429), { kind: 'refuses-us', code: null }],
  ['a 404 that says no data and no more', NO_DATA, MAYBE],
  ['a 503 of HTML', answered(undefined, 503), MAYBE],
  ['an HTML page', answered(undefined), MAYBE],
  ['nothing at all', answered(null), MAYBE],
  ['an array', answered([{ code: 0 }]), MAYBE],
  ['no code', answered({ message: 'Başarılı' }), MAYBE],
  ['a code that is no number', answered({ code: 'ok' }), MAYBE],
  ['a code that is half a number', answered({ code: 0.5 }), MAYBE],
  ['a code that is true', answered({ code: true }), MAYBE],
  ['upper-case field names', answered({ CODE: 0 }), MAYBE],
  ['a lost answer', lost, MAYBE],
  ['a request that never left', notSent, { kind: 'not-sent' }],
]

test.each(changes)('a change that met %s is told for what it is', (_name, reply, meaning) => {
  expect(classifyChange(reply)).toEqual(meaning)
})

test.each(changes.filter(([, , meaning]) => meaning.kind !== 'done'))(
  'a save that met %s is told for what it is',
  (_name, reply, meaning) => {
    expect(classifySave(reply)).toEqual(meaning)
  },
)

test('a deletion of a card that Paynet has no data of is done', () => {
  expect(classifyDelete(NO_DATA)).toEqual(DONE)
  expect(classifyDelete(lost)).toEqual(MAYBE)
})

test('the published sample of a save is a card with its owner', () => {
  const done = { kind: 'done', cardOwnerId: OWNER, card: { ...known, expiry: null } }
  expect(classifySave(answered(sampleCardSave))).toEqual(done)
  expect(classifySave(answered({ ...sampleCardSave, code: '0' }))).toEqual(done)
})

test.each([
  { card_owner_id: undefined },
  { card_owner_id: '' },
  { card_owner_id: 5 },
  { card_hash: undefined },
  { card_hash: '' },
  { card_hash: ['ch_1'] },
])('a save that says yes with %j may have been done: no card is kept without its two names', (change) => {
  expect(classifySave(answered({ ...sampleCardSave, ...change }))).toEqual(MAYBE)
})

const list = (change: object, row: object = {}) =>
  classifyList(answered({ ...sampleList, Data: [{ ...sampleCardRow, ...row }], ...change }), OWNER)
const cardsOf = (meaning: ListMeaning) => (meaning.kind === 'page' ? meaning.cards : [])
const UNAVAILABLE: ListMeaning = { kind: 'unavailable' }
const NO_CARDS: ListMeaning = { kind: 'page', rows: 0, cards: [], hasMore: false }

test('a page of the list is its cards, and whether more follow', () => {
  expect(list({})).toEqual({ kind: 'page', rows: 1, cards: [known], hasMore: false })
  expect(list({ has_more: true })).toMatchObject({ hasMore: true })
  expect(list({ code: '0' })).toMatchObject({ kind: 'page' })
  expect(list({ Data: [], total: 0 })).toEqual(NO_CARDS)
})

test.each([
  [true, [true, 1, 'true', ' True ', '1']],
  [false, [false, 0, 'false', 'FALSE', '0']],
  [null, [undefined, null, '']],
])('has_more is %j in whatever words it is told', (hasMore, told) => {
  for (const has_more of told) expect(list({ has_more }), JSON.stringify(has_more)).toMatchObject({ kind: 'page', hasMore })
})

test('a page after others is empty where as many were shown as there are in all, and no page where more are counted', () => {
  for (const Data of [[], null]) {
    const page = answered({ ...sampleList, total: 10, Data })
    expect(classifyList(page, OWNER, 10)).toEqual(NO_CARDS)
    expect(classifyList(page, OWNER, 9)).toEqual(UNAVAILABLE)
  }
})

test.each<[string, Reply]>([
  ['a 404 that says no data', errorObject(404, 'no_data_error', 12)],
  ['a 400 with code 12', errorObject(400, 'invalid_request_error', 12)],
  ['code 12 and no rows', answered({ code: 12, Data: [] })],
  ['Data that is null', answered({ ...sampleList, total: 0, Data: null })],
])('%s is an owner without cards', (_name, reply) => {
  expect(classifyList(reply, OWNER)).toEqual(NO_CARDS)
})

test.each<[string, Reply]>([
  ['a lost answer', lost],
  ['a request that never left', notSent],
  ['a 404 of a path that is not there', errorObject(404, '404 Not Found', 9)],
  ['a 401', errorObject(401, 'authorization_error', 7)],
  ['a 500', errorObject(500, 'api_error', 8)],
  ['an HTML page', answered(undefined)],
  ['an array', answered([sampleList])],
  ['code 8', answered({ ...sampleList, code: 8 })],
  ['no code', answered({ ...sampleList, code: undefined })],
  ['no Data', answered({ ...sampleList, Data: undefined })],
  ['Data that is null beside a total', answered({ ...sampleList, total: 1, Data: null })],
  ['Data that is empty beside a total', answered({ ...sampleList, total: 3, Data: [] })],
  ['data that is empty beside a total as text', answered({ ...sampleList, total: '3', Data: undefined, data: [] })],
  ...['evet', 2, -1, {}, [], 'more'].map((has_more): [string, Reply] => [
    `has_more of ${JSON.stringify(has_more)}`,
    answered({ ...sampleList, has_more }),
  ]),
  ['Data that is an object', answered({ ...sampleList, Data: { 0: sampleCardRow } })],
  ['a row of somebody else and none of ours', answered({ ...sampleList, Data: [{ ...sampleCardRow, card_owner_id: 'somebody-else' }] })],
  ['a row that is null', answered({ ...sampleList, Data: [sampleCardRow, null] })],
  ['a row without a hash', answered({ ...sampleList, Data: [sampleCardRow, { ...sampleCardRow, card_hash: '' }] })],
])('%s is no list: it must not look as if cards were deleted', (_name, reply) => {
  expect(classifyList(reply, OWNER)).toEqual(UNAVAILABLE)
})

test('a list under a name in lower case is read, too', () => {
  expect(list({ Data: undefined, data: [sampleCardRow] })).toMatchObject({ rows: 1, cards: [known] })
})

test.each([OWNER.toUpperCase(), ` ${OWNER}\n`])('a row of the owner %j is ours', (card_owner_id) => {
  expect(cardsOf(list({}, { card_owner_id }))).toEqual([known])
})

test.each([
  [{ card_bank_id: 'AXSS', card_bank_name: 'WorldCard', bank_name: 'Garanti' }, 'Axess'],
  [{ card_bank_id: 'wrld' }, 'World'],
  [{ card_bank_id: 'ZDGR', card_bank_name: 'Başka Banka' }, 'Başka Banka'],
  [{ card_bank_id: '', card_bank_name: undefined, bank_name: 'Garanti' }, null],
])('the bank of a card with %j is %s: not the terminal’s', (row, bank) => {
  expect(cardsOf(list({}, row))).toMatchObject([{ bank }])
})

test('a row of another owner is dropped, whatever is in it', () => {
  const foreign = [{ ...sampleCardRow, card_owner_id: 'somebody-else', card_hash: 'ch_2' }, { card_owner_id: 'somebody-else' }]
  expect(list({ Data: [sampleCardRow, ...foreign] })).toEqual({ kind: 'page', rows: 3, cards: [known], hasMore: false })
})

test.each([
  [{ card_no: '434678********0002' }, '434678******0002'],
  [{ card_no: '434678******0002' }, '434678******0002'],
  [{ card_no: '375622*****5014' }, '375622******5014'],
  [{ card_no: undefined, card_no_masked: '434678******0002' }, '434678******0002'],
  [{ card_no: '', card_no_masked: '434678******0002' }, '434678******0002'],
  [{ card_no: '4355084355084358' }, null],
  [{ card_no: '4355 0843 5508 4358' }, null],
  [{ card_no: '43550843*****4358' }, null],
  [{ card_no: '435508*4358' }, null],
  [{ card_no: 4355084355084358 }, null],
  [{ card_no: undefined, card_no_masked: undefined }, null],
])('the mask of %j is %s', (row, mask) => {
  expect(cardsOf(list({}, row))).toMatchObject([{ mask }])
})

test.each([
  [7, 31, { month: 7, year: 2031 }],
  ['07', '2031', { month: 7, year: 2031 }],
  [0, 0, null],
  ['0', '0', null],
  [0, 2031, null],
  [7, 0, null],
  [13, 2031, null],
  [-1, 2031, null],
  [7, 1999, null],
  [7, 2100, null],
  [7.5, 2031, null],
  ['Temmuz', 2031, null],
  [null, null, null],
])('month %j and year %j are the expiry %j', (expire_month, expire_year, expiry) => {
  expect(cardsOf(list({}, { expire_month, expire_year }))).toMatchObject([{ expiry }])
})
