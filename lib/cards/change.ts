import 'server-only'
import { setDefaultCard } from '@/db/card-owners'
import { findSavedCard, loseSavedCards, putSavedCard, type SavedCardRow } from '@/db/saved-cards'
import type { Clock } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { deleteCard as deleteAtPaynet, renameCard as renameAtPaynet } from '@/lib/paynet/cards'
import type { ChangeMeaning } from '@/lib/paynet/cards-wire'
import type { SavedCard } from '@/lib/paynet/payments-wire'
import { overLimit } from '@/lib/rate-limit'
import { parseDescription } from '@/lib/shared/cards/saved-card'
import { fail, ok, type Result } from '@/lib/shared/result'
import { tellCall } from './call'
import { newCardRow, openDetails } from './details'
import { readPaynet } from './list'
import { type CardOwner, openOwner, ownerOf } from './owner'

/** Somebody's own card, with what names it at Paynet; null for an unknown id, which somebody else's is too. */
export type OwnCard = { owner: CardOwner; row: SavedCardRow; description: string; atPaynet: SavedCard }

export async function findOwnCard(userId: string, cardId: string): Promise<OwnCard | null> {
  const row = isId(cardId) ? await findSavedCard(ownerOf(userId), cardId) : null
  const owner = row && (await openOwner(userId))
  if (!row || !owner?.cardOwnerId) return null
  const { cardHash, description } = await openDetails(row)
  return { owner, row, description, atPaynet: { cardHash, cardOwnerId: owner.cardOwnerId } }
}

/** Gives a card another description, at Paynet and here. The changes answer what the card is called. */
export async function renameCard(userId: string, cardId: string, typed: string, clock: Clock): Promise<Result<string>> {
  const card = await findOwnCard(userId, cardId)
  if (!card) return fail({ kind: 'not-found' })
  if (card.row.goneAt !== null) return fail({ kind: 'conflict', because: 'card-gone' })
  const parsed = parseDescription(typed, { mayBeEmpty: false })
  if ('problem' in parsed) return fail({ kind: 'invalid', fields: [{ field: cardId, problem: parsed.problem }] })
  const { description } = parsed
  const wait = await overLimit('card-changes-of-account', userId, await clock())
  if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })

  const { meaning, call } = await renameAtPaynet(card.atPaynet, description)
  tellCall(call)
  if (meaning.kind === 'done') {
    const { expiryMonth: month, expiryYear: year, createdAt } = card.row
    const details = { ...(await openDetails(card.row)), description }
    await putSavedCard(await newCardRow(card.owner, details, month && year ? { month, year } : null, null, createdAt))
    return ok(description)
  }
  const isRead = meaning.kind !== 'not-sent' && (await readPaynet(card.owner, clock))
  return isRead
    ? afterLooking(card, meaning, async (row) => (await openDetails(row)).description === description)
    : fail({ kind: 'unavailable' })
}

/** Deletes a card at Paynet and looks whether it is gone. A card that is gone already stays so, and nobody is asked. */
export async function removeCard(userId: string, cardId: string, clock: Clock): Promise<Result<string>> {
  const card = await findOwnCard(userId, cardId)
  if (!card) return fail({ kind: 'not-found' })
  if (card.row.goneAt !== null) return ok(card.description)
  const wait = await overLimit('card-changes-of-account', userId, await clock())
  if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })

  const { meaning, call } = await deleteAtPaynet(card.atPaynet)
  tellCall(call)
  const isRead = meaning.kind !== 'not-sent' && (await readPaynet(card.owner, clock))
  if (isRead) return afterLooking(card, meaning, (row) => row.goneAt !== null)
  if (meaning.kind !== 'done') return fail({ kind: 'unavailable' })
  // Deleted, by Paynet's own word; only the list would not come.
  const at = await clock()
  await loseSavedCards(card.owner, [cardId], new Date(at.getTime() + 1), at)
  return ok(card.description)
}

/** The card that is offered first. Known here alone; Paynet has no such thing. */
export async function chooseDefault(userId: string, cardId: string): Promise<Result<string>> {
  const card = await findOwnCard(userId, cardId)
  if (!card) return fail({ kind: 'not-found' })
  if (card.row.goneAt !== null) return fail({ kind: 'conflict', because: 'card-gone' })
  await setDefaultCard(card.owner, cardId)
  return ok(card.description)
}

/** What Paynet's list, just read, says of a change whose answer alone does not decide. */
async function afterLooking(
  { owner, row }: OwnCard,
  meaning: ChangeMeaning,
  isDone: (row: SavedCardRow) => boolean | Promise<boolean>,
): Promise<Result<string>> {
  const now = await findSavedCard(owner, row.id)
  if (now && (await isDone(now))) return ok((await openDetails(now)).description)
  if (now?.goneAt) return fail({ kind: 'conflict', because: 'card-gone' })
  return meaning.kind === 'refused' ? fail({ kind: 'refused' }) : fail({ kind: 'unavailable' })
}
