import { beforeEach, describe, expect, test } from 'vitest'
import { readMarker } from '@/db/markers'
import { listPayments } from '@/db/payments'
import { findOrder } from '@/lib/orders/orders'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import {
  comeBack,
  givenOrder,
  givenPassed,
  givenReturned,
  goodCard,
  look,
  MINUTE,
  payment,
  start,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'
import { decryptChallenge } from './stored-challenge'

type Catalogue = Record<string, { acts: boolean; services: string[] }>
const { catalogue } = (await (await fetch(`${paynet.url}/control/faults`)).json()) as { catalogue: Catalogue }
const names = Object.entries(catalogue).flatMap(([fault, { services }]) => (services.includes('tds_initial') ? [fault] : []))

/** These still leave a sound way to the bank. */
const HARMLESS = [
  ...['code-string', 'wrong-content-type', 'no-content-type', 'windows-1254'],
  ...['no-html', 'no-post-url', 'html-empty-inputs', 'html-hostile-script'],
]
/** The HTML cannot be believed, but `post_url` can. */
const BY_LINK = ['no-html', 'html-foreign-host', 'html-http-foreign', 'html-javascript-action', 'html-two-forms', 'html-nested']
const REFUSE_US = ['http-401', 'http-403', 'http-404', 'http-404-html']

beforeEach(async () => {
  await paynet.clearFaults()
  // Lets go of a brake that the test before has put on.
  const clock = stoppedClock()
  await start(await givenOrder(clock), clock)
})

const cases = names.flatMap((fault) => [
  { fault, acts: true },
  { fault, acts: false },
])

test('the simulator knows the faults that these tests are about', () => {
  expect(names).toEqual(expect.arrayContaining([...HARMLESS, ...BY_LINK, ...REFUSE_US, 'redirect', 'oversized', 'missing-pair', 'neither']))
})

test.each(cases)(
  '$fault (acts: $acts) at tds_initial leaves a sound way to the bank or a failed payment, and charges nothing',
  async ({ fault, acts }) => {
    const clock = stoppedClock()
    const order = await givenOrder(clock)
    await paynet.fault({ fault, service: 'tds_initial', reference_prefix: order.reference, acts, ms: HANGS_MS })
    const started = await meeting(fault, () => start(order, clock))
    const [row] = await listPayments(order.id)
    if (!row) throw new Error('no payment was written')

    const isSound = HARMLESS.includes(fault) || BY_LINK.includes(fault)
    if (isSound && acts) {
      expect(started).toEqual({ ok: true, value: { paymentId: row.id, to: '3d' } })
      const { page } = await decryptChallenge(row.challenge ?? '')
      expect(page.kind).toBe(BY_LINK.includes(fault) ? 'link' : 'form')
      const target = new URL(page.kind === 'link' ? page.url : page.action)
      expect(target.origin).toBe(paynet.url)
    } else {
      expect(started.ok).toBe(false)
      expect(row).toMatchObject({ status: 'failed', challenge: null, pairDigest: null, calls: 0, nextAt: null })
    }
    const calls = (await paynet.calls(row.referenceNo)).filter(({ service }) => service === 'tds_initial')
    // Card data is never submitted a second time by itself.
    expect(calls).toHaveLength(1)
    expect(await successes(row.referenceNo)).toBe(0)
    expect((await findOrder(order.id, clock.at()))?.status).toBe('open')
  },
)

test('a payment that failed at the start leaves an order that can be paid', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  await paynet.fault({ fault: 'http-500', service: 'tds_initial', reference_prefix: order.reference })
  expect(await start(order, clock)).toEqual({ ok: false, failure: { kind: 'unavailable' } })
  const paid = await givenReturned({ clock, order })
  expect(await statusOf(paid)).toBe('succeeded')
})

describe('the circuit breaker', () => {
  test.each(REFUSE_US)(
    'after %s no new payment starts while Paynet still refuses us, and one does as soon as it does not',
    async (fault) => {
      const clock = stoppedClock(new Date(Date.now() + 10 * MINUTE))
      await paynet.fault({ fault, service: 'tds_initial' })
      expect(await start(await givenOrder(clock), clock)).toMatchObject({ ok: false })
      expect(await readMarker('paynet-refuses-us')).toEqual(clock.at())

      await paynet.fault({ fault, service: 'check', times: 1 })
      const before = (await paynet.calls()).filter(({ service }) => service === 'tds_initial').length
      expect(await start(await givenOrder(clock), clock)).toEqual({ ok: false, failure: { kind: 'unavailable' } })
      expect((await paynet.calls()).filter(({ service }) => service === 'tds_initial')).toHaveLength(before)

      expect(await start(await givenOrder(clock), clock)).toMatchObject({ ok: true })
      expect(await readMarker('paynet-refuses-us')).toBeNull()
    },
  )

  test('a charge that is refused like this opens it, too, and after a minute payments may try', async () => {
    const clock = stoppedClock(new Date(Date.now() + 20 * MINUTE))
    const passed = await givenReturned({ clock, fault: { fault: 'http-401' } })
    expect(await statusOf(passed)).toBe('unknown')
    await paynet.fault({ fault: 'http-401', service: 'check', times: 99 })
    expect(await start(await givenOrder(clock), clock)).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    clock.pass(MINUTE + 1)
    expect(await start(await givenOrder(clock), clock)).toMatchObject({ ok: true })
  })

  test('it stops new payments only: a shopper at the bank is still charged', async () => {
    const clock = stoppedClock(new Date(Date.now() + 30 * MINUTE))
    const passed = await givenPassed({ clock })
    await paynet.fault({ fault: 'http-401', service: 'tds_initial' })
    await start(await givenOrder(clock), clock)
    await comeBack(passed)
    expect(await statusOf(passed)).toBe('succeeded')
  })

  test('a check that knows no such payment is no refusal of us', async () => {
    const clock = stoppedClock(new Date(Date.now() + 40 * MINUTE))
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-before' } })
    await look(waiting)
    expect(await readMarker('paynet-refuses-us')).toBeNull()
  })
})

test('a card number is in no row of a payment that started', async () => {
  const clock = stoppedClock()
  const started = await start(await givenOrder(clock), clock)
  const row = await payment(started.ok ? started.value.paymentId : '')
  expect(row.card).toBe('435508******4358')
  expect(JSON.stringify(row)).not.toContain(goodCard.number.replaceAll(' ', '').slice(4))
  expect(JSON.stringify(await decryptChallenge(row.challenge ?? ''))).not.toContain('5084355')
})
