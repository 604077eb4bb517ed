import 'server-only'
import type { Refund } from '@/db/refunds'

/** A refund in words for operators. Pure. */

/** What is known of it. */
export function describeRefund({ status, askedBy, dueAt, nextAt, looks, code }: Refund): string {
  switch (status) {
    case 'planned':
      return looks === 0
        ? `planned: not sent yet, leaves at ${dueAt.toISOString()}`
        : `planned: could not be sent ${times(looks)}, is tried again at ${(nextAt ?? dueAt).toISOString()}`
    case 'sending':
      return 'sending: on its way to Paynet, without an answer so far'
    case 'unknown':
      return askedBy === 'paynet'
        ? "unknown: Paynet shows that money went back, not how much; all that was left is held. See Paynet's panel"
        : "unknown: the request may have arrived, and is never sent again. See Paynet's panel, unless Paynet's books show it first"
    case 'accepted':
      return 'accepted: Paynet has taken the request, which is not yet the money'
    case 'refunded':
      return askedBy === 'paynet' ? "refunded in Paynet's own panel" : 'refunded: the money went back'
    case 'refused':
      return `refused: nothing went back${code === null || code === 0 ? '' : `; Paynet's code was ${code}`}`
    case 'withdrawn':
      return 'withdrawn: never sent'
    case 'not_sent':
      return 'not_sent: Paynet never had it, says an operator'
  }
}

/** What can be typed about it, as after `npm run`; nothing once it is over. */
export function nextOfRefund({ id, status, askedBy }: Refund): string[] {
  const ask = `refund -- --ask ${id}`
  const done = `refund -- --done ${id} <Paynet's number>`
  switch (status) {
    case 'planned':
      return [`refund -- --withdraw ${id}`]
    case 'sending':
      return [ask]
    case 'unknown':
      return askedBy === 'paynet' ? [`${done} --amount 50,00`, `refund -- --not-sent ${id}`] : [ask, done, `refund -- --not-sent ${id}`]
    case 'accepted':
      return [ask, done, `refund -- --not-sent ${id}`]
    default:
      return []
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
