import type { FormState } from '@/lib/shared/form-state'
import type { PlansView } from '@/lib/shared/payments/plans-view'
import { type Card, type CardFault, type CardField, type CardInput, type CardOptions, type CardProblem, parseCard } from './card'
import { type DescriptionProblem, parseDescription } from './saved-card'

/** The fields that can be wrong: the card's own, and the description of one that is to be saved. */
export type FormField = CardField | 'description'
export type FormFault = { field: FormField; problem: CardProblem | DescriptionProblem }

/** A card form as typed. `description` is null for a card that is not to be saved. */
export type CardFormInput = { card: CardInput; description: string | null }

/** The card and the description from a form, or everything that is wrong with both. */
export function parseCardForm(
  { card, description }: CardFormInput,
  options: CardOptions,
): { notices: CardFault[] } & ({ card: Card; description: string } | { faults: FormFault[] }) {
  const parsed = parseCard(card, options)
  const described = parseDescription(description ?? '', { mayBeEmpty: true })
  const { notices } = parsed
  if ('card' in parsed && 'description' in described) return { card: parsed.card, description: described.description, notices }
  const faults: FormFault[] = 'faults' in parsed ? parsed.faults : []
  return { faults: 'problem' in described ? [...faults, { field: 'description', problem: described.problem }] : faults, notices }
}

/** What an action that takes a card returns when it does not redirect. Never a card number or a security code. */
export type CardAnswer = FormState & {
  /** Identifies this rendering of the form, so that sending it twice acts once. Every answer brings a fresh one. */
  idempotencyKey: string
  faults: FormFault[]
  /** So that a form without JavaScript keeps what is not secret. */
  holder: string
  description: string
}

/** What the pay action returns. */
export type CardFormState = CardAnswer & {
  /** The order's total as the page shows it, in kuruş; a start with another total is refused. */
  shownAmountKurus: number
  expiry: string
  wantsSaving: boolean
  /** Our id of the saved card that was chosen; null for a new card. */
  savedCardId: string | null
  /** The plans of the card that was to pay, as they are now; none where no plans are on offer. */
  plans?: PlansView
}

/** What the action that adds a card returns; `done` says which card was added. */
export type AddCardState = CardAnswer & { done: string | null }

/** The value of `saved_card` that stands for a new card. */
export const NEW_CARD = 'new'

/** Field names of the card forms, the contract with the actions that take a card. */
export const FORM_FIELDS = {
  idempotencyKey: 'attempt_key',
  shownAmount: 'shown_amount',
  savedCard: 'saved_card',
  plan: 'plan',
  cardStart: 'card_start',
  holder: 'holder',
  number: 'number',
  expiry: 'expiry',
  cvc: 'cvc',
  wantsSaving: 'save_card',
  description: 'card_desc',
} as const
