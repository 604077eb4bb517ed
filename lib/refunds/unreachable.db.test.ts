import { expect, test } from 'vitest'
import { inFlight } from '@/lib/in-flight'
import { stoppedClock } from '@/lib/payments/payments.test-kit'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { startLoop } from '@/server/loop'
import { faultOfRefund, givenPlanned, refund, requestsFor, statusOfRefund, work, workWhenDue } from './refunds.test-kit'

const tap = await tapPaynet()

test('a request that no connection could be had for is planned again, and sent once there is one', async () => {
  const planned = await givenPlanned()
  await tap.whileAway(async () => {
    expect(await work(planned)).toBe('planned')
    expect(await workWhenDue(planned)).toBe('planned')
  })
  expect(await refund(planned.refundId)).toMatchObject({ calls: 0, sentAt: null, looks: 2 })
  expect(await requestsFor(planned)).toBe(0)
  expect(await workWhenDue(planned)).toBe('accepted')
  expect(await requestsFor(planned)).toBe(1)
})

test('the whole amount is always told: Paynet takes none as all that is left', async () => {
  const planned = await givenPlanned({ wanted: { amountKurus: 1 } })
  await work(planned)
  expect(tap.last('reversed_request')).toMatchObject({ amount: '1' })
})

test('a stop waits for a request that is on its way', async () => {
  const planned = await givenPlanned({ clock: stoppedClock() })
  await faultOfRefund(planned, { fault: 'slow', ms: HANGS_MS })
  const loop = startLoop()
  while ((await statusOfRefund(planned)) !== 'sending') await new Promise((resolve) => setTimeout(resolve, 10))
  loop.stop()
  await paynet.release(Promise.all(inFlight()))
  // The first sweep of the day may have been the last to end, and has seen the money go back.
  expect(['accepted', 'refunded']).toContain(await statusOfRefund(planned))
})
