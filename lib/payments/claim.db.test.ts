import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { query } from '@/db/client'
import { payments } from '@/db/schema'
import { deleteUser } from '@/db/users'
import { newId } from '@/lib/ids'
import { claimPayment } from './claim'
import { givenChallenged, givenReturned, payment } from './payments.test-kit'

/** A payment that a guest has made in a browser with this digest. */
async function givenPaidBy(payer: string) {
  const paid = await givenReturned()
  await query((db) => db.update(payments).set({ payer }).where(eq(payments.id, paid.id)))
  return paid
}

test('a guest’s payment goes into the account that is signed in where it was paid, and asking again is harmless', async () => {
  const [payer, userId] = [newId(), newId()]
  const paid = await givenPaidBy(payer)
  const before = await payment(paid.id)
  for (const _ of [1, 2]) expect(await claimPayment(paid, { payer, userId })).toEqual({ ok: true, value: null })
  expect(await payment(paid.id)).toEqual({ ...before, userId })
  // Signed in elsewhere, it is theirs there, too.
  expect(await claimPayment(paid, { payer: null, userId })).toMatchObject({ ok: true })
})

test('another browser, one without a cookie, another order and an invented id get nothing', async () => {
  const [payer, userId] = [newId(), newId()]
  const paid = await givenPaidBy(payer)
  const other = await givenPaidBy(newId())
  const nobody = { ok: false, failure: { kind: 'not-found' } }
  expect(await claimPayment(paid, { payer: newId(), userId })).toEqual(nobody)
  expect(await claimPayment(paid, { payer: null, userId })).toEqual(nobody)
  expect(await claimPayment({ id: paid.id, orderId: other.orderId }, { payer, userId })).toEqual(nobody)
  expect(await claimPayment(other, { payer, userId })).toEqual(nobody)
  for (const id of ['', 'x', newId(), "' OR 1=1 --"])
    expect(await claimPayment({ id, orderId: paid.orderId }, { payer, userId })).toEqual(nobody)
  expect([(await payment(paid.id)).userId, (await payment(other.id)).userId]).toEqual([null, null])
})

test('a payment that an account has is never another’s, not even in the browser that paid', async () => {
  const [payer, userId] = [newId(), newId()]
  const paid = await givenPaidBy(payer)
  await claimPayment(paid, { payer, userId })
  expect(await claimPayment(paid, { payer, userId: newId() })).toEqual({ ok: false, failure: { kind: 'not-found' } })
  expect((await payment(paid.id)).userId).toBe(userId)
})

test('of twenty accounts that ask at once one gets the payment', async () => {
  const payer = newId()
  const paid = await givenPaidBy(payer)
  const answers = await Promise.all(Array.from({ length: 20 }, () => claimPayment(paid, { payer, userId: newId() })))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
})

test('a payment that took no money goes into no account', async () => {
  const [payer, userId] = [newId(), newId()]
  const waiting = await givenChallenged()
  await query((db) => db.update(payments).set({ payer }).where(eq(payments.id, waiting.id)))
  expect(await claimPayment(waiting, { payer, userId })).toEqual({ ok: false, failure: { kind: 'not-found' } })
  expect((await payment(waiting.id)).userId).toBeNull()
})

test('a payment that came late goes into the account too, and one that was given back stays known as such', async () => {
  const [payer, userId] = [newId(), newId()]
  const paid = await givenPaidBy(payer)
  const refundedAt = new Date()
  await query((db) => db.update(payments).set({ late: true, refundedAt }).where(eq(payments.id, paid.id)))
  const before = await payment(paid.id)
  expect(await claimPayment(paid, { payer, userId })).toEqual({ ok: true, value: null })
  expect(await payment(paid.id)).toEqual({ ...before, userId })
})

test('the payment of an account is not to be claimed by its browser, and neither is one whose account was deleted', async () => {
  const [payer, userId] = [newId(), newId()]
  const paid = await givenPaidBy(payer)
  await claimPayment(paid, { payer, userId })
  await deleteUser(userId)
  expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', userId: null, payer: null })
  expect(await claimPayment(paid, { payer, userId: newId() })).toEqual({ ok: false, failure: { kind: 'not-found' } })
})
