import 'server-only'
import { and, eq, sql } from 'drizzle-orm'
import { type Db, query } from './client'
import { cardOwners } from './schema'

export type CardOwnerRow = typeof cardOwners.$inferSelect

/** Whose cards, at which Paynet. No function on cards does without it. */
export type Owner = Pick<CardOwnerRow, 'userId' | 'paynet'>

const isOwner = ({ userId, paynet }: Owner) => and(eq(cardOwners.userId, userId), eq(cardOwners.paynet, paynet))

export async function findCardOwner(owner: Owner): Promise<CardOwnerRow | null> {
  const [row] = await query((db) => db.select().from(cardOwners).where(isOwner(owner)))
  return row ?? null
}

/** The owner's row; a first one gets this `userUniqueId`, an existing one keeps its own. */
export async function ensureCardOwner(owner: Owner, userUniqueId: string): Promise<CardOwnerRow> {
  await query((db) =>
    db
      .insert(cardOwners)
      .values({ ...owner, userUniqueId, cardOwnerId: null, defaultCardId: null, listedAt: null })
      .onConflictDoNothing({ target: [cardOwners.userId, cardOwners.paynet] })
      .returning({ userId: cardOwners.userId }),
  )
  const row = await findCardOwner(owner)
  if (!row) throw new Error('an owner of cards is not there after it was written')
  return row
}

/** The statement that remembers Paynet's name of an owner; the first one stays. */
export function rememberCardOwnerId(db: Db, owner: Owner, cardOwnerId: string) {
  return db
    .update(cardOwners)
    .set({ cardOwnerId: sql`COALESCE(${cardOwners.cardOwnerId}, ${cardOwnerId})` })
    .where(isOwner(owner))
    .returning({ userId: cardOwners.userId })
}

export async function setDefaultCard(owner: Owner, cardId: string): Promise<void> {
  await query((db) => db.update(cardOwners).set({ defaultCardId: cardId }).where(isOwner(owner)).returning({ userId: cardOwners.userId }))
}

export async function setListedAt(owner: Owner, listedAt: Date): Promise<void> {
  await query((db) => db.update(cardOwners).set({ listedAt }).where(isOwner(owner)).returning({ userId: cardOwners.userId }))
}
