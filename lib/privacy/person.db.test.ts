import { expect, test } from 'vitest'
import { patchApplication } from '@/db/applications'
import { query } from '@/db/client'
import { ENCRYPTED_PLACES, type EncryptedPlace, findSomeEncrypted } from '@/db/encrypted-columns'
import { findOrderRow } from '@/db/orders'
import { markLateRefunded } from '@/db/payments'
import { givenPaymentRow } from '@/db/payments.test-kit'
import { listSavedCards } from '@/db/saved-cards'
import * as schema from '@/db/schema'
import { findUserRow } from '@/db/users'
import { givenAccount, newEmail } from '@/lib/accounts/accounts.test-kit'
import { makeResetLink } from '@/lib/accounts/reset-link'
import { cardsAtPaynet, givenCard, save } from '@/lib/cards/cards.test-kit'
import { ownerKey } from '@/lib/cards/owner'
import { later } from '@/lib/clock'
import { givenDraft, givenSent, reread } from '@/lib/dealers/dealers.test-kit'
import { markReceived } from '@/lib/dealers/operate'
import { DAY, HOUR } from '@/lib/duration'
import { decrypt } from '@/lib/encryption'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { newId } from '@/lib/ids'
import { cancelOrder, createOrder, type NewOrder } from '@/lib/orders/orders'
import {
  comeBack,
  givenChallenged,
  givenPassed,
  givenReturned,
  payment,
  start,
  stoppedClock,
  type TestClock,
} from '@/lib/payments/payments.test-kit'
import { askRefund } from '@/lib/refunds/request'
import { findOrderRefund } from '@/lib/refunds/view'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { exportPerson, forgetPerson } from './person'

const wanted = (email: string, more: Partial<NewOrder> = {}): NewOrder => ({
  reference: `P-${newId().replaceAll(/[-_]/g, '.')}`,
  amountKurus: 14_990,
  description: null,
  items: [],
  customer: { name: 'Ayşe Duru', email, phone: '05321234567' },
  successUrl: null,
  cancelUrl: null,
  locale: null,
  ...more,
})

async function givenOrderOf(email: string, clock: TestClock, more: Partial<NewOrder> = {}) {
  const asked = wanted(email, more)
  const made = await createOrder(asked, clock.at())
  if (!made.ok) throw new Error('the order was not made')
  return { asked, order: made.value.order }
}

const customerIn = async (id: string) => (await findOrderRow(id))?.customer ?? null

test('a customer is forgotten ninety days after the order has ended, what Paynet was told with it too, and not an hour earlier', async () => {
  const clock = stoppedClock()
  const { order } = await givenOrderOf(newEmail(), clock, { paynet: { agent_customer_name: 'Duru' } })
  const { order: paid } = await givenOrderOf(newEmail(), clock)
  await givenReturned({ clock, order: paid })
  clock.pass(91 * DAY - 1 * HOUR)
  await keepHouse(clock)
  expect(await customerIn(order.id)).not.toBeNull()
  clock.pass(2 * HOUR)
  await keepHouse(clock)
  expect(await findOrderRow(order.id)).toMatchObject({ customer: null, paynet: null })
  expect(await customerIn(paid.id)).toBeNull()
})

test('a customer is forgotten ninety days after the order was paid or cancelled, however long it could have been paid', async () => {
  const clock = stoppedClock()
  const month = { expiresAt: later(clock.at(), 30 * DAY) }
  const { order: paid } = await givenOrderOf(newEmail(), clock, month)
  await givenReturned({ clock, order: paid })
  const { order: cancelled } = await givenOrderOf(newEmail(), clock, { ...month, paynet: { agent_id: '7' } })
  await cancelOrder(cancelled.id, clock.at())
  const { order: open } = await givenOrderOf(newEmail(), clock, month)
  clock.pass(20 * DAY)
  const { order: paidLate } = await givenOrderOf(newEmail(), clock, month)
  clock.pass(5 * DAY)
  await givenReturned({ clock, order: paidLate })
  clock.pass(65 * DAY - HOUR)
  await keepHouse(clock)
  for (const { id } of [paid, cancelled, open, paidLate]) expect(await customerIn(id)).not.toBeNull()
  clock.pass(2 * HOUR)
  await keepHouse(clock)
  expect([await customerIn(paid.id), await findOrderRow(cancelled.id)]).toMatchObject([null, { customer: null, paynet: null }])
  for (const { id } of [open, paidLate]) expect(await customerIn(id)).not.toBeNull()
  clock.pass(25 * DAY)
  await keepHouse(clock)
  expect(await customerIn(paidLate.id)).toBeNull()
  expect(await customerIn(open.id), 'nobody could pay it before its time was over').not.toBeNull()
  clock.pass(5 * DAY)
  await keepHouse(clock)
  expect(await customerIn(open.id)).toBeNull()
})

test('a customer is kept while a payment of the order waits for a person', async () => {
  const clock = stoppedClock()
  const { order } = await givenOrderOf(newEmail(), clock)
  const { id } = await givenReturned({ clock, order, fault: { fault: 'wrong-amount', times: 1 } })
  expect((await payment(id)).status).toBe('review')
  const { order: twice } = await givenOrderOf(newEmail(), clock)
  const row = await findOrderRow(twice.id)
  if (!row) throw new Error('no such order')
  const second = await givenPaymentRow(row, { status: 'succeeded', late: true, settledAt: clock.at() })
  clock.pass(200 * DAY)
  await keepHouse(clock)
  expect([await customerIn(order.id), await customerIn(twice.id)]).not.toContain(null)
  await markLateRefunded(second.id, clock.at())
  await keepHouse(clock)
  expect(await customerIn(twice.id)).toBeNull()
})

test('an order whose customer was forgotten answers the body it was made with as before', async () => {
  const clock = stoppedClock()
  const { asked, order } = await givenOrderOf(newEmail(), clock)
  clock.pass(92 * DAY)
  await keepHouse(clock)
  expect(await createOrder(asked, clock.at())).toMatchObject({ ok: true, value: { created: false, order: { id: order.id } } })
  expect(await createOrder({ ...asked, amountKurus: 1 }, clock.at())).toMatchObject({ failure: { kind: 'reference-taken' } })
})

test('an order whose customer was forgotten on its own day, since it is over, answers the body it was made with as before', async () => {
  const clock = stoppedClock()
  const email = newEmail()
  const [paid, cancelled] = [await givenOrderOf(email, clock), await givenOrderOf(email, clock, { paynet: { agent_id: '7' } })]
  await givenReturned({ clock, order: paid.order })
  await cancelOrder(cancelled.order.id, clock.at())
  expect(await forgetPerson(email, clock)).toMatchObject({ orders: 2, kept: [] })
  for (const { asked, order } of [paid, cancelled]) {
    expect(await createOrder(asked, clock.at())).toMatchObject({ ok: true, value: { created: false, order: { id: order.id } } })
    expect(await createOrder({ ...asked, amountKurus: 1 }, clock.at())).toMatchObject({ failure: { kind: 'reference-taken' } })
  }
})

test('what is kept about a person is told whole: account, cards, payments, orders, applications', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  const { order } = await givenOrderOf(email.toUpperCase(), clock)
  const { id } = await givenReturned({ clock, order, userId: account.id })
  const card = await givenCard(account.id, clock, { description: 'Maaş kartım' })
  const sent = await givenSent(clock, { contact_mail: email })
  const stranger = await givenOrderOf(newEmail(), clock)
  const told = JSON.stringify(await exportPerson(email, clock))
  for (const part of [
    email,
    account.id,
    order.reference,
    id,
    card.id,
    'Maaş kartım',
    '435508******4358',
    'Ayşe Duru',
    sent.id,
    'Duru Ticaret',
  ]) {
    expect(told).toContain(part)
  }
  expect(told).not.toContain(stranger.order.reference)
  expect(await exportPerson(newEmail(), clock)).toMatchObject({ account: null, orders: [], applications: [] })
  expect(await exportPerson('no address', clock)).toBeNull()
})

test('a person is forgotten: the account, its cards at Paynet too, who ordered and what was applied for; payments stay without a name', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  const { order } = await givenOrderOf(email, clock)
  const { id } = await givenReturned({ clock, order, userId: account.id })
  await givenCard(account.id, clock)
  const left = await cardsAtPaynet(account.id)
  const sent = await givenSent(clock, { contact_mail: email })
  const draft = await givenDraft(clock, { contact_mail: email })
  expect(left).toHaveLength(1)

  expect(await forgetPerson(email, clock)).toEqual({ account: true, cards: 1, orders: 1, applications: 2, kept: [] })

  expect(await findUserRow(account.id)).toBeNull()
  expect((await paynet.cards(left[0]?.card_owner_id ?? '')).filter(({ deleted }) => !deleted)).toEqual([])
  expect(await payment(id)).toMatchObject({ status: 'succeeded', userId: null, payer: null, amountKurus: 14_990 })
  expect(await reread(sent)).toMatchObject({ answers: {}, formId: sent.formId, formLink: null, taxDigest: null })
  await expect(reread(draft)).rejects.toThrow()
  expect(JSON.stringify(await exportPerson(email, clock))).not.toContain('Duru')
  expect(await forgetPerson(email, clock), 'again').toEqual({ account: false, cards: 0, orders: 0, applications: 0, kept: [] })
})

test("what was given back of a person's payments is told with them, and stays for the books once the person is forgotten", async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  const { order } = await givenOrderOf(email, clock)
  const paid = await givenReturned({ clock, order, userId: account.id })
  const wanted = { reference: 'IADE-1', amountKurus: 14_990, remainingKurus: null, reason: 'customer', askedBy: 'api' } as const
  const asked = await askRefund(await payment(paid.id), wanted, clock.at())
  if (!asked.ok) throw new Error(asked.refusal.kind)
  const told = { id: asked.refund.id, reference: 'IADE-1', amount: 14_990, status: 'planned', reason: 'customer', settled_at: null }
  expect(await exportPerson(email, clock)).toMatchObject({
    account: { payments: [{ id: paid.id, refunds: [told] }] },
    orders: [{ payments: [{ id: paid.id, refunds: [told] }] }],
  })
  expect(await forgetPerson(email, clock)).toMatchObject({ account: true, orders: 1, kept: [] })
  expect(await payment(paid.id)).toMatchObject({ userId: null, reservedKurus: 14_990 })
  expect(await findOrderRefund(order.id, asked.refund.id)).toMatchObject({ amountKurus: 14_990, status: 'planned' })
})

test('what is undecided stays whole and is named, and can be forgotten once it is decided', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  const { order } = await givenOrderOf(email, clock)
  const { order: open } = await givenOrderOf(email, clock)
  const passed = await givenPassed({ clock, order, userId: account.id })
  const first = await forgetPerson(email, clock)
  expect(first).toMatchObject({ account: false, orders: 0 })
  expect(first?.kept.map(({ what, id }) => `${what} ${id}`)).toEqual(
    expect.arrayContaining([`order ${order.reference}`, `order ${open.reference}`, `account ${account.id}`]),
  )
  await comeBack(passed)
  expect((await payment(passed.id)).status).toBe('succeeded')
  clock.pass(25 * HOUR)
  expect(await forgetPerson(email, clock)).toMatchObject({ account: true, orders: 2, kept: [] })
})

test('a card that Paynet does not delete keeps its account, which pays on', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  await givenReturned({ clock, userId: account.id })
  const card = await givenCard(account.id, clock)
  await paynet.fault({ service: 'card_delete', fault: 'http-500', times: 1 })
  const told = await forgetPerson(email, clock)
  expect(told?.kept).toEqual([{ what: 'card', id: card.id, why: 'Paynet has not deleted it' }])
  expect(await findUserRow(account.id)).not.toBeNull()
  expect((await start((await givenOrderOf(newEmail(), clock)).order, clock, { userId: account.id })).ok).toBe(true)
})

test('someone else of another address keeps everything', async () => {
  const clock = stoppedClock()
  const [one, other] = [await givenAccount(), await givenAccount()]
  await givenReturned({ clock, userId: other.account.id })
  await givenCard(other.account.id, clock)
  await givenChallenged({ clock, order: (await givenOrderOf(other.email, clock)).order, userId: other.account.id })
  const before = JSON.stringify(await exportPerson(other.email, clock))
  await forgetPerson(one.email, clock)
  expect(JSON.stringify(await exportPerson(other.email, clock))).toBe(before)
})

test('a person is found by their address however it is written, and by their account where an order names no address', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  const { order } = await givenOrderOf(`\u200b${email.toUpperCase()} `, clock)
  const { order: nameless } = await givenOrderOf(email, clock, { customer: { name: 'Ayşe Duru', phone: '05321234567' } })
  const { order: present } = await givenOrderOf(newEmail(), clock)
  const { order: unpaid } = await givenOrderOf(email, clock, { customer: { name: 'Başka Biri' } })
  await givenReturned({ clock, order: nameless, userId: account.id })
  await givenReturned({ clock, order: present, userId: account.id })
  clock.pass(25 * HOUR)
  const typed = `\ufeff ${email.toUpperCase()}\u202c`
  expect(JSON.stringify(await exportPerson(typed, clock))).toContain(nameless.reference)
  expect(await forgetPerson(typed, clock)).toMatchObject({ account: true, orders: 2, kept: [] })
  expect([await customerIn(order.id), await customerIn(nameless.id)]).toEqual([null, null])
  expect(await customerIn(present.id), 'bought for somebody else').not.toBeNull()
  expect(await customerIn(unpaid.id), 'of nobody known').not.toBeNull()
})

test('an account that leads to what is kept stays until that has ended, and then all of it goes', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  await paynet.fault({ service: 'membership_formdata_insert', fault: 'answer-lost-after', times: 1 })
  const sent = await givenSent(clock)
  await patchApplication(sent.id, { userId: account.id })
  expect((await forgetPerson(email, clock))?.kept.map(({ what, id }) => `${what} ${id}`)).toEqual([
    `application ${sent.id}`,
    `account ${account.id}`,
  ])
  expect(await markReceived(sent, String(Date.now()), clock.at())).toBe(true)
  expect(await forgetPerson(email, clock)).toMatchObject({ account: true, applications: 1, kept: [] })
  expect((await reread(sent)).answers).toEqual({})
})

test('an application that no key opens any more keeps nobody from being found', async () => {
  const clock = stoppedClock()
  const { email } = await givenAccount()
  const broken = await givenDraft(clock)
  await patchApplication(broken.id, { answers: 'broken' })
  expect(await exportPerson(email, clock)).toMatchObject({ account: { cards: [] } })
  expect(await forgetPerson(email, clock)).toMatchObject({ account: true })
})

test('a card whose saving was under way when its owner was forgotten is kept neither here nor at Paynet', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  await givenReturned({ clock, userId: account.id })
  const before = (await paynet.cards()).length
  await paynet.fault({ service: 'card_save', fault: 'slow', ms: HANGS_MS, times: 1 })
  const saving = save(account.id, clock)
  await expect.poll(async () => (await paynet.cards()).length).toBe(before + 1)
  expect(await forgetPerson(email, clock)).toMatchObject({ account: true })
  expect(await paynet.release(saving)).toMatchObject({ ok: false, failure: { kind: 'unauthenticated' } })
  expect((await paynet.cards()).at(-1)).toMatchObject({ deleted: true })
  expect(await listSavedCards(ownerKey(account.id))).toEqual([])
})

test('nothing that a forgotten person typed is left in any table', async () => {
  const clock = stoppedClock()
  const { email, account } = await givenAccount()
  const { order } = await givenOrderOf(email, clock, { paynet: { agent_customer_name: 'Ayşe Duru' } })
  await givenReturned({ clock, order, userId: account.id })
  await givenCard(account.id, clock)
  await givenSent(clock, { contact_mail: email })
  await makeResetLink(email, DAY, clock.at())
  await forgetPerson(email, clock)
  for (const [name, table] of Object.entries(schema)) {
    const rows = await query((db) => db.select().from(table as typeof schema.orders))
    for (const row of rows) for (const value of Object.values(row)) expect(value, name).not.toBe(account.id)
  }
  for (const place of Object.keys(ENCRYPTED_PLACES) as EncryptedPlace[]) {
    for (const encrypted of await findSomeEncrypted(place)) {
      const text = await decrypt(place, encrypted).catch(() => '')
      expect(text, place).not.toContain(email)
    }
  }
})
