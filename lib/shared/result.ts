/** What a caller may do next when something did not work. Bugs are thrown; these are values. */
export type Failure =
  | { kind: 'invalid'; fields: FieldProblem[] }
  | { kind: 'unauthenticated' }
  | { kind: 'not-found' }
  | { kind: 'conflict'; because: Conflict }
  | { kind: 'reference-taken' }
  /** Money of a lost payment was taken under this reference; a person must look first. */
  | { kind: 'reference-held' }
  /** Of `new-cards`: too many cards that nobody knows are being tried here, whoever tries them. */
  | { kind: 'rate-limited'; retryAfterSeconds: number; of?: 'new-cards' }
  /** By Paynet or a bank, before any money could move. Why is not told: it would tell whoever tries cards which are good. */
  | { kind: 'refused' }
  | { kind: 'unavailable' }
  /** It may have happened: look before it is done again. */
  | { kind: 'unknown' }

/** A field by its name and what is wrong with it, as a word that `messages` turn into a sentence. */
export type FieldProblem = { field: string; problem: string }

/** How the world moved on while somebody was typing. */
export type Conflict =
  | 'order-paid'
  | 'order-in-review'
  | 'order-settling'
  | 'order-cancelled'
  | 'order-expired'
  | 'amount-changed'
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
