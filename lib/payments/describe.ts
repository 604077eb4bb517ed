import 'server-only'
import type { PaymentEvent } from '@/db/payment-events'
import type { Payment } from '@/db/payments'
import { declineOf, isHiddenFromShopper } from '@/lib/paynet/decline-codes'
import { CODE } from '@/lib/paynet/wire'
import type { DeclineReason } from '@/lib/shared/payments/payment-states'
import { chargeOf, drawnOf } from './drawn'
import { readKeptDetails } from './kept-details'
import { IN_REVIEW } from './timeline'

/** A payment's state and history in words for operators. Pure. */

const REASONS: Record<DeclineReason, string> = {
  'insufficient-funds': 'not enough money or limit',
  'limit-reached': 'a limit of the card is reached',
  'closed-to-ecommerce': 'the card is closed to payments on the internet',
  'card-expired': 'the card has expired, or its date is wrong',
  'card-data': 'number, date or security code are wrong',
  'not-verified': '3D Secure did not verify the cardholder',
  'session-over': 'the 3D session was over',
  'card-not-usable': 'the card cannot be used',
  'instalment-refused': 'the instalment plan was refused',
  'debit-no-instalments': 'a debit card takes no instalments',
  'foreign-card': 'a card of another country',
  'bank-unreachable': "the card's bank did not answer",
  'try-later': 'something at the bank that passes',
  'shop-side': 'account, terminal or settings of the shop, at Paynet or the bank',
  'ask-bank': 'the bank does not say why; only the cardholder can ask it',
}

/** Why a payment was declined or is in review, as far as its row and timeline tell: a name and a value each. */
export function describeState(payment: Payment, events: PaymentEvent[]): [name: string, value: string][] {
  const { reason, bankMessage, details, status } = payment
  const bankErrorId = readKeptDetails(details)?.bankErrorId?.trim() || null
  const because = events.findLast(({ detail }) => detail?.startsWith(IN_REVIEW))?.detail?.slice(IN_REVIEW.length) ?? null
  return [
    ...(status === 'review' && because !== null ? [['in review because', because] as [string, string]] : []),
    ...(reason === null ? [] : [['that means', REASONS[reason]] as [string, string]]),
    ...(bankErrorId === null ? [] : [["bank's code", `${bankErrorId}: ${meaningOf(bankErrorId)}`] as [string, string]]),
    ...(bankMessage === null ? [] : [['bank said', bankMessage] as [string, string]]),
  ].map(([name, value]) => [name, value.replace(/\p{C}/gu, ' ')])
}

/** The plan that was chosen, and price, difference and what was drawn apart: a name and a value each; none for a single payment. */
export function describePlan(payment: Payment): [name: string, value: string][] {
  const { instalments, monthlyKurus, amountKurus, feePayer } = payment
  if (instalments === 1) return []
  const { chargedKurus, feeKurus } = drawnOf(payment)
  const monthly = monthlyKurus === null ? '' : ` of ${lira(monthlyKurus)}`
  return [
    ['plan', `${instalments} instalments${monthly}, ${lira(chargeOf(payment))} in all`],
    ['price', lira(amountKurus)],
    ['difference', `${lira(feeKurus)}, the cost of the plan is the ${feePayer ?? 'merchant'}'s`],
    ['drawn', chargedKurus === null ? 'nothing that is known of' : lira(chargedKurus)],
  ]
}

function lira(kurus: number): string {
  return `${(kurus / 100).toFixed(2)} TRY`
}

function meaningOf(bankErrorId: string): string {
  const { reason } = declineOf({ code: CODE.unsuccessful, bankErrorId, instalment: null })
  const hidden = isHiddenFromShopper(bankErrorId) ? '; perhaps lost, stolen or suspected: the shopper is not told' : ''
  return REASONS[reason] + hidden
}

/** The two answers of a check that look alike and are opposites. */
const CHECKS: Record<string, string> = {
  'check · none': 'check · no such charge',
  'check · nothing': 'check · no usable answer',
}

/** What an event of the timeline was. */
export function describeEvent({ kind, from, to, detail }: PaymentEvent): string {
  if (kind === 'move') return `${from ? `${from} -> ` : ''}${to}`
  const words = detail ?? ''
  const [lead = ''] = /^check · (?:none|nothing)(?= ·|$)/.exec(words) ?? []
  return (CHECKS[lead] ?? lead) + words.slice(lead.length)
}
