import { now } from '@/lib/clock'
import { describeFacts } from '@/lib/payments/kept-details'
import { DECISIONS, decide, findPaymentsBy, isOpenTo, readTimeline } from '@/lib/payments/operate'
import { readArguments, runCommand } from './run-command'

const USAGE =
  'Usage: npm run payment -- <payment id, order id, reference or reference_no> [--accept | --refunded | --not-charged] [--note <why>]'

const NAME_WIDTH = 20

/**
 * `npm run payment`: what Paynet has told of a payment and what happened to it; with a decision, it ends a review, or
 * what no program can end.
 */
await runCommand(async () => {
  const isSet = { type: 'boolean' } as const
  const typed = readArguments({ accept: isSet, refunded: isSet, 'not-charged': isSet, note: { type: 'string' } })
  const [word, ...more] = typed?.positionals ?? []
  const [decision, ...others] = DECISIONS.filter((name) => typed?.values[name])
  if (!typed || !word || more.length + others.length > 0) {
    console.error(USAGE)
    return 1
  }
  const payments = await findPaymentsBy(word)
  if (payments.length === 0) {
    console.error(`No payment or order is called ${word}.`)
    return 1
  }
  if (decision) {
    const at = await now()
    const [payment, ...rest] = payments.filter((candidate) => isOpenTo(decision, candidate, at))
    if (!payment || rest.length > 0) {
      console.error(`${word} is ${payment ? 'more than one payment' : 'no payment'} that --${decision} can end; nothing was changed.`)
      return 1
    }
    if (!(await decide(payment, decision, at, typed.values.note ?? null))) {
      console.error('This payment has just been ended by someone else; nothing was changed.')
      return 1
    }
  }
  for (const { id } of payments) await print(id)
  return 0
})

async function print(id: string): Promise<void> {
  const [payment] = await findPaymentsBy(id)
  if (!payment) return
  const lira = (payment.amountKurus / 100).toFixed(2)
  const marks = [payment.late && (payment.refundedAt ? 'late' : 'late: refund it'), payment.refundedAt && 'refunded']
    .filter(Boolean)
    .join(', ')
  console.log(`${payment.referenceNo}  ${payment.status}${marks && ` (${marks})`}  ${lira} TRY  ${payment.card ?? ''}`)
  console.log(`  payment ${payment.id} of order ${payment.orderId}`)
  for (const [name, value] of describeFacts(payment)) console.log(`  ${name.padEnd(NAME_WIDTH)}  ${value}`)
  for (const event of await readTimeline(payment)) {
    const what = event.kind === 'move' ? `${event.from ? `${event.from} -> ` : ''}${event.to}` : event.detail
    const took = event.durationMs === null ? '' : `  ${event.durationMs} ms`
    console.log(`  ${event.at.toISOString()}  ${event.kind.padEnd(4)}  ${what}${took}`)
  }
}
