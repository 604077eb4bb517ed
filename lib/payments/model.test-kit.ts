import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { listEvents } from '@/db/payment-events'
import { listPayments, type Payment } from '@/db/payments'
import { later } from '@/lib/clock'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { newId } from '@/lib/ids'
import { cancelOrder, findOrder, reopenOrder } from '@/lib/orders/orders'
import type { Order } from '@/lib/shared/payments/order'
import { isOneOf, MOVES, type PaymentStatus, UNSETTLED } from '@/lib/shared/payments/payment-states'
import { paynet } from '@/scripts/test/setup'
import { completePayment } from './complete'
import { type AtTheBank, DAY, declinedCard, goodCard, passBank, start, type TestClock } from './payments.test-kit'
import { reconcile } from './reconcile'
import { makeResumeLink, resumePayment } from './resume'
import { decryptChallenge } from './stored-challenge'

/** The real services, what was started through them, and the highest fence that was seen of each payment. */
export type Real = { clock: TestClock; orders: Order[]; atBank: AtTheBank[]; fences: Map<string, number> }
/** All that the model has to know: what it may do next. */
export type Model = { started: number }

export type Step = { name: string; run: (real: Real) => Promise<unknown>; needsPayment?: boolean }

const CHARGE_FAULTS = [
  'answer-lost-before',
  'answer-lost-after',
  'truncated',
  'http-500',
  'http-500-after',
  'http-503-html',
  'http-429',
  'http-401',
  'redirect',
  'wrong-object',
  'oversized',
  'code-8',
  'code-17',
  'missing-is-succeed',
  'wrong-amount',
  'decline',
]
const CHECK_FAULTS = ['answer-lost-after', 'http-500', 'html', 'http-404-html', 'check-wrong-amount']
const NEGATIVES: PaymentStatus[] = ['declined', 'not_charged', 'failed', 'expired', 'superseded']

async function startOne(real: Real, which: number, isDeclined: boolean): Promise<void> {
  const order = pick(real.orders, which)
  const started = await start(order, real.clock, { card: isDeclined ? declinedCard : goodCard })
  if (!started.ok) return
  const row = (await listPayments(order.id)).find(({ id }) => id === started.value.paymentId)
  if (!row?.challenge) throw new Error('a payment that started has no challenge')
  const { sessionId, tokenId } = await decryptChallenge(row.challenge)
  const { id, orderId, referenceNo } = row
  real.atBank.push({ id, orderId, referenceNo, pair: { sessionId, tokenId }, order, clock: real.clock })
}

async function comeBackTimes(real: Real, which: number, times: number): Promise<void> {
  const payment = pick(real.atBank, which)
  await passBank(payment.pair)
  await Promise.all(Array.from({ length: times }, () => completePayment(payment.id, payment.pair, real.clock)))
}

/** The charge hangs at Paynet, which has found no earlier one and not taken money yet; meanwhile the clock is set. */
async function comeBackWhileClockIsSet(real: Real, which: number, stepMs: number): Promise<void> {
  const payment = pick(real.atBank, which)
  await passBank(payment.pair)
  const sent = await chargesSeen(payment.referenceNo)
  await paynet.fault({ fault: 'slow-before', service: 'tds_charge', reference_prefix: payment.referenceNo, ms: 120 })
  let isOver = false
  const back = completePayment(payment.id, payment.pair, real.clock).finally(() => {
    isOver = true
  })
  while (!isOver && (await chargesSeen(payment.referenceNo)) === sent) await sleep(5)
  real.clock.step(stepMs)
  await Promise.all([reconcile(real.clock), reconcile(real.clock)])
  await reconcile(real.clock, { id: payment.id, whenever: true })
  await back
}

/** By a link of its own; it may come too late, or once too often. */
async function takeOver(real: Real, which: number): Promise<void> {
  const { id, orderId } = pick(real.atBank, which)
  const made = await makeResumeLink({ id, orderId }, { payer: 'payer', userId: null }, real.clock.at())
  if (!made.ok) return
  const token = made.value.url.split('/').at(-1) ?? ''
  const presses = await Promise.all([newId(), newId()].map((phone) => resumePayment(token, phone, real.clock.at())))
  must(presses.filter(({ kind }) => kind === 'mine').length <= 1, 'one use', 'two phones took a payment over by one link')
}

async function chargesSeen(referenceNo: string): Promise<number> {
  return (await paynet.calls(referenceNo)).filter(({ service }) => service === 'tds_charge').length
}

const index = fc.nat({ max: 9 })
/** By how much an administrator or a time server sets a clock: from what goes unnoticed to half a day. */
const clockStep = fc.constantFrom(2_000, 30_000, 3 * 60_000, 9 * 60_000, 3_600_000, 12 * 3_600_000).chain((ms) => fc.constantFrom(ms, -ms))

/** A shopper who gets everything right; frequent, so that many payments get far. */
const shopping: fc.Arbitrary<Step>[] = [
  fc.tuple(index, fc.boolean()).map(([which, declined]) => ({
    name: `start(${which}, ${declined ? 'bad' : 'good'} card)`,
    run: (real) => startOne(real, which, declined),
  })),
  fc.tuple(index, fc.constantFrom(1, 1, 2, 5)).map(([which, times]) => ({
    name: `return(${which} × ${times})`,
    needsPayment: true,
    run: (real) => comeBackTimes(real, which, times),
  })),
]

/** What a shopper, a bank, a merchant and a wrecker may do. */
export const steps: fc.Arbitrary<Step>[] = [
  ...shopping,
  ...shopping,
  ...shopping,
  fc.tuple(index, index).map(([which, other]) => ({
    name: `returnWithPairOf(${which}, ${other})`,
    needsPayment: true,
    run: (real) => completePayment(pick(real.atBank, which).id, pick(real.atBank, other).pair, real.clock),
  })),
  index.map((which) => ({
    name: `returnWithoutIds(${which})`,
    needsPayment: true,
    run: (real) => completePayment(pick(real.atBank, which).id, null, real.clock),
  })),
  index.map((which) => ({
    name: `takeOver(${which})`,
    needsPayment: true,
    run: (real) => takeOver(real, which),
  })),
  index.map((which) => ({
    name: `returnWhileTakingOver(${which})`,
    needsPayment: true,
    run: (real) => Promise.all([comeBackTimes(real, which, 2), takeOver(real, which)]),
  })),
  index.map((which) => ({
    name: `returnWhileCancelling(${which})`,
    needsPayment: true,
    run: (real) => Promise.all([comeBackTimes(real, which, 2), cancelOrder(pick(real.atBank, which).orderId, real.clock.at())]),
  })),
  fc.constantFrom(1, 2).map((times) => ({
    name: `reconcile(× ${times})`,
    run: (real) => Promise.all(Array.from({ length: times }, () => reconcile(real.clock))),
  })),
  index.map((which) => ({
    name: `lookNow(${which})`,
    needsPayment: true,
    run: (real) => reconcile(real.clock, { id: pick(real.atBank, which).id, whenever: true }),
  })),
  fc.constant({ name: 'keepHouse', run: (real: Real) => keepHouse(real.clock) }),
  fc
    .constantFrom(1_000, 3_999, 4_000, 12_000, 61_000, 31 * 60_000, DAY)
    .map((ms) => ({ name: `pass(${ms} ms)`, run: async (real) => real.clock.pass(ms) })),
  clockStep.map((ms) => ({ name: `setClock(${ms} ms)`, run: async (real) => real.clock.step(ms) })),
  fc.tuple(index, clockStep).map(([which, ms]) => ({
    name: `returnWhileClockIsSet(${which}, ${ms} ms)`,
    needsPayment: true,
    run: (real) => comeBackWhileClockIsSet(real, which, ms),
  })),
  index.map((which) => ({ name: `cancel(${which})`, run: (real) => cancelOrder(pick(real.orders, which).id, real.clock.at()) })),
  index.map((which) => ({
    name: `reopen(${which})`,
    run: (real) => reopenOrder(pick(real.orders, which).id, null, real.clock.at()),
  })),
  index.map((which) => ({
    name: `returnWhileReopening(${which})`,
    needsPayment: true,
    run: (real) => Promise.all([comeBackTimes(real, which, 2), reopenOrder(pick(real.atBank, which).orderId, null, real.clock.at())]),
  })),
  fc.tuple(fc.constantFrom(...CHARGE_FAULTS), fc.constantFrom(1, 2, 6)).map(([fault, times]) => ({
    name: `chargeFault(${fault} × ${times})`,
    run: () => paynet.fault({ fault, service: 'tds_charge', times }),
  })),
  fc.tuple(fc.constantFrom(...CHECK_FAULTS), fc.constantFrom(1, 4)).map(([fault, times]) => ({
    name: `checkFault(${fault} × ${times})`,
    run: () => paynet.fault({ fault, service: 'check', times }),
  })),
  fc.constant({ name: 'faultsOff', run: () => paynet.clearFaults() }),
]

/** Lets the world become well again and time go on until nothing is left to look at. */
export async function recover(real: Real): Promise<void> {
  await paynet.clearFaults()
  for (let round = 0; round < 60; round++) {
    const live = (await allPayments(real)).filter(({ status }) => isOneOf(status, UNSETTLED))
    if (live.length === 0) return
    const times = live.flatMap(({ nextAt, leaseUntil }) => [nextAt?.getTime() ?? 0, leaseUntil?.getTime() ?? 0])
    real.clock.to(later(new Date(Math.max(...times)), 1))
    await reconcile(real.clock)
  }
}

export async function allPayments(real: Real): Promise<Payment[]> {
  return (await Promise.all(real.orders.map(({ id }) => listPayments(id)))).flat()
}

/** What must hold after every step. Throws a sentence that names the invariant. */
export async function assertInvariants(real: Real): Promise<void> {
  const taken = await successesByReference()
  for (const order of real.orders) {
    const payments = await listPayments(order.id)
    const total = payments.reduce((sum, { referenceNo }) => sum + (taken.get(referenceNo)?.length ?? 0), 0)
    must(total <= 1, 'I1', `${total} successes for one order`)
    const status = (await findOrder(order.id, real.clock.at()))?.status
    if (status === 'paid') must(total === 1, 'I3', 'a paid order without a success in the ledger')
    for (const payment of payments) {
      const isTaken = taken.has(payment.referenceNo) && !(payment.status === 'not_charged' && (await isGivenBack(payment)))
      must(!isTaken || !NEGATIVES.includes(payment.status), 'I4', `${payment.status} although it was charged`)
      must(payment.fence >= (real.fences.get(payment.id) ?? 0), 'I8', 'the fence fell')
      real.fences.set(payment.id, payment.fence)
    }
  }
}

/** What must hold when the world is well again. */
export async function assertAllIsWell(real: Real): Promise<void> {
  await assertInvariants(real)
  const taken = await successesByReference()
  for (const payment of await allPayments(real)) {
    must(!isOneOf(payment.status, UNSETTLED), 'I5', `still ${payment.status}`)
    const [success] = taken.get(payment.referenceNo) ?? []
    if (success) {
      const isKnown = isOneOf(payment.status, ['succeeded', 'review']) || (payment.status === 'not_charged' && (await isGivenBack(payment)))
      must(isKnown, 'I2', `${payment.status} although it was charged`)
      must(success.amount_kurus === payment.amountKurus && success.currency === 'TRY', 'I3', 'another amount was charged')
    } else must(payment.status !== 'succeeded', 'I3', 'succeeded without a success in the ledger')
    const asked = (await paynet.calls(payment.referenceNo)).filter(({ service }) => service === 'tds_charge')
    must(asked.length <= payment.calls, 'I7', `${asked.length} charges were sent, ${payment.calls} promised`)
    must(
      asked.every(({ overlapping }) => overlapping === false),
      'I9',
      'two charges of one pair overlapped',
    )
    for (const { kind, from, to } of await listEvents(payment.id)) {
      if (kind === 'move' && from) must((MOVES[from] as readonly unknown[]).includes(to), 'I6', `moved from ${from} to ${to}`)
    }
  }
}

async function successesByReference(): Promise<Map<unknown, Record<string, unknown>[]>> {
  const taken = new Map<unknown, Record<string, unknown>[]>()
  for (const transaction of await paynet.ledger()) {
    if (transaction.is_succeed !== true) continue
    taken.set(transaction.reference_no, [...(taken.get(transaction.reference_no) ?? []), transaction])
  }
  return taken
}

/** In Paynet's panel, all of it, before its success was known here. */
async function isGivenBack({ referenceNo, amountKurus }: Payment): Promise<boolean> {
  const approved = (await paynet.refunds(referenceNo)).filter(({ status }) => status === 'approved')
  return approved.reduce((sum, { amount_kurus }) => sum + Number(amount_kurus), 0) >= amountKurus
}

function must(holds: boolean, invariant: string, otherwise: string): void {
  if (!holds) throw new Error(`${invariant}: ${otherwise}`)
}

export function pick<T>(list: T[], which: number): T {
  const found = list[which % list.length]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}
