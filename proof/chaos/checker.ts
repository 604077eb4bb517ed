import type { DeliveryRow, EventRow, FindingRow, MailRow, Move, OrderRow, PaymentRow, RefundRow } from '@/e2e/harness/books'
import type { ClockSetting } from '@/e2e/harness/settable-clock'
import { type BookedRefund, type Call, drawnBy, type Transaction } from '@/e2e/harness/simulator'
import type { Seen } from '@/e2e/harness/webhook-sink'
import { findUndelivered } from './deliveries'
import type { AskedRefund } from './give-back'
import { findMisdirected, type TakenMail } from './mails'
import type { Told } from './told'

/** Everything that a run leaves behind: the app's rows, Paynet's books and log, and what shoppers were told. */
export type Evidence = {
  orders: OrderRow[]
  payments: PaymentRow[]
  moves: Move[]
  events: EventRow[]
  deliveries: DeliveryRow[]
  /** What came to the merchant's server, in the order in which it came. */
  seen: Seen[]
  mails: MailRow[]
  /** What the shop's mail server has taken. */
  taken: TakenMail[]
  findings: FindingRow[]
  /** Paynet's ledger, oldest first; `at` is an ISO time. */
  ledger: Array<Transaction & { at: string }>
  calls: Array<Call & { at: string }>
  told: Told[]
  /** Refunds as the app has them, as Paynet has them, and as they were asked for. */
  refunds: RefundRow[]
  booked: BookedRefund[]
  asked: AskedRefund[]
  /** What the API says was given back, by order. */
  refundedAmounts: Map<string, number>
  /** Fences that were seen to fall, by payment. */
  fallenFences: string[]
  /** What was broken after a kill: the file, or an instance that did not end or come back as it should. */
  brokenFiles: string[]
  /** Where a card number or a key was found. */
  leaks: string[]
  /** How the app's clock was set, oldest first; Paynet's log has the true time. */
  clock: ClockSetting[]
}

/** One invariant, the number of cases it was checked in, and a sentence for each violation. */
export type Verdict = { id: string; says: string; looked: number; violations: string[] }

/** The moves that a payment may make, as ARCHITECTURE.md draws them; null is the beginning. */
const LEGAL = new Set(
  [
    'null>created',
    'created>awaiting_3ds created>failed',
    'awaiting_3ds>charging awaiting_3ds>superseded awaiting_3ds>expired',
    'charging>succeeded charging>declined charging>review charging>unknown',
    'unknown>succeeded unknown>declined unknown>review unknown>not_charged unknown>charging',
    'declined>succeeded failed>succeeded expired>succeeded superseded>succeeded not_charged>succeeded',
    'review>succeeded review>not_charged',
  ].flatMap((line) => line.split(' ')),
)
const LIVE = ['created', 'awaiting_3ds', 'charging', 'unknown']
const HOLDS_MONEY = ['succeeded', 'review']
const OPEN_REFUND = ['planned', 'sending', 'unknown', 'accepted']
const REFUND_FINDINGS = ['foreign-refund', 'other-refund']

/** Checks I1 to I22 against everything that was seen. */
export function check(evidence: Evidence): Verdict[] {
  const { orders, payments, moves, findings, ledger, calls, told } = evidence
  const successes = ledger.filter(({ is_succeed }) => is_succeed)
  const byReference = groupBy(successes, ({ reference_no }) => reference_no)
  const paymentsOf = groupBy(payments, ({ orderId }) => orderId)
  const paymentByReference = new Map(payments.map((payment) => [payment.referenceNo, payment]))
  const takenFor = (order: OrderRow) => (paymentsOf.get(order.id) ?? []).flatMap(({ referenceNo }) => byReference.get(referenceNo) ?? [])
  const paid = orders.filter((order) => (paymentsOf.get(order.id) ?? []).some(({ status }) => status === 'succeeded'))
  const orderById = new Map(orders.map((order) => [order.id, order]))
  const charges = calls.filter(({ service }) => service === 'tds_charge')
  const tooLittle = new Map(
    findings.filter(({ kind }) => kind === 'fee-short').map((finding) => [finding.referenceNo, finding.amountKurus]),
  )
  const intents = groupBy(
    moves.filter(({ to }) => to === 'charging'),
    ({ paymentId }) => paymentId,
  )

  return [
    verdict('I1', 'at most one success an order in Paynet’s ledger', orders, (order) => {
      const taken = takenFor(order).length
      return taken > 1 && `${order.reference}: ${taken} successes`
    }),
    verdict('I2', 'every success belongs to an order that is paid or in review', successes, ({ reference_no }) => {
      const payment = paymentByReference.get(reference_no)
      if (!payment) return `${reference_no}: no such payment`
      return !HOLDS_MONEY.includes(payment.status) && `${reference_no}: ${payment.status}`
    }),
    verdict('I3', 'every paid order has a success with its reference, amount and currency', paid, (order) => {
      const held = (paymentsOf.get(order.id) ?? []).filter(({ status }) => status === 'succeeded')
      const fits = held.every(({ referenceNo, amountKurus }) =>
        byReference.get(referenceNo)?.some((row) => drawnBy(row).priceKurus === amountKurus && row.currency === 'TRY'),
      )
      return !(fits && held.every(({ amountKurus }) => amountKurus === order.amountKurus)) && order.reference
    }),
    verdict('I4', 'nobody was told "not charged" about a payment that was taken', told, (page) => {
      if (!page.saysNotCharged) return false
      const order = orderById.get(page.orderId)
      const before = order ? takenFor(order).filter(({ at }) => Date.parse(at) < page.askedAt) : []
      // One that its shopper came back from with nothing to charge may still be confirmed, and the page says so.
      const isFinal = page.status !== 'awaiting_3ds'
      const named = isFinal && page.referenceNo !== null && byReference.has(page.referenceNo)
      return (before.length > 0 || named) && `${page.orderReference}: shown as ${page.status} for ${page.referenceNo}`
    }),
    verdict(
      'I5',
      'no payment is left undecided',
      payments,
      ({ referenceNo, status }) => LIVE.includes(status) && `${referenceNo}: ${status}`,
    ),
    verdict(
      'I6',
      'every move is one of the table',
      moves,
      ({ paymentId, from, to }) => !LEGAL.has(`${from}>${to}`) && `${paymentId}: ${from} > ${to}`,
    ),
    verdict(
      'I7',
      'an intent was committed before each charge that Paynet saw',
      [...groupBy(charges, ({ reference_no }) => reference_no ?? '')],
      ([reference, seen]) => {
        const payment = paymentByReference.get(reference)
        const promised = (payment && intents.get(payment.id)) ?? []
        // A process may die between its intent and the call; the charge then belongs to a later intent.
        const early = seen.some(({ at }, index) =>
          promised.slice(index).every((intent) => isBefore(Date.parse(at), intent.at, evidence.clock)),
        )
        return (early || seen.length > (payment?.calls ?? 0)) && `${reference}: ${seen.length} charges, ${promised.length} intents`
      },
    ),
    listed('I8', 'no fence was seen to fall', payments.length, evidence.fallenFences),
    verdict('I9', 'no two charges of a pair overlapped', charges, ({ overlapping, reference_no }) => overlapping && String(reference_no)),
    verdict('I10', 'a paid order was fulfilled once', paid, (order) => {
      const inTime = (paymentsOf.get(order.id) ?? []).filter(({ status, late }) => status === 'succeeded' && !late)
      return inTime.length !== 1 && `${order.reference}: ${inTime.length}`
    }),
    listed('I11', 'card numbers and keys are in no log, row or file', 1, evidence.leaks),
    listed('I12', 'the database file was whole after every kill, and every instance ended and came back in order', 1, evidence.brokenFiles),
    verdict(
      'I13',
      'nobody was shown another person’s order',
      told,
      ({ strangers, orderReference }) => strangers.length > 0 && `${orderReference}: saw ${strangers[0]}`,
    ),
    verdict(
      'I14',
      'what was drawn is what was shown, or a person is told how much less, and never less than the price',
      payments.filter(({ status }) => status === 'succeeded'),
      ({ referenceNo, amountKurus, feeKurus }) => {
        const shown = amountKurus + feeKurus
        const drawn = (byReference.get(referenceNo) ?? []).reduce((sum, row) => sum + drawnBy(row).drawnKurus, 0)
        const inBooks = tooLittle.has(referenceNo) ? tooLittle.get(referenceNo) : shown
        const isTold = tooLittle.has(referenceNo) === drawn < shown
        return !(drawn === inBooks && drawn >= amountKurus && drawn <= shown && isTold) && `${referenceNo}: ${drawn} of ${shown} kuruş`
      },
    ),
    ...checkRefunds(evidence, byReference),
    checkEvents(evidence),
    listed(
      'I21',
      'each event arrives, signed and always the same, and the last word on each order',
      evidence.events.length,
      findUndelivered(evidence),
    ),
    listed(
      'I22',
      'a receipt of each paid order and of no other, to its customer, once, or twice from doubt',
      evidence.mails.length,
      findMisdirected(evidence),
    ),
  ]
}

const REFUSED_REFUND = ['refused', 'withdrawn', 'not_sent']

/** I20: no change without its event, no event without its change, and each in a version of its own. */
function checkEvents({ orders, payments, refunds, events }: Evidence): Verdict {
  const eventsOf = groupBy(events, ({ orderId }) => orderId)
  const paymentsOf = groupBy(payments, ({ orderId }) => orderId)
  const refundsOf = groupBy(refunds, ({ paymentId }) => paymentId ?? '')
  return verdict('I20', 'each change is told once, in a version of its own', orders, (order) => {
    const told = eventsOf.get(order.id) ?? []
    const all = paymentsOf.get(order.id) ?? []
    const ends = all.flatMap(({ id }) => refundsOf.get(id) ?? [])
    const isInOrder = told.every(({ version }, index) => version === index + 2) && order.version === told.length + 1
    const count = (type: string, refundId: string | null = null) =>
      told.filter((event) => event.type === type && event.refundId === refundId).length
    const isPaid = all.some(({ status }) => status === 'succeeded')
    const isTold =
      count('order.paid') === Number(isPaid) &&
      ends.every(
        ({ id, status }) =>
          count('refund.refunded', id) === Number(status === 'refunded') &&
          count('refund.refused', id) === Number(REFUSED_REFUND.includes(status)),
      )
    return (
      !(isInOrder && isTold) &&
      `${order.reference}: version ${order.version}, ${told.map(({ type, version }) => `${type} in ${version}`).join(', ') || 'nothing told'}`
    )
  })
}

/** I15 to I19. What a hand in Paynet's panel gave back is not the app's doing; that it is known here is. */
function checkRefunds(
  { payments, findings, calls, refunds, booked, asked, refundedAmounts }: Evidence,
  successes: Map<string, Evidence['ledger']>,
): Verdict[] {
  const requests = groupBy(
    calls.filter(({ service }) => service === 'reversed_request'),
    ({ reference_no }) => reference_no ?? '',
  )
  const rowsOf = groupBy(refunds, ({ paymentId }) => paymentId ?? '')
  const bookedOf = groupBy(booked, ({ reference_no }) => reference_no)
  const given = payments.filter(({ id, referenceNo }) => rowsOf.has(id) || bookedOf.has(referenceNo))
  const found = new Set(findings.filter(({ kind }) => REFUND_FINDINGS.includes(kind)).map(({ referenceNo }) => referenceNo))
  const paymentsOf = groupBy(payments, ({ orderId }) => orderId)
  return [
    verdict('I15', 'no more was asked back than was drawn', given, ({ referenceNo }) => {
      const drawn = sum(successes.get(referenceNo) ?? [], (row) => drawnBy(row).drawnKurus)
      const live = (bookedOf.get(referenceNo) ?? []).filter(
        ({ by, status }) => by === 'request' && ['waiting', 'approved'].includes(status),
      )
      const back = sum(live, ({ amount_kurus }) => amount_kurus)
      return back > drawn && `${referenceNo}: ${back} of ${drawn} kuruş`
    }),
    verdict('I16', 'no refund was requested twice', given, ({ id, referenceNo }) => {
      const rows = rowsOf.get(id) ?? []
      const sent = requests.get(referenceNo)?.length ?? 0
      const promised = sum(rows, (row) => row.calls)
      return (rows.some(({ calls }) => calls > 1) || sent > promised) && `${referenceNo}: ${sent} requests of ${rows.length} refunds`
    }),
    verdict('I17', 'what Paynet gave back and what is known here are the same, or a person is told', given, ({ id, referenceNo }) => {
      const approved = (bookedOf.get(referenceNo) ?? [])
        .filter(({ status }) => status === 'approved')
        .map(({ amount_kurus }) => amount_kurus)
      const rows = rowsOf.get(id) ?? []
      for (const { amountKurus } of rows.filter(({ status }) => status === 'refunded')) {
        const at = approved.indexOf(amountKurus)
        // Where Paynet tells no amounts, one of its panel's may be taken for ours; once it tells them, a person is told.
        if (at < 0 && !found.has(referenceNo)) return `${referenceNo}: ${amountKurus} kuruş were not given back`
        if (at >= 0) approved.splice(at, 1)
      }
      const isWaiting = rows.some(({ status }) => status === 'unknown' || status === 'accepted')
      return approved.length > 0 && !isWaiting && !found.has(referenceNo) && `${referenceNo}: ${approved.join(', ')} kuruş are not known`
    }),
    verdict('I18', 'what is held of a payment is the sum of its refunds', payments, ({ id, referenceNo, drawnKurus, ...payment }) => {
      const rows = rowsOf.get(id) ?? []
      const done = sum(
        rows.filter(({ status }) => status === 'refunded'),
        ({ amountKurus }) => amountKurus,
      )
      const held =
        done +
        sum(
          rows.filter(({ status }) => OPEN_REFUND.includes(status)),
          ({ amountKurus }) => amountKurus,
        )
      const isSound = payment.refundedKurus === done && payment.reservedKurus === held && held <= (drawnKurus ?? 0)
      return (
        !isSound &&
        `${referenceNo}: ${payment.refundedKurus} and ${payment.reservedKurus} of ${drawnKurus}, by its rows ${done} and ${held}`
      )
    }),
    verdict(
      'I19',
      'one reference is one refund, and the API tells what was given back',
      [...groupBy(asked, (one) => `${one.orderId} ${one.reference}`).values()],
      (same) => {
        const [first] = same
        const ids = new Set(same.flatMap(({ refundId }) => refundId ?? []))
        const isAnswered = same.every(({ status }) => [200, 201, 409, 422].includes(status))
        const inRows = sum(
          (paymentsOf.get(first?.orderId ?? '') ?? []).filter(({ late }) => !late),
          ({ refundedKurus }) => refundedKurus,
        )
        const isTold = refundedAmounts.get(first?.orderId ?? '') === inRows
        return (
          !(ids.size <= 1 && isAnswered && isTold) &&
          `${first?.orderReference} ${first?.reference}: ${ids.size} refunds, answers ${same.map(({ status }) => status).join(', ')}`
        )
      },
    ),
  ]
}

function sum<T>(list: T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0)
}

/** A charge leaves within seconds of its intent. */
const SENT_WITHIN_MS = 10_000

/** Whether a moment of true time is before one that the app wrote down, however its clock stood then. */
function isBefore(at: number, written: number, clock: ClockSetting[]): boolean {
  const settings = clock.filter(
    (setting, index) => setting.at <= at && (clock[index + 1]?.at ?? Number.POSITIVE_INFINITY) > at - SENT_WITHIN_MS,
  )
  return settings.every(({ aheadMs }) => at < written - aheadMs)
}

function verdict<T>(id: string, says: string, list: T[], breaks: (item: T) => string | false): Verdict {
  return { id, says, looked: list.length, violations: list.map(breaks).filter((sentence) => sentence !== false) }
}

function listed(id: string, says: string, looked: number, violations: string[]): Verdict {
  return { id, says, looked, violations }
}

function groupBy<T, K>(list: T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of list) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
