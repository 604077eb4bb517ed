import { maskPan } from '@/simulator/format/masks'
import { bankNames } from '@/simulator/protocol/banks'
import type { Card } from '@/simulator/protocol/test-cards'
import { digest } from './digest'
import type { SessionRecord, StoredCard } from './records'
import type { State } from './state'

/** What is kept of a card instead of its number. */
export type CardDetails = Pick<SessionRecord, 'card_masked' | 'bank_id' | 'bank_name' | 'otp' | 'outcome'> &
  Pick<StoredCard, 'card_holder' | 'pan_digest' | 'card_brand_name' | 'expire_month' | 'expire_year'>

export function describeCard(
  state: State,
  card: Card,
  { holder, month, year }: { holder: string; month: number; year: number },
): CardDetails {
  return {
    card_masked: maskPan(card.pan),
    card_holder: holder,
    bank_id: card.bankId,
    bank_name: bankNames[card.bankId],
    otp: card.password,
    outcome: card.outcome,
    pan_digest: digest(state, card.pan),
    card_brand_name: findBrand(card.pan),
    expire_month: month,
    expire_year: year <= 99 ? 2000 + year : year,
  }
}

/** Empty if the number belongs to none of the four; what Paynet calls such cards is not documented. */
function findBrand(pan: string): string {
  if (/^(?:9792|65)/.test(pan)) return 'TROY'
  if (/^3[47]/.test(pan)) return 'AMEX'
  if (/^4/.test(pan)) return 'VISA'
  return /^(?:5|2[2-7])/.test(pan) ? 'MASTERCARD' : ''
}
