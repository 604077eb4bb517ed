import 'server-only'
import { isNotNull } from 'drizzle-orm'
import { query } from './client'
import { writeMarker } from './markers'
import { applications, cardOtps, passwordResets, registrations } from './schema'

/**
 * For a database restored from a backup: it does not know which sessions were ended and which links were used
 * since, so all of them are ended.
 */
export async function endOldAccess(now: Date): Promise<void> {
  await query((db) => db.delete(passwordResets))
  await query((db) => db.delete(registrations))
  await query((db) => db.delete(cardOtps))
  await query((db) => db.update(applications).set({ linkDigest: null, linkExpiresAt: null }).where(isNotNull(applications.linkDigest)))
  await writeMarker('sessions-since', now)
}
