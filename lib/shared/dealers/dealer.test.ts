import { expect, test } from 'vitest'
import { readAgentReference } from './dealer'

test.each(['BAYI-7', 'a', '0123456789', 'x_y-Z'])('%s is a dealer code', (code) => expect(readAgentReference(code)).toBe(code))

test.each(['', '01234567890', 'bayi 7', 'bayi.7', 'ş', '<b>', ' x', ['a'], undefined, null, 7])('%j is none', (code) =>
  expect(readAgentReference(code)).toBeNull(),
)
