import { setTimeout as sleep } from 'node:timers/promises'
import { isUniqueViolation } from '@/db/dialect'
import { findPayment, findPaymentByReferenceNo, type Payment } from '@/db/payments'
import { findRefund, listNewestRefunds, listOpenRefunds, type Refund } from '@/db/refunds'
import { type Finding, findFinding } from '@/db/sweep-findings'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { isId, newReferenceSuffix } from '@/lib/ids'
import { findPaymentsBy } from '@/lib/payments/operate'
import { isSameDay } from '@/lib/refunds/day'
import { findPaymentToRefund } from '@/lib/refunds/of-order'
import { drawnBy, remainingOf, soldAt } from '@/lib/refunds/of-payment'
import {
  atWorkUntil,
  decideRefund,
  isReadFirst,
  REFUND_DECISIONS,
  type RefundDecision,
  readBooks,
  recordAsker,
} from '@/lib/refunds/operate'
import { reconcileRefunds } from '@/lib/refunds/reconcile'
import { askFindingRefund, askRefund, type RefundRefusal } from '@/lib/refunds/request'
import { sendNow } from '@/lib/refunds/send'
import { holdsCardNumber } from '@/lib/shared/cards/number-in-text'
import { type Kurus, readTypedLira } from '@/lib/shared/payments/money'
import { isOpenRefund, REFUND_REASONS, type RefundReason } from '@/lib/shared/payments/refund'
import { confirm, isAsked, WORD_OPTIONS, wordOf } from './confirm'
import { type Answer, EXIT, type Output, runCommand } from './run-command'
import { lira, printable } from './told'
import { jsonOfRefund, linesOfRefund } from './told-refund'

const MOST_LISTED = 50
const LOOK_EVERY_MS = 250
/** What follows an answer of Paynet's until it is written. */
const WRITTEN_WITHIN_MS = 5_000

type Typed = {
  amount?: string
  remaining?: string
  reference?: string
  reason?: string
  list?: boolean
  ask?: string
  withdraw?: string
  'not-sent'?: string
  done?: string
  note?: string
  yes?: boolean
}

await runCommand({
  name: 'refund',
  synopsis:
    "<order, payment or finding> [--amount 50,00] [--remaining 149,90] [--reference R] | --list | --ask <refund> | --withdraw <refund> | --not-sent <refund> | --done <refund> <Paynet's number> [--amount 50,00]",
  about: `Gives money back through Paynet, once: writes down what is to be given back, sends it if it may leave now, and waits for the
answer. Without --amount it is all that is left. What is left is typed with --remaining, or confirmed at a terminal. A request
that may have arrived is never sent again: --ask asks Paynet what became of it, and the other words are for what only Paynet's
panel shows. Ends with 1 if a person must look.`,
  options: {
    amount: { type: 'string', help: 'how much, as 50,00 or 50.00; all that is left if not given' },
    remaining: { type: 'string', help: 'what you believe is left; if it is not, nothing is done' },
    reference: { type: 'string', help: 'your own number of it: typed again, it is the same refund' },
    reason: { type: 'string', help: REFUND_REASONS.join(', ') },
    list: { type: 'boolean', help: 'show those that are open, and the newest' },
    ask: { type: 'string', help: 'ask Paynet now what became of a refund' },
    withdraw: { type: 'string', help: 'a refund that is planned is not to be sent' },
    'not-sent': { type: 'string', help: "Paynet's panel shows nothing of a refund, or that it was turned down: it may be asked for anew" },
    done: { type: 'string', help: "Paynet's panel shows, under a number, that the money went back" },
    ...WORD_OPTIONS,
  },
  words: [0, 1],
  async run({ values, words: [word] }, out) {
    const said = (['list', 'ask', ...REFUND_DECISIONS] as const).filter((name) => values[name] !== undefined)
    if (said.length > 1) return { wrong: 'one thing at a time' }
    const [what] = said
    if (what !== undefined && what !== 'done' && word !== undefined) return { wrong: `"${printable(word)}" is too much` }
    if (what === 'list') return list(out)
    if (what === 'ask') return askPaynet(values.ask ?? '', out)
    if (what !== undefined) return carryOut(what, values[what] ?? '', word ?? null, values, out)
    return word === undefined ? { wrong: 'something is missing' } : request(word, values, out)
  },
})

async function list({ say }: Output): Promise<Answer> {
  const [open, newest] = [await listOpenRefunds(MOST_LISTED), await listNewestRefunds(MOST_LISTED)]
  const over = newest.filter(({ status }) => !isOpenRefund(status))
  for (const refund of [...open, ...over]) for (const line of linesOfRefund(refund)) say(line)
  if (open.length + over.length === 0) say('There is no refund yet.')
  if (open.length === MOST_LISTED) say(`Only the oldest ${MOST_LISTED} that are open are shown.`)
  return { exit: open.some(needsPerson) ? EXIT.waits : EXIT.done, json: { open: open.map(jsonOfRefund), newest: newest.map(jsonOfRefund) } }
}

async function askPaynet(id: string, out: Output): Promise<Answer> {
  const refund = await findRefund(id)
  if (!refund) return noRefund(id)
  if (refund.askedBy === 'paynet' && isOpenRefund(refund.status))
    return { refused: `${id} was made in Paynet's panel: how much it was, only the panel tells.` }
  await untilFree(id)
  await reconcileRefunds(now, { id, whenever: true })
  return tell(id, out)
}

async function carryOut(decision: RefundDecision, id: string, paynetRef: string | null, values: Typed, out: Output): Promise<Answer> {
  if (decision === 'done' && !/^[\w-]{1,100}$/.test(paynetRef ?? '')) return { wrong: "--done <refund> <Paynet's number of it>" }
  const refund = await findRefund(id)
  if (!refund) return noRefund(id)
  const told = readSum(values.amount)
  if (told === 'wrong' || told === 0) return { wrong: '--amount is a sum like 50,00' }
  const isUntold = decision === 'done' && refund.askedBy === 'paynet'
  if (told !== null && !isUntold) return { wrong: "--amount is for what Paynet's panel alone knows the amount of" }
  const tooEarly = decision === 'not-sent' ? whyNotYet(refund, await now()) : null
  if (tooEarly !== null) return { refused: tooEarly }
  const { status } = refund
  const amountKurus = told ?? refund.amountKurus
  const number = paynetRef === null ? '' : ` ${paynetRef}`
  if (!(await confirm(`${id}, ${status}, ${lira(amountKurus)}: --${decision}${number}. Is that right?`, values)))
    return { refused: 'Nothing was changed.' }
  const otherwise = decision === 'not-sent' ? await whatBooksSay(refund) : null
  if (otherwise !== null) return { refused: otherwise }
  try {
    if (!(await decideRefund(refund, decision, await now(), { paynetRef, amountKurus, reason: wordOf(values) })))
      return { refused: `A refund that is ${(await findRefund(id))?.status} is not open to --${decision}; nothing was changed.` }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return { refused: `${paynetRef} is another refund of this transaction; nothing was changed.` }
  }
  return tell(id, out, { isDecided: true })
}

/** Paynet may be at work on what it shows nothing of. */
function whyNotYet(refund: Refund, at: Date): string | null {
  const until = atWorkUntil(refund)
  if (until === null || until <= at) return null
  return `Paynet may carry this request out until ${until.toISOString()}. Look in its panel after that, and then say --not-sent; nothing was changed.`
}

/** What keeps a person's word from counting, by Paynet's own books; null if nothing does. Of what its panel made, only that tells. */
async function whatBooksSay(refund: Refund): Promise<string | null> {
  const { id } = refund
  if (!isReadFirst(refund, await now())) return null
  await untilFree(id)
  const books = await readBooks(refund, now)
  if ((await findRefund(id))?.status === 'refunded') return `Paynet's books show that this money went back: ${id} is refunded now.`
  if (books === 'undecided')
    return "Paynet's list holds a request about this sale that it calls neither done nor undone: wait for it, or have it withdrawn in Paynet's panel; nothing was changed."
  return books === 'read'
    ? null
    : 'Paynet could not be asked just now, and its books may show more than its panel did. Say --not-sent again in a few minutes; nothing was changed.'
}

async function request(word: string, values: Typed, out: Output): Promise<Answer> {
  const { amount: typedAmount, remaining: typedRemaining, reference = `CLI-${newReferenceSuffix(8)}`, reason = null } = values
  const [amountKurus, remainingKurus] = [readSum(typedAmount), readSum(typedRemaining)]
  if (amountKurus === 'wrong' || amountKurus === 0) return { wrong: '--amount is a sum like 50,00' }
  if (remainingKurus === 'wrong') return { wrong: '--remaining is a sum like 149,90' }
  if (!/^[A-Za-z0-9\-_.]{1,40}$/.test(reference) || holdsCardNumber(reference))
    return { wrong: '--reference is 1 to 40 of A-Z a-z 0-9 - _ .' }
  if (!isReason(reason)) return { wrong: `--reason is one of ${REFUND_REASONS.join(', ')}` }

  const wanted: Wanted = { amountKurus, remainingKurus, reference, reason }
  const payments = await findPaymentsBy(word)
  const [named] = payments.filter(({ id, referenceNo }) => id === word || referenceNo === word)
  const payment = named ?? (payments[0] && (await findPaymentToRefund(payments[0].orderId, { paymentId: null, reference })))
  const finding = payments.length > 0 || !isId(word) ? null : await findFinding(word)
  const asked = payment
    ? await requestOf(payment, wanted, values)
    : finding
      ? await requestOfFinding(finding, wanted, values)
      : { refused: payments.length > 0 ? whyNoPayment(word, payments) : `No order, payment or finding is called ${printable(word)}.` }
  if (!('refund' in asked)) return asked

  const { refund, isNew } = asked
  if (isNew) await recordAsker(refund, await now(), wordOf(values))
  else out.say('That refund is known already.')
  await sendNow(refund.id, now)
  await untilFree(refund.id)
  return tell(refund.id, out)
}

type Wanted = { amountKurus: Kurus | null; remainingKurus: Kurus | null; reference: string; reason: RefundReason | null }
type Asked = { refund: Refund; isNew: boolean } | { refused: string } | { wrong: string }

async function requestOf(payment: Payment, { amountKurus, remainingKurus, reference, reason }: Wanted, values: Typed): Promise<Asked> {
  // What nobody has seen is not given back: a person at a terminal sees it, anybody else has typed it.
  if (remainingKurus === null && !isAsked(values)) return { wrong: 'what is left is missing: --remaining 149,90' }
  const left = remainingOf(payment)
  const at = await now()
  // With nothing left, what keeps it from being asked for is told from the rows.
  const amount = amountKurus ?? (remainingKurus || left || 1)
  const isTomorrow = amount !== drawnBy(payment) && isSameDay(soldAt(payment, at), at)
  const when = isTomorrow ? ', on the day after the sale, as Paynet takes back no part before' : ''
  const { referenceNo, status } = payment
  const question = `${referenceNo}, ${status}: give back ${lira(amount)} of ${lira(left)} that is left${when}. Is that right?`
  if (left > 0 && !(await confirm(question, values))) return { refused: 'Nothing was changed.' }
  const asked = await askRefund(
    payment,
    { reference, amountKurus: amount, remainingKurus: remainingKurus ?? left, reason, askedBy: 'cli' },
    await now(),
  )
  return asked.ok ? asked : { refused: `${whyRefused(asked.refusal)}; nothing was changed.` }
}

async function requestOfFinding(
  finding: Finding,
  { amountKurus, remainingKurus, reference, reason }: Wanted,
  values: Typed,
): Promise<Asked> {
  const { kind, referenceNo, amountKurus: whole } = finding
  if (whole !== null && [amountKurus, remainingKurus].some((typed) => typed !== null && typed !== whole))
    return { refused: `The finding's transaction is of ${lira(whole)}, and is given back whole or not at all; nothing was changed.` }
  const question = `finding ${kind}, ${printable(referenceNo)}: give back ${whole === null ? 'it' : lira(whole)}, the whole. Is that right?`
  if (!(await confirm(question, values))) return { refused: 'Nothing was changed.' }
  const payment = await findPaymentByReferenceNo(referenceNo)
  const asked = await askFindingRefund(finding, payment, { reference, reason, askedBy: 'cli' }, await now())
  return asked.ok ? asked : { refused: `This finding's transaction cannot be given back: ${asked.because}; nothing was changed.` }
}

function whyRefused(refusal: RefundRefusal): string {
  if (refusal.kind === 'reference-taken') return 'Another refund of this payment has this reference'
  const left = `${lira(refusal.remainingKurus)} is left`
  switch (refusal.kind) {
    case 'restored':
      return `The database was restored and may not know of an earlier refund: npm run sweep shows what to look at; ${left}`
    case 'refund-open':
      return `Another refund of this payment is not over yet; ${left}. npm run refund -- --list shows it`
    case 'remaining-changed':
      return `What is left is not as you say: ${left}`
    case 'above-remaining':
      return `That is too much: ${left}`
    case 'not-refundable':
      return refusal.isWholeOnly
        ? `Nothing was sold for this payment, so it is given back whole or not at all; ${left}`
        : 'This payment holds no money that Paynet can be asked to give back'
  }
}

function whyNoPayment(word: string, payments: Payment[]): string {
  const late = payments.find(({ late, status }) => late && status === 'succeeded')
  return late
    ? `Nothing paid the order ${printable(word)} but ${late.referenceNo}, which was late: give that back by its own name.`
    : `No payment of ${printable(word)} holds money.`
}

/** Waits as long as an answer of Paynet's may take, while another process or this one is at work on a refund. */
async function untilFree(id: string): Promise<void> {
  const endsAtMs = now.elapsedMs() + env().paynet.timeoutMs + WRITTEN_WITHIN_MS
  while (now.elapsedMs() < endsAtMs) {
    const refund = await findRefund(id)
    if (!refund || refund.leaseUntil === null || refund.leaseUntil <= (await now())) return
    await sleep(LOOK_EVERY_MS)
  }
}

/** `isDecided`: by the person who would have to look. */
async function tell(id: string, { say }: Output, { isDecided = false } = {}): Promise<Answer> {
  const refund = await findRefund(id)
  if (!refund) return noRefund(id)
  const payment = refund.paymentId === null ? null : await findPayment(refund.paymentId)
  for (const line of linesOfRefund(refund)) say(line)
  if (payment) say(`  its history: npm run payment -- ${payment.id}`)
  if (refund.status === 'planned') say('  The running app sends it; without one, npm run reconcile does.')
  return { exit: needsPerson(refund) && !isDecided ? EXIT.waits : EXIT.done, json: jsonOfRefund(refund) }
}

/** Paynet said no, or only its panel may tell. */
function needsPerson({ status }: Refund): boolean {
  return status === 'unknown' || status === 'refused'
}

function noRefund(id: string): Answer {
  return { refused: `There is no refund ${printable(id)}.` }
}

function readSum(typed: string | undefined): Kurus | null | 'wrong' {
  return typed === undefined ? null : (readTypedLira(typed) ?? 'wrong')
}

function isReason(reason: string | null): reason is RefundReason | null {
  return reason === null || (REFUND_REASONS as readonly string[]).includes(reason)
}
