import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { readHealth } from '@/lib/health'
import { newId } from '@/lib/ids'
import { listPaymentRecords } from '@/lib/merchant-api/payment-records'
import { findTries } from '@/lib/results/result'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { findBankRedirect } from './challenge-page'
import { givenChallenged, givenReturned, MINUTE, payment, start, stoppedClock } from './payments.test-kit'

vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
vi.mocked(cookies).mockResolvedValue({ get: () => undefined } as never)

test('while the shopper may go to the bank, the page gets the same form each time, with the pair in it', async () => {
  const { id, orderId, order, pair, referenceNo } = await givenChallenged()
  for (let reload = 0; reload < 3; reload++) {
    expect(await findBankRedirect(orderId, id)).toEqual({
      kind: 'leave',
      referenceNo,
      amountKurus: order.amountKurus,
      bank: null,
      page: {
        kind: 'form',
        action: `${paynet.url}/v1/paynetjgate/tds_easy`,
        fields: [
          ['session_id', pair.sessionId],
          ['token_id', pair.tokenId],
        ],
      },
    })
  }
})

test('once a payment is over, or its thirty minutes are, its page sends no browser to the bank', async () => {
  const paid = await givenReturned()
  expect(await findBankRedirect(paid.orderId, paid.id)).toEqual({ kind: 'over' })
  const late = await givenChallenged({ clock: stoppedClock(new Date(Date.now() - 31 * MINUTE)) })
  expect(await findBankRedirect(late.orderId, late.id)).toEqual({ kind: 'over' })
})

test('a payment is found only under its own order', async () => {
  const [mine, other] = [await givenChallenged(), await givenChallenged()]
  for (const [orderId, id] of [
    [other.orderId, mine.id],
    [mine.orderId, newId()],
    [mine.orderId, 'x'],
    ['', mine.id],
  ] as const) {
    expect(await findBankRedirect(orderId, id)).toEqual({ kind: 'not-found' })
  }
})

test('a page that asks while the 3D session is being opened is told to wait', async () => {
  const clock = stoppedClock()
  const { order } = await givenChallenged({ clock })
  clock.pass(1)
  await paynet.fault({ fault: 'slow', service: 'tds_initial', reference_prefix: order.reference, ms: HANGS_MS })
  const starting = start(order, clock)
  await expect
    .poll(async () => {
      const [newest] = await listPaymentRecords(order.id)
      return newest ? (await findBankRedirect(order.id, newest.id)).kind : null
    })
    .toBe('preparing')
  expect(await paynet.release(starting)).toMatchObject({ ok: true })
})

test('a payment that holds its order is found, one that only waits is not', async () => {
  const waiting = await givenChallenged()
  expect(await findTries(waiting.orderId, waiting.clock.at())).toMatchObject({ isHeld: false })
  await givenReturned({ clock: waiting.clock, order: waiting.order })
  expect(await findTries(waiting.orderId, waiting.clock.at())).toMatchObject({ isHeld: true })
})

test('an instance is ready although payments are unsettled, and tells how long the oldest has waited', async () => {
  expect(await readHealth()).toMatchObject({ status: 'ok', mode: 'test' })
  const waiting = await givenReturned({
    clock: stoppedClock(new Date(Date.now() - 90_000)),
    fault: { fault: 'answer-lost-before', times: 99 },
  })
  expect((await payment(waiting.id)).status).toBe('unknown')
  const { status, oldest_unsettled_seconds: age } = await readHealth()
  expect(status).toBe('ok')
  expect(age).toBeGreaterThanOrEqual(90)
  expect(age).toBeLessThan(120)
})
