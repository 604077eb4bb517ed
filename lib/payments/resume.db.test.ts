import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { query } from '@/db/client'
import { listEvents } from '@/db/payment-events'
import { resumeLinks } from '@/db/schema'
import { deleteUser } from '@/db/users'
import { digest, newId } from '@/lib/ids'
import { cancelOrder } from '@/lib/orders/orders'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { findBankRedirect } from './challenge-page'
import { claimPayment } from './claim'
import { completePayment } from './complete'
import {
  type AtTheBank,
  callsOf,
  comeBack,
  faultOfCharge,
  givenChallenged,
  givenOrder,
  givenPassed,
  givenReturned,
  HOUR,
  MINUTE,
  payment,
  settleByLooking,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'
import { reconcile } from './reconcile'
import { findResume, makeResumeLink, resumePayment } from './resume'

const ROUNDS = 24

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

test('two devices finish the same attempt, in any order and while it is handed over, the charge’s answer lost or not: one charge', async () => {
  const taken = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const waiting = await givenPassed()
    const [token, phone] = [await tokenFor(waiting), newId()]
    if (round % 3 === 0) await faultOfCharge(waiting, { fault: 'answer-lost-after' })
    const takeOver = () => resumePayment(token, phone, waiting.clock.at())
    const finish = () => comeBack(waiting)
    const pause = () => new Promise((resolve) => setTimeout(resolve, round % 5))
    const orders = [
      async () => [await takeOver(), await finish()] as const,
      async () => [await finish().then(takeOver)] as const,
      () => Promise.all([takeOver(), pause().then(finish), finish()]),
      () => Promise.all([pause().then(takeOver), finish(), finish()]),
    ]
    const [resumed] = (await orders[round % orders.length]?.()) ?? []
    await finish()
    expect(await settleByLooking(waiting)).toBe('succeeded')
    expect(await successes(waiting.referenceNo)).toBe(1)
    const moves = (await listEvents(waiting.id)).filter(({ to }) => to === 'charging')
    expect(await callsOf(waiting, 'tds_charge')).toBe(moves.length)
    if (round % 3) expect(moves).toHaveLength(1)
    // It came before the charge, or after it, when the link is used up for nothing.
    expect((await payment(waiting.id)).resumedBy).toBe(resumed?.kind === 'mine' ? phone : null)
    expect((await linksOf(waiting))[0]?.usedAt).not.toBeNull()
    taken.add(resumed?.kind ?? '')
  }
  expect([...taken].sort()).toEqual(['mine', 'over'])
})

test('a first browser that gives up at the bank takes nothing away from the phone, which is charged once', async () => {
  const waiting = await givenPassed()
  const [token, phone] = [await tokenFor(waiting), newId()]
  await resumePayment(token, phone, waiting.clock.at())
  await completePayment(waiting.id, null, waiting.clock)
  await comeBack(waiting)
  await comeBack(waiting)
  expect(await statusOf(waiting)).toBe('succeeded')
  expect(await successes(waiting.referenceNo)).toBe(1)
})

test('a return within its time is charged long after the link was over', async () => {
  const waiting = await givenPassed()
  await resumePayment(await tokenFor(waiting), newId(), waiting.clock.at())
  waiting.clock.pass(30 * MINUTE - 1)
  await comeBack(waiting)
  expect(await statusOf(waiting)).toBe('succeeded')
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

test('of two links that are pressed at once, one takes over, and the other is over', async () => {
  for (let round = 0; round < 10; round++) {
    const waiting = await givenChallenged()
    const tokens = [await tokenFor(waiting), await tokenFor(waiting)]
    const phones = [newId(), newId()]
    const pressed = await Promise.all(tokens.map((token, index) => resumePayment(token, phones[index] ?? '', waiting.clock.at())))
    expect(pressed.map(({ kind }) => kind).sort()).toEqual(['mine', 'over'])
    const winner = pressed.findIndex(({ kind }) => kind === 'mine')
    expect((await payment(waiting.id)).resumedBy).toBe(phones[winner])
    expect((await linksOf(waiting)).every(({ usedAt }) => usedAt !== null)).toBe(true)
  }
})

test('links that were made before a phone took over take nothing away from it', async () => {
  const waiting = await givenChallenged()
  const [used, forgotten] = [await tokenFor(waiting), await tokenFor(waiting)]
  const [phone, finder] = [newId(), newId()]
  const at = waiting.clock.at()
  await resumePayment(used, phone, at)
  expect(await findResume(forgotten, finder, at)).toMatchObject({ kind: 'over' })
  expect(await resumePayment(forgotten, finder, at)).toMatchObject({ kind: 'over' })
  expect((await payment(waiting.id)).resumedBy).toBe(phone)
  expect(await findResume(used, phone, at)).toMatchObject({ kind: 'mine' })
})

test('if the phone never learns that it has taken over, the first browser can still go to the bank, and make another link', async () => {
  const waiting = await givenPassed()
  const at = waiting.clock.at()
  const token = await tokenFor(waiting)
  // The process dies, or the answer is lost, before the phone has its cookie.
  await resumePayment(token, newId(), at)
  const phone = newId()
  expect(await resumePayment(token, phone, at)).toMatchObject({ kind: 'over' })
  expect(await findBankRedirect(waiting.orderId, waiting.id)).toMatchObject({ kind: 'leave' })
  expect(await resumePayment(await tokenFor(waiting), phone, at)).toMatchObject({ kind: 'mine' })
  await comeBack(waiting)
  expect(await statusOf(waiting)).toBe('succeeded')
  expect(await successes(waiting.referenceNo)).toBe(1)
})

describe('whatever ends an order or its payment meanwhile, the link is over, and none is made any more', () => {
  test.each(['cancelled', 'expired', 'paid by another attempt', 'being paid by another attempt', 'declined', 'superseded'] as const)(
    '%s',
    async (what) => {
      const clock = stoppedClock()
      const order = await givenOrder(clock, 14_990, what === 'expired' ? { expiresAt: new Date(clock.at().getTime() + 5 * MINUTE) } : {})
      const waiting = await givenPassed({ clock, order, ...(what === 'declined' ? { bankErrorId: '51' } : {}) })
      const [token, other] = [await tokenFor(waiting), await tokenFor(waiting)]
      if (what === 'cancelled') await cancelOrder(order.id, clock.at())
      if (what === 'expired') clock.pass(5 * MINUTE)
      if (what === 'paid by another attempt' || what === 'superseded') await givenReturned({ clock, order })
      if (what === 'being paid by another attempt') await givenReturned({ clock, order, fault: { fault: 'answer-lost-after' } })
      if (what === 'declined' || what === 'superseded') await comeBack(waiting)
      if (what === 'declined' || what === 'superseded') expect(await statusOf(waiting)).toBe(what)
      else expect(await statusOf(waiting)).toBe('awaiting_3ds')

      expect(await findResume(token, newId(), clock.at())).toMatchObject({ kind: 'over' })
      expect(await resumePayment(token, newId(), clock.at())).toMatchObject({ kind: 'over' })
      expect((await payment(waiting.id)).resumedBy).toBeNull()
      expect((await linksOf(waiting)).filter(({ usedAt }) => usedAt !== null).map(({ tokenDigest }) => tokenDigest)).toEqual([
        digest(token),
      ])
      expect(await findResume(other, 'payer', clock.at())).toMatchObject({ kind: 'over' })
      expect(await makeResumeLink(waiting, PAYER, clock.at())).toEqual({ ok: false, failure: { kind: 'not-found' } })
    },
  )
})

test('a phone that has taken over is not sent to a bank that it cannot pay at any more', async () => {
  const waiting = await givenPassed()
  const [token, phone] = [await tokenFor(waiting), newId()]
  await resumePayment(token, phone, waiting.clock.at())
  await cancelOrder(waiting.orderId, waiting.clock.at())
  expect(await findResume(token, phone, waiting.clock.at())).toMatchObject({ kind: 'over' })
  expect(await resumePayment(token, phone, waiting.clock.at())).toMatchObject({ kind: 'over' })
})

test('an order that is cancelled while a phone takes its payment over is not charged', async () => {
  for (let round = 0; round < 10; round++) {
    const waiting = await givenPassed()
    const token = await tokenFor(waiting)
    const take = () => resumePayment(token, newId(), waiting.clock.at())
    const cancel = () => cancelOrder(waiting.orderId, waiting.clock.at())
    const [cancelled] = await Promise.all(round % 2 ? [cancel(), take()] : [take().then(cancel), take()])
    expect(cancelled).toMatchObject({ ok: true })
    await comeBack(waiting)
    expect(await statusOf(waiting)).toBe('expired')
    expect(await successes(waiting.referenceNo)).toBe(0)
  }
})

test('a clock that is set makes no link good for a payment that is over, and takes none away from one that waits', async () => {
  for (const [stepMs, kind] of [
    [-2 * HOUR, 'good'],
    [9 * MINUTE, 'good'],
    [11 * MINUTE, 'over'],
    [2 * HOUR, 'over'],
  ] as const) {
    const waiting = await givenPassed()
    const token = await tokenFor(waiting)
    waiting.clock.step(stepMs)
    expect(await findResume(token, null, waiting.clock.at())).toMatchObject({ kind })
    await reconcile(waiting.clock)
    expect(await resumePayment(token, newId(), waiting.clock.at())).toMatchObject({ kind: kind === 'good' ? 'mine' : 'over' })
    await comeBack(waiting)
    expect(await successes(waiting.referenceNo)).toBe(stepMs === 2 * HOUR ? 0 : 1)
    expect(await findResume(token, null, waiting.clock.at())).toMatchObject({ kind: 'over' })
  }
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
    if (what === 'charging') await faultOfCharge(waiting, { fault: 'slow', ms: HANGS_MS })
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
    if (returned !== null) await paynet.release(returned)
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

test('a signed-in customer’s payment stays in that account, whoever is signed in on the phone that carries it on', async () => {
  const userId = newId()
  const waiting = await givenPassed({ userId })
  const phone = newId()
  await resumePayment(await tokenFor(waiting), phone, waiting.clock.at())
  await comeBack(waiting)
  expect(await claimPayment(waiting, { payer: phone, userId: newId() })).toEqual({ ok: false, failure: { kind: 'not-found' } })
  expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', userId, resumedBy: phone })
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
