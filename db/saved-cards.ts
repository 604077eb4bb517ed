import 'server-only'
import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm'
import { type Owner, rememberCardOwnerId } from './card-owners'
import { atomically, type Db, query } from './client'
import { savedCards } from './schema'

export type SavedCardRow = typeof savedCards.$inferSelect

const isOwners = ({ userId, paynet }: Owner) => and(eq(savedCards.userId, userId), eq(savedCards.paynet, paynet))

/** An owner's cards, with those that are gone; always in the same order. */
export async function listSavedCards(owner: Owner): Promise<SavedCardRow[]> {
  return query((db) => db.select().from(savedCards).where(isOwners(owner)).orderBy(asc(savedCards.id)))
}

/** One card of an owner, one that is gone too; null for an unknown id and for somebody else's. */
export async function findSavedCard(owner: Owner, id: string): Promise<SavedCardRow | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(savedCards)
      .where(and(isOwners(owner), eq(savedCards.id, id))),
  )
  return row ?? null
}

export async function findSavedCardByHash(owner: Owner, hashDigest: string): Promise<SavedCardRow | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(savedCards)
      .where(and(isOwners(owner), eq(savedCards.hashDigest, hashDigest))),
  )
  return row ?? null
}

/**
 * The statement that keeps a card. One that is known by its hash keeps its id, and what the new row
 * does not know: expiry and consent. One that was gone is back.
 */
export function keepCard(db: Db, row: SavedCardRow) {
  const { details, createdAt, expiryMonth, expiryYear, consentVersion, consentedAt } = row
  return db
    .insert(savedCards)
    .values(row)
    .onConflictDoUpdate({
      target: [savedCards.userId, savedCards.paynet, savedCards.hashDigest],
      set: {
        details,
        createdAt,
        goneAt: null,
        ...(expiryMonth === null ? {} : { expiryMonth, expiryYear }),
        ...(consentVersion === null ? {} : { consentVersion, consentedAt }),
      },
    })
    .returning({ id: savedCards.id })
}

/** Keeps a card and Paynet's name of its owner, both or neither. The card's id. */
export async function insertSavedCard(row: SavedCardRow, sealedCardOwnerId: string): Promise<string> {
  const done = await atomically((db) => [rememberCardOwnerId(db, row, sealedCardOwnerId), keepCard(db, row)])
  const kept = done?.[1]?.[0] as { id: string } | undefined
  if (!kept) throw new Error('a card was to be kept for an owner that is not there')
  return kept.id
}

/** Writes a listed card, and only that: its owner is known. */
export async function putSavedCard(row: SavedCardRow): Promise<void> {
  await query((db) => keepCard(db, row))
}

/** Marks cards as gone that were there before `before`; one that was kept since may be on a newer list. */
export async function loseSavedCards(owner: Owner, ids: string[], before: Date, goneAt: Date): Promise<void> {
  if (ids.length === 0) return
  await query((db) =>
    db
      .update(savedCards)
      .set({ goneAt })
      .where(and(isOwners(owner), inArray(savedCards.id, ids), isNull(savedCards.goneAt), lt(savedCards.createdAt, before)))
      .returning({ id: savedCards.id }),
  )
}
