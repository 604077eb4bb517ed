import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type CheckMeaning, classifyCheck } from './check-wire'
import { answered, errorObject, lost, notSent, sampleExpected, sampleRow } from './replies.test-kit'
import type { Reply } from './transport'
import { refusesUs } from './wire'

// Thousands of cases, or a process of its own: a busy machine needs its time.
vi.setConfig({ testTimeout: 30_000 })

const rows = (...data: object[]) => answered({ object_name: 'transaction_check', code: 0, message: 'Başarılı İşlem', Data: data })
const row = (change: object = {}) => ({ ...sampleRow, ...change })
const noSucceed = { is_succeed: undefined }

const table: [name: string, reply: Reply, kind: CheckMeaning['kind']][] = [
  ['a row that succeeded', rows(row()), 'taken'],
  ['a row without is_succeed but with an id and an authorization', rows(row(noSucceed)), 'taken'],
  [
    'the same with the authorization under its other name',
    rows(row({ ...noSucceed, authorization_code: undefined, bank_authorization_code: '1' })),
    'taken',
  ],
  ['a row that names us as reference_no', rows(row({ agent_reference: undefined, reference_no: sampleExpected.referenceNo })), 'taken'],
  [
    'a row that names us as agent_reference_no',
    rows(row({ agent_reference: undefined, agent_reference_no: sampleExpected.referenceNo })),
    'taken',
  ],
  ['a success after a decline', rows(row({ is_succeed: false, xact_id: 'xk_0' }), row()), 'taken'],
  ['a success among rows of others', rows(row({ agent_reference: 'X', xact_id: 'xk_9' }), row()), 'taken'],
  ['the same success listed twice', rows(row(), row()), 'taken'],
  ['a row without a currency', rows(row({ currency: undefined })), 'taken'],
  ['the amount as text with a comma', rows(row({ amount: '6500,00' })), 'taken'],

  ['a success with another amount', rows(row({ amount: 6501 })), 'other-amount'],
  ['a success in another currency', rows(row({ currency: 'USD' })), 'other-amount'],
  ['a row that does not tell whether it succeeded, with an authorization', rows(row({ is_succeed: null })), 'taken'],
  ['a refusal of another amount', rows(row({ is_succeed: false, amount: 1 })), 'nothing'],
  ['a success without an amount', rows(row({ amount: undefined })), 'other-amount'],
  ['two successes', rows(row(), row({ xact_id: 'xk_2' })), 'several'],
  ['two successes, one with another amount', rows(row(), row({ xact_id: 'xk_2', amount: 1 })), 'several'],

  ['a row that did not succeed', rows(row({ is_succeed: false })), 'refused'],
  ['a refusal with an authorization code all the same', rows(row({ is_succeed: false, authorization_code: '1' })), 'refused'],

  ['no rows and code 0', rows(), 'none'],
  ['no Data and code 0', answered({ code: 0 }), 'none'],
  ['Data null and code 12', answered({ code: 12, Data: null }), 'none'],
  ['no rows and code "12" as text', answered({ code: '12', Data: [] }), 'none'],
  ['only rows of others', rows(row({ agent_reference: 'X' })), 'none'],
  ['404 no_data_error', errorObject(404, 'no_data_error', 12), 'none'],
  ['no_data_error under HTTP 400 without a result_code', errorObject(400, 'no_data_error', undefined), 'none'],
  ['result_code 12 under another type', errorObject(404, 'invalid_request_error', 12), 'none'],
  ['result_code "12" under HTTP 500', errorObject(500, 'api_error', '12'), 'none'],

  ['an answer that was lost', lost, 'nothing'],
  ['a question that never left', notSent, 'nothing'],
  ['no rows and code 1', answered({ code: 1, Data: [] }), 'nothing'],
  ['no rows and code 8', answered({ code: 8, Data: [] }), 'nothing'],
  ['no rows and no code', answered({ Data: [] }), 'nothing'],
  ['Data that is no list', answered({ code: 0, Data: row() }), 'nothing'],
  ['Data that is a text', answered({ code: 0, Data: 'x' }), 'nothing'],
  ['a row that is neither a yes nor a no', rows(row({ ...noSucceed, authorization_code: '' })), 'nothing'],
  ['a row whose is_succeed is a text', rows(row({ is_succeed: 'true' })), 'nothing'],
  ['404 of a wrong path', errorObject(404, '404 Not Found', 9), 'nothing'],
  ['404 as HTML', answered(undefined, 404), 'nothing'],
  ['401', errorObject(401, 'authorization_error', 7), 'nothing'],
  ['429', errorObject(429, 'api_error', 1), 'nothing'],
  ['500', errorObject(500, 'api_error', 8), 'nothing'],
  ['307', answered(undefined, 307), 'nothing'],
  ['200 as HTML', answered(undefined), 'nothing'],
  ['an array', answered([{ code: 0 }]), 'nothing'],
  ['null', answered(null), 'nothing'],
]

test.each(table)('%s is believed as far as it goes', (_name, reply, kind) => {
  expect(classifyCheck(reply, sampleExpected).kind).toBe(kind)
})

test('what was taken comes with its transaction id, also when the amount is another', () => {
  expect(classifyCheck(rows(row()), sampleExpected)).toEqual({ kind: 'taken', xactId: 'xk_1' })
  expect(classifyCheck(rows(row({ amount: 1 })), sampleExpected)).toEqual({ kind: 'other-amount', xactId: 'xk_1' })
})

const cells = fc.record(
  {
    agent_reference: fc.constantFrom<unknown>(sampleExpected.referenceNo, 'X', null, 5),
    reference_no: fc.constantFrom<unknown>(sampleExpected.referenceNo, 'X', null),
    is_succeed: fc.constantFrom<unknown>(true, false, null, 'true'),
    amount: fc.constantFrom<unknown>(6500, 6501, '6500', null),
    currency: fc.constantFrom<unknown>('TRY', 'USD', null),
    xact_id: fc.constantFrom<unknown>('xk_1', 'xk_2', '', null),
    authorization_code: fc.constantFrom<unknown>('1', '', null),
  },
  { requiredKeys: [] },
)

test('no reply makes the classifier throw, and only a row that is ours and went through counts as taken', () => {
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record({ code: fc.constantFrom<unknown>(0, 12, '0', 1, null), Data: fc.oneof(fc.array(cells, { maxLength: 3 }), fc.jsonValue()) }),
  )
  let takenSeen = 0
  fc.assert(
    fc.property(bodies, fc.constantFrom(200, 200, 404, 500), (json, status) => {
      const { kind } = classifyCheck(answered(json, status), sampleExpected)
      const data = (json as { Data?: unknown } | null)?.Data
      const listed = (Array.isArray(data) ? data : []) as (typeof sampleRow & { reference_no?: unknown })[]
      const ours = listed.filter((each) => [each?.agent_reference, each?.reference_no].includes(sampleExpected.referenceNo))
      const good = ours.filter((each) => each.is_succeed !== false && Number(each.amount) === 6500 && each.currency !== 'USD')
      if (kind === 'taken') {
        takenSeen += 1
        expect(status).toBe(200)
        expect(good.length).toBeGreaterThan(0)
      }
      // What is listed as a success is never explained away.
      const plainly = listed.some((each) => each?.agent_reference === sampleExpected.referenceNo && each.is_succeed === true)
      if (status === 200 && plainly) expect(['taken', 'other-amount', 'several']).toContain(kind)
    }),
    { numRuns: 10_000 },
  )
  expect(takenSeen).toBeGreaterThan(20)
})

test.each([
  [errorObject(401, 'authorization_error', 7), true],
  [errorObject(403, 'authorization_error', 7), true],
  [errorObject(404, '404 Not Found', 9), true],
  [answered(undefined, 404), true],
  [answered(undefined, 405), true],
  [errorObject(404, 'no_data_error', 12), false],
  [errorObject(404, 'invalid_request_error', 12), false],
  [errorObject(404, 'invalid_request_error', 13), false],
  [errorObject(400, 'invalid_request_error', 7), false],
  [errorObject(500, 'api_error', 8), false],
  [answered({ code: 0 }), false],
  [lost, false],
])('reply %# alarms about the configuration only when Paynet refuses our key, address or path', (reply, refuses) => {
  expect(refusesUs(reply)).toBe(refuses)
})
