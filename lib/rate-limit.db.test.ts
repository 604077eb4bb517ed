import { expect, test } from 'vitest'
import { register, signIn } from '@/lib/accounts/accounts'
import { newEmail, PASSWORD } from '@/lib/accounts/accounts.test-kit'
import { resetPassword } from '@/lib/accounts/reset'
import { cardToKeep, givenUser, stoppedClock } from '@/lib/cards/cards.test-kit'
import { sendCode } from '@/lib/cards/otp'
import { saveCard } from '@/lib/cards/save'
import { givenDraft } from '@/lib/dealers/dealers.test-kit'
import { resume, startDraft } from '@/lib/dealers/drafts'
import { submitApplication } from '@/lib/dealers/submit'
import { catalogue } from '@/lib/orders/catalogue'
import { createShopOrder } from '@/lib/orders/shop'
import { givenOrder as givenOrderAt, goodCard, stoppedClock as stoppedPaymentClock } from '@/lib/payments/payments.test-kit'
import { show } from '@/lib/payments/plans.test-kit'
import { startPayment } from '@/lib/payments/start'
import type { Result } from '@/lib/shared/result'
import { newId } from './ids'
import { fromAddress } from './rate-limit'
import { overAny } from './uses'

const clock = stoppedClock()
const now = clock.at()
const [product] = catalogue
const who = (address: string) => ({ accessDigest: async () => newId(), userId: null, address })

type Row = [limit: Parameters<typeof fromAddress>[0], times: number, use: (address: string) => Promise<Result<unknown>>]

test.each<Row>([
  [
    'payments-from-address',
    20,
    async (address) => {
      const time = stoppedPaymentClock(now)
      const order = await givenOrderAt(time)
      const method = { kind: 'new' as const, card: goodCard, save: null }
      const input = { orderId: order.id, idempotencyKey: newId(), shownAmountKurus: order.amountKurus, method }
      return startPayment(input, { digest: newId(), address, userId: null }, time)
    },
  ],
  ['plans-from-address', 60, async (address) => show(await givenOrderAt(stoppedPaymentClock(now)), stoppedPaymentClock(now), { address })],
  ['orders-from-address', 60, (address) => createShopOrder(product as (typeof catalogue)[number], 'tr', address, now)],
  ['passwords-from-address', 50, (address) => signIn({ email: newEmail(), password: PASSWORD }, { address, device: '' }, now)],
  ['passwords-from-address', 50, (address) => resetPassword(newId(), PASSWORD, { address, device: '' }, 'tr', now)],
  ['registrations-from-address', 10, (address) => register({ email: newEmail(), password: PASSWORD }, { address }, now)],
  [
    'cards-from-address',
    5,
    async (address) => saveCard(await givenUser(), { formKey: newId(), card: cardToKeep, description: '' }, address, clock),
  ],
  ['otps-from-address', 10, async (address) => sendCode(await givenUser(), '5321234567', address, now)],
  ['applications-from-address', 5, async (address) => submitApplication(await givenDraft(clock), address, clock)],
  ['drafts-from-address', 30, (address) => startDraft(who(address), now)],
  ['resumes-from-address', 30, (address) => resume(newId(), who(address), now)],
])('%s: the 65,536 networks of one IPv6 site have ten times as many as one of them, and no more', async (limit, times, use) => {
  const site = `2001:db8:${newId().slice(0, 4)}`
  let network = 0
  const next = () => `${site}:${(network++).toString(16)}`
  while ((await overAny(fromAddress(limit, next()), now)) === null);
  expect(network - 1).toBe(times * 10)
  expect(await use(next())).toMatchObject({ failure: { kind: 'rate-limited' } })
  const elsewhere = await use('192.0.2.1')
  expect(elsewhere.ok || elsewhere.failure.kind, 'elsewhere').not.toBe('rate-limited')
})
