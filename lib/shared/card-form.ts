import type { CardFault } from './card'

/** What the pay action answers when it does not redirect. Never a card number or a security code. */
export type CardFormState = {
  /** Names this rendering of the form: submitting it twice is one payment. Every answer brings a fresh one. */
  attemptKey: string
  /** The order's total as the page shows it, in kuruş; a start with another total is refused. */
  shownAmountKurus: number
  faults: CardFault[]
  /** A sentence about the whole form, when it is not about a field. */
  problem: string | null
  /** So that a form without JavaScript keeps at least the name. */
  holder: string
}

/** Field names of the form, the contract with `startPayment`. */
export const FORM_FIELDS = {
  attemptKey: 'attempt_key',
  shownAmount: 'shown_amount',
  holder: 'holder',
  number: 'number',
  expiry: 'expiry',
  cvc: 'cvc',
} as const
