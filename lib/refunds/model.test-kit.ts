import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { query } from '@/db/client'
import { findPayment, type Payment } from '@/db/payments'
import { listRefundsOf, listRefundsOfTransaction, type Refund } from '@/db/refunds'
import { refunds } from '@/db/schema'
import { listOpenFindings } from '@/db/sweep-findings'
import { MINUTE } from '@/lib/duration'
import { explainReversal, sweepRefunds } from '@/lib/housekeeping/sweep-refunds'
import { digest, newId } from '@/lib/ids'
import { inFlight } from '@/lib/in-flight'
import { allPayments, pick, type Real, type Step } from '@/lib/payments/model.test-kit'
import { isOpenRefund, RESERVING_REFUND } from '@/lib/shared/payments/refund'
import { paynet } from '@/scripts/test/setup'
import { takeHint } from './callback'
import { isDayEnding } from './day'
import { drawnBy } from './of-payment'
import { decideRefund } from './operate'
import { reconcileRefunds } from './reconcile'
import { askRefund } from './request'

/** Their answer is lost, or proves nothing, before Paynet has acted or after it. */
const REQUEST_FAULTS = ['answer-lost-before', 'answer-lost-after', 'http-500', 'http-500-after', 'html', 'refund-code-5', 'refund-refused']
const BOOKS_FAULTS = ['answer-lost-before', 'http-500', 'html']
/** Few, so that one is often used twice. */
const REFERENCES = ['IADE-1', 'IADE-2', 'IADE-3', 'IADE-4']

async function ask(real: Real, which: number, share: number, references: string[]): Promise<void> {
  const payment = await findPayment(pick(real.atBank, which).id)
  const drawn = payment && drawnBy(payment)
  if (!payment || drawn === null) return
  const amountKurus = Math.ceil(drawn / share)
  const usual = { amountKurus, remainingKurus: null, reason: null, askedBy: 'api' as const }
  await Promise.all(references.map((reference) => askRefund(payment, { ...usual, reference }, real.clock.at())))
}

async function refundsOf(real: Real, which: number): Promise<Refund[]> {
  return listRefundsOf([pick(real.atBank, which).id])
}

async function hint(real: Real, which: number, code: number): Promise<void> {
  for (const { id } of await refundsOf(real, which)) {
    const secret = newId()
    const callbackDigest = digest('refund-callback', secret)
    await query((db) => db.update(refunds).set({ callbackDigest }).where(eq(refunds.id, id)).returning())
    await takeHint(id, secret, code, real.clock)
  }
  await Promise.all(inFlight())
}

async function decideAtPaynet(decision: 'approve' | 'reject'): Promise<void> {
  for (const { xact_id, status } of await paynet.refunds()) if (status === 'waiting') await paynet.decideRefund(xact_id, decision)
}

const index = fc.nat({ max: 9 })

/** What a merchant, Paynet, its panel and a wrecker may do to money that is to be given back. */
export const refundSteps: fc.Arbitrary<Step>[] = [
  fc
    .tuple(index, fc.constantFrom(1, 1, 2, 3, 1000), fc.subarray(REFERENCES, { minLength: 1, maxLength: 3 }))
    .map(([which, share, references]) => ({
      name: `askRefund(${which}, 1/${share}, ${references.join()})`,
      needsPayment: true,
      run: (real) => ask(real, which, share, [...references, ...references]),
    })),
  fc.constantFrom(1, 2, 3).map((times) => ({
    name: `reconcileRefunds(× ${times})`,
    run: (real) => Promise.all(Array.from({ length: times }, () => reconcileRefunds(real.clock))),
  })),
  index.map((which) => ({
    name: `lookAtRefunds(${which})`,
    needsPayment: true,
    run: async (real) => {
      for (const { id } of await refundsOf(real, which)) await reconcileRefunds(real.clock, { id, whenever: true })
    },
  })),
  index.map((which) => ({
    name: `withdraw(${which})`,
    needsPayment: true,
    run: async (real) => {
      for (const refund of await refundsOf(real, which)) await decideRefund(refund, 'withdraw', real.clock.at())
    },
  })),
  fc.tuple(index, fc.constantFrom(0, 1)).map(([which, code]) => ({
    name: `hint(${which}, code ${code})`,
    needsPayment: true,
    run: (real) => hint(real, which, code),
  })),
  fc.tuple(index, fc.constantFrom(undefined, 100)).map(([which, amountKurus]) => ({
    name: `refundInPanel(${which}, ${amountKurus ?? 'all'})`,
    needsPayment: true,
    run: (real) =>
      paynet
        .refundInPanel({ reference_no: pick(real.atBank, which).referenceNo, ...(amountKurus && { amount_kurus: amountKurus }) })
        .catch(() => {}),
  })),
  fc.constantFrom('auto' as const, 'manual' as const).map((refund_approval) => ({
    name: `approval(${refund_approval})`,
    run: () => paynet.settings({ refund_approval }),
  })),
  fc.constantFrom('approve' as const, 'reject' as const).map((decision) => ({ name: decision, run: () => decideAtPaynet(decision) })),
  fc.constant({ name: 'sweepRefunds', run: (real: Real) => sweepRefunds(real.clock) }),
  fc.tuple(fc.constantFrom(...REQUEST_FAULTS), fc.constantFrom(1, 2)).map(([fault, times]) => ({
    name: `requestFault(${fault} × ${times})`,
    run: () => paynet.fault({ fault, service: 'reversed_request', times }),
  })),
  fc.tuple(fc.constantFrom(...BOOKS_FAULTS), fc.constantFrom('detail', 'reversal_list')).map(([fault, service]) => ({
    name: `booksFault(${fault}, ${service})`,
    run: () => paynet.fault({ fault, service, times: 2 }),
  })),
]

/** Lets Paynet decide what waits, and asks it about all that is open and all that went back. */
export async function recoverRefunds(real: Real): Promise<void> {
  await paynet.settings({ refund_approval: 'auto' })
  await decideAtPaynet('approve')
  for (let round = 0; round < 6; round++) {
    for (const payment of await allPayments(real)) {
      for (const { id, leaseUntil, dueAt, status } of await listRefundsOf([payment.id])) {
        if (leaseUntil) real.clock.to(new Date(leaseUntil.getTime() + 1))
        if (status === 'planned') real.clock.to(dueAt)
        // Nothing is sent while a day ends, and steps of half a day lead into that hour.
        while (status === 'planned' && isDayEnding(real.clock.at())) real.clock.pass(MINUTE)
        await reconcileRefunds(real.clock, { id, whenever: true })
      }
      await explainReversal((await findPayment(payment.id)) ?? payment, real.clock)
    }
  }
}

/** What must hold after every step. Throws a sentence that names the invariant. */
export async function assertRefundInvariants(real: Real): Promise<void> {
  const requests = (await paynet.calls()).filter(({ service }) => service === 'reversed_request')
  for (const payment of await allPayments(real)) {
    const rows = await rowsOf(payment)
    const sum = (statuses: readonly Refund['status'][]) =>
      rows.reduce((total, { status, amountKurus }) => total + (statuses.includes(status) ? amountKurus : 0), 0)
    must(payment.reservedKurus === sum(RESERVING_REFUND), 'R1', `${payment.reservedKurus} is reserved, ${sum(RESERVING_REFUND)} is held`)
    must(payment.refundedKurus === sum(['refunded']), 'R2', `${payment.refundedKurus} counts as given back, ${sum(['refunded'])} was`)
    must(payment.reservedKurus <= (drawnBy(payment) ?? 0), 'R3', 'more is reserved than was drawn')
    must(rows.filter(({ status }) => isOpenRefund(status)).length <= 1, 'R4', 'two refunds are open')
    for (const { calls } of rows) must(calls <= 1, 'R5', `a refund was asked for ${calls} times`)
    const sent = requests.filter(({ reference_no }) => reference_no === payment.referenceNo).length
    const promised = rows.reduce((total, { calls }) => total + calls, 0)
    must(sent <= promised, 'R6', `${sent} requests for ${promised} promises`)
    const asked = (await paynet.refunds(payment.referenceNo)).filter(({ by, status }) => by === 'request' && status === 'approved')
    const given = asked.reduce((total, { amount_kurus }) => total + amount_kurus, 0)
    must(given <= (drawnBy(payment) ?? 0), 'R7', 'more was given back than was drawn')
  }
}

/** What must hold when the world is well again. */
export async function assertRefundsAreWell(real: Real, reached: Set<string>): Promise<void> {
  await assertRefundInvariants(real)
  const findings = await listOpenFindings(10_000)
  const others = new Set(findings.flatMap(({ kind, referenceNo }) => (kind === 'other-refund' ? [referenceNo] : [])))
  for (const payment of await allPayments(real)) {
    const rows = await rowsOf(payment)
    for (const { status, askedBy } of rows) reached.add(askedBy === 'paynet' ? `${status} elsewhere` : status)
    const all = await paynet.refunds(payment.referenceNo)
    // What was rejected in silence shows nowhere, and is a person's matter.
    const mayWait: Refund['status'][] = all.some(({ status }) => status === 'rejected') ? ['unknown', 'accepted'] : ['unknown']
    must(!rows.some(({ status }) => isOpenRefund(status) && !mayWait.includes(status)), 'R10', 'a refund is left hanging')
    // The panel gave back what was being asked for here: a person has been told.
    if (others.has(payment.referenceNo)) continue
    const done = rows.filter(({ status }) => status === 'refunded')
    const atPaynet = all.filter(({ status }) => status === 'approved')
    const about = JSON.stringify({ rows, atPaynet })
    for (const { xact_id, amount_kurus } of atPaynet) {
      const named = done.filter(({ paynetRef, amountKurus }) => paynetRef === xact_id && amountKurus === amount_kurus)
      must(named.length === 1, 'R8', `a refund of Paynet's is known ${named.length} times: ${about}`)
    }
    must(done.length === atPaynet.length, 'R9', `${done.length} refunds are done here, ${atPaynet.length} at Paynet: ${about}`)
  }
}

async function rowsOf({ xactId }: Payment): Promise<Refund[]> {
  return xactId === null ? [] : (await listRefundsOfTransaction(xactId)).filter(({ findingId }) => findingId === null)
}

function must(holds: boolean, invariant: string, otherwise: string): void {
  if (!holds) throw new Error(`${invariant}: ${otherwise}`)
}
