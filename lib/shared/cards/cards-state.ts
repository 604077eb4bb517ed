/** What a change to the saved cards answers; one list has one state, so that one place tells what happened. */
export type CardsState = {
  /** What was done. */
  message: string | null
  /** What could not be done. */
  problem: string | null
  /** A name that will not do, as typed, and why. */
  wrong: { cardId: string; text: string; typed: string } | null
}

export const NO_CHANGE: CardsState = { message: null, problem: null, wrong: null }
