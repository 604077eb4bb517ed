import { beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'

const [oldKey, newKey, otherKey] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64'))

/** The encryption of a process that runs with these keys. */
async function processWith(key: string | undefined, previous = ''): Promise<typeof import('./encryption')> {
  vi.resetModules()
  vi.stubEnv('DATA_KEY', key ?? '')
  vi.stubEnv('DATA_KEY_PREVIOUS', previous)
  return import('./encryption')
}

beforeEach(() => {
  vi.unstubAllEnvs()
})

test('what was encrypted is decrypted again, whatever is in it', async () => {
  const { encrypt, decrypt } = await processWith(oldKey)
  for (const text of ['', 'Ayşe Yılmaz', '{"a":"ş"}', '\u0000', 'x'.repeat(100_000)]) {
    expect(await decrypt('customer', await encrypt('customer', text))).toBe(text)
  }
})

test('an encrypted text shows nothing of what is in it, and the same text never looks the same', async () => {
  const { encrypt } = await processWith(oldKey)
  const [first, second] = [await encrypt('customer', 'ayse@example.com'), await encrypt('customer', 'ayse@example.com')]
  expect(first).not.toBe(second)
  for (const part of first.split('.')) expect(Buffer.from(part, 'base64url').toString('latin1')).not.toContain('ayse')
})

test("one column's value cannot be opened as another's", async () => {
  const { encrypt, decrypt } = await processWith(oldKey)
  await expect(decrypt('challenge', await encrypt('customer', 'x'))).rejects.toThrow('not for challenge')
})

test('after a rotation the previous key still decrypts what it encrypted, and the new one encrypts', async () => {
  const before = await processWith(oldKey)
  const encryptedBefore = await before.encrypt('challenge', 'x')
  const after = await processWith(newKey, oldKey)
  expect(await after.decrypt('challenge', encryptedBefore)).toBe('x')
  const encryptedAfter = await after.encrypt('challenge', 'y')
  await expect(before.decrypt('challenge', encryptedAfter)).rejects.toThrow()
})

test('a key that is gone opens nothing', async () => {
  const encrypted = await (await processWith(oldKey)).encrypt('customer', 'x')
  const { decrypt } = await processWith(newKey, otherKey)
  await expect(decrypt('customer', encrypted)).rejects.toThrow('neither DATA_KEY nor DATA_KEY_PREVIOUS')
})

test.each([0, 2, 3, 4])('a change in part %i of an encrypted text is noticed', async (at) => {
  const { encrypt, decrypt } = await processWith(oldKey)
  const parts = (await encrypt('customer', 'a longer text')).split('.')
  const bytes = Buffer.from(parts[at] ?? '', 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  parts[at] = bytes.toString('base64url')
  await expect(decrypt('customer', parts.join('.'))).rejects.toThrow()
})

test.each(['', 'x', 'a.b.c.d.e', '{}', 'eyJhbGciOiJub25lIn0....'])('%j is no encrypted text', async (encrypted) => {
  const { decrypt } = await processWith(oldKey)
  await expect(decrypt('customer', encrypted)).rejects.toThrow()
})

const person = z.object({ name: z.string(), child: z.object({ age: z.number().nullable() }) })

test('what was encrypted as JSON is read by its schema, without what the schema does not know', async () => {
  const { encrypt, decryptJson } = await processWith(oldKey)
  const encrypted = await encrypt('customer', JSON.stringify({ name: 'Ayşe', child: { age: null }, older: true }))
  expect(await decryptJson('customer', encrypted, person)).toEqual({ name: 'Ayşe', child: { age: null } })
  await expect(decryptJson('challenge', encrypted, person)).rejects.toThrow('not for challenge')
})

test.each([
  ['{"name":"Ayşe","child":{"age":"gizli"}}', 'child.age: invalid_type'],
  ['"gizli"', 'the whole: invalid_type'],
  ['gizli', 'the whole: invalid_type'],
])('of %s, which its schema does not expect, the error names the place and nothing that is in it', async (text, place) => {
  const { encrypt, decryptJson } = await processWith(oldKey)
  const failed = decryptJson('customer', await encrypt('customer', text), person)
  await expect(failed).rejects.toThrow(place)
  await expect(failed).rejects.not.toThrow('gizli')
})
