import { describe, expect, test } from 'vitest'
import { newId } from '@/lib/ids'
import { type AtTheBank, callsOf, givenChallenged, givenPassed, payment, statusOf, successes } from '@/lib/payments/payments.test-kit'
import { GET, POST } from './route'

const FORM = 'application/x-www-form-urlencoded'

function post(id: string, body: BodyInit | null, contentType: string | null = FORM, more: Record<string, string> = {}): Promise<Response> {
  const headers = new Headers(more)
  const request = new Request(`http://localhost:3000/api/paynet/return/${encodeURIComponent(id)}`, { method: 'POST', headers, body })
  if (contentType !== null) request.headers.set('content-type', contentType)
  return POST(request, { params: Promise.resolve({ paymentId: id }) })
}

const formOf = ({ pair }: AtTheBank) => new URLSearchParams({ session_id: pair.sessionId, token_id: pair.tokenId }).toString()

/** Where every known payment leads, without anything that a cross-site post should not get. */
function expectTheResultPage(response: Response, { orderId }: AtTheBank): void {
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe(`http://localhost:3000/checkout/${orderId}/result`)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('set-cookie')).toBeNull()
}

test("the bank's post charges and redirects to the result with 303", async () => {
  const passed = await givenPassed()
  expectTheResultPage(await post(passed.id, formOf(passed)), passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

test.each([
  ['from an opaque origin, without cookies', { origin: 'null', cookie: '' }],
  ['from another site', { origin: 'https://bank.example', host: 'evil.example', 'x-forwarded-host': 'evil.example' }],
])('a post %s is accepted all the same, and redirects to APP_URL', async (_name, headers) => {
  const passed = await givenPassed()
  expectTheResultPage(await post(passed.id, formOf(passed), FORM, headers), passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

test.each<[string, (waiting: AtTheBank) => Promise<Response>]>([
  ['a post without a pair', ({ id }) => post(id, 'message=cancelled')],
  ['a post with another pair', ({ id }) => post(id, 'session_id=a&token_id=b')],
  ['a post that is too large', ({ id }) => post(id, `message=${'x'.repeat(20_000)}`)],
  [
    'a browser that is sent back by GET',
    ({ id }) => GET(new Request(`http://localhost:3000/api/paynet/return/${id}`), { params: Promise.resolve({ paymentId: id }) }),
  ],
])('%s is noted, moves and charges nothing, and the real post still charges', async (_name, comeBackOddly) => {
  const passed = await givenPassed()
  expect((await payment(passed.id)).returnedAt).toBeNull()
  await comeBackOddly(passed)
  expect(await payment(passed.id)).toMatchObject({ status: 'awaiting_3ds', returnedAt: expect.any(Date), calls: 0 })
  expect(await callsOf(passed, 'tds_charge')).toBe(0)
  expectTheResultPage(await post(passed.id, formOf(passed)), passed)
  expect(await statusOf(passed)).toBe('succeeded')
  expect(await successes(passed.referenceNo)).toBe(1)
})

test('the same post twenty times at once makes one charge, and every one leads to the result', async () => {
  const passed = await givenPassed()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(passed.id, formOf(passed))))
  for (const answer of answers) expectTheResultPage(answer, passed)
  expect(await callsOf(passed, 'tds_charge')).toBe(1)
})

test('a multipart post with the pair is accepted', async () => {
  const passed = await givenPassed()
  const body = new FormData()
  body.set('session_id', passed.pair.sessionId)
  body.set('token_id', passed.pair.tokenId)
  expectTheResultPage(await post(passed.id, body, null), passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

test.each<[string, (good: string) => [BodyInit, string | null]]>([
  ['a line break at its end', (good) => [`${good}\r\n`, FORM]],
  ['no type', (good) => [new TextEncoder().encode(good), null]],
  ['no type and a line break at its end', (good) => [new TextEncoder().encode(`${good}\n`), null]],
])('a pair with %s is read', async (_name, write) => {
  const passed = await givenPassed()
  const [body, type] = write(formOf(passed))
  expectTheResultPage(await post(passed.id, body, type), passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

describe('a post that does not bring the pair, once each,', () => {
  test.each<[string, (good: string, payment: AtTheBank) => [BodyInit | null, string | null]]>([
    ['but nothing', () => ['', FORM]],
    ['but no body at all', () => [null, null]],
    ['but a message', () => ['message=Hata&paynet_error_message=x', FORM]],
    ['but only the session', (_good, { pair }) => [new URLSearchParams({ session_id: pair.sessionId }).toString(), FORM]],
    ['but the token twice', (good, { pair }) => [`${good}&token_id=${pair.tokenId}`, FORM]],
    ['but the session twice', (good) => [`session_id=x&${good}`, FORM]],
    ['but other names', (good) => [good.replace('session_id', 'SESSION_ID'), FORM]],
    ['but JSON', (_good, { pair }) => [JSON.stringify({ session_id: pair.sessionId, token_id: pair.tokenId }), 'application/json']],
    ['but plain text', (good) => [good, 'text/plain']],
    ['but an invalid type', (good) => [good, ';;;']],
    ['but a multipart without its boundary', (good) => [good, 'multipart/form-data']],
    ['but a broken multipart', () => ['--x\r\nContent-Disposition: nonsense\r\n\r\n', 'multipart/form-data; boundary=x']],
    ['but bytes', () => [new Uint8Array([0, 255, 1, 254]), FORM]],
    ['but broken percent signs', () => ['session_id=%zz&token_id=%', FORM]],
    [
      'but files of those names',
      () => {
        const body = new FormData()
        body.set('session_id', new Blob(['x']), 's')
        body.set('token_id', new Blob(['x']), 't')
        return [body, null]
      },
    ],
    [
      'but two thousand fields',
      () => [
        Array.from({ length: 2_000 }, (_each, index) => `a${index}=1`)
          .join('&')
          .slice(0, 16_000),
        FORM,
      ],
    ],
  ])('%s leads to the result and charges nothing', async (_name, spoil) => {
    const passed = await givenPassed()
    const [body, type] = spoil(formOf(passed), passed)
    expectTheResultPage(await post(passed.id, body, type), passed)
    expect(await callsOf(passed, 'tds_charge')).toBe(0)
    expect(await statusOf(passed)).toBe('awaiting_3ds')
  })
})

test('a post of more than 16 KB is refused and charges nothing, even with the pair', async () => {
  const passed = await givenPassed()
  for (const length of [undefined, '10']) {
    const long = `${formOf(passed)}&x=${'x'.repeat(16 * 1024)}`
    const response = await post(passed.id, long, FORM, length ? { 'content-length': length } : {})
    expect(response.status).toBe(413)
  }
  expect(await statusOf(passed)).toBe('awaiting_3ds')
})

test.each([newId(), 'x', '', "' OR 1=1", '../x', '\u0000', 'a'.repeat(5_000)])(
  'the address of a missing payment, %j, is not found',
  async (id) => {
    const passed = await givenPassed()
    expect((await post(id, formOf(passed))).status).toBe(404)
    const get = await GET(new Request('http://localhost:3000/x'), { params: Promise.resolve({ paymentId: id }) })
    expect(get.status).toBe(404)
    expect(await successes(passed.referenceNo)).toBe(0)
  },
)

test('opening the address, even with the pair in it, shows the result and never charges', async () => {
  const passed = await givenPassed()
  const request = new Request(`http://localhost:3000/api/paynet/return/${passed.id}?${formOf(passed)}`)
  expectTheResultPage(await GET(request, { params: Promise.resolve({ paymentId: passed.id }) }), passed)
  expect(await callsOf(passed, 'tds_charge')).toBe(0)
})

test("a forged post does not use up the shopper's own", async () => {
  const waiting = await givenChallenged()
  for (let guess = 0; guess < 50; guess++) await post(waiting.id, `session_id=${newId()}&token_id=${newId()}`)
  expect(await statusOf(waiting)).toBe('awaiting_3ds')
  expect(await callsOf(waiting, 'tds_charge')).toBe(0)
})
