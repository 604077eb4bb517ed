import type { Tone } from '@/components/ui/status-mark'
import type { Messages } from '@/lib/shared/messages'
import type { OrderStatus } from '@/lib/shared/payments/order'
import type { DeclineReason, PaymentStatus, PaymentView } from '@/lib/shared/payments/payment-states'

export type ResultView = {
  tone: Tone
  heading: string
  /** Announced together with the heading when the status changes. */
  lead: string
  next: string[]
  /** The outcome arrives automatically: the page asks again. */
  isPending: boolean
  isReceipt: boolean
  /** The next steps offered, the best one first. */
  ways: Way[]
}

export type Way = 'bank' | 'same-card' | 'other-card'

type Words = Messages['result']
type Draft = Omit<ResultView, 'isPending' | 'isReceipt' | 'ways'> & Partial<ResultView>

/**
 * What a result page says about a payment. "Not charged" stands only where no money can have moved: declined,
 * failed, expired, superseded, not_charged, and never once money was given back.
 */
export function resultView(payment: PaymentView, orderStatus: OrderStatus, words: Words): ResultView {
  const draft = payment.refunded ? refunded(words) : views[payment.status](words, payment)
  const ways = orderStatus === 'open' ? (draft.ways ?? []) : []
  return { isPending: false, isReceipt: false, ...draft, ways }
}

const views: Record<PaymentStatus, (words: Words, payment: PaymentView) => Draft> = {
  created: (words) => ({ tone: 'wait', heading: words.created, lead: words.createdText, next: [], isPending: true }),
  awaiting_3ds: (words, { id }) => ({
    tone: 'wait',
    heading: words.awaiting,
    lead: id === null ? words.awaitingElsewhere : words.awaitingText,
    next: [],
    ways: id === null ? ['other-card'] : ['bank', 'other-card'],
  }),
  charging: checking,
  unknown: checking,
  succeeded: (words) => ({ tone: 'good', heading: words.succeeded, lead: words.succeededText, next: [], isReceipt: true }),
  review: (words) => ({ tone: 'wait', heading: words.review, lead: words.doNotPayAgain, next: [words.reviewNext] }),
  declined: (words, { reason }) => negative(words.declined, words.reasons[reason ?? 'ask-bank'], words, waysAfter(reason)),
  failed: (words, { reason }) => negative(words.failed, reason ? words.reasons[reason] : words.failedText, words, waysAfter(reason)),
  expired: (words) => negative(words.expired, words.expiredText, words),
  superseded: (words) => ({
    tone: 'bad',
    heading: words.superseded,
    lead: words.supersededText,
    next: [],
    ways: ['same-card', 'other-card'],
  }),
  not_charged: (words) => negative(words.notCharged, words.notChargedText, words),
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

function refunded(words: Words): Draft {
  return { tone: 'good', heading: words.refunded, lead: words.refundedText, next: [], isReceipt: true, ways: ['same-card', 'other-card'] }
}

function negative(heading: string, because: string, words: Words, ways: Way[] = ['same-card', 'other-card']): Draft {
  return { tone: 'bad', heading, lead: `${because} ${words.nothingTaken}`, next: [], ways }
}

/** If the reason will not change for the same card, another card comes first. */
function waysAfter(reason: DeclineReason | null): Way[] {
  const another: Array<DeclineReason | null> = ['insufficient-funds', 'closed-to-ecommerce', 'card-expired']
  return another.includes(reason) ? ['other-card', 'same-card'] : ['same-card', 'other-card']
}
