import 'server-only'
import { and, eq, isNotNull, like, not } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { query } from './client'
import {
  applications,
  cardOtps,
  cardOwners,
  deliveries,
  mails,
  markers,
  orders,
  payments,
  registrations,
  savedCards,
  users,
} from './schema'

type Place = { table: SQLiteTable; id: SQLiteColumn; column: SQLiteColumn; field: string }

/** Every column that holds encrypted text, by the purpose it was encrypted for. */
export const ENCRYPTED_PLACES = {
  customer: { table: orders, id: orders.id, column: orders.customer, field: 'customer' },
  'paynet-fields': { table: orders, id: orders.id, column: orders.paynet, field: 'paynet' },
  challenge: { table: payments, id: payments.id, column: payments.challenge, field: 'challenge' },
  'card-to-save': { table: payments, id: payments.id, column: payments.saveRequest, field: 'saveRequest' },
  email: { table: users, id: users.id, column: users.email, field: 'email' },
  registration: { table: registrations, id: registrations.id, column: registrations.sealed, field: 'sealed' },
  'card-owner': { table: cardOwners, id: cardOwners.userId, column: cardOwners.cardOwnerId, field: 'cardOwnerId' },
  'saved-card': { table: savedCards, id: savedCards.id, column: savedCards.details, field: 'details' },
  application: { table: applications, id: applications.id, column: applications.answers, field: 'answers' },
  'application-link': { table: applications, id: applications.id, column: applications.formLink, field: 'formLink' },
  'application-link-text': { table: applications, id: applications.id, column: applications.formLinkText, field: 'formLinkText' },
  'card-otp': { table: cardOtps, id: cardOtps.userId, column: cardOtps.secret, field: 'secret' },
  'webhook-body': { table: deliveries, id: deliveries.eventId, column: deliveries.body, field: 'body' },
  'mail-address': { table: mails, id: mails.id, column: mails.to, field: 'to' },
  'mail-secret': { table: mails, id: mails.id, column: mails.secret, field: 'secret' },
  // The last: until all the others are done, the old key is still asked for.
  'data-key': { table: markers, id: markers.name, column: markers.encrypted, field: 'encrypted' },
} satisfies Record<string, Place>

export type EncryptedPlace = keyof typeof ENCRYPTED_PLACES

/** Some rows whose text lacks the prefix of the newest key, so was encrypted with an older one. */
export async function findEncryptedOtherwise(place: EncryptedPlace, prefix: string): Promise<Array<{ id: string; encrypted: string }>> {
  const { table, id, column }: Place = ENCRYPTED_PLACES[place]
  const rows = await query((db) =>
    db
      .select({ id, encrypted: column })
      .from(table)
      .where(and(isNotNull(column), not(like(column, `${prefix}%`))))
      .limit(100),
  )
  return rows as Array<{ id: string; encrypted: string }>
}

/** What a few rows hold, whichever key it was encrypted with. */
export async function findSomeEncrypted(place: EncryptedPlace): Promise<string[]> {
  const { table, column }: Place = ENCRYPTED_PLACES[place]
  const rows = await query((db) => db.select({ encrypted: column }).from(table).where(isNotNull(column)).limit(20))
  return (rows as Array<{ encrypted: string }>).map(({ encrypted }) => encrypted)
}

/** Replaces a text with a newly encrypted one, unless it has changed in the meantime. */
export async function replaceEncrypted(
  place: EncryptedPlace,
  rowId: string,
  before: string,
  after: string,
  more: object = {},
): Promise<void> {
  const { table, id, column, field }: Place = ENCRYPTED_PLACES[place]
  await query((db) =>
    db
      .update(table)
      .set({ [field]: after, ...more })
      .where(and(eq(id, rowId), eq(column, before))),
  )
}
