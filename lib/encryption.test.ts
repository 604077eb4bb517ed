import { beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'

const [oldKey, newKey, otherKey] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64'))

/** The vault of a process that runs with these keys. */
async function vaultWith(key: string | undefined, previous = ''): Promise<typeof import('./encryption')> {
  vi.resetModules()
  vi.stubEnv('DATA_KEY', key ?? '')
  vi.stubEnv('DATA_KEY_PREVIOUS', previous)
  return import('./encryption')
}

beforeEach(() => {
  vi.unstubAllEnvs()
})

test('what was sealed is opened again, whatever is in it', async () => {
  const { encrypt, decrypt } = await vaultWith(oldKey)
  for (const text of ['', 'Ayşe Yılmaz', '{"a":"ş"}', '\u0000', 'x'.repeat(100_000)]) {
    expect(await decrypt('customer', await encrypt('customer', text))).toBe(text)
  }
})

test('a sealed text shows nothing of what is in it, and the same text never looks the same', async () => {
  const { encrypt } = await vaultWith(oldKey)
  const [first, second] = [await encrypt('customer', 'ayse@example.com'), await encrypt('customer', 'ayse@example.com')]
  expect(first).not.toBe(second)
  for (const part of first.split('.')) expect(Buffer.from(part, 'base64url').toString('latin1')).not.toContain('ayse')
})

test("one column's value cannot be opened as another's", async () => {
  const { encrypt, decrypt } = await vaultWith(oldKey)
  await expect(decrypt('challenge', await encrypt('customer', 'x'))).rejects.toThrow('not for challenge')
})

test('after a rotation the key before still opens what it sealed, and the new one seals', async () => {
  const before = await vaultWith(oldKey)
  const sealedBefore = await before.encrypt('challenge', 'x')
  const after = await vaultWith(newKey, oldKey)
  expect(await after.decrypt('challenge', sealedBefore)).toBe('x')
  const sealedAfter = await after.encrypt('challenge', 'y')
  await expect(before.decrypt('challenge', sealedAfter)).rejects.toThrow()
})

test('a key that is gone opens nothing', async () => {
  const sealed = await (await vaultWith(oldKey)).encrypt('customer', 'x')
  const { decrypt } = await vaultWith(newKey, otherKey)
  await expect(decrypt('customer', sealed)).rejects.toThrow('neither DATA_KEY nor DATA_KEY_PREVIOUS')
})

test.each([0, 2, 3, 4])('a change in part %i of a sealed text is noticed', async (at) => {
  const { encrypt, decrypt } = await vaultWith(oldKey)
  const parts = (await encrypt('customer', 'a longer text')).split('.')
  const bytes = Buffer.from(parts[at] ?? '', 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  parts[at] = bytes.toString('base64url')
  await expect(decrypt('customer', parts.join('.'))).rejects.toThrow()
})

test.each(['', 'x', 'a.b.c.d.e', '{}', 'eyJhbGciOiJub25lIn0....'])('%j is no sealed text', async (sealed) => {
  const { decrypt } = await vaultWith(oldKey)
  await expect(decrypt('customer', sealed)).rejects.toThrow()
})

const person = z.object({ name: z.string(), child: z.object({ age: z.number().nullable() }) })

test('what was encrypted as JSON is read by its schema, without what the schema does not know', async () => {
  const { encrypt, decryptJson } = await vaultWith(oldKey)
  const sealed = await encrypt('customer', JSON.stringify({ name: 'Ayşe', child: { age: null }, older: true }))
  expect(await decryptJson('customer', sealed, person)).toEqual({ name: 'Ayşe', child: { age: null } })
  await expect(decryptJson('challenge', sealed, person)).rejects.toThrow('not for challenge')
})

test.each([
  ['{"name":"Ayşe","child":{"age":"gizli"}}', 'child.age: invalid_type'],
  ['"gizli"', 'the whole: invalid_type'],
  ['gizli', 'the whole: invalid_type'],
])('of %s, which its schema does not expect, the error names the place and nothing that is in it', async (text, place) => {
  const { encrypt, decryptJson } = await vaultWith(oldKey)
  const failed = decryptJson('customer', await encrypt('customer', text), person)
  await expect(failed).rejects.toThrow(place)
  await expect(failed).rejects.not.toThrow('gizli')
})
