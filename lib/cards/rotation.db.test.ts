import { expect, test, vi } from 'vitest'
import { findCardOwner } from '@/db/card-owners'
import { MINUTE } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { paynet } from '@/scripts/test/setup'
import { cardToKeep, givenUser, otherCard, stoppedClock } from './cards.test-kit'
import { newPhone } from './otp.test-kit'

vi.hoisted(() => {
  process.env.PAYNET_CARD_OTP = 'on'
})

const [oldKey = '', newKey = '', otherKey = ''] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64'))

/** What a process does that runs with these keys, on the same database. */
async function processWith(key: string, previous = '') {
  vi.resetModules()
  vi.stubEnv('DATA_KEY', key)
  vi.stubEnv('DATA_KEY_PREVIOUS', previous)
  const modules = [
    import('./list'),
    import('./change'),
    import('./otp'),
    import('./save'),
    import('./owner'),
    import('./saved-card'),
  ] as const
  const [list, change, otp, save, owner, savedCard] = await Promise.all(modules)
  const [start, complete, sendCharge] = await Promise.all([
    import('@/lib/payments/start'),
    import('@/lib/payments/complete'),
    import('@/lib/payments/stored-challenge'),
  ])
  return { ...list, ...change, ...otp, ...save, ...owner, ...savedCard, ...start, ...complete, ...sendCharge }
}

const lastCode = async (phone: string) => (await paynet.phone(phone)).at(-1)?.otp_code ?? ''

/** A user with a card, a code that was right, and a payment at the bank that saves another card, all under the old key. */
async function givenUnderTheOldKey() {
  const [userId, clock, phone] = [await givenUser(), stoppedClock(), newPhone()]
  const before = await processWith(oldKey)
  const verify = async () => {
    await before.sendCode(userId, phone, newId(), clock.at())
    expect(await before.checkCode(userId, await lastCode(phone), clock.at())).toMatchObject({ ok: true })
  }
  await verify()
  const saved = await before.saveCard(userId, { formKey: newId(), card: cardToKeep, description: 'eski' }, newId(), clock)
  expect(saved).toMatchObject({ ok: true })
  clock.pass(MINUTE)
  await verify()
  const [card] = await before.listKnownCards(userId, clock.at())

  const { createOrder } = await import('@/lib/orders/orders')
  const wanted = { amountKurus: 1_000, description: null, items: [], customer: null, successUrl: null, cancelUrl: null, locale: null }
  const order = await createOrder({ reference: `R.${newId().replaceAll(/[-_]/g, '.')}`, ...wanted }, clock.at())
  const method = { kind: 'new' as const, card: { ...otherCard, cvc: '123' }, save: { description: 'ödemede' } }
  const input = { orderId: order.ok ? order.value.order.id : '', idempotencyKey: newId(), shownAmountKurus: 1_000, method }
  const started = await before.startPayment(input, { digest: 'payer', address: newId(), userId }, clock)
  return { userId, clock, phone, cardId: card?.id ?? '', paymentId: started.ok ? started.value.paymentId : '' }
}

test('under a new key users see, change and pay with the cards they had, and their phones are still known', async () => {
  const { userId, clock, phone, cardId, paymentId } = await givenUnderTheOldKey()
  const after = await processWith(newKey, oldKey)
  clock.pass(MINUTE)
  expect(await after.listCards(userId, clock)).toMatchObject({
    isFresh: true,
    cards: [{ id: cardId, description: 'eski', lastFour: '4358' }],
  })
  expect(await after.renameCard(userId, cardId, 'yeni', clock)).toEqual({ ok: true, value: 'yeni' })
  expect(await after.findOwnCard(userId, cardId)).toMatchObject({ details: { description: 'yeni' } })

  expect(await after.readOtpStep(userId, clock.at())).toEqual({ step: 'card', lastFour: phone.slice(-4) })
  const spent = await after.spendOtpProof(userId, clock.at())
  expect(spent).toMatchObject({ proof: { phone, code: await lastCode(phone) } })
  await spent?.giveBack()
  const third = { ...cardToKeep, number: '375622005485014' }
  expect(await after.saveCard(userId, { formKey: newId(), card: third, description: 'üçüncü' }, newId(), clock)).toMatchObject({ ok: true })

  const { findPayment } = await import('@/db/payments')
  const { sessionId, tokenId } = await after.decryptChallenge((await findPayment(paymentId))?.challenge ?? '')
  await paynet.answerBank({ session_id: sessionId, token_id: tokenId })
  await after.completePayment(paymentId, { sessionId, tokenId }, clock)
  expect(await findPayment(paymentId)).toMatchObject({ status: 'succeeded', saveOutcome: 'saved' })
  const names = (await after.listKnownCards(userId, clock.at())).map(({ description }) => description)
  expect(names.sort()).toEqual(['yeni', 'ödemede', 'üçüncü'].sort())
})

test('without the key nothing of a card, its owner or a phone opens, and nothing is lost by trying', async () => {
  const { userId, clock, cardId } = await givenUnderTheOldKey()
  const stranger = await processWith(newKey, otherKey)
  const row = async () => findCardOwner(stranger.ownerKey(userId))
  const before = await row()
  for (const work of [
    () => stranger.listCards(userId, clock),
    () => stranger.listKnownCards(userId, clock.at()),
    () => stranger.findOwner(userId),
    () => stranger.findOwnCard(userId, cardId),
    () => stranger.removeCard(userId, cardId, clock),
    () => stranger.readOtpStep(userId, clock.at()),
    () => stranger.spendOtpProof(userId, clock.at()),
  ]) {
    await expect(work()).rejects.toThrow('neither DATA_KEY nor DATA_KEY_PREVIOUS')
  }
  expect(await row()).toEqual(before)
  const back = await processWith(newKey, oldKey)
  expect(await back.listKnownCards(userId, clock.at())).toHaveLength(1)
})
