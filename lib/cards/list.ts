import 'server-only'
import { type CardOwner, setListedAt } from '@/db/card-owners'
import { lastUsesOfCards } from '@/db/payments'
import { listSavedCards, loseSavedCards, type SavedCardRow, storeSavedCard } from '@/db/saved-cards'
import { type Clock, later } from '@/lib/clock'
import { HOUR } from '@/lib/duration'
import { digest } from '@/lib/ids'
import { log } from '@/lib/log'
import { listCards as listAtPaynet } from '@/lib/paynet/cards'
import type { PaynetCard } from '@/lib/paynet/cards-wire'
import { cardBrand } from '@/lib/shared/cards/card'
import { byUse, type SavedCardView, validityOf } from '@/lib/shared/cards/saved-card'
import { tellCall } from './call'
import { findUntoldCard, resolveUnknownSaves } from './for-payments'
import { findOwner, ownerKey } from './owner'
import { type Details, decryptDetails, expiryOf, isSameCard, savedCardRow } from './saved-card'

/** How long Paynet's list may show a card that it has deleted. One that is listed later was saved again. */
export const LISTED_AFTER_DELETION_MS = HOUR

/**
 * `isFresh` is false when Paynet did not answer: the list is the last that was known, and nothing can be changed.
 * `untold` says that a card may be missing, and whether it is still being asked for.
 */
export type CardList = { cards: SavedCardView[]; isFresh: boolean; untold: 'soon' | 'later' | null }

/** A user's cards as Paynet has them now, in the order of `byUse`. */
export async function listCards(userId: string, clock: Clock): Promise<CardList> {
  const owner = await findOwner(userId)
  const isFresh = owner === null || (await readPaynet(owner, clock))
  const untold = owner && owner.cardOwnerId === null ? await findUntoldCard(userId, await clock()) : null
  return { cards: await listKnownCards(userId, await clock()), isFresh, untold }
}

/** Brings a user's cards in line with Paynet's list once a card has turned out to be gone; if it cannot be read, they stay. */
export async function followList(userId: string, clock: Clock): Promise<void> {
  try {
    const owner = await findOwner(userId)
    if (owner) await readPaynet(owner, clock)
  } catch (error) {
    log.error('cards.not-followed', { error })
  }
}

/** The same as they were last known, without asking Paynet. */
export async function listKnownCards(userId: string, now: Date): Promise<SavedCardView[]> {
  const [owner, rows, uses] = await Promise.all([findOwner(userId), listSavedCards(ownerKey(userId)), lastUsesOfCards(userId)])
  const cards = await Promise.all(
    rows
      .filter((row) => row.goneAt === null)
      .map(async (row) => ({
        createdAt: row.createdAt,
        ...toView(row, await decryptDetails(row), uses.get(row.id) ?? null, owner?.defaultCardId === row.id, now),
      })),
  )
  return cards.sort(byUse).map(({ createdAt: _, ...card }) => card)
}

/**
 * Brings our rows in line with Paynet's list: new cards are added, changed ones are updated, and those
 * that are not listed are gone. False when Paynet did not send the whole list; then nothing changes.
 */
export async function readPaynet(owner: CardOwner, clock: Clock): Promise<boolean> {
  // Paynet has given no id, so it keeps no card.
  if (owner.cardOwnerId === null) return true
  const startedAt = await clock()
  const { cards, call } = await listAtPaynet(owner.cardOwnerId)
  await tellCall(call, startedAt)
  if (!cards) return false
  const rows = await listSavedCards(owner)
  const byHash = new Map(rows.map((row) => [row.hashDigest, row]))
  for (const card of cards) await follow(owner, card, byHash.get(digest(card.cardHash)) ?? null, startedAt)
  const listed = new Set(cards.map((card) => digest(card.cardHash)))
  const lost = rows.filter((row) => row.goneAt === null && !listed.has(row.hashDigest)).map((row) => row.id)
  await loseSavedCards(owner, lost, startedAt, startedAt)
  await resolveUnknownSaves(owner)
  await setListedAt(owner, startedAt)
  return true
}

async function follow(owner: CardOwner, card: PaynetCard, row: SavedCardRow | null, startedAt: Date): Promise<void> {
  if (row?.goneAt && isTooOldFor(row.goneAt, startedAt)) return
  const known = row && (await decryptDetails(row))
  const details = merge(card, known)
  const isKnown = row?.goneAt === null && known !== null && isSameCard(details, known)
  const hasExpiry = !card.expiry || (row?.expiryMonth === card.expiry.month && row.expiryYear === card.expiry.year)
  if (isKnown && hasExpiry) return
  const createdAt = row?.goneAt === null ? row.createdAt : startedAt
  await storeSavedCard(await savedCardRow(owner, { details, expiry: card.expiry, createdAt }))
}

/** Whether a list that was asked for then may still show a card that is gone. A time that a clock far ahead wrote says nothing. */
function isTooOldFor(goneAt: Date, askedAt: Date): boolean {
  return goneAt >= askedAt && goneAt <= later(askedAt, 2 * LISTED_AFTER_DELETION_MS)
}

/** What Paynet leaves out stays as we knew it. */
function merge(card: PaynetCard, known: Details | null): Details {
  return {
    cardHash: card.cardHash,
    description: card.description ?? known?.description ?? '',
    mask: card.mask ?? known?.mask ?? null,
    bank: card.bank ?? known?.bank ?? null,
    kind: card.kind ?? known?.kind ?? null,
    brandName: card.brandName ?? known?.brandName ?? null,
  }
}

function toView(row: SavedCardRow, details: Details, lastUsedAt: Date | null, isDefault: boolean, now: Date): SavedCardView {
  const expiry = expiryOf(row)
  return {
    id: row.id,
    description: details.description,
    brand: details.mask === null ? null : cardBrand(details.mask.slice(0, 6)),
    brandName: details.brandName,
    lastFour: details.mask?.slice(-4) ?? null,
    bank: details.bank,
    kind: details.kind,
    expiry,
    validity: validityOf(expiry, now),
    lastUsedAt,
    isDefault,
  }
}
