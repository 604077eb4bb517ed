import { expect, test } from 'vitest'
import { escaped } from './told'

test('what was sent is shown as the same JSON, without what could move a terminal’s cursor or turn its text around', () => {
  const told = { a: 'Kahve  fincanı ☕', b: '\u001b[2J\u009b2J\u202egnp\u200b', c: '\n\u{e0041}' }
  const shown = escaped(JSON.stringify(told))
  expect(JSON.parse(shown)).toEqual(told)
  expect(shown).not.toMatch(/\p{C}/u)
  expect(shown).toContain('Kahve  fincanı ☕')
})
