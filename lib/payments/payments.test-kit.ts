import { findPayment, type Payment } from '@/db/payments'
import { type Clock, later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { createOrder, findOrder, type NewOrder } from '@/lib/orders/orders'
import type { Pair } from '@/lib/paynet/payments'
import type { CardInput } from '@/lib/shared/cards/card'
import type { Order } from '@/lib/shared/payments/order'
import { isOneOf, type PaymentStatus, UNSETTLED } from '@/lib/shared/payments/payment-states'
import type { PlanChoice } from '@/lib/shared/payments/plan'
import type { Result } from '@/lib/shared/result'
import { paynet } from '@/scripts/test/setup'
import { completePayment } from './complete'
import type { PaymentMethodInput } from './payment-method'
import { reconcile } from './reconcile'
import { type Started, startPayment } from './start'
import { decryptChallenge } from './stored-challenge'

export { DAY, HOUR, MINUTE } from '@/lib/duration'

/** `PAYNET_QUIET_MS` of the tests; the window and the distances of "none" follow from it. */
export const QUIET_MS = 4_000

export type TestClock = Clock & {
  at: () => Date
  /** Lets time pass. */
  pass: (ms: number) => Date
  to: (at: Date) => void
  /** Sets the time of day, forwards or back, without any time passing. */
  step: (ms: number) => void
}

/** A clock that stands still until it is told to go on, in a process that has lived that long. */
export function stoppedClock(start = new Date(), livedForMs = 30 * DAY): TestClock {
  let now = start
  let elapsed = livedForMs
  const at = () => now
  const pass = (ms: number) => {
    elapsed += ms
    now = later(now, ms)
    return now
  }
  const to = (at: Date) => {
    if (at > now) pass(at.getTime() - now.getTime())
  }
  const step = (ms: number) => {
    now = later(now, ms)
  }
  return Object.assign(async () => now, { at, pass, to, step, elapsedMs: () => elapsed })
}

export const goodCard: CardInput = { holder: 'Ayşe Yılmaz', number: '4355 0843 5508 4358', expiry: '12/40', cvc: '739' }
/** The simulator's card whose bank answers "insufficient limit". */
export const declinedCard: CardInput = { ...goodCard, number: '4355080000030051' }
/** 3D fails although the right code was typed; the ids come back all the same. */
export const unverifiedCard: CardInput = { ...goodCard, number: '4355080000070016' }

export async function givenOrder(clock: TestClock, amountKurus = 14_990, more: Partial<NewOrder> = {}): Promise<Order> {
  const reference = `SIP-${newId().replaceAll(/[-_]/g, '.')}`
  const bare = { description: null, items: [], customer: null, successUrl: null, cancelUrl: null, locale: null }
  const created = await createOrder({ reference, amountKurus, ...bare, ...more }, clock.at())
  if (!created.ok) throw new Error('the order was not made')
  return created.value.order
}

/** What the pay button does. Each call comes from an address of its own unless one is given. */
export function start(
  order: Pick<Order, 'id' | 'amountKurus'>,
  clock: TestClock,
  more: {
    card?: CardInput
    method?: PaymentMethodInput
    userId?: string
    idempotencyKey?: string
    address?: string
    shownAmountKurus?: number
    plan?: PlanChoice | 'unknown'
  } = {},
): Promise<Result<Started>> {
  const {
    plan = null,
    card = goodCard,
    idempotencyKey = newId(),
    address = newId(),
    shownAmountKurus = order.amountKurus,
    userId = null,
  } = more
  const method = more.method ?? { kind: 'new' as const, card, save: null }
  return startPayment({ orderId: order.id, idempotencyKey, shownAmountKurus, method, plan }, { digest: 'payer', address, userId }, clock)
}

/** A fault of the simulator's catalogue, by name, with what it may be told. */
export type FaultOfOne = { fault: string; times?: number; ms?: number; acts?: boolean }

export type AtTheBank = { id: string; orderId: string; referenceNo: string; pair: Pair; order: Order; clock: TestClock }

/** A payment whose shopper is at the bank. */
export async function givenChallenged(
  given: {
    clock?: TestClock
    order?: Order
    card?: CardInput
    method?: PaymentMethodInput
    userId?: string
    amountKurus?: number
    plan?: PlanChoice
  } = {},
): Promise<AtTheBank> {
  const clock = given.clock ?? stoppedClock()
  const order = given.order ?? (await givenOrder(clock, given.amountKurus))
  const started = await start(order, clock, given)
  if (!started.ok) throw new Error(`the payment did not start: ${JSON.stringify(started.failure)}`)
  const { id, orderId, referenceNo, challenge } = await payment(started.value.paymentId)
  if (!challenge) throw new Error('the payment has no challenge')
  const { sessionId, tokenId } = await decryptChallenge(challenge)
  return { id, orderId, referenceNo, pair: { sessionId, tokenId }, order, clock }
}

/** The same, and the shopper has typed the code. */
export async function givenPassed(given: Parameters<typeof givenChallenged>[0] & { bankErrorId?: string } = {}): Promise<AtTheBank> {
  const waiting = await givenChallenged(given)
  await passBank(waiting.pair, given.bankErrorId)
  return waiting
}

/** The same, and the bank's return has come: charged, or whatever the given fault makes of it. */
export async function givenReturned(given: Parameters<typeof givenPassed>[0] & { fault?: FaultOfOne } = {}): Promise<AtTheBank> {
  const passed = await givenPassed(given)
  if (given.fault) await faultOfCharge(passed, given.fault)
  await comeBack(passed)
  return passed
}

/** `bankErrorId`: with which code the bank will decline. */
export async function passBank({ sessionId, tokenId }: Pair, bankErrorId = ''): Promise<void> {
  await paynet.answerBank({ session_id: sessionId, token_id: tokenId }, { otp: 'a', bank_error_id: bankErrorId })
}

export async function comeBack({ id, pair, clock }: AtTheBank): Promise<void> {
  await completePayment(id, pair, clock)
}

/** Switches a fault on for the charges of one payment. */
export async function faultOfCharge({ referenceNo }: Pick<AtTheBank, 'referenceNo'>, fault: FaultOfOne): Promise<void> {
  await paynet.fault({ service: 'tds_charge', reference_prefix: referenceNo, ...fault })
}

export async function faultOfCheck({ referenceNo }: Pick<AtTheBank, 'referenceNo'>, fault: FaultOfOne): Promise<void> {
  await paynet.fault({ service: 'check', reference_prefix: referenceNo, ...fault })
}

export async function payment(id: string): Promise<Payment> {
  const found = await findPayment(id)
  if (!found) throw new Error('no such payment')
  return found
}

export async function statusOf({ id }: Pick<AtTheBank, 'id'>): Promise<PaymentStatus> {
  return (await payment(id)).status
}

export async function orderStatus({ orderId, clock }: Pick<AtTheBank, 'orderId' | 'clock'>) {
  return (await findOrder(orderId, clock.at()))?.status
}

/** How often money was taken for a reference. */
export async function successes(referenceNo: string): Promise<number> {
  return (await paynet.ledger(referenceNo)).filter((transaction) => transaction.is_succeed === true).length
}

export async function callsOf({ referenceNo }: Pick<AtTheBank, 'referenceNo'>, service: string): Promise<number> {
  return (await paynet.calls(referenceNo)).filter((call) => call.service === service).length
}

/** One look at a payment, due or not. */
export async function look({ id, clock }: Pick<AtTheBank, 'id' | 'clock'>): Promise<PaymentStatus> {
  await reconcile(clock, { id, whenever: true })
  return statusOf({ id })
}

/** Moves the clock from one due look to the next until the payment is settled or two days have passed. */
export async function settleByLooking(
  { id, clock }: Pick<AtTheBank, 'id' | 'clock'>,
  afterEach: (status: PaymentStatus) => Promise<void> = async () => {},
): Promise<PaymentStatus> {
  const giveUpAt = later(clock.at(), 2 * DAY)
  for (;;) {
    const { status, nextAt, leaseUntil } = await payment(id)
    if (!isOneOf(status, UNSETTLED) || clock.at() > giveUpAt) return status
    clock.to(nextAt ?? clock.at())
    if (leaseUntil && status !== 'charging') clock.to(later(leaseUntil, 1))
    clock.pass(1)
    await reconcile(clock, { id })
    await afterEach(await statusOf({ id }))
  }
}

/** Lets a check show this deployment a success that it knows; from then on a "none" counts. */
export async function proveThatChecksSee(clock: TestClock): Promise<void> {
  const paid = await givenReturned({ clock })
  if ((await statusOf(paid)) !== 'succeeded') throw new Error('the first payment did not succeed')
}
