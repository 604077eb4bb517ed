import { now } from '@/lib/clock'
import { describeFacts } from '@/lib/payments/kept-details'
import { DECISIONS, decide, findPaymentsBy, isOpenTo, readTimeline } from '@/lib/payments/operate'
import { done, type Output, runCommand } from './run-command'

const NAME_WIDTH = 20

await runCommand({
  name: 'payment',
  synopsis: '<payment id, order id, reference or reference_no> [--accept | --refunded | --not-charged] [--note <why>]',
  about: 'What Paynet has told of a payment, and what happened to it; with a decision, it ends what no program can end.',
  options: {
    accept: { type: 'boolean', help: 'the money is ours, the order is paid' },
    refunded: { type: 'boolean', help: 'the money was given back' },
    'not-charged': { type: 'boolean', help: "Paynet's panel shows no money" },
    note: { type: 'string', help: 'why, for the timeline' },
  },
  words: [1, 1],
  async run({ values, words: [word = ''] }, out) {
    const [decision, ...others] = DECISIONS.filter((name) => values[name])
    if (others.length > 0) return { wrong: 'one decision at a time' }
    const payments = await findPaymentsBy(word)
    if (payments.length === 0) return { refused: `No payment or order is called ${word}.` }
    if (decision) {
      const at = await now()
      const [payment, ...rest] = payments.filter((candidate) => isOpenTo(decision, candidate, at))
      if (!payment || rest.length > 0) {
        return {
          refused: `${word} is ${payment ? 'more than one payment' : 'no payment'} that --${decision} can end; nothing was changed.`,
        }
      }
      if (!(await decide(payment, decision, at, values.note ?? null))) {
        return { refused: 'This payment has just been ended by someone else; nothing was changed.' }
      }
    }
    for (const { id } of payments) await print(id, out)
    return done({})
  },
})

async function print(id: string, { say }: Output): Promise<void> {
  const [payment] = await findPaymentsBy(id)
  if (!payment) return
  const lira = (payment.amountKurus / 100).toFixed(2)
  const marks = [payment.late && (payment.refundedAt ? 'late' : 'late: refund it'), payment.refundedAt && 'refunded']
    .filter(Boolean)
    .join(', ')
  say(`${payment.referenceNo}  ${payment.status}${marks && ` (${marks})`}  ${lira} TRY  ${payment.card ?? ''}`)
  say(`  payment ${payment.id} of order ${payment.orderId}`)
  for (const [name, value] of describeFacts(payment)) say(`  ${name.padEnd(NAME_WIDTH)}  ${value}`)
  for (const event of await readTimeline(payment)) {
    const what = event.kind === 'move' ? `${event.from ? `${event.from} -> ` : ''}${event.to}` : event.detail
    const took = event.durationMs === null ? '' : `  ${event.durationMs} ms`
    say(`  ${event.at.toISOString()}  ${event.kind.padEnd(4)}  ${what}${took}`)
  }
}
