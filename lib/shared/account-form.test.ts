import { expect, test } from 'vitest'
import { emailProblem, parseEmail, passwordProblem } from './account-form'

test.each([
  ['ad@example.com', 'ad@example.com'],
  [' AD.Soyad+x@Example.COM\n', 'ad.soyad+x@example.com'],
  ['IILI@EXAMPLE.COM', 'iili@example.com'],
  ['\u202aad@example.com\u202c', 'ad@example.com'],
  ['\ufeffad@exam\u00adple.com\u200b\u00a0', 'ad@example.com'],
  ["o'neil@a-b.example", "o'neil@a-b.example"],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('%j is an address, in lower case whatever the language', (text, email) => expect(parseEmail(text)).toBe(email))

test.each([
  '',
  '\u200b',
  'ad',
  'ad@',
  '@example.com',
  'ad@example',
  'ad@@example.com',
  'a d@example.com',
  'ad@exam ple.com',
  '.ad@example.com',
  'a..d@example.com',
  'ad.@example.com',
  'ad@-example.com',
  'ad@example-.com',
  'ad@example..com',
  'ad@127.0.0.1',
  'ıad@example.com',
  'İAD@example.com',
  'ad@örnek.com',
  'ad@\u212Aexample.com',
  'ad@example.com\u0000',
  'ad\r\n@example.com',
  '"ad"@example.com',
  'ad@[::1]',
  `${'a'.repeat(65)}@example.com`,
  `ad@${'a.'.repeat(130)}com`,
])('%j is not an address', (text) => {
  expect(parseEmail(text)).toBeNull()
  expect(emailProblem(text)).toBe(text === '' || text === '\u200b' ? 'email-empty' : 'email-form')
})

test.each([
  ['', 'password-empty'],
  ['1234567', 'password-short'],
  ['🔑🔑🔑🔑🔑🔑🔑', 'password-short'],
  ['é'.normalize('NFD').repeat(7), 'password-short'],
  ['🔑🔑🔑🔑🔑🔑🔑🔑', null],
  ['        ', null],
  ['a'.repeat(200), null],
  ['a'.repeat(201), 'password-long'],
  ['Ad@Example.com', 'password-email'],
  ['ad@example.com!', null],
])('a new password %j: %s', (password, problem) => expect(passwordProblem(password, ' ad@example.COM')).toBe(problem))

test('a hundred thousand characters are judged instantly', () => {
  const startedAt = performance.now()
  for (const text of ['a'.repeat(100_000), `a@${'a-'.repeat(50_000)}`, 'a@'.repeat(50_000), '.'.repeat(100_000)]) {
    parseEmail(text)
    passwordProblem(text, text)
  }
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
