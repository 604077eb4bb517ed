import { describe, expect, test, vi } from 'vitest'
import { cancelOrderRow } from '@/db/orders'
import { advance } from '@/db/payment-moves'
import { listPayments } from '@/db/payments'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { commitMove } from './commit-move'
import { decide } from './operate'
import { success } from './outcome'
import {
  type AtTheBank,
  comeBack,
  declinedCard,
  faultOfCharge,
  givenPassed,
  givenReturned,
  goodCard,
  payment,
  start,
  statusOf,
  successes,
} from './payments.test-kit'

const ROUNDS = 10

/** Paynet's list shows that a payment that was thought to be declined was taken. */
async function succeedLate({ id, clock }: AtTheBank): Promise<void> {
  await commitMove({
    payment: await payment(id),
    outcome: success({ xactId: `xk_${id}`, by: 'sweep' }, clock.at()),
    cause: 'seen in the list',
  })
}

/** A payment that was declined, as far as anybody knew, a third one at its bank, and another one that is being charged. */
async function givenOneBesideACharge(card = declinedCard) {
  const known = await givenReturned({ card: declinedCard })
  const third = await givenPassed({ clock: known.clock, order: known.order })
  const charging = await givenPassed({ clock: known.clock, order: known.order, card })
  await faultOfCharge(charging, { fault: 'slow', ms: HANGS_MS })
  const charge = comeBack(charging)
  await vi.waitFor(async () => expect(await statusOf(charging)).toBe('charging'), { timeout: 60_000 })
  return { known, third, charging, charge }
}

describe('an order whose payment turns out to have succeeded while another one is being charged', () => {
  test('is paid by the first and charged no second time, once the other is declined', async () => {
    const { known, third, charging, charge } = await givenOneBesideACharge()
    await succeedLate(known)
    expect(await payment(known.id), 'the other may still succeed').toMatchObject({ status: 'succeeded', late: true })
    await paynet.release(charge)
    expect(await statusOf(charging)).toBe('declined')
    expect(await payment(known.id), 'needs no refund').toMatchObject({ status: 'succeeded', late: false })
    await comeBack(third)
    expect([await statusOf(third), await successes(third.referenceNo)]).toEqual(['superseded', 0])
    expect((await start(known.order, known.clock)).ok).toBe(false)
    expect(await cancelOrderRow(known.orderId)).toBeNull()
  })

  test('keeps the other, if that succeeds, and the first is to be given back', async () => {
    const { known, charging, charge } = await givenOneBesideACharge(goodCard)
    await succeedLate(known)
    await paynet.release(charge)
    expect(await payment(charging.id)).toMatchObject({ status: 'succeeded', late: false })
    expect(await payment(known.id)).toMatchObject({ status: 'succeeded', late: true })
  })

  test('is paid by the first if a person ends the review of the other as not charged', async () => {
    const known = await givenReturned({ card: declinedCard })
    const { clock, order } = known
    const other = await givenReturned({ clock, order, fault: { fault: 'wrong-amount' } })
    expect(await statusOf(other)).toBe('review')
    await succeedLate(known)
    expect(await payment(known.id)).toMatchObject({ late: true })
    await decide(await payment(other.id), 'refunded', clock.at())
    expect(await payment(known.id)).toMatchObject({ status: 'succeeded', late: false })
  })

  test('is paid by exactly one, when both are written at the same time', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const known = await givenReturned({ card: declinedCard })
      const { clock, order } = known
      const other = await givenReturned({ clock, order, fault: { fault: 'answer-lost-before', times: 1 } })
      expect(await statusOf(other)).toBe('unknown')
      await Promise.all([
        succeedLate(known),
        advance(await payment(other.id), {
          from: 'unknown',
          to: 'declined',
          at: clock.at(),
          patch: { nextAt: null, settledAt: clock.at() },
        }),
      ])
      expect((await listPayments(order.id)).filter(({ status }) => status === 'succeeded')).toMatchObject([{ id: known.id, late: false }])
    }
  })
})
