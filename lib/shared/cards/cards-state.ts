import type { FormState } from '@/lib/shared/form-state'

/** What a change to the saved cards returns; a list has one state, so that one place says what happened. */
export type CardsState = FormState & {
  /** What was done. */
  message: string | null
  /** A name that was not accepted, as typed, and why. */
  wrong: { cardId: string; text: string; typed: string } | null
}

export const NO_CHANGE: CardsState = { message: null, problem: null, wrong: null }
