import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleExpected, sampleRow } from './replies.test-kit'
import { isGivenBack, namesReference, readTransactionRow, rowsIn, type TransactionRow } from './transaction-row'

const ours = sampleExpected.referenceNo

function read(change: object): TransactionRow {
  const row = readTransactionRow({ ...sampleRow, ...change })
  if (!row) throw new Error('no row')
  return row
}

test.each<[name: string, change: object, read: Partial<TransactionRow>]>([
  ['the sample', {}, { references: [ours], xactId: 'xk_1', amountKurus: 650_000, outcome: 'succeeded', isSale: true, isReversed: false }],
  ['ids that came as numbers', { xact_id: 7, reference_no: 8 }, { xactId: '7', references: [ours, '8'] }],
  ['names that are empty', { agent_reference: ' ', reference_no: '', agent_reference_no: null }, { references: [] }],
  ['a currency that is none of ours', { currency: 'EUR' }, { amountKurus: null }],
  ['an amount that cannot be read', { amount: 'viele' }, { amountKurus: null }],
  ['a no', { is_succeed: false }, { outcome: 'refused' }],
  ['no word, with an authorization', { is_succeed: null }, { outcome: 'succeeded' }],
  ['no word, without one', { is_succeed: '', authorization_code: null }, { outcome: 'untold' }],
  ['no word, without an id', { is_succeed: undefined, xact_id: '' }, { outcome: 'untold' }],
  ['a yes as text', { is_succeed: 'true' }, { outcome: 'unclear' }],
  ['a number for a yes', { is_succeed: 1 }, { outcome: 'unclear' }],
  ['another kind', { xact_type: 'R' }, { isSale: false }],
  ['a kind that cannot be read', { transaction_type: 'sale' }, { isSale: false }],
  ['no kind', { xact_type: '', transaction_type: null }, { isSale: true }],
  ['a mark that it was reversed', { reversed: 'True' }, { isReversed: true }],
  ['a mark that it was not', { reversed: 'False', reversed_xact_id: '00000000-0000-0000-0000-000000000000' }, { isReversed: false }],
  ['what reversed it', { reversed_xact_id: 'xk_2' }, { isReversed: true }],
])('a row with %s is read as what it says', (_name, change, expected) => {
  expect(read(change)).toMatchObject(expected)
})

test.each<[change: object, isBack: boolean]>([
  [{}, false],
  [{ is_succeed: false }, false],
  [{ reversed: true }, true],
  [{ reversed: true, is_succeed: false }, true],
  [{ xact_type: 'CD' }, true],
  [{ xact_type: 'CD', is_succeed: 'true' }, true],
  [{ xact_type: 'CD', is_succeed: false }, false],
])('of %j no sale stands: %j', (change, isBack) => {
  expect(isGivenBack(read(change))).toBe(isBack)
})

test('any name names us, whatever its letters’ case and the blanks around it, and nothing that is cut or longer does', () => {
  const cased = 'T-1-abcdefgh'
  for (const name of [cased, cased.toUpperCase(), ` ${cased}\n`]) expect(namesReference(['B-1001', name], cased)).toBe(true)
  for (const name of ['', cased.slice(0, -1), `${cased}x`]) expect(namesReference([name], cased)).toBe(false)
  expect(namesReference([], cased)).toBe(false)
})

test.each<[name: string, json: unknown, rows: unknown[] | null]>([
  ['Data', { Data: [1, 2] }, [1, 2]],
  ['data', { data: [1] }, [1]],
  ['both', { Data: [1], data: [2] }, [1, 2]],
  ['an empty list', { Data: [] }, []],
  ['one row as Data', { Data: { a: 1 } }, [{ a: 1 }]],
  ['a row without a list', { is_succeed: true }, [{ is_succeed: true }]],
  ['Data null', { Data: null }, null],
  ['Data as text', { Data: 'x' }, null],
  ['nothing', {}, null],
  ['a list for an answer', [1], null],
])('the rows of an answer with %s are found', (_name, json, rows) => {
  expect(rowsIn(json)).toEqual(rows)
})

test('nothing makes the reader throw', () => {
  const keys = ['xact_id', 'is_succeed', 'amount', 'currency', 'xact_type', 'transaction_type', 'reversed', 'agent_reference', 'Data']
  const values = fc.oneof(fc.jsonValue(), fc.constant({ toString: 1, valueOf: 1 }))
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(fc.constantFrom(...keys), values), fc.jsonValue()), (json) => {
      const rows = [json, ...(rowsIn(json) ?? [])].map(readTransactionRow)
      for (const row of rows) if (row) isGivenBack(row)
    }),
    { numRuns: 10_000 },
  )
})
