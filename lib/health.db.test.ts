import { expect, test } from 'vitest'
import { readHealthForAll } from './health'

test('whoever asks for health without end does not write without end', async () => {
  const asked = Array.from({ length: 200 }, () => readHealthForAll())
  // Five looks a second, and a second may have ended meanwhile.
  expect(new Set(asked).size).toBeLessThanOrEqual(10)
  for (const { status } of await Promise.all(asked)) expect(status).toBe('ok')
})
