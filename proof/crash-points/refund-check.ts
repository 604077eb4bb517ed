import type { BookedRefund, Call } from '@/e2e/harness/simulator'
import { OPEN_REFUND, REFUND_MOVES, RESERVING_REFUND, type RefundStatus } from '@/lib/shared/payments/refund'
import type { Event, RefundRow, Row } from './database'
import type { Kill, RefundThing, Side } from './places'

/** One answer of the API to whoever asked for a refund. */
export type AskedRefund = { reference: string; status: number; id: string | null }

/** What is known about one paid order once every refund of it is over, or waits for a person. */
export type RefundEvidence = {
  payment: Row
  refunds: RefundRow[]
  events: Event[]
  /** Paynet's books and log of requests for this order. */
  booked: BookedRefund[]
  requests: Call[]
  asked: AskedRefund[]
  /** What the API says was given back; null if no app runs. */
  toldKurus: number | null
  /** Each refund's fences, in the order in which they were read. */
  fences: Map<string, number[]>
  integrity: unknown[]
}

/** The invariants that the refunds of one order must keep, numbered as in docs/reliability.md; one sentence per violation. */
export function findRefundViolations(evidence: RefundEvidence): string[] {
  return [...moneyAgrees(evidence), ...historyIsLawful(evidence), ...answersAgree(evidence)]
}

function moneyAgrees({ payment, refunds, booked, requests }: RefundEvidence): string[] {
  const drawn = payment.amount_kurus + payment.fee_kurus
  const live = booked.filter(({ status }) => status === 'waiting' || status === 'approved')
  const amounts = (status: string, rows: Array<{ status: string; amount_kurus: number }>) =>
    rows.flatMap((row) => (row.status === status ? row.amount_kurus : [])).sort((a, b) => a - b)
  const [gone, known] = [amounts('approved', booked), amounts('refunded', refunds)]
  const held = sum(refunds.filter(({ status }) => isOneOf(RESERVING_REFUND, status)))
  const arrived = requests.filter(({ http_status }) => http_status !== 401).length
  const promised = refunds.reduce((total, { calls }) => total + calls, 0)
  return [
    ...(sum(live) > drawn ? [`I15: ${sum(live)} of ${drawn} kuruş were asked back`] : []),
    ...refunds.filter(({ calls }) => calls > 1).map(({ reference, calls }) => `I16: ${reference} was requested ${calls} times`),
    ...(arrived > promised ? [`I16: ${arrived} requests may have arrived, ${promised} were promised`] : []),
    ...(gone.join() === known.join()
      ? []
      : [`I17: Paynet gave back ${gone.join(', ') || 'nothing'}, known is ${known.join(', ') || 'nothing'}`]),
    ...refunds.filter((row) => row.asked_by === 'paynet').map(() => 'I17: our own refund was taken for one made in the panel'),
    ...(payment.reserved_kurus === held ? [] : [`I18: ${payment.reserved_kurus} kuruş are held, ${held} by the rows`]),
    ...(payment.refunded_kurus === sum(refunds.filter(({ status }) => status === 'refunded'))
      ? []
      : [`I18: ${payment.refunded_kurus} kuruş are said to be given back`]),
    ...refunds
      .filter(({ status }) => status !== 'accepted' && isOneOf(OPEN_REFUND, status))
      .map(({ reference, status }) => `I5: ${reference} is still ${status}`),
  ]
}

const MOVE = /^refund (\S+) of [\d.]+ TRY: (?:(\w+) -> )?(\w+)(?:;|$)/

function historyIsLawful({ refunds, events, fences, integrity }: RefundEvidence): string[] {
  const wrongPaths = refunds.flatMap(({ reference, status }) => {
    const moves = movesOf(reference, events)
    const isLawful =
      moves[0]?.from === undefined &&
      moves[0]?.to === 'planned' &&
      moves.slice(1).every(({ from, to }, index) => from === moves[index]?.to && isMove(from, to)) &&
      moves.at(-1)?.to === status
    return isLawful ? [] : [`I6: the history of ${reference} is no path: ${moves.map(({ to }) => to).join(', ')}`]
  })
  const falling = [...fences].filter(([, values]) => values.some((value, index) => index > 0 && value < (values[index - 1] ?? 0)))
  return [
    ...(events.every(({ seq }, index) => seq === index + 1) ? [] : ['I6: the history has a gap']),
    ...wrongPaths,
    ...falling.map(([, values]) => `I8: a fence fell: ${values.join(', ')}`),
    ...integrity.filter((word) => word !== 'ok').map((word) => `I12: the database is broken: ${String(word)}`),
  ]
}

/** The moves of a refund, as the timeline tells them. */
export function movesOf(reference: string | null, events: Event[]): Array<{ from: string | undefined; to: string }> {
  return events.flatMap(({ kind, detail }) => {
    const [, name, from, to] = kind === 'refund-move' ? (MOVE.exec(detail ?? '') ?? []) : []
    return name === reference && to !== undefined ? [{ from, to }] : []
  })
}

function isMove(from: string | undefined, to: string): boolean {
  const moves: Record<string, readonly string[]> = REFUND_MOVES
  return from !== undefined && (moves[from] ?? []).includes(to)
}

function answersAgree({ payment, refunds, asked, toldKurus }: RefundEvidence): string[] {
  const references = [...new Set(asked.map(({ reference }) => reference))]
  return [
    ...references
      .filter((reference) => new Set(asked.flatMap((one) => (one.reference === reference ? (one.id ?? []) : []))).size > 1)
      .map((reference) => `I19: ${reference} is more than one refund`),
    ...asked
      .filter(({ status, id }) => !([200, 201].includes(status) && refunds.some((row) => row.id === id)))
      .map(({ reference, status }) => `I19: ${reference} was answered ${status}`),
    ...(toldKurus === null || toldKurus === payment.refunded_kurus ? [] : [`I19: the API tells of ${toldKurus} kuruş`]),
  ]
}

const ASKED: RefundStatus[] = ['accepted', 'unknown']

/** What a refund looks like on disk if its process died there; null if there is no row yet. */
const LEFT: Record<RefundThing, Record<Side, Array<RefundStatus | null>>> = {
  'refund planned': { before: [null], after: ['planned'] },
  'refund claimed': { before: ['planned'], after: ['planned'] },
  'refund intent committed': { before: ['planned'], after: ['sending'] },
  reversed_request: { before: ['sending'], after: ['sending'] },
  'refund answer written': { before: ['sending'], after: ['accepted', 'unknown', 'refused', 'planned'] },
  'refund lease over': { before: ['sending'], after: ['unknown'] },
  detail: { before: ASKED, after: ASKED },
  'refunded written': { before: ASKED, after: ['refunded'] },
  'refund withdrawn': { before: ['planned'], after: ['withdrawn'] },
}

const BEFORE_IT_LEAVES: RefundThing[] = ['refund planned', 'refund claimed', 'refund intent committed', 'refund withdrawn']

/** Whether the process died where it should have, judged by the row and by the number of requests that Paynet has seen. */
export function isRefundLeftBy({ thing, side, nth }: Kill<RefundThing>, refund: RefundRow | undefined, requests: Call[]): boolean {
  const isUnsent = (BEFORE_IT_LEAVES.includes(thing) && nth === 1) || (thing === 'reversed_request' && side === 'before')
  const statuses = nth === 2 ? ASKED : LEFT[thing][side]
  return statuses.includes(refund?.status ?? null) && requests.length === (isUnsent ? 0 : 1)
}

function sum(rows: Array<{ amount_kurus: number }>): number {
  return rows.reduce((total, { amount_kurus }) => total + amount_kurus, 0)
}

function isOneOf(list: readonly RefundStatus[], status: RefundStatus): boolean {
  return list.includes(status)
}
