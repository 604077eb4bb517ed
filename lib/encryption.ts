import 'server-only'
import { createHmac, hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { z } from 'zod'
import { env } from './env'
import { digest } from './ids'

/**
 * Encrypts what must not lie in the database in the clear: personal data and Paynet's tokens.
 * Compact JWE, AES-256-GCM. The purpose is bound to the text, so that one column's value cannot
 * stand in another; the key is named, so that `DATA_KEY_PREVIOUS` still decrypts what it encrypted.
 */
export type StoredPurpose =
  | 'customer'
  | 'paynet-fields'
  | 'challenge'
  | 'email'
  | 'registration'
  | 'card-owner'
  | 'saved-card'
  | 'card-to-save'
  | 'card-otp'
  | 'application'
  | 'application-link'
  | 'application-link-text'
  | 'webhook-body'
  | 'mail-address'
  | 'mail-secret'
  | 'data-key'
/** What is kept in the browser instead belongs to no column. */
export type Purpose = StoredPurpose | 'typed-card'

export async function encrypt(purpose: Purpose, text: string): Promise<string> {
  const key = env().dataKeys[0]
  if (!key) throw new Error('no DATA_KEY')
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyId(key), use: purpose })
    .encrypt(await imported(key))
}

/** Throws when it was encrypted for another purpose or with a key that is gone, or was changed. */
export async function decrypt(purpose: Purpose, encrypted: string): Promise<string> {
  const { plaintext, protectedHeader } = await compactDecrypt(
    encrypted,
    ({ kid }) => {
      const key = env().dataKeys.find((candidate) => keyId(candidate) === kid)
      if (!key) throw new Error('encrypted with a key that is neither DATA_KEY nor DATA_KEY_PREVIOUS')
      return imported(key)
    },
    { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
  )
  if (protectedHeader.use !== purpose) throw new Error(`encrypted for ${String(protectedHeader.use)}, not for ${purpose}`)
  return Buffer.from(plaintext).toString()
}

/**
 * Decrypts JSON and reads it by a schema, which an old row must still satisfy. Throws as `decrypt` does, and
 * for any other value; the error names the fields that do not fit, never what is in them.
 */
export async function decryptJson<Schema extends z.core.$ZodType>(
  purpose: Purpose,
  encrypted: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await decrypt(purpose, encrypted)
  const { success, data, error } = z.safeParse(schema, parsed(text))
  if (success) return data
  const places = error.issues.map(({ path, code }) => `${path.join('.') || 'the whole'}: ${code}`)
  throw new Error(`what was encrypted for ${purpose} is not as expected (${places.join(', ')})`)
}

/** Undefined for what is no JSON: the parser's own error would quote it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const importedKeys = new WeakMap<Buffer, Promise<CryptoKey>>()

/** As the library wants it; left to itself, it would import the key anew each time. */
function imported(key: Buffer): Promise<CryptoKey> {
  const known = importedKeys.get(key) ?? crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
  importedKeys.set(key, known)
  return known
}

/**
 * The digests by which a text can be found that is not to be read, one per data key, the newest first. Each begins
 * with its key's id, a full stop behind it.
 */
export function keyedDigests(purpose: 'tax number', text: string): [string, ...string[]] {
  const [newest, ...older] = env().dataKeys.map((key) => {
    const derived = new Uint8Array(hkdfSync('sha256', key, '', `paynet-checkout: ${purpose}`, 32))
    return `${keyId(key)}.${createHmac('sha256', derived).update(text).digest('base64url')}`
  })
  if (newest === undefined) throw new Error('no DATA_KEY')
  return [newest, ...older]
}

/** With what the digests begin that are made with one of today's data keys, the newest first. */
export function digestPrefixes(): string[] {
  return env().dataKeys.map((key) => `${keyId(key)}.`)
}

function keyId(key: Buffer): string {
  return digest(key.toString('base64')).slice(0, 8)
}
