import 'server-only'
import { and, eq, sql } from 'drizzle-orm'
import { type Db, query } from './client'
import { cardOwners } from './schema'

/** A user as the owner of cards at one Paynet host. The table holds Paynet's id for them encrypted. */
export type CardOwner = typeof cardOwners.$inferSelect

/** Whose cards, at which Paynet host. Every function on cards takes it. */
export type OwnerKey = Pick<CardOwner, 'userId' | 'paynet'>

const isOwner = ({ userId, paynet }: OwnerKey) => and(eq(cardOwners.userId, userId), eq(cardOwners.paynet, paynet))

export async function findCardOwner(owner: OwnerKey): Promise<CardOwner | null> {
  const [row] = await query((db) => db.select().from(cardOwners).where(isOwner(owner)))
  return row ?? null
}

/** The owner's row; a new one gets this `userUniqueId`, an existing one keeps its own. */
export async function ensureCardOwner({ userId, paynet }: OwnerKey, userUniqueId: string): Promise<CardOwner> {
  await query((db) =>
    db
      .insert(cardOwners)
      .values({ userId, paynet, userUniqueId })
      .onConflictDoNothing({ target: [cardOwners.userId, cardOwners.paynet] })
      .returning({ userId: cardOwners.userId }),
  )
  const owner = await findCardOwner({ userId, paynet })
  if (!owner) throw new Error('an owner of cards is not there after it was written')
  return owner
}

/** The statement that stores Paynet's id for an owner; the first one is kept. */
export function rememberCardOwnerId(db: Db, owner: OwnerKey, cardOwnerId: string) {
  return db
    .update(cardOwners)
    .set({ cardOwnerId: sql`COALESCE(${cardOwners.cardOwnerId}, ${cardOwnerId})` })
    .where(isOwner(owner))
    .returning({ userId: cardOwners.userId })
}

export async function setDefaultCard(owner: OwnerKey, cardId: string): Promise<void> {
  await query((db) => db.update(cardOwners).set({ defaultCardId: cardId }).where(isOwner(owner)).returning({ userId: cardOwners.userId }))
}

export async function setListedAt(owner: OwnerKey, listedAt: Date): Promise<void> {
  await query((db) => db.update(cardOwners).set({ listedAt }).where(isOwner(owner)).returning({ userId: cardOwners.userId }))
}
