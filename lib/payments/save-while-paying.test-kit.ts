import { amexCard, givenCard, givenUser, otherCard } from '@/lib/cards/cards.test-kit'
import type { CardInput } from '@/lib/shared/cards/card'
import { goodCard, MINUTE, stoppedClock } from './payments.test-kit'

export const amexToSave: CardInput = { ...amexCard, cvc: '1234' }

/** A new card of this kind, with the box ticked. */
export const saving = (card: CardInput = goodCard, description = 'Maaş kartım') => ({ kind: 'new' as const, card, save: { description } })

/** A user who already has a name at Paynet, and one card there. */
export async function givenKnown() {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  await givenCard(userId, clock, { card: otherCard, description: 'eski' })
  clock.pass(MINUTE)
  return { userId, clock }
}
