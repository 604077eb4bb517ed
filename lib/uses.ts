import 'server-only'
import { atomically } from '@/db/client'
import { countUses, forgive, type Use, waitFor } from './rate-limit'

/**
 * Counts one use of each limit in one transaction, all or none: a use that one limit refuses does not count
 * against the others. Returns how many seconds to wait if one was used up, else null.
 */
export async function overAny(uses: Use[], now: Date): Promise<number | null> {
  if (await atomically(countUses(uses, now))) return null
  return (await waitFor(uses, now)) ?? 1
}

/** Takes back uses that turned out not to count. */
export async function takeBack(uses: Use[], now: Date): Promise<void> {
  for (const [limit, subject] of uses) await forgive(limit, subject, now)
}
