import { expect, test } from 'vitest'
import { endReview } from './operate'
import {
  comeBack,
  faultOfCharge,
  faultOfCheck,
  givenPassed,
  givenReturned,
  HOUR,
  look,
  payment,
  settleByLooking,
  statusOf,
  stoppedClock,
} from './payments.test-kit'

// These begin with a database that has never seen a success; their order matters.

test('while no check has ever shown a known success, "none" counts for nothing', async () => {
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
  for (let hour = 0; hour < 48; hour++) {
    waiting.clock.pass(HOUR)
    expect(await look(waiting)).toBe('unknown')
  }
  expect((await payment(waiting.id)).noneCount).toBe(0)

  await givenReturned({ clock: waiting.clock })
  expect(await settleByLooking(waiting)).toBe('not_charged')
})

test('a success with another amount that an operator accepted is a known success, too', async () => {
  const clock = stoppedClock(new Date(Date.now() + 100 * HOUR))
  const review = await givenPassed({ clock })
  await faultOfCharge(review, { fault: 'wrong-amount' })
  await comeBack(review)
  await endReview(await payment(review.id), 'accept', clock.at())
  expect(await statusOf(review)).toBe('succeeded')
  await faultOfCheck(review, { fault: 'check-wrong-amount', times: 99 })

  const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-before', times: 99 } })
  expect(await settleByLooking(waiting)).toBe('not_charged')
})
