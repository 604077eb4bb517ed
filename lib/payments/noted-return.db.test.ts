import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { query } from '@/db/client'
import { noteReturn } from '@/db/payments'
import { payments } from '@/db/schema'
import { paynet } from '@/scripts/test/setup'
import { completePayment } from './complete'
import {
  callsOf,
  comeBack,
  faultOfCharge,
  givenChallenged,
  givenPassed,
  givenReturned,
  look,
  MINUTE,
  payment,
  QUIET_MS,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'

beforeEach(() => paynet.clearFaults())

test('a return with nothing to charge keeps no real one from charging, and its time is none of the charge’s', async () => {
  const passed = await givenPassed()
  const { clock } = passed
  await completePayment(passed.id, null, clock)
  clock.pass(10 * QUIET_MS)
  await faultOfCharge(passed, { fault: 'answer-lost-before', times: 1 })
  await comeBack(passed)
  expect(await payment(passed.id)).toMatchObject({ status: 'unknown', returnedAt: clock.at() })
  clock.pass(QUIET_MS)
  expect([await look(passed), await successes(passed.referenceNo)]).toEqual(['succeeded', 1])
})

test('a return that is noted late moves neither the time of an earlier one nor that of a charge', async () => {
  const clock = stoppedClock()
  const waiting = await givenChallenged({ clock })
  await completePayment(waiting.id, null, clock)
  const first = clock.at()
  clock.pass(MINUTE)
  await completePayment(waiting.id, null, clock)
  await noteReturn(waiting.id, clock.pass(MINUTE))
  expect((await payment(waiting.id)).returnedAt).toEqual(first)

  // It read the payment as it was before the charge, and writes after it.
  const charged = await givenReturned({ clock, fault: { fault: 'answer-lost-before' } })
  const { returnedAt } = await payment(charged.id)
  for (const known of [returnedAt, null]) {
    await query((db) => db.update(payments).set({ returnedAt: known }).where(eq(payments.id, charged.id)))
    await noteReturn(charged.id, clock.pass(MINUTE))
    expect(await payment(charged.id)).toMatchObject({ status: 'unknown', returnedAt: known })
  }
})

test('odd returns and the real one at the same moment make one charge, at the real one’s time', async () => {
  const passed = await givenPassed()
  const odd = () => completePayment(passed.id, null, passed.clock)
  await Promise.all([...Array.from({ length: 8 }, odd), comeBack(passed), ...Array.from({ length: 8 }, odd)])
  const { returnedAt, sentAt } = await payment(passed.id)
  expect([await statusOf(passed), returnedAt]).toEqual(['succeeded', sentAt])
  expect(await callsOf(passed, 'tds_charge')).toBe(1)
})
