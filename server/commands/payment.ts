import { now } from '@/lib/clock'
import { describeFacts } from '@/lib/payments/kept-details'
import { endReview, findPaymentsBy, readTimeline } from '@/lib/payments/operate'
import { readArguments, runCommand } from './run-command'

const USAGE = 'Usage: npm run payment -- <payment id, order id, reference or reference_no> [--accept | --refunded]'

const NAME_WIDTH = 20

/** `npm run payment`: what Paynet has told of a payment and what happened to it; `--accept` and `--refunded` end a review. */
await runCommand(async () => {
  const typed = readArguments({ accept: { type: 'boolean' }, refunded: { type: 'boolean' } })
  const [word, ...more] = typed?.positionals ?? []
  const { accept, refunded } = typed?.values ?? {}
  if (!word || more.length > 0 || (accept && refunded)) {
    console.error(USAGE)
    return 1
  }
  const payments = await findPaymentsBy(word)
  if (payments.length === 0) {
    console.error(`No payment or order is called ${word}.`)
    return 1
  }
  if (accept || refunded) {
    const inReview = payments.filter((payment) => payment.status === 'review')
    const [payment] = inReview
    if (!payment || inReview.length > 1) {
      console.error(`${word} is not in review; nothing was changed.`)
      return 1
    }
    if (!(await endReview(payment, accept ? 'accept' : 'refunded', await now()))) {
      console.error('This review has just been ended by someone else; nothing was changed.')
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
  const marks = [payment.late && 'late: refund it', payment.refundedAt && 'refunded'].filter(Boolean).join(', ')
  console.log(`${payment.referenceNo}  ${payment.status}${marks && ` (${marks})`}  ${lira} TRY  ${payment.card ?? ''}`)
  console.log(`  payment ${payment.id} of order ${payment.orderId}`)
  for (const [name, value] of describeFacts(payment)) console.log(`  ${name.padEnd(NAME_WIDTH)}  ${value}`)
  for (const event of await readTimeline(payment)) {
    const what = event.kind === 'move' ? `${event.from ? `${event.from} -> ` : ''}${event.to}` : event.detail
    const took = event.durationMs === null ? '' : `  ${event.durationMs} ms`
    console.log(`  ${event.at.toISOString()}  ${event.kind.padEnd(4)}  ${what}${took}`)
  }
}
