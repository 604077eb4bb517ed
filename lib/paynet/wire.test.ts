import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answered, errorObject, lost, notSent } from './replies.test-kit'
import type { Reply } from './transport'
import { isNo, isNoData, refusesUs, returnCode } from './wire'

/** What an answer is at all, whichever service gives it. `no data` is a `no` as well, but not about us. */
type Sort = 'yes' | 'no' | 'about us' | 'no data' | 'maybe'

const table: [name: string, reply: Reply, code: number | null, sort: Sort][] = [
  ['code 0', answered({ code: 0 }), 0, 'yes'],
  ['code "0" as text', answered({ code: '0' }), 0, 'yes'],
  ['code 100', answered({ code: 100 }), 100, 'yes'],
  ['code 1', answered({ code: 1 }), 1, 'no'],
  ['result_code alone under HTTP 200', answered({ result_code: 16 }), 16, 'no'],
  ['an error object under HTTP 200', answered({ code: 400, result_code: 18 }), 18, 'no'],
  ['an HTTP status as code under HTTP 200', answered({ code: 400 }), 400, 'no'],

  ['result_code under HTTP 400', errorObject(400, 'invalid_request_error', 18), 18, 'no'],
  ['result_code "18" as text', errorObject(400, 'invalid_request_error', '18'), 18, 'no'],
  ['a return code as code under HTTP 400', answered({ code: 18 }, 400), 18, 'no'],
  ['only the HTTP status as code', errorObject(400, 'invalid_request_error', undefined), null, 'no'],
  ['ASP.NET’s own 400', answered({ Message: 'x' }, 400), null, 'no'],
  ['an HTML page under HTTP 413', answered(undefined, 413), null, 'no'],
  ...[406, 411, 415, 422].map((status): (typeof table)[number] => [`HTTP ${status}`, answered(undefined, status), null, 'no']),
  ['result_code 13 under HTTP 404', errorObject(404, 'invalid_request_error', 13), 13, 'no'],
  ['result_code 1 under HTTP 409', errorObject(409, 'x', 1), 1, 'no'],

  ...[2, 3, 4, 7, 9, 19, 20, 21, 23].flatMap((code): typeof table => [
    [`code ${code}`, answered({ code }), code, 'about us'],
    [`result_code ${code} under HTTP 400`, errorObject(400, 'invalid_request_error', code), code, 'about us'],
  ]),
  ...[401, 403, 405, 429, 301, 302, 307, 308].map((status): (typeof table)[number] => [
    `HTTP ${status}`,
    answered(undefined, status),
    null,
    'about us',
  ]),
  ['HTTP 401 with a code of another matter', errorObject(401, 'authorization_error', 18), 18, 'about us'],
  ['HTTP 429 with a code', errorObject(429, 'api_error', 1), 1, 'about us'],
  ['HTTP 404 as HTML', answered(undefined, 404), null, 'about us'],
  ['HTTP 404 with its own status as code', errorObject(404, '404 Not Found', undefined), null, 'about us'],

  ['code 12', answered({ code: 12 }), 12, 'no data'],
  ['no_data_error under HTTP 404', errorObject(404, 'no_data_error', undefined), null, 'no data'],
  ['no_data_error under HTTP 400', errorObject(400, 'no_data_error', 12), 12, 'no data'],
  ['result_code 12 under another type', errorObject(404, 'invalid_request_error', 12), 12, 'no data'],
  ['no_data_error under HTTP 200', answered({ type: 'no_data_error', code: 404 }), 404, 'no data'],

  ['code 8', answered({ code: 8 }), 8, 'maybe'],
  ['code 10', answered({ code: 10 }), 10, 'maybe'],
  ['result_code 8 under HTTP 400', errorObject(400, 'api_error', 8), 8, 'maybe'],
  ['HTTP 500 with a code', errorObject(500, 'api_error', 18), 18, 'maybe'],
  ['HTTP 408', answered(undefined, 408), null, 'maybe'],
  ['no code', answered({}), null, 'maybe'],
  ['a code that is a word', answered({ code: 'unsuccessful' }), null, 'maybe'],
  ['a code of half', answered({ code: 0.5 }), null, 'maybe'],
  ['an HTML page', answered(undefined), null, 'maybe'],
  ['an array', answered([{ code: 0 }]), null, 'maybe'],
  ['null', answered(null), null, 'maybe'],
  ['an answer that was lost', lost, null, 'maybe'],
  ['a request that never left', notSent, null, 'maybe'],
]

describe.each(table)('%s', (_name, reply, code, sort) => {
  test(`is read as return code ${code}`, () => {
    expect(returnCode(reply)).toBe(code)
  })

  test(`is ${sort}`, () => {
    expect({ aboutUs: refusesUs(reply), noData: isNoData(reply) }).toEqual({ aboutUs: sort === 'about us', noData: sort === 'no data' })
    if (sort !== 'no data') expect(isNo(reply)).toBe(sort === 'no')
  })
})

test('no reply makes them throw, and what is about us is never a no to what was sent', () => {
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.jsonValue(), code: fc.jsonValue(), result_code: fc.jsonValue() }, { requiredKeys: [] }),
    fc.record({ code: fc.integer({ min: -1, max: 101 }), result_code: fc.integer({ min: -1, max: 101 }) }, { requiredKeys: [] }),
  )
  fc.assert(
    fc.property(bodies, fc.integer({ min: 200, max: 599 }), (json, status) => {
      const reply = answered(json, status)
      const code = returnCode(reply)
      expect(code === null || Number.isInteger(code)).toBe(true)
      expect([refusesUs(reply), isNo(reply), isNoData(reply) && refusesUs(reply)].filter(Boolean).length).toBeLessThan(2)
      if (isNo(reply)) expect([0, 100, 8, 9, 10]).not.toContain(code)
    }),
    { numRuns: 10_000 },
  )
})
