import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answered, errorObject, lost, notSent, sampleExpected, sampleRow } from './replies.test-kit'
import { classifySales, encodeDay, type SalesPageMeaning } from './transactions-wire'
import type { Reply } from './transport'

const list = (...data: unknown[]) => answered({ code: 0, total: data.length, has_more: false, Data: data })
const sale = (change: object = {}) => ({ ...sampleRow, xact_type: 'S', ...change })

const ours = sampleExpected.referenceNo

const EMPTY = { kind: 'page', rows: 0, total: 0, hasMore: false, sales: [] }

test.each<[name: string, reply: Reply, meaning: unknown]>([
  ['no rows', list(), EMPTY],
  ['404 no_data_error', errorObject(404, 'no_data_error', 12), EMPTY],
  ['result_code 12 under HTTP 400', errorObject(400, 'invalid_request_error', 12), EMPTY],
  ['code 12 without rows', answered({ code: '12' }), EMPTY],
  ['code 12 with rows', answered({ code: 12, Data: [sale()] }), { kind: 'unavailable' }],
  ['code 12 with rows under HTTP 404', answered({ type: 'no_data_error', result_code: 12, Data: [sale()] }, 404), { kind: 'unavailable' }],
  ['data in lower case', answered({ code: 0, total: 1, data: [sale()] }), { kind: 'page', rows: 1, total: 1 }],
  ['a single row as Data', answered({ code: 0, Data: sale() }), { kind: 'page', rows: 1 }],
  ['a row without a list around it', answered({ code: 0, ...sale() }), { kind: 'page', rows: 1 }],
  ['code as text', answered({ code: '0', total: '7', Data: [] }), { ...EMPTY, total: 7, hasMore: null }],
  ['has_more as text', answered({ code: 0, has_more: 'false', Data: [] }), { ...EMPTY, total: null, hasMore: null }],
  ['more to come', answered({ code: 0, total: 3, has_more: true, Data: [sale()] }), { kind: 'page', rows: 1, total: 3, hasMore: true }],
  ['no Data', answered({ code: 0 }), { kind: 'unavailable' }],
  ['Data that is a text', answered({ code: 0, Data: 'x' }), { kind: 'unavailable' }],
  ['a row that is null', list(null), { kind: 'unavailable' }],
  ['a row that is no object', list(sale(), 'x'), { kind: 'unavailable' }],
  ['code 1', answered({ code: 1, Data: [sale()] }), { kind: 'unavailable' }],
  ['no code', answered({ Data: [] }), { kind: 'unavailable' }],
  ['401', errorObject(401, 'authorization_error', 7), { kind: 'unavailable' }],
  ['403', errorObject(403, 'authorization_error', 7), { kind: 'unavailable' }],
  ['404 of a wrong path', errorObject(404, '404 Not Found', 9), { kind: 'unavailable' }],
  ['500', errorObject(500, 'api_error', 8), { kind: 'unavailable' }],
  ['HTML', answered(undefined), { kind: 'unavailable' }],
  ['an array', answered([]), { kind: 'unavailable' }],
  ['an answer that was lost', lost, { kind: 'unavailable' }],
  ['a question that never left', notSent, { kind: 'unavailable' }],
])('a page with %s is believed as far as it goes', (_name, reply, meaning) => {
  expect(classifySales(reply)).toMatchObject(meaning as SalesPageMeaning)
})

test.each<[name: string, row: object, sale: object | null]>([
  ['a success', sale(), { references: [ours], xactId: 'xk_1', amountKurus: 650_000, outcome: 'succeeded' }],
  ['a success without its letter', sampleRow, { outcome: 'succeeded' }],
  ['a refusal', sale({ is_succeed: false }), { outcome: 'refused' }],
  ['no word on success, and an authorization', sale({ is_succeed: null }), { outcome: 'succeeded' }],
  ['no word on success, and no authorization', sale({ is_succeed: undefined, authorization_code: '' }), { outcome: 'untold' }],
  ['another currency', sale({ currency: 'USD' }), { outcome: 'succeeded', amountKurus: null }],
  ['an amount that cannot be read', sale({ amount: 'viele' }), { outcome: 'succeeded', amountKurus: null }],
  ['success as text', sale({ is_succeed: 'true' }), { outcome: 'unclear' }],
  ['no reference', sale({ agent_reference: '' }), { references: [] }],
  ['a blank for a reference', sale({ agent_reference: ' ' }), { references: [] }],
  ['another name for the reference', sale({ agent_reference: undefined, reference_no: 'R' }), { references: ['R'] }],
  ['all three names', sale({ agent_reference_no: 'B-1001', reference_no: 5 }), { references: ['B-1001', ours, '5'] }],
  ['a mark that it was given back', sale({ reversed: true }), { outcome: 'reversed' }],
  ['a refund', sale({ xact_type: 'CD' }), { references: [ours], outcome: 'reversed' }],
  ['a cancellation', sale({ xact_type: 'R' }), { outcome: 'reversed' }],
  ['a pre-authorization', sale({ transaction_type: 3 }), { outcome: 'reversed' }],
  ['a refund that was refused', sale({ xact_type: 'CD', is_succeed: false }), null],
])('a row with %s is read as what it is', (_name, row, expected) => {
  const page = classifySales(list(row))
  if (page.kind !== 'page') throw new Error('no page')
  expect(page.rows).toBe(1)
  if (expected) expect(page.sales).toMatchObject([expected])
  else expect(page.sales).toEqual([])
})

test('a row is the same one when its number is, whatever its encrypted id', () => {
  const page = classifySales(list(sale({ xact_id: 'a' }), sale({ xact_id: 'b' }), sale({ id: 2, xact_id: 'a' })))
  if (page.kind !== 'page') throw new Error('no page')
  expect(new Set(page.sales.map(({ key }) => key)).size).toBe(2)
})

test('what gives a sale back is another row, even under the same number', () => {
  const page = classifySales(list(sale(), sale({ xact_type: 'CD' })))
  if (page.kind !== 'page') throw new Error('no page')
  expect(new Set(page.sales.map(({ key }) => key)).size).toBe(2)
})

test('no reply makes the classifier throw, and no success on a page is passed over', () => {
  const cell = fc.record(
    {
      xact_type: fc.constantFrom<unknown>('S', 'CD', 5, null),
      transaction_type: fc.constantFrom<unknown>(1, '1', 3, null),
      agent_reference: fc.constantFrom<unknown>('R', '', null, 5),
      is_succeed: fc.constantFrom<unknown>(true, false, null, 'true'),
      amount: fc.constantFrom<unknown>(1, '1,5', null, {}),
      id: fc.constantFrom<unknown>(1, '2', null, []),
    },
    { requiredKeys: [] },
  )
  const body = fc.record({
    code: fc.constantFrom<unknown>(0, '0', 12, 8, null),
    total: fc.anything(),
    has_more: fc.constantFrom<unknown>(true, false, 'true', null),
    Data: fc.oneof(fc.array(cell, { maxLength: 4 }), fc.jsonValue()),
  })
  let pages = 0
  fc.assert(
    fc.property(fc.oneof(body, fc.jsonValue()), fc.constantFrom(200, 200, 404, 500), (json, status) => {
      const page = classifySales(answered(json, status))
      if (page.kind !== 'page' || page.rows === 0) return
      pages += 1
      const rows = (json as { Data: { is_succeed?: unknown; xact_type?: unknown; transaction_type?: unknown }[] }).Data
      const isSale = ({ xact_type = null, transaction_type = null }: (typeof rows)[number]) =>
        ['S', null].includes(xact_type as string) && [1, '1', null].includes(transaction_type as string)
      const yes = [rows].flat().filter((row) => row.is_succeed === true)
      const { sales } = page
      expect(sales.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(yes.filter(isSale).length)
      expect(sales.filter(({ outcome }) => outcome === 'reversed').length).toBeGreaterThanOrEqual(yes.length - yes.filter(isSale).length)
    }),
    { numRuns: 5_000 },
  )
  expect(pages).toBeGreaterThan(100)
})

test.each([
  ['2026-11-22T20:59:59.999Z', '2026-11-22'],
  ['2026-11-22T21:00:00.000Z', '2026-11-23'],
  ['2026-12-31T22:00:00.000Z', '2027-01-01'],
])('%s is the day %s in Istanbul', (at, day) => {
  expect(encodeDay(new Date(at))).toBe(day)
})

test('what the list says of itself is no row of it', () => {
  const page = classifySales(answered({ code: 0, is_succeed: true, xact_id: null, total: 1, has_more: false, Data: [sale()] }))
  expect(page).toMatchObject({ kind: 'page', rows: 1, sales: [{ outcome: 'succeeded' }] })
  const empty = classifySales(answered({ code: 0, is_succeed: true, total: 0, has_more: false, Data: [] }))
  expect(empty).toMatchObject({ kind: 'page', rows: 0, sales: [] })
})
