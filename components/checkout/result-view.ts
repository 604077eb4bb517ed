import type { Tone } from '@/components/ui/status-mark'
import { isByPlan } from '@/lib/shared/in-words/plan-in-words'
import type { Messages } from '@/lib/shared/messages'
import type { OrderStatus } from '@/lib/shared/payments/order'
import {
  type DeclineReason,
  OTHER_CARD_FIRST,
  type PaymentStatus,
  type PaymentView,
  REFUSALS_OF_A_CARD,
} from '@/lib/shared/payments/payment-states'

export type ResultView = {
  tone: Tone
  heading: string
  /** Announced together with the heading when the status changes. */
  lead: string
  next: string[]
  /** The outcome arrives automatically: the page asks again. */
  isPending: boolean
  /** Nothing was charged, but another tab may still confirm at the bank: the page must not go on saying so then. */
  mayBeOutrun: boolean
  isReceipt: boolean
  /** The next steps offered, the best one first. */
  ways: Way[]
}

export type Way = 'bank' | 'retry' | 'same-card' | 'other-card' | 'pay-at-once' | 'shop'

type Words = Messages['result']
type Draft = Omit<ResultView, 'isPending' | 'mayBeOutrun' | 'isReceipt' | 'ways'> & Partial<ResultView>

/**
 * What a result page says about a payment. "Not charged" stands only where no money can have moved: declined,
 * failed, expired, superseded, not_charged; and of one whose shopper came back from the bank with nothing to charge, as
 * long as that is so. Never once money was given back.
 */
export function resultView(payment: PaymentView, orderStatus: OrderStatus, words: Words): ResultView {
  const draft = payment.refunded ? refunded(words, payment) : views[payment.status](words, payment)
  const ways = orderStatus === 'open' ? (draft.ways ?? []) : []
  return {
    isPending: false,
    mayBeOutrun: false,
    isReceipt: false,
    ...draft,
    ways: payment.savedCardId === null ? withoutCards(ways) : ways,
  }
}

/** Which card is meant can only be said of saved cards; all else begins with an empty form, so there is one way to it. */
function withoutCards(ways: Way[]): Way[] {
  const isOfCards = (way: Way) => way === 'same-card' || way === 'other-card' || way === 'pay-at-once'
  return [...new Set(ways.map((way) => (isOfCards(way) ? 'retry' : way)))]
}

const views: Record<PaymentStatus, (words: Words, payment: PaymentView) => Draft> = {
  created: (words) => ({ tone: 'wait', heading: words.created, lead: words.createdText, next: [], isPending: true }),
  awaiting_3ds: atBank,
  charging: checking,
  unknown: checking,
  succeeded: (words) => ({ tone: 'good', heading: words.succeeded, lead: words.succeededText, next: [], isReceipt: true }),
  review: inReview,
  declined: (words, payment) => (payment.isInDoubt ? inDoubt(words, payment) : declined(words, payment)),
  failed: (words) => negative(words.failed, words.failedText, words),
  expired: (words) => negative(words.expired, words.expiredText, words),
  superseded: (words) => ({
    tone: 'bad',
    heading: words.superseded,
    lead: words.supersededText,
    next: [],
    ways: sameCardFirst,
  }),
  not_charged: (words) => negative(words.notCharged, words.notChargedText, words),
}

/** The way to the bank is offered only while it leads to a page that can still be used. */
function atBank(words: Words, { id, bankStep, resumed }: PaymentView): Draft {
  const draft = { tone: 'wait' as const, heading: words.awaiting, next: [], ways: sameCardFirst }
  if (bankStep === 'left')
    return { ...draft, heading: words.leftBank, lead: words.nothingTaken, next: [words.leftBankNext], mayBeOutrun: true }
  const isUsable = id !== null && bankStep === 'open'
  if (resumed === 'elsewhere') {
    const onPhone = { heading: words.onPhone, lead: words.onPhoneText, isPending: true }
    return { ...draft, ...onPhone, ways: isUsable ? ['bank', 'other-card'] : sameCardFirst }
  }
  if (id === null) return { ...draft, lead: words.awaitingElsewhere }
  if (bankStep === 'long') return { ...draft, lead: words.awaitingLong }
  const next = resumed === 'here' ? [words.onPhoneHere] : []
  return { ...draft, lead: words.awaitingText, next, ways: ['bank', 'other-card'] }
}

function checking(words: Words): Draft {
  return {
    tone: 'wait',
    heading: words.checking,
    lead: words.doNotPayAgain,
    next: [words.checkingNext, words.checkingLeave],
    isPending: true,
  }
}

function refunded(words: Words, payment: PaymentView): Draft {
  const isCancelled = payment.refunds.some(({ isCancel }) => isCancel)
  return {
    tone: 'good',
    heading: words.refunded,
    lead: isCancelled ? words.refunds.cancelled : words.refundedText,
    next: isByPlan(payment) && !isCancelled ? [words.refunds.byInstalments] : [],
    isReceipt: true,
    ways: sameCardFirst,
  }
}

/** What is said of its refund stands for what would follow the review. */
function inReview(words: Words, { refunds }: PaymentView): Draft {
  return { tone: 'wait', heading: words.review, lead: words.doNotPayAgain, next: refunds.length > 0 ? [] : [words.reviewNext] }
}

function negative(heading: string, because: string, words: Words, ways: Way[] = sameCardFirst): Draft {
  return { tone: 'bad', heading, lead: `${because} ${words.nothingTaken}`, next: [], ways }
}

/** Says why, whether money moved, and what to do next. */
function declined(words: Words, { reason, refusals }: PaymentView): Draft {
  const { why, next } = words.reasons[reason ?? 'ask-bank']
  const isTiresome = refusals >= REFUSALS_OF_A_CARD && reason !== 'shop-side'
  const after = waysAfter(reason ?? 'ask-bank')
  const ways: Way[] = isTiresome ? ['other-card', ...after.filter((way) => way !== 'other-card')] : after
  return { ...negative(words.declined, why, words, ways), next: isTiresome ? [next, words.refusedOften] : [next] }
}

/** The bank did not answer for sure: whether money moved is not said, and no way to pay again is offered yet. */
function inDoubt(words: Words, { reason }: PaymentView): Draft {
  const { why } = words.reasons[reason ?? 'ask-bank']
  return { tone: 'wait', heading: words.inDoubt, lead: `${why} ${words.inDoubtWait}`, next: [words.inDoubtNext], isPending: true }
}

const sameCardFirst: Way[] = ['same-card', 'other-card']
const otherCardFirst: Way[] = ['other-card', 'same-card']

function waysAfter(reason: DeclineReason): Way[] {
  return ways[reason] ?? (OTHER_CARD_FIRST.includes(reason) ? otherCardFirst : sameCardFirst)
}

/** Where more is known than whether the same card may help. */
const ways: Partial<Record<DeclineReason, Way[]>> = {
  'card-expired': ['other-card'],
  'card-not-usable': ['other-card'],
  'foreign-card': ['other-card'],
  'instalment-refused': ['pay-at-once', 'other-card'],
  'debit-no-instalments': ['pay-at-once', 'other-card'],
  'shop-side': ['shop', 'same-card'],
}
