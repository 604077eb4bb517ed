import type { CardOwner } from '@/db/card-owners'
import { insertFoundPayment } from '@/db/payment-moves'
import { givenOrderRow, newPayment } from '@/db/payments.test-kit'
import { listSavedCards, type SavedCardRow } from '@/db/saved-cards'
import { insertUserRow } from '@/db/users'
import type { Clock } from '@/lib/clock'
import { digest, newId } from '@/lib/ids'
import type { CardInput } from '@/lib/shared/cards/card'
import type { SavedCardView } from '@/lib/shared/cards/saved-card'
import type { Result } from '@/lib/shared/result'
import { type KeptCard, paynet } from '@/scripts/test/setup'
import { listKnownCards } from './list'
import { findOwner, ownerKey } from './owner'
import { saveCard } from './save'
import { type Details, decryptDetails } from './saved-card'

export { goodCard, stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'

/** A card as it is typed to be saved: the security code is not asked for. */
export const cardToKeep: CardInput = { holder: 'Ayşe Yılmaz', number: '4355 0843 5508 4358', expiry: '12/40', cvc: '' }
export const otherCard: CardInput = { ...cardToKeep, number: '5571135571135575', expiry: '3/39' }
export const amexCard: CardInput = { ...cardToKeep, number: '375622005485014', expiry: '07/38' }
/** The simulator's card whose bank refuses it, as soon as there is a security code to ask the bank with. */
export const refusedCard: CardInput = { ...cardToKeep, number: '4355080000030051' }

/** A user who has paid here once, long ago. */
export async function givenUser(): Promise<string> {
  const id = await givenNewcomer()
  const order = await givenOrderRow()
  const paid = { status: 'succeeded' as const, userId: id, settledAt: new Date(0), createdAt: new Date(0) }
  await insertFoundPayment(newPayment(order, paid))
  return id
}

/** A user with an account and nothing else. */
export async function givenNewcomer(): Promise<string> {
  const id = newId()
  const createdAt = new Date()
  await insertUserRow({ id, email: 'sealed', emailDigest: digest(id), passwordHash: 'none', sessionVersion: 1, createdAt })
  return id
}

type Saving = { card?: CardInput; description?: string; formKey?: string; address?: string }

/** What the save button does. Every call has a form and an address of its own, unless they are given. */
export function save(userId: string, clock: Clock, more: Saving = {}): Promise<Result<{ description: string }>> {
  const { card = cardToKeep, description = '', formKey = newId(), address = newId() } = more
  return saveCard(userId, { formKey, card, description }, address, clock)
}

/** A card that was saved; as its owner sees it. */
export async function givenCard(userId: string, clock: Clock, more: Saving = {}): Promise<SavedCardView> {
  const before = new Set((await listKnownCards(userId, await clock())).map(({ id }) => id))
  const saved = await save(userId, clock, more)
  const card = (await listKnownCards(userId, await clock())).find(({ id }) => !before.has(id))
  if (!saved.ok || !card) throw new Error(`the card was not saved: ${JSON.stringify(saved)}`)
  return card
}

/** A user with so many cards: one that was saved here, the others known only to Paynet. */
export async function givenUserWithCards(
  count: number,
  clock: Clock,
): Promise<{ userId: string; cardOwnerId: string; first: SavedCardView }> {
  const userId = await givenUser()
  const first = await givenCard(userId, clock, { description: 'İlk kart' })
  const cardOwnerId = await cardOwnerIdOf(userId)
  if (count > 1) await paynet.makeUpCards({ card_owner_id: cardOwnerId, count: count - 1 })
  return { userId, cardOwnerId, first }
}

export async function ownerRow(userId: string): Promise<CardOwner> {
  const owner = await findOwner(userId)
  if (!owner) throw new Error('this owner of cards is not known')
  return owner
}

export async function cardOwnerIdOf(userId: string): Promise<string> {
  const { cardOwnerId } = await ownerRow(userId)
  if (cardOwnerId === null) throw new Error('Paynet has given no name yet')
  return cardOwnerId
}

export async function rowsOf(userId: string): Promise<SavedCardRow[]> {
  return listSavedCards(ownerKey(userId))
}

/** A user's only card, with what is encrypted in it. */
export async function onlyRowOf(userId: string): Promise<SavedCardRow & { opened: Details }> {
  const [row, ...others] = await rowsOf(userId)
  if (!row || others.length > 0) throw new Error(`there are ${row ? others.length + 1 : 0} cards`)
  return { ...row, opened: await decryptDetails(row) }
}

/** A user's cards at Paynet, without deleted ones. */
export async function cardsAtPaynet(userId: string): Promise<KeptCard[]> {
  return (await paynet.cards(await cardOwnerIdOf(userId))).filter(({ deleted }) => !deleted)
}

/** The services that were called while something was done, by this process or another. */
export async function callsDuring(work: () => Promise<unknown>): Promise<unknown[]> {
  const before = (await paynet.calls()).length
  await work()
  return (await paynet.calls()).slice(before).map(({ service }) => service)
}
