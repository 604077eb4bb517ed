import { describe, expect, test } from 'vitest'
import * as cancelling from '@/app/api/orders/[orderId]/cancel/route'
import * as reopening from '@/app/api/orders/[orderId]/reopen/route'
import * as one from '@/app/api/orders/[orderId]/route'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { findOrder } from '@/lib/orders/orders'
import { completePayment } from '@/lib/payments/complete'
import { declinedCard, givenChallenged, givenOrder, givenReturned, payment, start, stoppedClock } from '@/lib/payments/payments.test-kit'
import type { Order } from '@/lib/shared/payments/order'
import { paynet } from '@/scripts/test/setup'

type Body = Record<string, unknown>
type Route = { POST: typeof reopening.POST }

const authorization = `Bearer ${process.env.MERCHANT_API_KEY}`
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString()

async function post({ POST }: Route, id: string, body?: BodyInit): Promise<{ status: number; body: Body }> {
  const request = new Request('http://localhost:3000/', {
    method: 'POST',
    headers: { authorization },
    ...(body === undefined ? {} : { body }),
  })
  const answer = await POST(request, { params: Promise.resolve({ orderId: id }) })
  return { status: answer.status, body: (await answer.json()) as Body }
}

const reopen = (id: string, body?: unknown) => post(reopening, id, body === undefined ? undefined : JSON.stringify(body))

async function read(id: string): Promise<Body> {
  const answer = await one.GET(new Request('http://localhost:3000/', { headers: { authorization } }), {
    params: Promise.resolve({ orderId: id }),
  })
  return (await answer.json()) as Body
}

async function givenCancelled(): Promise<Order> {
  const order = await givenOrder(stoppedClock())
  expect((await post(cancelling, order.id)).status).toBe(200)
  return order
}

/** An order whose day was over a minute ago. */
const givenExpired = () => givenOrder(stoppedClock(new Date(Date.now() - DAY - MINUTE)))

describe('reopening', () => {
  test.each([
    ['a cancelled order', givenCancelled],
    ['an expired order', givenExpired],
  ])('%s answers 200 with it, open for 24 hours, and 409 from then on', async (_name, given) => {
    const { id } = await given()
    const before = await read(id)
    const { status, body } = await reopen(id)
    const { id: _id, status: _status, expires_at, ...same } = body
    expect([status, body.status]).toEqual([200, 'open'])
    expect(before).toMatchObject(same)
    expect(Math.abs(Date.parse(String(expires_at)) - Date.now() - DAY)).toBeLessThan(MINUTE)
    expect(await read(id)).toEqual({ ...before, ...body, version: Number(before.version) + 1 })
    expect(await reopen(id)).toMatchObject({ status: 409, body: { type: expect.stringMatching(/:not-reopenable$/) } })
    expect((await read(id)).version).toBe(Number(before.version) + 1)
  })

  test.each([undefined, {}, { expires_at: null }])('with %j is for 24 hours', async (body) => {
    const { id } = await givenCancelled()
    const { status, body: said } = await reopen(id, body)
    expect(status).toBe(200)
    expect(Date.parse(String(said.expires_at))).toBeGreaterThan(Date.now() + DAY - MINUTE)
  })

  test('until a time that is told, in any offset', async () => {
    const { id } = await givenCancelled()
    const at = ahead(3 * DAY)
    const inTurkey = new Date(Date.parse(at) + 3 * HOUR).toISOString().replace('Z', '+03:00')
    expect(await reopen(id, { expires_at: inTurkey })).toMatchObject({ status: 200, body: { expires_at: at } })
  })

  test.each<[string, unknown, string]>([
    ['a key that is not known', { expiresAt: null }, '/expiresAt'],
    ['a key with a meaning for objects', JSON.parse('{"__proto__":{}}'), '/__proto__'],
    ['a time that is none', { expires_at: 'tomorrow' }, '/expires_at'],
    ['a time that is over', { expires_at: ahead(-HOUR) }, '/expires_at'],
    ['four minutes', { expires_at: ahead(4 * MINUTE) }, '/expires_at'],
    ['more than thirty days', { expires_at: ahead(30 * DAY + MINUTE) }, '/expires_at'],
    ['a list', [], ''],
    ['null', null, ''],
  ])('with %s answers 422, and the order stays as it is', async (_name, body, pointer) => {
    const { id } = await givenCancelled()
    const before = await read(id)
    expect(await reopen(id, body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
    expect(await read(id)).toEqual(before)
  })

  test.each<[string, BodyInit, number]>([
    ['no JSON', '{', 400],
    ['a blank', ' ', 400],
    ['broken UTF-8', new Uint8Array([0xff]), 400],
    ['4 KB and a byte', ' '.repeat(4 * 1024 + 1), 413],
  ])('with %s answers as a problem', async (_name, body, status) => {
    expect((await post(reopening, (await givenCancelled()).id, body)).status).toBe(status)
  })

  test.each(['', newId(), "' OR 1=1 --"])('the order %j answers 404', async (id) => {
    expect((await reopen(id)).status).toBe(404)
    expect((await reopen(id, { expires_at: ahead(HOUR) })).status).toBe(404)
  })

  test('ten times at once answers 200 once', async () => {
    const { id } = await givenCancelled()
    const answers = await Promise.all(Array.from({ length: 10 }, () => reopen(id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)])
    expect((await read(id)).version).toBe(3)
  })
})

describe('an order with payments', () => {
  test.each<[string, Parameters<typeof givenReturned>[0], string]>([
    ['paid', {}, 'paid'],
    ['in review', { fault: { fault: 'wrong-amount' } }, 'review'],
    ['being settled', { fault: { fault: 'answer-lost-after' } }, 'open'],
  ])('that is %s is not opened again, nor does it change', async (_name, given, status) => {
    const { orderId } = await givenReturned(given)
    const before = await read(orderId)
    expect(before.status).toBe(status)
    expect((await reopen(orderId)).status).toBe(409)
    expect(await read(orderId)).toEqual(before)
  })

  test('that was cancelled after its tries were used up has no more of them when it is open again', async () => {
    const { order, clock } = await givenReturned({ card: declinedCard })
    for (let time = 1; time < 10; time++) await start(order, clock, { card: declinedCard })
    await post(cancelling, order.id)
    expect((await reopen(order.id)).status).toBe(200)
    expect(await start(order, clock), 'the eleventh').toMatchObject({ ok: false, failure: { kind: 'rate-limited' } })
  })

  test('that was declined and cancelled is paid once it is open again, and is over for good then', async () => {
    const other = await givenReturned({ card: declinedCard })
    await post(cancelling, other.orderId)
    await reopen(other.orderId)
    await givenReturned({ order: other.order, clock: other.clock })
    expect((await findOrder(other.orderId, other.clock.at()))?.status).toBe('paid')
    expect((await reopen(other.orderId)).status).toBe(409)
  })

  test('whose shopper is still at the bank is charged once if it is open again when they come back, and never while it is not', async () => {
    for (const isReopened of [true, false]) {
      const atBank = await givenChallenged()
      await paynet.answerBank({ session_id: atBank.pair.sessionId, token_id: atBank.pair.tokenId }, { otp: 'a', bank_error_id: '' })
      await post(cancelling, atBank.orderId)
      if (isReopened) await reopen(atBank.orderId)
      await Promise.all([1, 2].map(() => completePayment(atBank.id, atBank.pair, atBank.clock)))
      expect((await payment(atBank.id)).status).toBe(isReopened ? 'succeeded' : 'expired')
      const charges = (await paynet.calls(atBank.referenceNo)).filter(({ service }) => service === 'tds_charge')
      expect(charges).toHaveLength(isReopened ? 1 : 0)
    }
  })
})
