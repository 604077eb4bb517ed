import 'server-only'
import type { DeclineReason } from '@/lib/shared/payments/payment-states'
import { CODE } from './wire'

/** What banks and Paynet mean by their codes. Pure. */

/** Lost, stolen, to be picked up, or suspected: a thief must not learn that the bank knows. */
export function isHiddenFromShopper(bankErrorId: string | undefined): boolean {
  return ['4', '7', '34', '41', '43', '59'].includes(withoutZeros(bankErrorId) ?? '')
}

/** Whether a "no" contradicts itself: "approved", or "already done". Then only asking tells. */
export function contradictsNo(_code: number, _bankErrorId: string | undefined): boolean {
  return false
}

function withoutZeros(bankErrorId: string | null | undefined): string | undefined {
  return bankErrorId?.trim().replace(/^0+(?=\d)/, '')
}

/** ISO 8583 response codes, which Turkish banks share. Stolen and lost cards read like any refusal. */
export function declineOf({ code, bankErrorId }: { code: number; bankErrorId: string | null; instalment: number | null }): {
  reason: DeclineReason
  isDoubtful: boolean
} {
  return { reason: reasonOf(code, bankErrorId), isDoubtful: false }
}

function reasonOf(code: number, bankErrorId: string | null): DeclineReason {
  if (code === CODE.notVerified) return 'not-verified'
  if (code === CODE.noSession || code === CODE.wrongPair) return 'session-over'
  if (code === CODE.wrongCard) return 'card-data'
  if (code === CODE.wrongExpiry) return 'card-expired'
  switch (withoutZeros(bankErrorId)) {
    case '51':
    case '61':
      return 'insufficient-funds'
    case '57':
    case '93':
      return 'closed-to-ecommerce'
    case '33':
    case '54':
      return 'card-expired'
    case '14':
    case '82':
      return 'card-data'
    default:
      return 'ask-bank'
  }
}
