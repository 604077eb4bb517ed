/** What a caller may do next when something did not work. Bugs are thrown; these are values. */
export type Failure =
  | { kind: 'invalid'; fields: FieldProblem[] }
  | { kind: 'unauthenticated' }
  | { kind: 'not-found' }
  | { kind: 'conflict'; because: Conflict }
  | { kind: 'reference-taken' }
  /** A lost payment took money under this reference; an operator must look first. */
  | { kind: 'reference-held' }
  /**
   * For `new-cards`: too many unknown cards are being tried here, by all shoppers together. For `plans`: they were asked
   * for too often; a single payment is still possible.
   */
  | { kind: 'rate-limited'; retryAfterSeconds: number; of?: 'new-cards' | 'plans' }
  /** By Paynet or a bank, before any money could move. The reason is left out: it would tell a thief which cards are good. */
  | { kind: 'refused' }
  | { kind: 'unavailable' }
  /** It may have happened: check before doing it again. */
  | { kind: 'unknown' }

/** The name of a field and what is wrong with it, as a word that `messages` turns into a sentence. */
export type FieldProblem = { field: string; problem: string }

/** What changed while the user was typing. */
export type Conflict =
  | 'order-paid'
  | 'order-in-review'
  | 'order-settling'
  | 'order-cancelled'
  | 'order-expired'
  | 'amount-changed'
  | 'plan-changed'
  | 'plan-gone'
  | 'plans-unavailable'
  | 'debit-no-instalments'
  | 'attempt-over'
  | 'card-gone'
  | 'card-expired'
  | 'pay-first'
  | 'code-over'
  | 'application-open'
  | 'application-over'

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail<T = never>(failure: Failure): Result<T> {
  return { ok: false, failure }
}
