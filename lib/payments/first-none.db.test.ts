import { expect, test } from 'vitest'
import { readMarker } from '@/db/markers'
import { sweep } from '@/lib/housekeeping/sweep'
import { paynet } from '@/scripts/test/setup'
import { decide } from './operate'
import {
  comeBack,
  faultOfCharge,
  faultOfCheck,
  givenPassed,
  givenReturned,
  HOUR,
  look,
  orderStatus,
  payment,
  settleByLooking,
  statusOf,
  stoppedClock,
} from './payments.test-kit'

// These begin with a database that has never seen a success; their order matters.

test('before the first success, a payment of which neither check nor list knows is not charged, and its order can be paid', async () => {
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
  expect(await settleByLooking(waiting)).toBe('not_charged')
  expect(await orderStatus(waiting)).toBe('open')
  expect(await readMarker('check-proven')).toBeNull()
})

test.each([
  ['cannot be read', async () => void (await paynet.fault({ fault: 'http-500', service: 'list', times: 999 }))],
  ['is not allowed to us', async () => void (await paynet.fault({ fault: 'http-403', service: 'list', times: 999 }))],
  ['does not end', async () => void (await paynet.fault({ fault: 'has-more-lies', service: 'list', times: 999 }))],
])('before the first success, "none" counts for nothing while the list %s', async (_name, spoil) => {
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
  await spoil()
  for (let hour = 0; hour < 48; hour++) {
    waiting.clock.pass(HOUR)
    expect(await look(waiting)).toBe('unknown')
  }
  expect((await payment(waiting.id)).noneCount).toBe(0)
  await paynet.clearFaults()
  expect(await settleByLooking(waiting)).toBe('not_charged')
})

test('before the first success, "none" counts for nothing while the list shows the money that the check hides', async () => {
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-after', times: 99 } })
  await faultOfCheck(waiting, { fault: 'check-nothing', times: 999 })
  for (let hour = 0; hour < 48; hour++) {
    waiting.clock.pass(HOUR)
    expect(await look(waiting)).toBe('unknown')
  }
  expect((await payment(waiting.id)).noneCount).toBe(0)
  // The daily sweep reads the same list.
  await sweep(waiting.clock)
  expect(await statusOf(waiting)).toBe('succeeded')
})

test('once a success is known, a check that does not show it is not believed, whatever the list says', async () => {
  const clock = stoppedClock(new Date(Date.now() + 50 * HOUR))
  const known = await givenReturned({ clock })
  await faultOfCheck(known, { fault: 'check-nothing', times: 999 })
  const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-before', times: 99 } })
  for (let hour = 0; hour < 48; hour++) {
    clock.pass(HOUR)
    expect(await look(waiting)).toBe('unknown')
  }
  await paynet.clearFaults()
  expect(await settleByLooking(waiting)).toBe('not_charged')
})

test('a success with another amount that an operator accepted is a known success, too', async () => {
  const clock = stoppedClock(new Date(Date.now() + 100 * HOUR))
  const review = await givenPassed({ clock })
  await faultOfCharge(review, { fault: 'wrong-amount' })
  await comeBack(review)
  await decide(await payment(review.id), 'accept', clock.at())
  expect(await statusOf(review)).toBe('succeeded')
  await faultOfCheck(review, { fault: 'check-wrong-amount', times: 99 })

  const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-before', times: 99 } })
  expect(await settleByLooking(waiting)).toBe('not_charged')
})
