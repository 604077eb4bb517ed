import { setTimeout as sleep } from 'node:timers/promises'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import type { Order } from '@/e2e/harness/orders'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper, type RawShopper } from '@/e2e/harness/raw-shopper'
import { NEGATIVE } from '@/e2e/harness/sentences'
import type { Case } from './cases'
import { forgetUses, type RefundRow, setNextLook } from './history'
import type { Fault } from './menu'
import { isLegalRefund, type RefundExpectation } from './refund-oracle'
import type { FaultRig } from './rig'
import { type Arming, NOBODY } from './switch'
import type { Verdict } from './verdict'

const WITHIN_MS = 60_000
const PART_KURUS = 5_000
const REFERENCE = 'IADE-1'

/** Requests are limited by the minute, and a walk makes two. */
const WALKS_OF_A_MINUTE = 100
let walks = 0

/** A merchant who gives money of a paid order back, and its shopper. */
type Walk = { rig: FaultRig; order: Order; shopper: RawShopper; amountKurus: number; problems: string[] }

/** As Paynet's books have it. */
type Reversal = { amount_kurus: number; status: string; by: string }

/**
 * A refund is asked for once, whatever becomes of its answer. It counts as done only when Paynet's books show it, and
 * the payment stays what it was.
 */
export async function walkRefund(rig: FaultRig, one: Case, expected: RefundExpectation): Promise<Verdict> {
  walks += 1
  if (walks % WALKS_OF_A_MINUTE === 0) await forgetUses(rig.stack.app.env.DATABASE_URL ?? '')
  const walk = await rig.inTurn(() => payFor(rig, one))
  const lost: Fault = { name: 'close', when: one.when, does: { kind: 'close', acts: one.when !== 'before' } }
  const isOfRequest = one.service === 'reversed_request'
  const arming = isOfRequest ? await arm(walk, one) : await rig.arm('reversed_request', walk.order.reference, lost, 1)
  const asked = await ask(walk)
  if (asked.status !== 201 || asked.said.status !== 'planned')
    walk.problems.push(`asking is answered with ${asked.status} ${asked.said.status}`)
  const row = await until(walk, ({ path }) => path.length >= 3)
  const first = row?.path[2] ?? 'none'
  if (arming.met() === 0) walk.problems.push('the fault was never met')
  await arming.clear()
  await lookAtPage(walk)
  if (isOfRequest) await pursue(walk, expected)
  else await lookWithFault(walk, one, expected)
  return judge(walk, one, expected, { first, id: asked.said.id })
}

async function payFor(rig: FaultRig, { refund }: Case): Promise<Walk> {
  const order = await rig.stack.orders.make()
  const shopper = createRawShopper(rig.stack, newAddress())
  await shopper.pay(order.id, cards.good)
  if ((await rig.stack.orders.read(order.id)).status !== 'paid') throw new Error('the payment that is to be given back was not made')
  return { rig, order, shopper, amountKurus: refund === 'part' ? PART_KURUS : order.amount, problems: [] }
}

function arm({ rig, order }: Walk, { service, fault }: Case): Promise<Arming> {
  return rig.arm(service, service === 'reversal_list' ? NOBODY : order.reference, fault, 1)
}

/** As the merchant's server asks, which may ask again for the same. */
async function ask({ rig, order, amountKurus }: Walk): Promise<{ status: number; said: { id?: string; status?: string } }> {
  const { app } = rig.stack
  const answer = await rawRequest(`${app.url}/api/orders/${order.id}/refunds`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ reference: REFERENCE, amount: amountKurus, remaining: order.amount, reason: 'customer' }),
  })
  return { status: answer.status, said: JSON.parse(answer.body) as { id?: string; status?: string } }
}

/** Lets time pass: what may be sent again is, and what may have arrived is looked at until it is where it must end. */
async function pursue(walk: Walk, { ends }: RefundExpectation): Promise<void> {
  const before = (await rowOf(walk))?.looks ?? 0
  await until(walk, async ({ id, status, looks }) => {
    const isOver = !['planned', 'sending', 'unknown', 'accepted'].includes(status)
    if (isOver || (ends.includes(status) && looks > before)) return true
    if (status !== 'sending') await setNextLook(databaseOf(walk), id, 'now')
    return false
  })
}

/** One question after another meets the fault of the list, which is asked of nobody's refund; until its turn none looks. */
async function lookWithFault(walk: Walk, one: Case, expected: RefundExpectation): Promise<void> {
  if (one.service !== 'reversal_list') return lookNow(walk, one, expected)
  const row = await rowOf(walk)
  if (row) await setNextLook(databaseOf(walk), row.id, 'never')
  await walk.rig.oneAtATime(() => lookAtList(walk, one, expected))
}

/** Only the list can tell what has become of it. */
async function lookAtList(walk: Walk, one: Case, expected: RefundExpectation): Promise<void> {
  const mute: Fault = { name: 'http-500', when: 'before', does: { kind: 'paynet', name: 'http-500', acts: false } }
  const silence = await walk.rig.arm('detail', walk.order.reference, mute)
  await lookNow(walk, one, expected)
  await silence.clear()
}

async function lookNow(walk: Walk, one: Case, expected: RefundExpectation): Promise<void> {
  const arming = await arm(walk, one)
  await pursue(walk, { ...expected, ends: ['unknown', ...expected.ends] })
  if (arming.met() === 0) walk.problems.push('the fault was never met')
  await arming.clear()
  const row = await rowOf(walk)
  if (row?.status === 'unknown') await pursue(walk, expected)
}

async function rowOf({ rig, order }: Walk): Promise<RefundRow | undefined> {
  return (await rig.history.refundsOf(order.id)).find(({ reference }) => reference === REFERENCE)
}

function databaseOf({ rig }: Walk): string {
  return rig.stack.app.env.DATABASE_URL ?? ''
}

async function until(walk: Walk, isSo: (row: RefundRow) => boolean | Promise<boolean>): Promise<RefundRow | undefined> {
  const end = performance.now() + WITHIN_MS
  for (let pause = 100; ; pause = Math.min(pause * 1.4, 1_000)) {
    const row = await rowOf(walk)
    if (row && (await isSo(row))) return row
    if (performance.now() > end) {
      walk.problems.push(`not so within ${WITHIN_MS / 1000} s: ${row?.path.join('>') ?? 'no refund'}`)
      return row
    }
    await sleep(pause)
  }
}

/** Whoever paid is never told that nothing was charged. */
async function lookAtPage({ shopper, order, problems }: Walk): Promise<void> {
  const { status, body } = await shopper.request(`/checkout/${order.id}/result`)
  const main = /<main[\s\S]*?<\/main>/.exec(body)?.[0] ?? ''
  const words = main.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' ')
  if (!main.includes('data-payment-status="succeeded"')) problems.push(`the payer is shown another status, with ${status}`)
  if (NEGATIVE.test(words)) problems.push('the payer is told that nothing was charged')
}

async function judge(
  walk: Walk,
  one: Case,
  expected: RefundExpectation,
  { first, id }: { first: string; id: string | undefined },
): Promise<Verdict> {
  const { rig, order, amountKurus, problems } = walk
  const again = await ask(walk)
  await lookAtPage(walk)
  const rows = await rig.history.refundsOf(order.id)
  const own = rows.filter(({ reference }) => reference === REFERENCE)
  const [row] = own
  const [payment] = await rig.history.moneyOf(order.id)
  const reversals = await reversalsOf(walk, payment?.referenceNo ?? '')
  const givenBack = reversals.reduce((sum, { amount_kurus }) => sum + amount_kurus, 0)
  const requests = rig.faults.callsOf('reversed_request', order.reference)
  const held = rows.filter(({ status }) => ['planned', 'sending', 'unknown', 'accepted', 'refunded'].includes(status))
  const sumOf = (list: RefundRow[]) => list.reduce((sum, one) => sum + one.amountKurus, 0)
  const end = row?.status ?? 'none'
  const isBack = end === 'refunded' || (end === 'unknown' && one.when !== 'before')
  if (row) await setNextLook(databaseOf(walk), row.id, 'never')

  const complaints: Array<[isSo: boolean, complaint: string]> = [
    [own.length !== 1, `${own.length} rows`],
    [!isLegalRefund(row?.path ?? []), 'an illegal history'],
    [!expected.first.includes(first), `should first be ${expected.first.join(' or ')}`],
    [!expected.ends.includes(end), `should end ${expected.ends.join(' or ')}, not ${end}`],
    [requests > expected.requests, `asked for ${requests} times, at most ${expected.requests} allowed`],
    [givenBack > order.amount, 'more was given back than was drawn'],
    [givenBack !== (isBack ? amountKurus : 0), `${givenBack} kuruş were given back at Paynet`],
    [row?.reservedKurus !== sumOf(held), `${row?.reservedKurus} kuruş are held, the rows make ${sumOf(held)}`],
    [row?.refundedKurus !== sumOf(held.filter(({ status }) => status === 'refunded')), 'another sum counts as given back'],
    [payment?.status !== 'succeeded', `the payment is ${payment?.status}`],
    [payment?.finding !== null && !expected.isTold, `a person is told: ${payment?.finding}`],
    [(await rig.stack.orders.read(order.id)).status !== 'paid', 'the order is no longer paid'],
    [again.status !== 200 || again.said.id !== id, `the same asked again is answered with ${again.status}`],
  ]
  const counts = (['detail', 'reversed_request'] as const).map((service) => `${service} ${rig.faults.callsOf(service, order.reference)}`)
  return {
    path: row?.path.join('>') ?? '',
    told: end,
    calls: counts.join(' '),
    problems: [...new Set(problems), ...complaints.filter(([isSo]) => isSo).map(([, complaint]) => complaint)],
  }
}

async function reversalsOf({ rig }: Walk, referenceNo: string): Promise<Reversal[]> {
  const answer = await fetch(`${rig.stack.simulator.url}/control/refunds?reference_no=${encodeURIComponent(referenceNo)}`)
  const reversals = (await answer.json()) as Reversal[]
  return reversals.filter(({ status }) => status === 'waiting' || status === 'approved')
}
