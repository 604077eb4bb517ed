import { describe, expect, test } from 'vitest'
import { type Probe, reportOn } from './probe'
import { answered, errorObject, lost, notSent, sampleRow } from './replies.test-kit'
import type { Reply } from './transport'

const at = new Date('2026-11-28T09:00:00Z')
const none = errorObject(404, 'no_data_error', 12)
const table = answered({ object_name: 'ratio_get', code: 0, message: 'Başarılı İşlem', data: [{}, {}, {}] })

function report(change: Partial<Probe>) {
  const probe = { url: 'https://pts-api.paynet.com.tr', referenceNo: 'paynet-check-x', check: none, at, ratios: table, ...change }
  const { findings, canWork } = reportOn(probe)
  return { ...Object.fromEntries(findings), canWork }
}

test('of a key and an address that are accepted, everything is well', () => {
  const check = { ...none, serverTime: new Date('2026-11-28T08:59:58Z') } as Reply
  expect(report({ check })).toEqual({
    Paynet: 'https://pts-api.paynet.com.tr',
    reachable: 'yes, it answered in 1 ms',
    TLS: 'its certificate is accepted',
    clock: 'as here, give or take 5 s',
    key: 'accepted',
    address: 'accepted',
    check: 'no such payment, as it should say (HTTP 404, code 12)',
    'ratio/Get': 'a rate table of 3 rows',
    canWork: true,
  })
})

describe('payments could work', () => {
  test.each<[string, Reply]>([
    ['an empty list', answered({ code: 0, message: '', Data: [] })],
    ['code 12 under HTTP 200', answered({ code: 12, message: '' })],
    ['no data without a return code', answered({ type: 'no_data_error', message: '', code: 404 }, 404)],
  ])('after %s', (_name, check) => {
    expect(report({ check })).toMatchObject({ canWork: true, key: 'accepted', address: 'accepted' })
  })

  test.each<[string, Reply]>([
    ['is not there', answered(undefined, 404)],
    ['is no path of Paynet’s', answered({ type: '404 Not Found', message: '', code: 404 }, 404)],
    ['was lost', lost],
  ])('although a rate table %s', (_name, ratios) => {
    expect(report({ ratios })).toMatchObject({ canWork: true, 'ratio/Get': expect.stringMatching(/^not answered \(/) })
  })
})

describe('payments could not work', () => {
  test.each<[string, Reply, object]>([
    ['a wrong key', errorObject(401, 'authorization_error', 7), { key: expect.stringMatching(/^refused/), address: 'not known' }],
    ['a wrong key, said with 200', answered({ code: 7, message: '' }), { key: expect.stringMatching(/^refused/) }],
    ['a wrong key, said without a body', answered(undefined, 401), { key: expect.stringMatching(/^refused/), address: 'not known' }],
    [
      'a wrong address',
      errorObject(403, 'authorization_error', 7),
      { key: 'not known', address: expect.stringMatching(/^refused, probably/) },
    ],
    ['a wrong address, said by a page', answered(undefined, 403), { key: 'not known', address: expect.stringMatching(/^refused/) }],
    ['a blocked company', answered({ code: 2, message: '' }), { key: 'accepted', check: 'Paynet refuses us (HTTP 200, code 2)' }],
    ['too many calls', answered(undefined, 429), { key: 'not known', check: expect.stringMatching(/429/) }],
    ['a redirect', answered(undefined, 307), { key: 'not known', address: 'not known' }],
    ['an HTML page', answered(undefined, 200), { reachable: 'yes, it answered in 1 ms', check: expect.stringMatching(/no JSON/) }],
    ['JSON of another program', answered({ status: 'ok' }), { key: 'not known', check: 'not understood (HTTP 200)' }],
    [
      'an answer that is not documented',
      answered({ code: 1, message: '' }),
      { key: 'accepted', check: 'not understood (HTTP 200, code 1)' },
    ],
    ['a payment that cannot exist', answered({ code: 0, Data: [sampleRow] }), { check: 'not understood (HTTP 200, code 0)' }],
    ['a server of theirs that fails', errorObject(500, 'api_error', 8), { check: 'not understood (HTTP 500, code 8)' }],
    [
      'no answer',
      lost,
      { reachable: 'it was reached but did not answer (ECONNRESET, after 1 ms)', check: 'not answered', clock: 'not known' },
    ],
    ['no way there', notSent, { reachable: 'no (ECONNREFUSED)', TLS: 'not known', key: 'not known', address: 'not known' }],
  ])('after %s', (_name, check, found) => {
    expect(report({ check, ratios: check })).toMatchObject({ canWork: false, ...found })
  })
})

test.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'EPROTO'])(
  'a certificate that is refused with %s is told apart from a host that is not there',
  (why) => {
    expect(report({ check: { kind: 'not-sent', why, durationMs: 3 } })).toMatchObject({ TLS: `failed (${why})`, canWork: false })
  },
)

test('a clock that is wrong is told with its direction, and none is asked for on this machine', () => {
  const check = { ...none, serverTime: new Date('2026-11-28T09:02:00Z') } as Reply
  expect(report({ check, url: 'http://127.0.0.1:4010' })).toMatchObject({
    clock: 'this machine is 120 s behind: one of the two is wrong',
    TLS: 'none: it is on this machine',
  })
})
