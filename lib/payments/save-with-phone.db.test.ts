import { expect, test, vi } from 'vitest'
import { givenUser } from '@/lib/cards/cards.test-kit'
import { givenPhone, givenVerified } from '@/lib/cards/otp.test-kit'
import { newId } from '@/lib/ids'
import { createOrder } from '@/lib/orders/orders'
import { tapPaynet } from '@/scripts/test/wiretap'
import { givenReturned, payment, stoppedClock, type TestClock } from './payments.test-kit'
import { saving } from './save-while-paying.test-kit'

vi.hoisted(() => {
  process.env.PAYNET_CARD_OTP = 'on'
})

const wire = await tapPaynet()

/** Saves a card with a payment; what Paynet is told of a phone, and what became of the card. */
async function saveWithPayment(userId: string, clock: TestClock, phone: string | null): Promise<{ gsm: unknown; saved: unknown }> {
  const reference = `T-${newId().replaceAll(/[-_]/g, '.')}`
  const customer = phone === null ? null : { phone }
  const wanted = { reference, amountKurus: 500, description: null, items: [], customer, successUrl: null, cancelUrl: null, locale: null }
  const created = await createOrder(wanted, clock.at())
  if (!created.ok) throw new Error('the order was not made')
  const { id } = await givenReturned({ clock, userId, order: created.value.order, method: saving() })
  return { gsm: wire.last('tds_initial')?.user_gsm_no, saved: (await payment(id)).saveOutcome }
}

test('the phone that was proven goes with the card, and stays proven', async () => {
  const { userId, clock, phone } = await givenVerified()
  expect(await saveWithPayment(userId, clock, '0532 999 99 99')).toEqual({ gsm: phone, saved: 'saved' })
  expect(await saveWithPayment(userId, clock, null)).toMatchObject({ gsm: phone })
})

test('one that was not proven does not: the order’s goes, in Paynet’s form', async () => {
  const { userId, clock, send } = await givenPhone()
  await send()
  expect(await saveWithPayment(userId, clock, '+90 (532) 999 99 99')).toEqual({ gsm: '5329999999', saved: 'saved' })
})

test.each([null, '+49 170 1234567', 'yok'])('where the order’s is %j, the card is saved as far as Paynet allows without', async (phone) => {
  expect(await saveWithPayment(await givenUser(), stoppedClock(), phone)).toEqual({ gsm: undefined, saved: 'saved' })
})

test('a payment that saves no card names no phone', async () => {
  await givenReturned({ userId: await givenUser() })
  expect(wire.last('tds_initial')).not.toHaveProperty('user_gsm_no')
})
