import type { Payment } from '@/db/payments'
import { listRefundsOf, type Refund } from '@/db/refunds'
import { now } from '@/lib/clock'
import { findOrderBy } from '@/lib/orders/orders'
import { describeEvent, describePlan, describeState } from '@/lib/payments/describe'
import { drawnOf } from '@/lib/payments/drawn'
import { describeFacts, readKeptDetails } from '@/lib/payments/kept-details'
import { DECISIONS, type Decision, decide, findPaymentsBy, isOpenTo, readTimeline } from '@/lib/payments/operate'
import { describeRefund, nextOfRefund } from '@/lib/refunds/describe'
import { drawnBy, isRefundable, remainingOf } from '@/lib/refunds/of-payment'
import { asJson } from '@/lib/shared/as-json'
import { confirm, WORD_OPTIONS, wordOf } from './confirm'
import { type Answer, EXIT, type Output, runCommand } from './run-command'
import { lira } from './told'
import { jsonOfRefund } from './told-refund'

const NAME_WIDTH = 20

await runCommand({
  name: 'payment',
  synopsis: '<payment id, order id, reference or reference_no> [--accept | --refunded | --not-charged] [--note <why>] [--yes]',
  about: `What Paynet has told of a payment, and what happened to it. A decision ends what no program can end: a review, a success that is
late, or a payment that stays undecided. Your user name and the note are kept in its timeline. Ends with 1 if it waits for a decision.`,
  options: {
    accept: { type: 'boolean', help: 'the money is ours, the order is paid' },
    refunded: { type: 'boolean', help: 'the money was given back' },
    'not-charged': { type: 'boolean', help: "Paynet's panel shows no money" },
    ...WORD_OPTIONS,
  },
  words: [1, 1],
  async run({ values, words: [word = ''] }, out) {
    const [decision, ...others] = DECISIONS.filter((name) => values[name])
    if (others.length > 0) return { wrong: 'one decision at a time' }
    const payments = await findPaymentsBy(word)
    if (decision) {
      const refusal = await carryOut(word, payments, decision, values)
      if (refusal) return refusal
    }
    const order = await findOrderBy(payments[0]?.orderId ?? word, await now())
    if (!order) return { refused: `No payment or order is called ${word}.` }
    if (payments.length === 0) {
      out.say(`${order.reference}  ${order.status}  ${lira(order.amountKurus)}`)
      out.say(`  order ${order.id}: no payment has been tried`)
    }
    const shown = []
    for (const { id } of payments) shown.push(await show(id, out))
    const { id, reference, status, amountKurus, createdAt, expiresAt } = order
    const json = { order: asJson({ id, reference, status, amountKurus, createdAt, expiresAt }), payments: shown }
    return { exit: shown.some((each) => each?.can_be.length) ? EXIT.waits : EXIT.done, json }
  },
})

/** Carries a decision out; what keeps it from being carried out, or null. */
async function carryOut(
  word: string,
  payments: Payment[],
  decision: Decision,
  values: { note?: string; yes?: boolean },
): Promise<Answer | null> {
  const at = await now()
  const [payment, ...rest] = payments.filter((candidate) => isOpenTo(decision, candidate, at))
  if (!payment || rest.length > 0) {
    return { refused: `${word} is ${payment ? 'more than one payment' : 'no payment'} that --${decision} can end; nothing was changed.` }
  }
  const { referenceNo, status } = payment
  if (!(await confirm(`${referenceNo}, ${status}, ${lira(drawnOf(payment))}: --${decision}. Is that right?`, values)))
    return { refused: 'Nothing was changed.' }
  if (!(await decide(payment, decision, await now(), wordOf(values))))
    return { refused: 'This payment has just been ended by someone else; nothing was changed.' }
  return null
}

async function show(id: string, { say }: Output) {
  const [payment] = await findPaymentsBy(id)
  if (!payment) return null
  const events = await readTimeline(payment)
  const at = await now()
  const canBe = DECISIONS.filter((decision) => isOpenTo(decision, payment, at))
  const isOnItsWay = payment.reservedKurus > payment.refundedKurus
  const late = payment.refundedAt ? 'late' : isOnItsWay ? 'late, its money is on its way back' : 'late: refund it'
  const marks = [payment.late && late, payment.refundedAt && 'refunded'].filter(Boolean).join(', ')
  say(`${payment.referenceNo}  ${payment.status}${marks && ` (${marks})`}  ${lira(drawnOf(payment))}  ${payment.card ?? ''}`)
  say(`  payment ${payment.id} of order ${payment.orderId}`)
  const state = describeState(payment, events)
  for (const [name, value] of [...describePlan(payment), ...describeFacts(payment), ...state]) say(`  ${name.padEnd(NAME_WIDTH)}  ${value}`)
  const refunds = await listRefundsOf([payment.id])
  for (const line of linesOfRefunds(payment, refunds)) say(`  ${line}`)
  for (const event of events) {
    const took = event.durationMs === null ? '' : `  ${event.durationMs} ms`
    say(`  ${event.at.toISOString()}  ${event.kind.replace(/^refund-/, '').padEnd(4)}  ${describeEvent(event)}${took}`)
  }
  if (canBe.length > 0) {
    const giveBack = canBe.includes('refunded') && isRefundable(payment) ? ['npm run refund, which gives it back'] : []
    say(`  waits for you: ${[...canBe.map((decision) => `--${decision}`), ...giveBack].join(', ')}`)
  }
  return { ...jsonOf(payment, state, canBe, events), ...jsonOfRefunds(payment, refunds) }
}

/** What was given back of a payment, is being, and may still be; nothing where nobody has asked for any. */
function linesOfRefunds(payment: Payment, refunds: Refund[]): string[] {
  if (refunds.length === 0) return []
  const { refundedKurus, reservedKurus } = payment
  const onTheWay = reservedKurus - refundedKurus
  const parts = [
    `${lira(refundedKurus)} of ${lira(drawnBy(payment) ?? drawnOf(payment))}`,
    ...(onTheWay > 0 ? [`${lira(onTheWay)} on its way`] : []),
    `${lira(remainingOf(payment))} left`,
  ]
  return [
    `${'given back'.padEnd(NAME_WIDTH)}  ${parts.join(', ')}`,
    ...refunds.flatMap((refund) => [
      `refund ${refund.reference ?? refund.id}  ${lira(refund.amountKurus)}${refund.findingId === null ? '' : ' of another transaction'}  ${describeRefund(refund)}`,
      ...nextOfRefund(refund).map((next) => `  npm run ${next}`),
    ]),
  ]
}

function jsonOfRefunds(payment: Payment, refunds: Refund[]) {
  const { refundedKurus, reservedKurus } = payment
  return {
    ...asJson({ refundedKurus, reservedKurus, remainingKurus: remainingOf(payment) }),
    refunds: refunds.map(jsonOfRefund),
  }
}

function jsonOf(payment: Payment, state: [string, string][], canBe: Decision[], events: Awaited<ReturnType<typeof readTimeline>>) {
  const { id, orderId, status, referenceNo, amountKurus, xactId, card, late, reason, createdAt, settledAt, refundedAt, details } = payment
  const { instalments, monthlyKurus, feeKurus, feePayer, ratioCode } = payment
  const told = readKeptDetails(details)
  return {
    ...asJson({
      id,
      orderId,
      status,
      referenceNo,
      amountKurus,
      drawnKurus: drawnOf(payment),
      feeKurus,
      feePayer,
      instalments,
      monthlyKurus,
    }),
    ...asJson({ ratioCode, xactId, card, late, decline: reason, createdAt, settledAt, refundedAt }),
    paynet: told && asJson(told),
    ...Object.fromEntries(state.map(([name, value]) => [name.replaceAll(' ', '_').replaceAll("'", ''), value])),
    timeline: events.map((event) => {
      const { at, kind, from, to, durationMs } = event
      return { at, kind, from, to, detail: kind === 'move' ? null : describeEvent(event), duration_ms: durationMs }
    }),
    can_be: canBe,
  }
}
