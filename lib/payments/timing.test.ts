import fc from 'fast-check'
import { expect, test } from 'vitest'
import { later } from '@/lib/clock'
import { leaseMs } from '@/lib/lease'
import { createdForMs, lastNoneAfter, nextLook, noneDistanceMs, quietUntil, windowEnd } from './timing'

const at = new Date('2026-11-22T10:00:00Z')
const since = (date: Date) => date.getTime() - at.getTime()
/** A clock that has run evenly for long. */
const EVEN = { knownForMs: 1e9, sinceStepMs: Number.POSITIVE_INFINITY }
const unseen = { looks: 0, sentAt: null, returnedAt: null, noneAt: null, noneCount: 0 }

test('a lease outlives the longest call by fifteen seconds', () => {
  expect(leaseMs()).toBe(2_000 + 15_000)
  expect(createdForMs()).toBe(120_000)
})

test('window, distance and last "none" follow from the quiet time', () => {
  expect([since(quietUntil(at)), since(windowEnd(at)), noneDistanceMs(), since(lastNoneAfter(at))]).toEqual([4_000, 20_000, 10_000, 60_000])
})

test.each([2, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800, 21_600, 86_400, 86_400])(
  'look %# comes after %d seconds, give or take a fifth',
  (seconds) => {
    const looks = [2, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800, 21_600, 86_400].indexOf(seconds)
    for (const [random, factor] of [
      [0, 0.8],
      [0.5, 1],
      [1, 1.2],
    ] as const) {
      expect(since(nextLook({ ...unseen, looks }, at, EVEN, random))).toBeCloseTo(seconds * 1000 * factor, 6)
    }
  },
)

test('the last pause repeats', () => {
  expect(since(nextLook({ ...unseen, looks: 99 }, at, EVEN, 0.5))).toBe(86_400_000)
})

test('a look never lies in the past, and never behind the moment when something becomes possible', () => {
  const offsets = fc.option(fc.integer({ min: -200_000, max: 0 }), { nil: null })
  const dateOf = (offset: number | null) => (offset === null ? null : later(at, offset))
  fc.assert(
    fc.property(
      fc.nat({ max: 20 }),
      offsets,
      offsets,
      fc.nat({ max: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (looks, sent, none, noneCount, random) => {
        const [sentAt, noneAt] = [dateOf(sent), dateOf(none)]
        const next = nextLook({ looks, sentAt, returnedAt: sentAt, noneAt, noneCount }, at, EVEN, random)
        expect(next.getTime()).toBeGreaterThan(at.getTime())
        if (sentAt && quietUntil(sentAt) > at) expect(next.getTime()).toBeLessThanOrEqual(quietUntil(sentAt).getTime())
      },
    ),
  )
})
