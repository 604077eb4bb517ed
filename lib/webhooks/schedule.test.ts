import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { nextTry, readRetryAfter } from './schedule'

const at = new Date('2026-11-29T10:00:00Z')
const afterMs = (...given: Parameters<typeof nextTry>) => {
  const next = nextTry(...given)
  return next && next.getTime() - at.getTime()
}

test('ten tries, further and further apart, and no eleventh', () => {
  const pauses = Array.from({ length: 10 }, (_, index) => afterMs(index + 1, at, 0.5, null))
  expect(pauses).toEqual([5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR, null])
})

test('each is up to a fifth shorter or longer', () => {
  expect(afterMs(2, at, 0, null)).toBe(4 * MINUTE)
  expect(afterMs(2, at, 0.9999999, null)).toBe(6 * MINUTE)
})

test('a receiver gets the time that it asks for, up to a day, and no haste', () => {
  expect(afterMs(1, at, 0.5, HOUR)).toBe(HOUR)
  expect(afterMs(1, at, 0.5, 30 * DAY)).toBe(DAY)
  expect(afterMs(4, at, 0.5, SECOND)).toBe(2 * HOUR)
  expect(afterMs(10, at, 0.5, HOUR)).toBeNull()
})

test.each<[string | undefined, number | null]>([
  ['120', 120 * SECOND],
  ['0', 0],
  ['9999999999', 9_999_999_999 * SECOND],
  ['Sun, 29 Nov 2026 10:05:00 GMT', 5 * MINUTE],
  ['Sunday, 29-Nov-26 10:05:00 GMT', 5 * MINUTE],
  ['Sun, 29 Nov 2026 09:00:00 GMT', 0],
  [undefined, null],
  ['', null],
  ['-1', null],
  ['1.5', null],
  ['12 s', null],
  ['soon', null],
  ['2026-11-29', null],
  ['99999999999', null],
])('Retry-After: %s', (header, ms) => {
  expect(readRetryAfter(header, at)).toBe(ms)
})
