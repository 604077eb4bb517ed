import 'server-only'
import { ENCRYPTED_PLACES, findEncryptedOtherwise, replaceEncrypted } from '@/db/encrypted-columns'
import { emailDigests } from './email'
import { decrypt, encrypt, type StoredPurpose } from './encryption'

/** A place for each purpose and no more: a purpose without one would be lost with the old key. */
const places = Object.keys(ENCRYPTED_PLACES satisfies Record<StoredPurpose, unknown>) as StoredPurpose[]

/**
 * Encrypts everything anew that was encrypted with the previous data key, so that the key can be thrown away.
 * Safe to stop, to repeat, and to run while the app runs. Throws at the first row that no key decrypts.
 */
export async function reseal(): Promise<number> {
  let count = 0
  for (const place of places) {
    const prefix = await prefixOf(place)
    for (;;) {
      const rows = await findEncryptedOtherwise(place, prefix)
      if (rows.length === 0) break
      for (const { id, encrypted } of rows) {
        const text = await decrypt(place, encrypted)
        // An account is known by a digest under the data key, which changes with it.
        const more = place === 'email' ? { emailDigest: emailDigests(text)[0] } : {}
        await replaceEncrypted(place, id, encrypted, await encrypt(place, text), more)
        count += 1
      }
    }
  }
  return count
}

/** How a text begins that was encrypted for a purpose with the newest key: with a header that names both. */
async function prefixOf(purpose: StoredPurpose): Promise<string> {
  const [header] = (await encrypt(purpose, '')).split('.')
  return `${header}.`
}
