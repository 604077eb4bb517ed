import { expect, test } from 'vitest'
import { isGuessable } from './guessable'

const EMAIL = 'ayse.yilmaz@example.com'

test.each([
  '12345678',
  'PassWord',
  'P@ssw0rd',
  '1q2w3e4r',
  'qwerty123',
  'asdfghjkl',
  'iloveyou',
  'Galatasaray',
  'fenerbahce1907',
  'Beşiktaş1903',
  'İSTANBUL34',
  'sifre123',
  'parola123',
  'seniseviyorum',
  'mehmet1985',
  '28112026',
  '        ',
  'a'.repeat(200),
  '🔑'.repeat(8),
  'ayse.yilmaz',
  'yilmaz1990',
])('%j is guessed soon', async (password) => expect(await isGuessable(password, EMAIL)).toBe(true))

test.each(['çok uzun bir parola', 'yepyeni parola', 'kahve-molasi', 'şifrem çok güçlü', 'correct horse battery staple', 'u7#Kq!x2'])(
  '%j is not',
  async (password) => expect(await isGuessable(password, EMAIL)).toBe(false),
)

test('a password made to take long is judged soon', async () => {
  await isGuessable('x', EMAIL)
  const before = process.cpuUsage()
  for (const part of ['p4ssw0rd', '12.+7tp4ssw0rdi!1|28-l0v3', '2026-11-28', '@4$0!1|', '1']) await isGuessable(part.repeat(200), EMAIL)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1_000)
})
