import 'server-only'
import { ENCRYPTED_PLACES, type EncryptedPlace, findSomeEncrypted } from '@/db/encrypted-columns'
import { readSealed, writeSealedOnce } from '@/db/markers'
import { decrypt, encrypt } from './encryption'

const WORD = 'paynet-checkout'
/** A header as `encrypt` writes it. */
const IS_OURS = /^eyJ[\w-]+\./

export const WRONG_DATA_KEY =
  'DATA_KEY is not the key that this database was written with. Put that one back; while you change keys, the other one is DATA_KEY_PREVIOUS'

/**
 * Whether this database was written with another DATA_KEY: nothing in it could be read, and no account would be found.
 * A database that holds nothing yet takes the key that comes first, whichever instance brings it.
 */
export async function isDataKeyWrong(now: Date): Promise<boolean> {
  if (await opensNothing()) return true
  await writeSealedOnce('data-key', await encrypt('data-key', WORD), now)
  return opensNothing()
}

/** The same for commands, which write nothing to find out. Throws a line for the operator. */
export async function requireDataKey(): Promise<void> {
  if (await opensNothing()) throw new Error(WRONG_DATA_KEY)
}

async function opensNothing(): Promise<boolean> {
  const marker = await readSealed('data-key')
  if (marker !== null) return !(await opens('data-key', marker))
  // Written by an earlier version, which left no marker.
  let isEmpty = true
  for (const place of Object.keys(ENCRYPTED_PLACES) as EncryptedPlace[]) {
    for (const encrypted of await findSomeEncrypted(place)) {
      if (await opens(place, encrypted)) return false
      isEmpty &&= !IS_OURS.test(encrypted)
    }
  }
  return !isEmpty
}

async function opens(place: EncryptedPlace, encrypted: string): Promise<boolean> {
  return decrypt(place, encrypted).then(
    () => true,
    () => false,
  )
}
