import type { Call, Transaction } from '@/e2e/harness/simulator'
import { MOVES, type PaymentStatus, UNSETTLED } from '@/lib/shared/payments/payment-states'
import type { Event, Row } from './database'
import type { Kill, Side, Thing } from './places'

/** What is known about one order once nothing about it is undecided. */
export type Evidence = {
  payments: Row[]
  events: Event[]
  /** Paynet's books and log of calls for this order. */
  ledger: Transaction[]
  calls: Call[]
  /** References of payments whose shopper was told that nothing was charged. */
  deniedReferences: string[]
  /** Each payment's fences, in the order in which they were read. */
  fences: Map<string, number[]>
  /** The result of the database's own check after the kill and at the end. */
  integrity: unknown[]
}

/** The invariants that one order must keep, numbered as in docs/reliability.md; one sentence per violation. */
export function findViolations(evidence: Evidence): string[] {
  return [...booksAgree(evidence), ...historyIsLawful(evidence), ...callsWerePromised(evidence)]
}

function booksAgree({ payments, ledger, deniedReferences }: Evidence): string[] {
  const taken = ledger.filter((row) => row.is_succeed)
  const paid = payments.filter((payment) => payment.status === 'succeeded')
  const isKnown = (row: Transaction) =>
    payments.some((payment) => payment.reference_no === row.reference_no && ['succeeded', 'review'].includes(payment.status))
  const isBacked = (payment: Row) =>
    taken.some(
      (row) =>
        row.reference_no === payment.reference_no &&
        row.amount_kurus === payment.amount_kurus + payment.fee_kurus &&
        Math.max(1, row.instalment) === payment.instalment &&
        row.currency === 'TRY' &&
        row.xact_id === payment.xact_id,
    )
  return [
    ...(taken.length > 1 ? [`I1: Paynet took ${taken.length} times`] : []),
    ...taken.filter((row) => !isKnown(row)).map((row) => `I2: ${row.reference_no} was taken and nobody knows`),
    ...paid.filter((payment) => !isBacked(payment)).map((payment) => `I3: ${payment.reference_no} is paid and not in Paynet's books`),
    ...taken
      .filter((row) => deniedReferences.includes(row.reference_no))
      .map((row) => `I4: the shopper of ${row.reference_no} was told that nothing was charged`),
    ...payments
      .filter(({ status }) => UNSETTLED.some((unsettled) => unsettled === status))
      .map((payment) => `I5: ${payment.reference_no} is still ${payment.status}`),
  ]
}

function historyIsLawful({ payments, events, fences, integrity }: Evidence): string[] {
  const wrongPaths = payments.flatMap(({ id, reference_no, status }) => {
    const own = events.filter((event) => event.payment_id === id)
    const moves = own.filter((event) => event.kind === 'move')
    const isLawful =
      own.every((event, index) => event.seq === index + 1) &&
      moves[0]?.from_status === null &&
      moves[0].to_status === 'created' &&
      moves.slice(1).every((move, index) => move.from_status === moves[index]?.to_status && isMove(move)) &&
      moves.at(-1)?.to_status === status
    return isLawful ? [] : [`I6: the history of ${reference_no} is no path: ${moves.map((move) => move.to_status).join(', ')}`]
  })
  const falling = [...fences].filter(([, values]) => values.some((value, index) => index > 0 && value < (values[index - 1] ?? 0)))
  return [
    ...wrongPaths,
    ...falling.map(([reference, values]) => `I8: the fence of ${reference} fell: ${values.join(', ')}`),
    ...integrity.filter((word) => word !== 'ok').map((word) => `I12: the database is broken: ${String(word)}`),
  ]
}

function isMove({ from_status: from, to_status: to }: Event): boolean {
  const moves: Record<string, readonly string[]> = MOVES
  return from !== null && to !== null && (moves[from] ?? []).includes(to)
}

function callsWerePromised({ payments, events, calls }: Evidence): string[] {
  const unpromised = calls.filter(({ reference_no }) => !payments.some((payment) => payment.reference_no === reference_no))
  const excessive = payments.filter(({ id, reference_no, calls: promised }) => {
    const sent = calls.filter((call) => call.service === 'tds_charge' && call.reference_no === reference_no).length
    const intents = events.filter((event) => event.payment_id === id && event.to_status === 'charging').length
    return intents !== promised || sent > intents
  })
  return [
    ...unpromised.map((call) => `I7: ${call.service} was called for ${call.reference_no}, which no row promised`),
    ...excessive.map(({ reference_no }) => `I7: ${reference_no} was charged more often than intended`),
    ...calls.filter((call) => call.overlapping).map((call) => `I9: two charges of ${call.reference_no} overlapped`),
  ]
}

const CHARGED: PaymentStatus[] = ['charging', 'unknown']

/** What a payment looks like on disk if its process died there; null if there is no row yet. */
const LEFT: Record<Thing, Record<Side, Array<PaymentStatus | null>>> = {
  'plan quoted': { before: [null], after: [null] },
  'payment row created': { before: [null], after: ['created'] },
  tds_initial: { before: ['created'], after: ['created'] },
  'pair stored': { before: ['created'], after: ['awaiting_3ds'] },
  'handed over': { before: ['awaiting_3ds'], after: ['awaiting_3ds'] },
  'return noted': { before: ['awaiting_3ds'], after: ['awaiting_3ds'] },
  'intent committed': { before: ['awaiting_3ds'], after: ['charging'] },
  tds_charge: { before: ['charging'], after: ['charging'] },
  'outcome written': { before: ['charging'], after: ['succeeded', 'declined', 'unknown'] },
  claim: { before: CHARGED, after: CHARGED },
  'lease over': { before: ['charging'], after: ['unknown'] },
  check: { before: CHARGED, after: CHARGED },
  'found success written': { before: CHARGED, after: ['succeeded'] },
  'second intent committed': { before: ['unknown'], after: ['charging'] },
  'not charged written': { before: ['unknown'], after: ['not_charged'] },
}

/**
 * Whether the process died where it should have: the row looks as it does at that place, and Paynet had no more
 * calls than it may have had.
 */
export function isLeftBy({ thing, side, nth }: Kill<Thing>, payment: Row | undefined, calls: Call[]): boolean {
  const count = (service: string) => calls.filter((call) => call.service === service).length
  const called = side === 'before' ? nth - 1 : nth
  // Checks may run side by side, and do no harm.
  const isCalled = thing === 'check' ? count(thing) >= called : !thing.startsWith('tds_') || count(thing) === called
  const isUncharged = !['handed over', 'return noted', 'intent committed'].includes(thing) || count('tds_charge') === 0
  const isWithBrowser = thing !== 'handed over' || (payment?.resumed_by !== null) === (side === 'after')
  return LEFT[thing][side].includes(payment?.status ?? null) && isCalled && isUncharged && isWithBrowser
}
