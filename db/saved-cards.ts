import 'server-only'
import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm'
import { type OwnerKey, rememberCardOwnerId } from './card-owners'
import { atomically, type Db, query } from './client'
import { savedCards } from './schema'

export type SavedCardRow = typeof savedCards.$inferSelect

/** A row to write; what is not known about the card is left out. */
export type NewSavedCard = Omit<typeof savedCards.$inferInsert, 'goneAt'>

const isOwners = ({ userId, paynet }: OwnerKey) => and(eq(savedCards.userId, userId), eq(savedCards.paynet, paynet))

/** An owner's cards, including those that are gone; always in the same order. */
export async function listSavedCards(owner: OwnerKey): Promise<SavedCardRow[]> {
  return query((db) => db.select().from(savedCards).where(isOwners(owner)).orderBy(asc(savedCards.id)))
}

/** One of an owner's cards, even one that is gone; null for an unknown id or another owner's card. */
export async function findSavedCard(owner: OwnerKey, id: string): Promise<SavedCardRow | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(savedCards)
      .where(and(isOwners(owner), eq(savedCards.id, id))),
  )
  return row ?? null
}

export async function findSavedCardByHash(owner: OwnerKey, hashDigest: string): Promise<SavedCardRow | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(savedCards)
      .where(and(isOwners(owner), eq(savedCards.hashDigest, hashDigest))),
  )
  return row ?? null
}

/**
 * The statement that writes a card. A card known by its hash keeps its id, and keeps its expiry and consent
 * where the new row has none. A card that was gone is back.
 */
export function upsertSavedCard(db: Db, row: NewSavedCard) {
  const { details, createdAt, expiryMonth, expiryYear, consentVersion, consentedAt } = row
  return db
    .insert(savedCards)
    .values(row)
    .onConflictDoUpdate({
      target: [savedCards.userId, savedCards.paynet, savedCards.hashDigest],
      // Undefined values are not set.
      set: { details, createdAt, goneAt: null, expiryMonth, expiryYear, consentVersion, consentedAt },
    })
    .returning({ id: savedCards.id })
}

/** Writes a card, and Paynet's id for its owner if that is new: both or neither. Returns the card's id. */
export async function storeSavedCard(row: NewSavedCard, encryptedOwnerId?: string): Promise<string> {
  const [stored] =
    encryptedOwnerId === undefined
      ? await query((db) => upsertSavedCard(db, row))
      : (((await atomically((db) => [rememberCardOwnerId(db, row, encryptedOwnerId), upsertSavedCard(db, row)]))?.[1] ?? []) as {
          id: string
        }[])
  if (!stored) throw new Error('a card was to be stored for an owner that is not there')
  return stored.id
}

/** Marks cards that existed before `before` as gone; one saved since then may be on a newer list. */
export async function loseSavedCards(owner: OwnerKey, ids: string[], before: Date, goneAt: Date): Promise<void> {
  if (ids.length === 0) return
  await query((db) =>
    db
      .update(savedCards)
      .set({ goneAt })
      .where(and(isOwners(owner), inArray(savedCards.id, ids), isNull(savedCards.goneAt), lt(savedCards.createdAt, before)))
      .returning({ id: savedCards.id }),
  )
}
