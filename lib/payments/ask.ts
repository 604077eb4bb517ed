import 'server-only'
import { readMarker, writeMarker } from '@/db/markers'
import { hastenUnknown } from '@/db/payment-turns'
import { findNewestSuccess, type Payment } from '@/db/payments'
import { type Clock, later } from '@/lib/clock'
import { DAY, MINUTE, SECOND } from '@/lib/duration'
import type { CheckMeaning } from '@/lib/paynet/check-wire'
import { rememberRefusal } from '@/lib/paynet/circuit-breaker'
import { check } from '@/lib/paynet/payments'
import { foldReference } from '@/lib/paynet/transaction-row'
import { listSales } from '@/lib/paynet/transactions'
import type { ListedSale } from '@/lib/paynet/transactions-wire'
import { commitMove } from './commit-move'
import { expectedOf } from './drawn'
import { keepContradiction } from './findings'
import { success } from './outcome'
import { knownForMs } from './sights'
import { recordCall } from './timeline'

const PROOF_HOLDS_MS = DAY
const HASTENED_WITHIN_MS = 30 * SECOND
const HASTEN_EVERY_MS = MINUTE

let isSilent = false
let hastenedAtMs = Number.NEGATIVE_INFINITY

/** Asks Paynet about a payment. Needs no lease; a success that it shows is written at once. */
export async function ask(payment: Payment, clock: Clock): Promise<CheckMeaning> {
  knownForMs(payment, clock)
  const { meaning, call } = await check(expectedOf(payment))
  const at = await clock()
  await recordCall(payment, call, at)
  if (call.refusesUs) await rememberRefusal(call, at)
  if (meaning.kind === 'taken') {
    await writeMarker('check-proven', at)
    await commitMove({ payment, outcome: success({ ...meaning, by: 'check' }, at) })
  }
  await keepContradiction(payment, meaning, at)
  const wasSilent = isSilent
  isSilent = meaning.kind === 'nothing'
  // Paynet answers again: no payment should wait for tomorrow's look. But not over and over, when it is one check that always fails.
  if (wasSilent && !isSilent && clock.elapsedMs() - hastenedAtMs > HASTEN_EVERY_MS) {
    hastenedAtMs = clock.elapsedMs()
    await lookSoon(at)
  }
  return meaning
}

/** Makes every undecided payment due within half a minute, spread so that not all of them are due at once. */
export async function lookSoon(at: Date): Promise<void> {
  await hastenUnknown(later(at, Math.random() * HASTENED_WITHIN_MS))
}

/**
 * Whether a check that says "none" about a payment can be believed: a key that is not allowed to look sees nothing.
 * Once a day, when it matters, Paynet is asked about a success that we know. Where none is known yet, its list must
 * say the same of the payment.
 */
export async function isNoneBelievable(payment: Payment, now: Date): Promise<boolean> {
  const provenAt = await readMarker('check-proven')
  if (provenAt && later(provenAt, PROOF_HOLDS_MS) > now) return true
  const known = await findNewestSuccess()
  if (!known) return isUnlisted(payment, now)
  const { meaning } = await check(expectedOf(known))
  // One that was accepted with another amount is seen as well.
  if (meaning.kind === 'none' || meaning.kind === 'refused' || meaning.kind === 'nothing') return false
  await writeMarker('check-proven', now)
  return true
}

/** Whether the list of a payment's days, read whole, holds no money that could be the payment's. */
async function isUnlisted(payment: Payment, now: Date): Promise<boolean> {
  const { sales, unread, lastCall } = await listSales(later(payment.createdAt, -DAY), later(payment.sentAt ?? now, DAY))
  await recordCall(payment, lastCall, now)
  return unread === null && !sales.some((sale) => mayBeOf(payment, sale))
}

/** A name may be missing, in capitals, or cut. */
function mayBeOf({ referenceNo }: Payment, { outcome, references }: ListedSale): boolean {
  if (outcome === 'refused') return false
  return references.length === 0 || references.some((name) => foldReference(referenceNo).startsWith(foldReference(name)))
}
