import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { query } from '@/db/client'
import { listEvents } from '@/db/payment-events'
import { resumeLinks } from '@/db/schema'
import { deleteUser } from '@/db/users'
import { digest, newId } from '@/lib/ids'
import { claimPayment } from './claim'
import { completePayment } from './complete'
import {
  type AtTheBank,
  comeBack,
  faultOfCharge,
  givenChallenged,
  givenPassed,
  MINUTE,
  payment,
  statusOf,
  successes,
} from './payments.test-kit'
import { findResume, makeResumeLink, resumePayment } from './resume'

/** The digest of the cookie that the test kit's payments are started with. */
const PAYER = { payer: 'payer', userId: null }

async function tokenFor(waiting: AtTheBank): Promise<string> {
  const made = await makeResumeLink(waiting, PAYER, waiting.clock.at())
  if (!made.ok) throw new Error(`no link was made: ${made.failure.kind}`)
  return made.value.url.split('/').at(-1) ?? ''
}

const linksOf = ({ id }: AtTheBank) => query((db) => db.select().from(resumeLinks).where(eq(resumeLinks.paymentId, id)))

test('a link leads on to the same payment, and two devices that finish it are charged once', async () => {
  const waiting = await givenPassed()
  const token = await tokenFor(waiting)
  const before = await payment(waiting.id)
  const phone = newId()
  expect(await resumePayment(token, phone, waiting.clock.at())).toMatchObject({ kind: 'mine', payment: { id: waiting.id } })
  expect(await payment(waiting.id)).toEqual({ ...before, resumedBy: phone })
  expect((await listEvents(waiting.id)).at(-1)).toMatchObject({ kind: 'note', detail: expect.stringContaining('one-time link') })

  await Promise.all(Array.from({ length: 10 }, () => comeBack(waiting)))
  expect(await statusOf(waiting)).toBe('succeeded')
  expect(await successes(waiting.referenceNo)).toBe(1)
})

test('a device that took over, and a new attempt on the first one, are charged once together', async () => {
  const older = await givenPassed()
  await resumePayment(await tokenFor(older), newId(), older.clock.at())
  const newer = await givenPassed({ clock: older.clock, order: older.order })
  await Promise.all([comeBack(older), comeBack(newer)])
  expect([await statusOf(older), await statusOf(newer)].sort()).toEqual(['succeeded', 'superseded'])
  expect((await successes(older.referenceNo)) + (await successes(newer.referenceNo))).toBe(1)
})

test('opening a link changes nothing, however often a program does', async () => {
  const waiting = await givenChallenged()
  const token = await tokenFor(waiting)
  const before = [await payment(waiting.id), await linksOf(waiting), await listEvents(waiting.id)]
  for (const payer of [null, newId(), 'payer']) expect(await findResume(token, payer, waiting.clock.at())).toMatchObject({ kind: 'good' })
  expect([await payment(waiting.id), await linksOf(waiting), await listEvents(waiting.id)]).toEqual(before)
  expect(await resumePayment(token, newId(), waiting.clock.at())).toMatchObject({ kind: 'mine' })
})

test('a link is used once: it goes on leading on for the browser that used it, and for no other', async () => {
  const waiting = await givenChallenged()
  const token = await tokenFor(waiting)
  const [phone, other] = [newId(), newId()]
  const at = waiting.clock.at()
  await resumePayment(token, phone, at)
  expect(await resumePayment(token, other, at)).toMatchObject({ kind: 'over' })
  expect(await findResume(token, other, at)).toMatchObject({ kind: 'over' })
  expect(await findResume(token, null, at)).toMatchObject({ kind: 'over' })
  expect(await findResume(token, phone, at)).toMatchObject({ kind: 'mine' })
  expect(await resumePayment(token, phone, waiting.clock.pass(15 * MINUTE))).toMatchObject({ kind: 'mine' })
  expect((await payment(waiting.id)).resumedBy).toBe(phone)
})

test('of twenty devices that press at once, one takes over', async () => {
  const waiting = await givenChallenged()
  const token = await tokenFor(waiting)
  const taken = await Promise.all(Array.from({ length: 20 }, () => resumePayment(token, newId(), waiting.clock.at())))
  expect(taken.filter(({ kind }) => kind === 'mine')).toHaveLength(1)
})

test('a link is good for ten minutes', async () => {
  const waiting = await givenChallenged()
  const token = await tokenFor(waiting)
  waiting.clock.pass(10 * MINUTE - 1)
  expect(await findResume(token, null, waiting.clock.at())).toMatchObject({ kind: 'good' })
  waiting.clock.pass(1)
  expect(await findResume(token, null, waiting.clock.at())).toMatchObject({ kind: 'over' })
  expect(await resumePayment(token, newId(), waiting.clock.at())).toMatchObject({ kind: 'over' })
  expect((await payment(waiting.id)).resumedBy).toBeNull()
})

test('a link is for its own payment, not for another one of the order', async () => {
  const older = await givenChallenged()
  const token = await tokenFor(older)
  const newer = await givenChallenged({ clock: older.clock, order: older.order })
  expect(await resumePayment(token, newId(), older.clock.at())).toMatchObject({ kind: 'mine', payment: { id: older.id } })
  expect((await payment(newer.id)).resumedBy).toBeNull()
})

describe('a payment that does not wait at the bank any more is not taken over, and the link is used up', () => {
  test.each(['charging', 'succeeded', 'left', 'too long'] as const)('%s', async (what) => {
    const waiting = await givenPassed()
    const token = await tokenFor(waiting)
    if (what === 'charging') await faultOfCharge(waiting, { fault: 'slow', ms: 1_000 })
    const returned = what === 'charging' || what === 'succeeded' ? comeBack(waiting) : null
    if (what === 'charging') await expect.poll(() => statusOf(waiting)).toBe('charging')
    else await returned
    if (what === 'left') await completePayment(waiting.id, null, waiting.clock)
    if (what === 'too long') {
      waiting.clock.pass(25 * MINUTE)
      const late = await tokenFor(waiting)
      waiting.clock.pass(5 * MINUTE)
      expect(await resumePayment(late, newId(), waiting.clock.at())).toMatchObject({ kind: 'over' })
    } else {
      expect(await resumePayment(token, newId(), waiting.clock.at())).toMatchObject({ kind: 'over' })
      expect((await linksOf(waiting))[0]?.usedAt).not.toBeNull()
    }
    expect((await payment(waiting.id)).resumedBy).toBeNull()
    expect(await makeResumeLink(waiting, PAYER, waiting.clock.at())).toEqual({ ok: false, failure: { kind: 'not-found' } })
    await returned
  })
})

test('only the payer gets a link, three for a payment, and each is kept as a digest', async () => {
  const waiting = await givenChallenged()
  const other = await givenChallenged()
  const nobody = { ok: false, failure: { kind: 'not-found' } }
  const at = waiting.clock.at()
  for (const visitor of [
    { payer: null, userId: null },
    { payer: newId(), userId: newId() },
  ])
    expect(await makeResumeLink(waiting, visitor, at)).toEqual(nobody)
  for (const id of ['', 'x', newId(), other.id]) expect(await makeResumeLink({ id, orderId: waiting.orderId }, PAYER, at)).toEqual(nobody)
  const tokens = [await tokenFor(waiting), await tokenFor(waiting), await tokenFor(waiting)]
  expect(await makeResumeLink(waiting, PAYER, at)).toMatchObject({ ok: false, failure: { kind: 'rate-limited' } })
  const kept = await linksOf(waiting)
  expect(kept.map(({ tokenDigest }) => tokenDigest).sort()).toEqual(tokens.map((token) => digest(token)).sort())
  for (const token of tokens) {
    expect(token).toMatch(/^[\w-]{22}$/)
    expect(JSON.stringify([kept, await listEvents(waiting.id)])).not.toContain(token)
  }
})

test('of ten links that are asked for at once, three are made', async () => {
  const waiting = await givenChallenged()
  const made = await Promise.all(Array.from({ length: 10 }, () => makeResumeLink(waiting, PAYER, waiting.clock.at())))
  expect(made.filter(({ ok }) => ok)).toHaveLength(3)
  expect(await linksOf(waiting)).toHaveLength(3)
})

test('invented links lead nowhere', async () => {
  for (const token of ['', 'x', newId(), "' OR 1=1 --"]) {
    expect(await findResume(token, 'payer', new Date())).toEqual({ kind: 'unknown' })
    expect(await resumePayment(token, 'payer', new Date())).toEqual({ kind: 'unknown' })
  }
})

test('a guest who paid on the phone may put the payment into an account there, and with the account both browsers are forgotten', async () => {
  const waiting = await givenPassed()
  const phone = newId()
  await resumePayment(await tokenFor(waiting), phone, waiting.clock.at())
  await comeBack(waiting)
  const userId = newId()
  expect(await claimPayment(waiting, { payer: phone, userId })).toMatchObject({ ok: true })
  await deleteUser(userId)
  expect(await payment(waiting.id)).toMatchObject({ userId: null, payer: null, resumedBy: null })
})
