import { close } from '@/db/client'
import { findPayment } from '@/db/payments'
import { register } from '@/lib/accounts/accounts'
import { saveCard } from '@/lib/cards/save'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { digest, newId } from '@/lib/ids'
import { catalogue } from '@/lib/orders/catalogue'
import { createShopOrder } from '@/lib/orders/shop'
import { completePayment } from '@/lib/payments/complete'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import { showPlans } from '@/lib/payments/show-plans'
import { startPayment } from '@/lib/payments/start'
import { decryptChallenge } from '@/lib/payments/stored-challenge'
import type { CardInput } from '@/lib/shared/cards/card'
import type { Plan } from '@/lib/shared/payments/plan'
import { DEMO_PASSWORD, DEMO_PEOPLE } from './people'

/** Creates the demo's accounts, each with a payment and cards that Paynet really keeps. Existing accounts are left alone. */
const ADDRESS = 'demo'

for (const { email, holder, cards, bought } of DEMO_PEOPLE) {
  const registered = await register({ email, password: DEMO_PASSWORD }, { address: ADDRESS }, await now())
  if (!registered.ok) continue
  const card = { holder, number: bought.with, expiry: monthAhead(12), cvc: '123' }
  await buySomething(registered.value.id, card, bought.instalments)
  for (const { number, description, monthsLeft } of cards) {
    const card = { holder, number, expiry: monthAhead(monthsLeft), cvc: '' }
    const saved = await saveCard(registered.value.id, { formKey: newId(), card, description }, ADDRESS, now)
    if (!saved.ok) throw new Error(`The card of ${email} was not saved: ${saved.failure.kind}`)
  }
}
await close()

/** Saving a card without a payment requires an earlier payment; the simulator's bank accepts any code. */
async function buySomething(userId: string, card: CardInput, instalments: number): Promise<void> {
  const [product] = catalogue
  const order = product && (await createShopOrder(product, 'tr', ADDRESS, await now()))
  if (!order?.ok) throw new Error('No order was made')
  const { id: orderId, amountKurus } = order.value
  const input = {
    orderId,
    idempotencyKey: newIdempotencyKey(),
    shownAmountKurus: amountKurus,
    method: { kind: 'new' as const, card, save: null },
    plan: await findPlan(orderId, { userId, cardStart: card.number, instalments }),
  }
  const started = await startPayment(input, { digest: digest(newId()), address: ADDRESS, userId }, now)
  if (!started.ok) throw new Error(`No payment was started: ${started.failure.kind}`)
  const { paymentId } = started.value
  const pair = await decryptChallenge((await findPayment(paymentId))?.challenge ?? '')
  const answer = new URLSearchParams({ session_id: pair.sessionId, token_id: pair.tokenId, action: 'approve', otp: 'a' })
  await fetch(`${env().paynet.url}/bank/3d`, { method: 'POST', body: answer })
  await completePayment(paymentId, pair, now)
}

/** Null for a single payment, which is all there is where no plans are on offer. */
async function findPlan(
  orderId: string,
  { userId, cardStart, instalments }: { userId: string; cardStart: string; instalments: number },
): Promise<Plan | null> {
  const offer = await showPlans(orderId, { cardStart }, { userId, address: ADDRESS }, now)
  const plans = offer.ok && offer.value.kind === 'plans' ? offer.value.plans : []
  return plans.find((plan) => plan.instalments === instalments) ?? null
}

function monthAhead(months: number): string {
  const then = new Date()
  then.setUTCDate(1)
  then.setUTCMonth(then.getUTCMonth() + months)
  return `${then.getUTCMonth() + 1}/${then.getUTCFullYear()}`
}
