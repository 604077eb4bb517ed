import { describe, expect, test } from 'vitest'
import {
  classifyRefund,
  classifyReversals,
  classifySale,
  encodeRefund,
  isUndecided,
  type ListedReversal,
  type RefundMeaning,
  type Reversal,
  reversalsOf,
  type SaleMeaning,
  type SaleName,
} from './refunds-wire'
import { answered, errorObject, lost, notSent, sampleExpected, sampleRow } from './replies.test-kit'
import { parseJson, type Reply } from './transport'

describe('a request', () => {
  test.each([
    [1, '1'],
    [5_000, '5000'],
    [14_990, '14990'],
  ])('for %d kuruş says how much, times a hundred', (amountKurus, amount) => {
    expect(encodeRefund({ xactId: 'xk_1', amountKurus, callbackUrl: 'https://shop.example/x' })).toEqual({
      xact_id: 'xk_1',
      amount,
      succeedUrl: 'https://shop.example/x',
    })
  })

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, undefined as unknown as number])(
    'for %d kuruş, which would give all of it back, is never made',
    (amountKurus) => {
      expect(() => encodeRefund({ xactId: 'xk_1', amountKurus, callbackUrl: '' })).toThrow(RangeError)
    },
  )
})

/** The published sample. */
const taken = { object_name: 'transaction_reversed_request', message: 'Başarılı İşlem', code: 0 }
const said = (change: object, status = 200) => answered({ ...taken, ...change }, status)

const meanings: [name: string, reply: Reply, kind: RefundMeaning['kind'], code?: number | null][] = [
  ['the published sample', said({}), 'accepted', 0],
  ['code 0 as text', said({ code: '0' }), 'accepted', 0],
  ['code 100', said({ code: 100 }), 'accepted', 100],
  ['code 0 as result_code', said({ code: undefined, result_code: 0 }), 'accepted', 0],
  ['both codes', said({ result_code: 0 }), 'accepted', 0],
  ...[true, 'true', 1, null, ''].map((is_succeed): (typeof meanings)[number] => [
    `code 0 and is_succeed ${JSON.stringify(is_succeed)}`,
    said({ is_succeed }),
    'accepted',
    0,
  ]),
  ['code 0 among names that arrived damaged', said({ isÃsucceed: false }), 'accepted', 0],

  ...[false, 'false', ' False ', '0', 0, 'no', 'hayır', {}, []].map((is_succeed): (typeof meanings)[number] => [
    `code 0 and is_succeed ${JSON.stringify(is_succeed)}`,
    said({ is_succeed }),
    'unknown',
    0,
  ]),
  ['code 100 and a no', said({ code: 100, is_succeed: false }), 'unknown', 100],
  ['code 0 and result_code 1', said({ result_code: 1 }), 'unknown', 0],
  ['an error object with result_code 0 under HTTP 200', said({ code: 400, result_code: 0 }), 'unknown', 0],
  ...[201, 202, 204, 302, 400, 404, 409].map((status): (typeof meanings)[number] => [
    `code 0 under HTTP ${status}`,
    said({}, status),
    'unknown',
    0,
  ]),
  ...[401, 403, 405].map((status): (typeof meanings)[number] => [`code 0 under HTTP ${status}`, said({}, status), 'unknown', 0]),

  ...[1, 6, 12, 19].flatMap((code): typeof meanings => [
    [`code ${code}`, said({ code }), 'refused', code],
    [`code ${code} as text`, said({ code: String(code) }), 'refused', code],
    [`code ${code} and a no`, said({ code, is_succeed: false }), 'refused', code],
    [`code ${code} and "0" as a no`, said({ code, is_succeed: '0' }), 'refused', code],
    [`an error object of ${code} under HTTP 200`, said({ code: 400, result_code: code }), 'refused', code],
    ...[true, 'true', 1, '1', 'evet', {}].map((is_succeed): (typeof meanings)[number] => [
      `code ${code} and is_succeed ${JSON.stringify(is_succeed)}`,
      said({ code, is_succeed }),
      'unknown',
      code,
    ]),
    [`code ${code} and result_code 0`, said({ code, result_code: 0 }), 'unknown', code],
    [`code ${code} and result_code "100"`, said({ code, result_code: '100' }), 'unknown', code],
    [`code ${code} among names that arrived damaged`, said({ code, isÃsucceed: true }), 'unknown', code],
    [`code ${code} under HTTP 201`, said({ code }, 201), 'unknown', code],
  ]),
  ...[11, 12].flatMap((code): typeof meanings => [
    ...[400, 404, 409, 422].map((status): (typeof meanings)[number] => [
      `result_code ${code} under HTTP ${status}`,
      errorObject(status, 'no_data_error', code),
      'refused',
      code,
    ]),
    [`result_code ${code} as text`, errorObject(400, 'invalid_request_error', String(code)), 'refused', code],
    [`result_code ${code} and a yes`, answered({ code: 400, result_code: code, is_succeed: true }, 400), 'unknown', code],
    [`result_code ${code} beside code 0`, answered({ code: 0, result_code: code }, 400), 'unknown', code],
    [`result_code ${code} among damaged names`, answered({ code: 400, result_code: code, tÿpe: 'x' }, 400), 'unknown', code],
    [`result_code ${code} under HTTP 429`, errorObject(429, 'api_error', code), 'unknown', code],
  ]),
  ['code 11 under HTTP 200', said({ code: 11 }), 'unknown', 11],
  ...[1, 6, 19].map((code): (typeof meanings)[number] => [
    `result_code ${code} under HTTP 400`,
    errorObject(400, 'invalid_request_error', code),
    'unknown',
    code,
  ]),

  ...[401, 403, 405].flatMap((status): typeof meanings => [
    [`HTTP ${status}`, errorObject(status, 'authorization_error', 7), 'door', 7],
    [`HTTP ${status} without a code`, answered({ Message: 'x' }, status), 'door', null],
    [`HTTP ${status} with code 12`, errorObject(status, 'authorization_error', 12), 'door', 12],
    [`HTTP ${status} and a yes`, answered({ is_succeed: true }, status), 'unknown', null],
    [`HTTP ${status} among damaged names`, answered({ cÿde: 0 }, status), 'unknown', null],
    [`HTTP ${status} as HTML`, answered(undefined, status), 'door', null],
  ]),
  ['ASP.NET’s own 404', answered({ Message: 'No HTTP resource was found' }, 404), 'door', null],
  ['a 404 with its own status as code', errorObject(404, '404 Not Found', undefined), 'door', null],
  ['a 404 with another code', errorObject(404, 'x', 13), 'unknown', 13],
  ['a 404 as HTML', answered(undefined, 404), 'door', null],

  ...[5, 8, 9, 10].flatMap((code): typeof meanings => [
    [`code ${code}`, said({ code }), 'unknown', code],
    [`code ${code} and a no`, said({ code, is_succeed: false }), 'unknown', code],
    ...[400, 401, 403, 404, 405].map((status): (typeof meanings)[number] => [
      `result_code ${code} under HTTP ${status}`,
      errorObject(status, 'x', code),
      'unknown',
      code,
    ]),
  ]),
  ...[2, 3, 4, 7, 13, 14, 15, 17, 18, 20, 21, 25, 99, 101, 200, -1].map((code): (typeof meanings)[number] => [
    `code ${code}`,
    said({ code }),
    'unknown',
    code,
  ]),
  ['HTTP 429', errorObject(429, 'api_error', 1), 'unknown', 1],
  ...[301, 302, 307, 308].map((status): (typeof meanings)[number] => [`a redirect ${status}`, answered({}, status), 'unknown', null]),
  ...[500, 502, 503, 504].flatMap((status): typeof meanings => [
    [`HTTP ${status}`, errorObject(status, 'api_error', 8), 'unknown', 8],
    [`HTTP ${status} with code 0`, said({}, status), 'unknown', 0],
    [`HTTP ${status} with result_code 12`, errorObject(status, 'no_data_error', 12), 'unknown', 12],
    [`HTTP ${status} with code 1`, said({ code: 1 }, status), 'unknown', 1],
  ]),
  ['HTTP 400 without a code', errorObject(400, 'invalid_request_error', undefined), 'unknown', null],
  ['HTTP 408', answered({}, 408), 'unknown', null],
  ['no code', answered({ message: 'Başarılı İşlem' }), 'unknown', null],
  ['a code that is a word', answered({ code: 'unsuccessful' }), 'unknown', null],
  ['a code of half', answered({ code: 0.5 }), 'unknown', null],
  ['a code that is true', answered({ code: true }), 'unknown', null],
  ['a code within an array', answered({ code: [0] }), 'unknown', null],
  ['a code of no object’s own', answered(JSON.parse('{"__proto__":{"code":0}}')), 'unknown', null],
  ['an array around the object', answered([taken]), 'unknown', null],
  ['a code alone', answered(1), 'unknown', null],
  ['a text', answered('0'), 'unknown', null],
  ['null', answered(null), 'unknown', null],
  ['an HTML page', answered(undefined), 'unknown', null],
  ['an answer that was lost', lost, 'unknown', null],
  ['a request that never left', notSent, 'not-sent'],
]

test.each(meanings)('of a request that gets %s it is known what is true', (_name, reply, kind, code) => {
  expect(classifyRefund(reply)).toEqual(kind === 'not-sent' ? { kind } : { kind, code })
})

test('a sentence that arrives damaged hides no code', () => {
  const refusal = Buffer.concat([Buffer.from('{"code":1,"message":"Ba'), Buffer.from([0xfe]), Buffer.from('ar\u0001s\u0131z"}')])
  expect(classifyRefund(answered(parseJson(refusal)))).toEqual({ kind: 'refused', code: 1 })
})

const sale: SaleName = { xactId: 'xk_1', xactNumber: 7438118, referenceNo: sampleExpected.referenceNo }
const detail = (...Data: unknown[]) => answered({ object_name: 'transaction_detail', code: 0, Data })
const saleRow = (change: object = {}) => ({ ...sampleRow, xact_type: 'S', reversed: false, reversed_xact_id: '', ...change })
const back = (change: object = {}) => ({
  ...sampleRow,
  xact_id: 'xk_2',
  id: 7438200,
  xact_type: 'CD',
  transaction_type: 2,
  reversed: false,
  reversed_xact_id: 'xk_1',
  amount: 50,
  xact_date: '2026-11-22T23:30:00.1234567+03:00',
  ...change,
})
const BACK: Reversal = { names: ['xk_2', '7438200'], amountKurus: 5_000, day: '2026-11-22' }
const shown = (...reversals: Reversal[]): SaleMeaning => ({ kind: 'shown', isSaleShown: true, isReversed: false, reversals })
const UNTOLD: SaleMeaning = { kind: 'untold' }

test.each<[name: string, reply: Reply, meaning: SaleMeaning]>([
  ['the sale alone', detail(saleRow()), shown()],
  ['the sale as the answer itself', answered({ code: 0, ...saleRow() }), shown()],
  ['the sale as Data', answered({ code: 0, Data: saleRow() }), shown()],
  ['code 100', answered({ code: 100, Data: [saleRow()] }), shown()],
  ['a refund beside it', detail(saleRow(), back()), shown(BACK)],
  ['a refund before it', detail(back(), saleRow()), shown(BACK)],
  ['a refund without it', detail(back()), { ...shown(BACK), isSaleShown: false } as SaleMeaning],
  ['more beside the list', answered({ code: 0, is_succeed: true, has_more: false, Data: [saleRow(), back()] }), shown(BACK)],
  ['no rows', detail(), UNTOLD],
  ['nothing but a row of another sale', detail(saleRow({ xact_id: 'xk_9', id: 9 })), UNTOLD],
  ['a row that is null', detail(saleRow(), null), UNTOLD],
  ['a row that is no object', detail(saleRow(), 'xk_2'), UNTOLD],
  ['no data', errorObject(404, 'no_data_error', 12), UNTOLD],
  ['code 12 with rows', answered({ code: 12, Data: [saleRow(), back()] }), UNTOLD],
  ['code 1 with rows', answered({ code: 1, Data: [saleRow(), back()] }), UNTOLD],
  ['no code', answered({ Data: [saleRow(), back()] }), UNTOLD],
  ['HTTP 500 with rows', answered({ code: 0, Data: [saleRow(), back()] }, 500), UNTOLD],
  ['HTTP 401', errorObject(401, 'authorization_error', 7), UNTOLD],
  ['a redirect', answered({ code: 0, Data: [saleRow()] }, 302), UNTOLD],
  ['a list around it', answered([saleRow()]), UNTOLD],
  ['an HTML page', answered(undefined), UNTOLD],
  ['an answer that was lost', lost, UNTOLD],
  ['a question that never left', notSent, UNTOLD],
])('a sale is read from an answer with %s', (_name, reply, meaning) => {
  expect(classifySale(reply, sale)).toEqual(meaning)
})

test('rows that are left out may be those that are looked for, in whatever way it is said', () => {
  for (const has_more of [true, 'true', ' True ', 1, '1'])
    expect(classifySale(answered({ code: 0, has_more, Data: [saleRow(), back()] }), sale)).toEqual(UNTOLD)
  for (const has_more of [false, 'false', 0, '0', null, '', undefined])
    expect(classifySale(answered({ code: 0, has_more, Data: [saleRow(), back()] }), sale)).toEqual(shown(BACK))
})

test.each<[name: string, row: object, isReversed: boolean]>([
  ['reversed', saleRow({ reversed: true }), true],
  ['"true" as text', saleRow({ reversed: 'true' }), true],
  ['what reversed it', saleRow({ reversed_xact_id: 'xk_2' }), true],
  ['not reversed', saleRow({ reversed: 'false', reversed_xact_id: '0' }), false],
  ['an empty id', saleRow({ reversed_xact_id: '00000000-0000-0000-0000-000000000000' }), false],
  ['null', saleRow({ reversed: null, reversed_xact_id: null }), false],
  ['reversed, under its number alone', saleRow({ xact_id: 'xk_other', reversed: true }), true],
  ['reversed, under its number as text', saleRow({ xact_id: undefined, id: ' 7438118 ', reversed: true }), true],
  ['reversed, of a sale that was refused', saleRow({ is_succeed: false, reversed: true }), false],
  ['the letter of a cancellation, by something else', saleRow({ xact_type: 'R', reversed_xact_id: 'xk_2' }), true],
  ['the letter of a cancellation, and no reference', saleRow({ xact_type: 'R', agent_reference: '' }), true],
])('that money went back is read from the sale’s own row: %s', (_name, row, isReversed) => {
  expect(classifySale(detail(row), sale)).toEqual({ kind: 'shown', isSaleShown: true, isReversed, reversals: [] })
})

test('a row that names the sale, by whatever blanks around it, is its own, and one that is cut or longer is not', () => {
  expect(classifySale(detail(saleRow({ xact_id: ' xk_1\n' })), { ...sale, xactId: 'xk_1 ', xactNumber: null })).toEqual(shown())
  for (const xact_id of ['xk_', 'xk_11', 'XK_1', 'xk_1 1']) expect(classifySale(detail(saleRow({ xact_id, id: 5 })), sale)).toEqual(UNTOLD)
})

test.each<[name: string, row: object, reversal: Partial<Reversal> | null]>([
  ['CD, later', back(), {}],
  ['R, on the same day', back({ xact_type: 'R' }), {}],
  ['a letter as people write it', back({ xact_type: ' cd ', transaction_type: null }), {}],
  ['the number of a reversal', back({ xact_type: undefined }), {}],
  ['the number as text', back({ xact_type: '', transaction_type: '2' }), {}],
  ['the number of a credit', back({ xact_type: undefined, transaction_type: 9 }), {}],
  ['a letter, and the number of a sale', back({ transaction_type: 1 }), {}],
  ['the plain number of the sale', back({ reversed_xact_id: null, reversed_id: 7438118 }), {}],
  ['both, of which one is ours', back({ reversed_xact_id: 'xk_5', reversed_id: '7438118' }), {}],
  ['our reference alone', back({ reversed_xact_id: null }), {}],
  ['our reference beside the merchant’s own', back({ reversed_xact_id: '', agent_reference_no: 'B-1' }), {}],
  ['our reference, and no id that says anything', back({ reversed_xact_id: '0', reversed_id: 0 }), {}],
  ['no type', back({ xact_type: undefined, transaction_type: undefined }), {}],
  ['no type, and the plain number', back({ xact_type: '', transaction_type: null, reversed_xact_id: '', reversed_id: 7438118 }), {}],
  [
    'no type, and no id of its own',
    back({ xact_type: '', transaction_type: null, xact_id: '', id: null }),
    { names: [], amountKurus: 5_000 },
  ],
  ['the sale’s own number', back({ id: 7438118 }), { names: ['xk_2'] }],
  ['the sale’s own id', back({ xact_id: 'xk_1' }), { names: ['7438200'] }],
  ['nothing but the sale’s own', back({ xact_id: 'xk_1', id: 7438118 }), { names: [] }],
  ['one name twice', back({ id: 'xk_2' }), { names: ['xk_2'] }],
  ['a number as its id', back({ xact_id: 5, id: ' 6 ' }), { names: ['5', '6'] }],

  ['the reversal of another sale', back({ reversed_xact_id: 'xk_5' }), null],
  ['the reversal of another sale, by its number', back({ reversed_xact_id: null, reversed_id: 5 }), null],
  ['the reversal of one that is cut', back({ reversed_xact_id: 'xk_' }), null],
  ['another reference, and no id', back({ reversed_xact_id: null, agent_reference: 'B-2' }), null],
  ['no type, and our reference alone', back({ xact_type: '', transaction_type: null, reversed_xact_id: '' }), null],
  ['the letter of a sale', back({ xact_type: 'S', transaction_type: 1 }), null],
  ['the letter of a pre-authorization', back({ xact_type: 'PR', transaction_type: 3 }), null],
  ['a letter that is an object', back({ xact_type: { toString: 1 }, transaction_type: 1 }), null],
  ['a no', back({ is_succeed: false }), null],
  ['a no as text', back({ is_succeed: 'false' }), null],
  ['a no as a number', back({ is_succeed: 0 }), null],
  ['a yes as text', back({ is_succeed: 'true' }), {}],
  ['no word on success', back({ is_succeed: undefined }), {}],
])('a row with %s is what it is', (_name, row, reversal) => {
  expect(classifySale(detail(saleRow(), row), sale)).toEqual(reversal ? shown({ ...BACK, ...reversal }) : shown())
})

test('of a finding’s transaction, known by its id alone, nothing is tied by a reference', () => {
  const second: SaleName = { xactId: 'xk_1', xactNumber: null, referenceNo: '' }
  expect(classifySale(detail(saleRow(), back({ reversed_xact_id: null })), second)).toEqual(shown())
  expect(classifySale(detail(saleRow(), back()), second)).toEqual(shown(BACK))
  expect(classifySale(detail(saleRow({ xact_id: 'xk_9' })), second)).toEqual(UNTOLD)
})

test.each<[amount: unknown, kurus: number | null, change?: object]>([
  [50, 5_000],
  ['50,00', 5_000],
  ['50.0', 5_000],
  [-50, 5_000],
  ['-50,00', 5_000],
  [' - 1.234,50', 123_450],
  ['−50', 5_000],
  [50, 5_000, { currency: 'TL' }],
  [50, null, { currency: 'USD' }],
  [50, null, { currency: {} }],
  [0, null],
  ['0,00', null],
  [-0, null],
  [50.001, null],
  ['--50', null],
  ['50 TL', null],
  [1e21, null],
  ['', null],
  [null, null],
  [undefined, null],
  [[50], null],
  [{}, null],
  [true, null],
])('an amount of %j is %j kuruş that went back', (amount, amountKurus, change = {}) => {
  expect(classifySale(detail(saleRow(), back({ amount, ...change })), sale)).toEqual(shown({ ...BACK, amountKurus }))
})

test.each<[entry: unknown, xact: unknown, day: string | null]>([
  ['22.11.2026', '2026-11-21T10:00:00+03:00', '2026-11-22'],
  ['22.11.2026 23:59:59', null, '2026-11-22'],
  [' 22.11.2026 00:00', null, '2026-11-22'],
  ['2026-11-22', null, '2026-11-22'],
  ['2026-11-22T23:59:59', null, '2026-11-22'],
  ['2026-11-22 23:59', null, '2026-11-22'],
  ['2026-11-22T23:59:59.999999+03:00', null, '2026-11-22'],
  ['2026-11-22T23:59:59.9999999+03:00', null, '2026-11-22'],
  ['2026-11-22T20:59:59Z', null, '2026-11-22'],
  ['2026-11-22T21:00:00.0000000Z', null, '2026-11-23'],
  ['2026-12-31T16:00:00-0500', null, '2027-01-01'],
  [null, '22.11.2026', '2026-11-22'],
  ['', '22.11.2026', '2026-11-22'],
  ['yarın', '2026-11-22T12:00:00.123456+03:00', '2026-11-22'],
  ['31.02.2026', null, null],
  ['2026-02-31', null, null],
  ['2026-13-01', null, null],
  ['2026-02-31T10:00:00+03:00', null, null],
  ['2026-11-22T25:00:00+03:00', null, null],
  ['11/22/2026', null, null],
  ['22.11.26', null, null],
  ['2026-11-22T', null, null],
  ['x2026-11-22', null, null],
  ['+010000-01-01', null, null],
  [20261122, 1_795_000_000_000, null],
  [{}, [], null],
  [undefined, undefined, null],
])('%j, else %j, is the day %j', (entry_date, xact_date, day) => {
  expect(classifySale(detail(saleRow(), back({ entry_date, xact_date })), sale)).toEqual(shown({ ...BACK, day }))
})

test('what is shown twice went back once, and two that look alike went back twice', () => {
  const other = { ...BACK, names: ['xk_3', '7438201'] }
  const cases: [rows: object[], reversals: Reversal[]][] = [
    [[back(), back()], [BACK]],
    [
      [back(), back({ xact_id: 'xk_3', id: 7438201 })],
      [BACK, other],
    ],
    // One name is enough.
    [[back({ xact_id: '' }), back()], [{ ...BACK, names: ['7438200', 'xk_2'] }]],
    [[back(), back({ id: null, amount: null, xact_date: null })], [BACK]],
    [[back({ id: null, amount: null, xact_date: null }), back()], [BACK]],
    [[back({ id: null }), back({ xact_id: null }), back()], [BACK]],
    // Of two amounts neither is sure.
    [[back(), back({ amount: 60 })], [{ ...BACK, amountKurus: null }]],
    [[back(), back({ amount: 60 }), back()], [{ ...BACK, amountKurus: null }]],
    // Its only names are the sale's own.
    [[back({ xact_id: '', id: 7438118 }), back({ xact_id: '', id: 7438118 })], [{ ...BACK, names: [] }]],
    [[back({ is_succeed: false }), back({ xact_id: 'xk_3', id: 7438201 })], [other]],
  ]
  for (const [rows, reversals] of cases) expect(classifySale(detail(saleRow(), ...rows), sale)).toEqual(shown(...reversals))
})

/** In the field names of the page, as far as it shows them. */
const listed = (change: object = {}) => ({
  id: 7438200,
  xact_date: '20.11.2026',
  entry_date: '22.11.2026',
  xact_id: 'xk_2',
  reversed_xact_id: 'xk_1',
  reversed_id: 7438118,
  bank_name: 'WorldCard',
  card_no: '435508******4358',
  ...change,
})
const page = (...Data: unknown[]) => answered({ code: 0, total: Data.length, has_more: false, Data })
const LISTED: ListedReversal = {
  names: ['xk_2', '7438200'],
  amountKurus: null,
  day: '2026-11-22',
  of: ['xk_1', '7438118', 'xk_2', '7438200'],
  isUndecided: false,
}
const EMPTY = { kind: 'page', rows: 0, total: 0, hasMore: false, reversals: [] }
const UNAVAILABLE = { kind: 'unavailable' }

test.each<[name: string, reply: Reply, meaning: unknown]>([
  ['no rows', page(), EMPTY],
  ['404 no_data_error', errorObject(404, 'no_data_error', 12), EMPTY],
  ['code 12 without rows', answered({ code: '12' }), EMPTY],
  ['code 12 with rows', answered({ code: 12, Data: [listed()] }), UNAVAILABLE],
  ['a row', page(listed()), { kind: 'page', rows: 1, total: 1, hasMore: false, reversals: [LISTED] }],
  [
    'data in lower case',
    answered({ code: 0, data: [listed()] }),
    { kind: 'page', rows: 1, total: null, hasMore: null, reversals: [LISTED] },
  ],
  [
    'a single row as Data',
    answered({ code: 0, Data: listed() }),
    { kind: 'page', rows: 1, total: null, hasMore: null, reversals: [LISTED] },
  ],
  [
    'more to come',
    answered({ code: '0', total: '7', has_more: true, Data: [listed()] }),
    { kind: 'page', rows: 1, total: 7, hasMore: true, reversals: [LISTED] },
  ],
  [
    'an amount',
    page(listed({ amount: '-50,00', currency: 'TRY' })),
    { ...EMPTY, rows: 1, total: 1, reversals: [{ ...LISTED, amountKurus: 5_000 }] },
  ],
  ['a refusal', page(listed({ is_succeed: false })), { ...EMPTY, rows: 1, total: 1 }],
  [
    'a sale’s number alone',
    page(listed({ xact_id: null, reversed_xact_id: '', reversed_id: 0 })),
    { ...EMPTY, rows: 1, total: 1, reversals: [{ ...LISTED, names: ['7438200'], of: ['7438200'] }] },
  ],
  ['a row that names nothing', page(listed(), { amount: 50 }), UNAVAILABLE],
  ['a row of nothing that is a name', page(listed({ id: {}, xact_id: [], reversed_id: 0, reversed_xact_id: ' ' })), UNAVAILABLE],
  ['a row that is null', page(listed(), null), UNAVAILABLE],
  ['a row that is a list', page([listed()]), UNAVAILABLE],
  ['no Data', answered({ code: 0 }), UNAVAILABLE],
  ['Data that is a text', answered({ code: 0, Data: 'x' }), UNAVAILABLE],
  ['code 1', answered({ code: 1, Data: [listed()] }), UNAVAILABLE],
  ['no code', answered({ Data: [] }), UNAVAILABLE],
  ['401', errorObject(401, 'authorization_error', 7), UNAVAILABLE],
  ['404 of a wrong path', errorObject(404, '404 Not Found', 9), UNAVAILABLE],
  ['500', errorObject(500, 'api_error', 8), UNAVAILABLE],
  ['HTML', answered(undefined), UNAVAILABLE],
  ['an array', answered([]), UNAVAILABLE],
  ['an answer that was lost', lost, UNAVAILABLE],
  ['a question that never left', notSent, UNAVAILABLE],
])('a page with %s is believed as far as it goes', (_name, reply, meaning) => {
  expect(classifyReversals(reply)).toEqual(meaning)
})

function ofSale(name: SaleName, ...rows: object[]): Reversal[] {
  const read = classifyReversals(page(...rows))
  if (read.kind !== 'page') throw new Error('no page')
  return reversalsOf(name, read.reversals)
}
const LISTED_BACK: Reversal = { names: ['xk_2', '7438200'], amountKurus: null, day: '2026-11-22' }

test.each<[name: string, rows: object[], reversals: Reversal[]]>([
  ['its id', [listed({ reversed_id: 0 })], [LISTED_BACK]],
  ['its number', [listed({ reversed_xact_id: '' })], [LISTED_BACK]],
  ['its number as text', [listed({ reversed_xact_id: null, reversed_id: '7438118' })], [LISTED_BACK]],
  [
    'its number as the row’s own',
    [listed({ id: 7438118, reversed_id: null, reversed_xact_id: null })],
    [{ ...LISTED_BACK, names: ['xk_2'] }],
  ],
  [
    'its id as the row’s own',
    [listed({ xact_id: 'xk_1', reversed_id: null, reversed_xact_id: null })],
    [{ ...LISTED_BACK, names: ['7438200'] }],
  ],
  ['another sale', [listed({ reversed_xact_id: 'xk_5', reversed_id: 5 })], []],
  ['a longer id', [listed({ reversed_xact_id: 'xk_11', reversed_id: 74381180 })], []],
  ['the same twice', [listed(), listed()], [LISTED_BACK]],
  [
    'two parts, both under the sale’s number',
    [listed({ id: 7438118 }), listed({ id: 7438118, xact_id: 'xk_3' })],
    [
      { ...LISTED_BACK, names: ['xk_2'] },
      { ...LISTED_BACK, names: ['xk_3'] },
    ],
  ],
  [
    'a part, and one of another sale',
    [listed({ xact_id: 'xk_8', id: 8, reversed_xact_id: 'xk_7', reversed_id: 7 }), listed()],
    [LISTED_BACK],
  ],
])('what a list shows of a sale is found by %s', (_name, rows, reversals) => {
  expect(ofSale(sale, ...rows)).toEqual(reversals)
})

test.each<[name: string, change: object, isShown: boolean, isOpen: boolean]>([
  ...[undefined, null, '', 3, '3', ' 3 '].map((status): [string, object, boolean, boolean] => [
    `status ${JSON.stringify(status)}`,
    { status },
    true,
    false,
  ]),
  ['status 3 and a no', { status: 3, is_succeed: false }, false, false],
  ...[4, '4', 5, ' 5', 6, '6'].map((status): [string, object, boolean, boolean] => [
    `status ${JSON.stringify(status)}`,
    { status },
    false,
    false,
  ]),
  ['status 4 and a yes', { status: 4, is_succeed: true }, false, true],
  ['status 5 and a no', { status: 5, is_succeed: false }, false, false],
  ...[0, '0', 1, 2, 7, -3, 3.5, ' ', 'done', 'Onaylandı', true, false, [], [3], {}].map((status): [string, object, boolean, boolean] => [
    `status ${JSON.stringify(status)}`,
    { status },
    false,
    true,
  ]),
  ['status 0 and a yes', { status: 0, is_succeed: true }, false, true],
  ['status 0 and a no', { status: 0, is_succeed: false }, false, true],
])('a listed row with %s is money back, none, or open, and never what it does not say', (_name, change, isShown, isOpen) => {
  const read = classifyReversals(page(listed(change)))
  if (read.kind !== 'page') throw new Error('no page')
  expect(read.rows).toBe(1)
  expect(reversalsOf(sale, read.reversals)).toEqual(isShown ? [LISTED_BACK] : [])
  expect(isUndecided(sale, read.reversals)).toBe(isOpen)
  expect(isUndecided({ ...sale, xactId: 'xk_5', xactNumber: 5 }, read.reversals)).toBe(false)
})

test('a refund that is listed as waiting and as done went back', () => {
  expect(ofSale(sale, listed({ status: 0 }), listed({ status: 3 }), listed({ status: 4 }))).toEqual([LISTED_BACK])
})

test('a waiting row that names nothing may be of any sale', () => {
  expect(classifyReversals(page({ status: 0, amount: 50 }))).toEqual(UNAVAILABLE)
})

test('a sale whose number is not known is found by its id alone', () => {
  const name = { ...sale, xactNumber: null }
  expect(ofSale(name, listed({ reversed_xact_id: '' }))).toEqual([])
  expect(ofSale(name, listed())).toEqual([LISTED_BACK])
})

test('a refund has the same first name on the list and beside its sale', () => {
  const beside = classifySale(detail(saleRow(), back()), sale)
  expect(beside.kind === 'shown' && beside.reversals[0]?.names[0]).toBe(ofSale(sale, listed())[0]?.names[0])
})
