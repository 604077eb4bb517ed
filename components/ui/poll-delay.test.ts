import { expect, test } from 'vitest'
import { pollDelay } from './poll-delay'

test('a pending page asks soon at first, then less and less often, and never gives up', () => {
  const pauses = Array.from({ length: 20 }, (_, looks) => pollDelay(looks))
  expect(pauses[0]).toBe(1000)
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
  expect(pauses.at(-1)).toBe(15_000)
})
