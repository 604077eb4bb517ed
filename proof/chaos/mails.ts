import { setTimeout as sleep } from 'node:timers/promises'
import type { MailRow, OrderRow, PaymentRow, RefundRow } from '@/e2e/harness/books'
import type { Fleet } from '@/e2e/harness/fleet'
import { type MailFault, type MailSink, startMailSink } from '@/simulator/mail-sink'
import { readMail } from '@/simulator/mailbox/read-mail'
import type { Random } from './random'

/** A mail that the shop's mail server has taken, whether it said so or not; `id` is of its Message-ID. */
export type TakenMail = { id: string; to: string }

/** What the books say of some orders' mails, and all that came to the mail server. */
export type Mailed = {
  orders: Pick<OrderRow, 'id' | 'reference'>[]
  payments: Pick<PaymentRow, 'id' | 'orderId' | 'status'>[]
  refunds: Pick<RefundRow, 'id' | 'paymentId' | 'status'>[]
  mails: MailRow[]
  taken: TakenMail[]
}

/** Of the orders: each has one mail or a few, so about a third of the tries meet one. */
const BAD_TRIES = 0.4
const FAULTS: [MailFault, ...MailFault[]] = [
  'closed',
  'busy',
  'no-relay',
  'cut-before-data',
  'cut-at-data',
  'cut-in-data',
  'cut-after-data',
  'cut-after-data',
  'busy-with-message',
]

/** So long none was sent: what remains waits for its time. */
const QUIET_MS = 2_000
/** What is due soon after the next one is let become due with it. */
const TOGETHER_MS = 600_000
const GIVE_UP_AFTER_MS = 300_000

export type ChaosMail = {
  variables: Record<string, string>
  /** Before an order is made: some of the next mails will meet something. */
  spoil: (dice: Random) => void
  taken: () => TakenMail[]
  /** All that was taken, as it came and as it is read. */
  texts: () => string
  settle: (fleet: Fleet) => Promise<void>
  close: () => Promise<void>
}

/** Whom an order's mails go to; each has an address of its own. */
export function customerOf(reference: string): { email: string } {
  return { email: `${reference.toLowerCase()}@example.com` }
}

export async function startChaosMail(): Promise<ChaosMail> {
  const sink = await startMailSink()
  return {
    variables: { SMTP_URL: sink.url, MAIL_FROM: 'odeme@example.com' },
    spoil: (dice) => {
      if (dice.chance(BAD_TRIES)) sink.fault(dice.pick(FAULTS))
    },
    taken: () => sink.mails.map(({ raw, to }) => ({ id: /^Message-ID: <([^@>]+)@/im.exec(raw)?.[1] ?? '', to: to.join() })),
    texts: () => sink.mails.map(({ raw }) => [raw, ...Object.values(readMail(raw))].join('\n')).join('\n'),
    settle: (fleet) => settleMails(fleet, sink),
    close: sink.close,
  }
}

/** The mail server is well again: lets the hours pass until each mail is over. */
async function settleMails(fleet: Fleet, sink: MailSink): Promise<void> {
  sink.clearFaults()
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS
  let [waitingBefore, changedAt] = [-1, performance.now()]
  while (performance.now() < giveUpAt) {
    const inReview = ordersInReview(await fleet.books.payments())
    const waiting = (await fleet.books.mails()).flatMap((mail) => (mail.nextAt === null || isUndecided(mail, inReview) ? [] : mail.nextAt))
    if (waiting.length === 0) return
    if (waiting.length !== waitingBefore) [waitingBefore, changedAt] = [waiting.length, performance.now()]
    const aheadMs = fleet.clock.history().at(-1)?.aheadMs ?? 0
    const next = Math.min(...waiting)
    if (performance.now() - changedAt > QUIET_MS && next > Date.now() + aheadMs) {
      await fleet.clock.set(next - Date.now() + TOGETHER_MS)
      changedAt = performance.now()
    }
    await sleep(200)
  }
}

/** In which states of a refund a mail of that kind may have been written. */
const TELLS: Record<string, string[]> = {
  'refund-accepted': ['accepted', 'refunded', 'refused'],
  'refund-done': ['refunded'],
  'refund-refused': ['refused'],
}

/**
 * I22: each paid order has one receipt, and no other order has any; what was sent went to the order's own customer, once, or
 * once more for each try of which nobody knew what became of it, and never a third time. One sentence for each violation.
 */
export function findMisdirected({ orders, payments, refunds, mails, taken }: Mailed): string[] {
  const paid = new Set(payments.filter(({ status }) => status === 'succeeded').map(({ orderId }) => orderId))
  const orderOf = new Map(orders.map((order) => [order.id, order]))
  const paymentOf = new Map(payments.map((payment) => [payment.id, payment]))
  const refundOf = new Map(refunds.map((refund) => [refund.id, refund]))
  const mailOf = new Map(mails.map((mail) => [mail.id, mail]))
  const receipts = mails.filter(({ kind }) => kind === 'receipt')
  const inReview = ordersInReview(payments)

  const isTrue = ({ kind, subjectId }: MailRow) =>
    kind === 'receipt' ? paid.has(subjectId) : (TELLS[kind] ?? []).includes(refundOf.get(subjectId)?.status ?? '')
  const addressee = ({ kind, subjectId }: MailRow) => {
    const orderId = kind === 'receipt' ? subjectId : paymentOf.get(refundOf.get(subjectId)?.paymentId ?? '')?.orderId
    const reference = orderOf.get(orderId ?? '')?.reference
    return reference === undefined ? null : customerOf(reference).email
  }
  return [
    ...[...paid].flatMap((id) => {
      const count = receipts.filter(({ subjectId }) => subjectId === id).length
      return count === 1 ? [] : [`${orderOf.get(id)?.reference ?? id} is paid and has ${count} receipts`]
    }),
    ...mails.flatMap((mail) => {
      const copies = taken.filter(({ id }) => id === mail.id).length
      const fault = faultOf(mail, copies, inReview)
      return fault === null ? [] : [`${mail.kind} of ${mail.subjectId} ${fault}`]
    }),
    ...taken.flatMap(({ id, to }) => {
      const mail = mailOf.get(id)
      if (!mail) return [`a mail to ${to} is in no book`]
      if (!isTrue(mail)) return [`${mail.kind} of ${mail.subjectId} tells what is not so`]
      return to === addressee(mail) ? [] : [`${mail.kind} of ${mail.subjectId} went to ${to}`]
    }),
  ]
}

const MOST_COPIES = 2

function ordersInReview(payments: Pick<PaymentRow, 'orderId' | 'status'>[]): Set<string> {
  return new Set(payments.filter(({ status }) => status === 'review').map(({ orderId }) => orderId))
}

/** A receipt that waits for a payment in review, which only a person ends. */
function isUndecided({ kind, subjectId, status, why }: MailRow, inReview: Set<string>): boolean {
  return kind === 'receipt' && inReview.has(subjectId) && status === 'queued' && why === 'undecided'
}

function faultOf(mail: MailRow, copies: number, inReview: Set<string>): string | null {
  const { status, doubts, attempts, nextAt } = mail
  if (nextAt !== null && !isUndecided(mail, inReview)) return `is ${status} for ever`
  if (copies > Math.min(doubts, attempts, MOST_COPIES)) return `came ${copies} times, of which ${doubts} may have been`
  if (status === 'sent' && copies === 0) return 'is said to be sent and never came'
  return status === 'failed' && copies > 0 ? 'is said not to be sent and came' : null
}

/** How many there were, and how they ended. */
export function figuresOfMails(mails: MailRow[], taken: TakenMail[]): string {
  const count = (is: (mail: MailRow) => boolean) => mails.filter(is).length
  const copies = new Map<string, number>()
  for (const { id } of taken) copies.set(id, (copies.get(id) ?? 0) + 1)
  const tries = mails.reduce((sum, { attempts }) => sum + attempts, 0)
  const ends = ['sent', 'unknown', 'failed'].map((end) => `${end} ${count(({ status }) => status === end)}`).join(', ')
  const twice = [...copies.values()].filter((times) => times > 1).length
  return `mails: ${mails.length} (${ends}), ${tries} tries, ${taken.length} taken, ${twice} of them twice`
}
