import 'server-only'
import { findDigestedOtherwise, replaceTaxDigest } from '@/db/applications'
import { digestPrefixes } from '@/lib/encryption'
import { log } from '@/lib/log'
import { openApplication, taxDigests } from './application'
import { recordNote } from './timeline'

/**
 * Writes anew the digests of tax numbers that were made with a key that no instance knows, such as those of earlier
 * versions, which used AUTH_SECRET; with `newest`, all that were not made with the newest DATA_KEY. Safe to repeat,
 * and to run while the app runs.
 */
export async function renewTaxDigests(which: 'unknown' | 'newest', now: Date): Promise<number> {
  const prefixes = which === 'newest' ? digestPrefixes().slice(0, 1) : digestPrefixes()
  let count = 0
  for (const row of await findDigestedOtherwise(prefixes)) {
    const { id, taxDigest: before } = row
    if (before === null) continue
    try {
      const { answers } = await openApplication(row)
      const [after] = taxDigests(answers.tckn_vkn ?? '')
      if ((await replaceTaxDigest(id, before, after)) === 'taken') {
        // Sent to an instance of an earlier version while it was being replaced. The other one holds the number.
        await replaceTaxDigest(id, before, null)
        log.warn('application.same-number', { applicationId: id })
        await recordNote(id, 'another open application has the same tax number', now)
      }
      count += 1
    } catch (error) {
      log.error('application.unreadable', { applicationId: id, error })
    }
  }
  return count
}
