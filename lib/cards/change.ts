import 'server-only'
import { setDefaultCard } from '@/db/card-owners'
import { findSavedCard, loseSavedCards, type SavedCardRow, storeSavedCard } from '@/db/saved-cards'
import { type Clock, later } from '@/lib/clock'
import { deleteCard as deleteAtPaynet, renameCard as renameAtPaynet } from '@/lib/paynet/cards'
import type { ChangeMeaning } from '@/lib/paynet/cards-wire'
import { overLimit } from '@/lib/rate-limit'
import { parseDescription } from '@/lib/shared/cards/saved-card'
import { fail, ok, type Result } from '@/lib/shared/result'
import { tellCall } from './call'
import { LISTED_AFTER_DELETION_MS, readPaynet } from './list'
import { decryptDetails, expiryOf, findOwnCard, type OwnCard, savedCardRow } from './saved-card'

/** Gives a card another description, at Paynet and here. Like every change here, it returns what the card is called. */
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
  await tellCall(call, await clock())
  if (meaning.kind === 'done') {
    const details = { ...card.details, description }
    await storeSavedCard(await savedCardRow(card.owner, { details, expiry: expiryOf(card.row), createdAt: card.row.createdAt }))
    return ok(description)
  }
  const isRead = meaning.kind !== 'not-sent' && (await readPaynet(card.owner, clock))
  return isRead
    ? afterLooking(card, meaning, async (row) => (await decryptDetails(row)).description === description)
    : fail({ kind: 'unavailable' })
}

/**
 * Deletes a card at Paynet. Its word that the card is deleted, or that it has no such card, is enough: its list may
 * show the card for a while. For a card that is gone already, Paynet is not asked.
 */
export async function removeCard(userId: string, cardId: string, clock: Clock): Promise<Result<string>> {
  const card = await findOwnCard(userId, cardId)
  if (!card) return fail({ kind: 'not-found' })
  if (card.row.goneAt !== null) return ok(card.details.description)
  const wait = await overLimit('card-changes-of-account', userId, await clock())
  if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })

  const { meaning, call } = await deleteAtPaynet(card.atPaynet)
  const at = await clock()
  await tellCall(call, at)
  if (meaning.kind === 'done') {
    await loseSavedCards(card.owner, [cardId], later(at, 1), later(at, LISTED_AFTER_DELETION_MS))
    return ok(card.details.description)
  }
  const isRead = meaning.kind !== 'not-sent' && (await readPaynet(card.owner, clock))
  return isRead ? afterLooking(card, meaning, (row) => row.goneAt !== null) : fail({ kind: 'unavailable' })
}

/** Chooses the card that is offered first. Only we know it; Paynet has no such thing. */
export async function chooseDefault(userId: string, cardId: string): Promise<Result<string>> {
  const card = await findOwnCard(userId, cardId)
  if (!card) return fail({ kind: 'not-found' })
  if (card.row.goneAt !== null) return fail({ kind: 'conflict', because: 'card-gone' })
  await setDefaultCard(card.owner, cardId)
  return ok(card.details.description)
}

/** What Paynet's list, just read, says about a change when its answer does not settle it. */
async function afterLooking(
  { owner, row }: OwnCard,
  meaning: ChangeMeaning,
  isDone: (row: SavedCardRow) => boolean | Promise<boolean>,
): Promise<Result<string>> {
  const now = await findSavedCard(owner, row.id)
  if (now && (await isDone(now))) return ok((await decryptDetails(now)).description)
  if (now?.goneAt) return fail({ kind: 'conflict', because: 'card-gone' })
  return meaning.kind === 'refused' ? fail({ kind: 'refused' }) : fail({ kind: 'unavailable' })
}
