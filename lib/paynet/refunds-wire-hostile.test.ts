import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classifyRefund, classifyReversals, classifySale, type Reversal, reversalsOf, type SaleName } from './refunds-wire'
import { answered, lost, notSent } from './replies.test-kit'
import { parseJson, type Reply } from './transport'

const sale: SaleName = { xactId: 'xk_1', xactNumber: 1, referenceNo: 'T-1' }

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', ' ', 0, '0', -1, 1e21, true, [], {}, { toString: 1, valueOf: 1 }),
  fc.constant(JSON.parse('{"__proto__":{"xact_id":"xk_1","reversed":true}}')),
)
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>('xk_1', ' xk_1 ', 'xk_2', 'xk_3', 1, '1', 2, '2') },
  { weight: 1, arbitrary: odd },
)
const row = fc.record(
  {
    xact_id: name,
    id: name,
    reversed_xact_id: name,
    reversed_id: name,
    agent_reference: fc.oneof(fc.constantFrom('T-1', 't-1 ', 'T-2'), odd),
    xact_type: fc.oneof(fc.constantFrom('S', 'R', 'CD', 'cd ', 'PR'), odd),
    transaction_type: fc.oneof(fc.constantFrom<unknown>(1, 2, '2', 3, 9), odd),
    is_succeed: fc.oneof(fc.constantFrom<unknown>(true, false, 'false', 'true'), odd),
    reversed: fc.oneof(fc.constantFrom<unknown>(true, false, 'false', 'true'), odd),
    status: fc.oneof(fc.constantFrom<unknown>(3, 3, '3', 0, 4, 5, 6), odd),
    amount: fc.oneof(fc.constantFrom<unknown>(50, -50, '50,00', '-1.234,50', 0.001), odd),
    currency: fc.oneof(fc.constantFrom('TRY', 'USD'), odd),
    entry_date: fc.oneof(fc.constantFrom('22.11.2026', '99.99.9999', '2026-11-22T23:59:59.1234567Z'), odd),
    xact_date: odd,
  },
  { requiredKeys: [] },
)
const code = fc.constantFrom<unknown>(0, 0, 0, '0', 100, 1, 5, 6, 8, 9, 10, 11, 12, 19, null, 'x')
const rows = fc.oneof({ weight: 6, arbitrary: fc.array(row, { maxLength: 6 }) }, { weight: 1, arbitrary: odd })
const body = fc.oneof(
  fc.jsonValue(),
  fc.record({ code, has_more: odd, total: odd, Data: rows }, { requiredKeys: ['code', 'Data'] }),
  fc.record({ code, result_code: code, is_succeed: fc.oneof(fc.boolean(), odd), type: odd }, { requiredKeys: [] }),
  fc.tuple(code, row).map(([told, each]) => ({ ...each, code: told })),
)
const statuses = fc.constantFrom(200, 200, 200, 200, 201, 302, 400, 401, 403, 404, 405, 409, 429, 500, 503)
const reply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(lost, notSent) },
  { weight: 19, arbitrary: fc.tuple(body, statuses).map(([json, status]) => answered(json, status)) },
)

test('no reply makes a classifier throw, and only what is provably so counts as refused, unread or unsent', () => {
  const seen = { accepted: 0, refused: 0, door: 0, unknown: 0, 'not-sent': 0 }
  fc.assert(
    fc.property(reply, (given) => {
      const meaning = classifyRefund(given)
      seen[meaning.kind] += 1
      expect(meaning.kind === 'not-sent').toBe(given.kind === 'not-sent')
      if (meaning.kind === 'not-sent' || meaning.kind === 'unknown') return
      if (given.kind !== 'answered') throw new Error('nothing was answered')
      const told = given.json as Record<string, unknown>
      expect(meaning.kind === 'accepted' ? [0, 100] : [null, 1, 6, 7, 11, 12, 19]).toContain(meaning.code)
      if (meaning.kind === 'accepted') expect([given.status, told.is_succeed]).not.toContain(false)
      else {
        expect([0, '0', 100]).not.toContain(told.code ?? told.result_code)
        expect([true, 'true', 1]).not.toContain(told.is_succeed)
      }
      expect(given.status).toBeLessThan(500)
    }),
    { numRuns: 10_000 },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20)
})

function isSound({ names, amountKurus, day }: Reversal): boolean {
  const isNamed = names.every((each) => each === each.trim() && each !== '' && each !== 'xk_1' && each !== '1')
  const isAmount = amountKurus === null || (Number.isSafeInteger(amountKurus) && amountKurus > 0)
  return isNamed && isAmount && new Set(names).size === names.length && (day === null || /^20\d\d-\d\d-\d\d$/.test(day))
}

test('no reply makes a reader throw, and what went back of a sale is sound and counts once', () => {
  const seen = { reversed: 0, reversals: 0, listed: 0 }
  fc.assert(
    fc.property(reply, (given) => {
      const shown = classifySale(given, sale)
      const page = classifyReversals(given)
      const lists = [shown.kind === 'shown' ? shown.reversals : [], page.kind === 'page' ? reversalsOf(sale, page.reversals) : []]
      for (const reversals of lists) {
        expect(reversals.every(isSound)).toBe(true)
        const names = reversals.flatMap((each) => each.names)
        expect(new Set(names).size).toBe(names.length)
      }
      seen.reversed += shown.kind === 'shown' && shown.isReversed ? 1 : 0
      seen.reversals += lists[0]?.length ?? 0
      seen.listed += lists[1]?.length ?? 0
    }),
    { numRuns: 10_000 },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50)
})

test('nothing of another sale counts, however its rows are written', () => {
  const another: SaleName = { xactId: 'xk_99', xactNumber: 99, referenceNo: 'T-99' }
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), (Data) => {
      const given = answered({ code: 0, Data })
      expect(classifySale(given, another)).toEqual({ kind: 'untold' })
      const page = classifyReversals(given)
      expect(page.kind === 'page' ? reversalsOf(another, page.reversals) : []).toEqual([])
    }),
    { numRuns: 3_000 },
  )
})

test('what is shown does not hang on the order of its rows', () => {
  const order = (reversals: Reversal[]) =>
    reversals.map(({ names, amountKurus }) => JSON.stringify([[...names].sort(), amountKurus])).sort()
  const sound = row.filter(({ amount }) => amount === 50)
  fc.assert(
    fc.property(fc.array(sound, { maxLength: 5 }), (Data) => {
      const [forth, back] = [Data, [...Data].reverse()].map((each) => classifySale(answered({ code: 0, Data: each }), sale))
      if (forth?.kind === 'shown' && back?.kind === 'shown') {
        expect({ ...forth, reversals: order(forth.reversals) }).toEqual({ ...back, reversals: order(back.reversals) })
      } else expect(forth).toEqual(back)
    }),
    { numRuns: 3_000 },
  )
})

/** As many bytes as are read of a reply at all. */
const LONGEST = 256 * 1024

test.each<[name: string, row: (at: number) => string]>([
  ['rows of nothing', () => '{}'],
  ['rows that gave nothing but themselves back', () => '{"reversed_id":1}'],
  ['rows under ever new names', (at) => `{"reversed_id":1,"id":${at + 2}}`],
  ['rows that are each the same as the next', (at) => `{"reversed_id":1,"id":${at + 2},"xact_id":${at + 3}}`],
])('the longest reply of %s holds more rows than are read', (_name, write) => {
  const written: string[] = []
  for (let length = 0, at = 0; length < LONGEST - 10_000; at += 1) {
    written.push(write(at))
    length += (written.at(-1)?.length ?? 0) + 1
  }
  const given = answered(parseJson(Buffer.from(`{"code":0,"Data":[${written.join(',')}]}`)))
  expect(classifySale(given, sale)).toEqual({ kind: 'untold' })
  expect(classifyReversals(given)).toEqual({ kind: 'unavailable' })
})

test('a reply that is nested without end is no answer', () => {
  const nested = (depth: number) => answered(parseJson(Buffer.from(`${'{"Data":['.repeat(depth)}1${']}'.repeat(depth)}`)))
  for (const depth of [1, 100, 20_000]) {
    expect(classifyRefund(nested(depth))).toEqual({ kind: 'unknown', code: null })
    expect(classifySale(nested(depth), sale)).toEqual({ kind: 'untold' })
    expect(classifyReversals(nested(depth))).toEqual({ kind: 'unavailable' })
  }
})
