import type { Case } from './cases'
import { UNCLEAR_ROWS } from './menu'
import { fits, HARMLESS, type Rule } from './oracle'

/**
 * The required outcome of a refund that meets a fault. `first`: what is known once its request was answered, or was not;
 * `ends`: where it stays once Paynet was asked about it. Money went back if and only if it ends refunded, or unknown.
 */
export type RefundExpectation = {
  first: readonly string[]
  ends: readonly string[]
  /** The maximum number of requests that may leave the app for this refund. */
  requests: number
  /** Paynet's books lie, and a person may be told. */
  isTold?: true
}

const ONCE = 1
/** The first one was turned away unread. */
const ONCE_MORE = 2

const DONE: RefundExpectation = { first: ['accepted'], ends: ['refunded'], requests: ONCE }
const REFUSED: RefundExpectation = { first: ['refused'], ends: ['refused'], requests: ONCE }
/** Nothing is ever seen of it, so it waits for a person. */
const WAITS: RefundExpectation = { first: ['unknown'], ends: ['unknown'], requests: ONCE }
/** Paynet's books show it. */
const FOUND: RefundExpectation = { first: ['unknown'], ends: ['refunded'], requests: ONCE }

/** Answers to who is not let in or has come to a wrong address, with nothing in them about a request that was read. */
const DOORS = ['http-401', 'http-403', 'http-404-html', 'gateway-405']

/** The one call that gives money back: anything that is not provably a yes or a no may have arrived, and is never repeated. */
const requesting: Rule<RefundExpectation>[] = [
  { faults: [...HARMLESS, 'refund-code-100'], must: DONE },
  { faults: ['refund-refused', 'refund-noprocess'], must: REFUSED },
  { faults: DOORS, when: ['before'], must: { first: ['planned'], ends: ['refunded'], requests: ONCE_MORE } },
  // Paynet would turn away what it has taken.
  { faults: DOORS, must: null },
  { faults: ['refused'], must: { first: ['planned'], ends: ['refunded'], requests: ONCE } },
  // Whether a byte has left before the reset, is told or is not.
  { faults: ['reset-at-once'], must: { first: ['planned', 'unknown'], ends: ['refunded', 'unknown'], requests: ONCE } },
  { when: ['before'], must: WAITS },
  { must: FOUND },
]

/** Questions about a refund whose request was answered by nobody, taken or not. That nothing is shown proves nothing. */
const looking: Rule<RefundExpectation>[] = [
  // Paynet's books would show money that did not go back.
  { faults: UNCLEAR_ROWS.filter((name) => name.startsWith('row-')), when: ['before'], must: null },
  {
    faults: [...UNCLEAR_ROWS, 'check-wrong-amount'],
    when: ['after'],
    must: { first: ['unknown'], ends: ['refunded', 'unknown'], requests: ONCE, isTold: true },
  },
  { when: ['before'], must: WAITS },
  { must: FOUND },
]

const tables: Partial<Record<Case['service'], Rule<RefundExpectation>[]>> = {
  reversed_request: requesting,
  detail: looking,
  reversal_list: looking,
}

/** The first rule that fits; null for an impossible case. */
export function refundExpectationOf(one: Case): RefundExpectation | null {
  return tables[one.service]?.find((rule) => fits(rule, one))?.must ?? null
}

/** Where a refund may go; anything else is a broken history. */
const MOVES: Record<string, readonly string[]> = {
  planned: ['sending', 'withdrawn'],
  sending: ['accepted', 'refused', 'unknown', 'planned'],
  unknown: ['refunded', 'not_sent'],
  accepted: ['refunded', 'refused'],
}

export function isLegalRefund(path: readonly string[]): boolean {
  return path[0] === 'planned' && path.slice(1).every((to, index) => MOVES[path[index] ?? '']?.includes(to))
}
