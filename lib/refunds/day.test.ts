import { afterEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { businessDaysLater, dueAt, isDayEnding, isSameDay, latestDue, nextDay, nextMorning } from './day'

/** A time in Istanbul, three hours ahead of UTC. */
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+03:00`)

const asSet = env().paynet.dayEndsMs
afterEach(() => endDay(asSet))

function endDay(ms: number): void {
  env().paynet.dayEndsMs = ms
}

describe('two times are of one day', () => {
  test.each([
    ['2026-11-28 00:00', '2026-11-28 23:59', true],
    ['2026-11-28 23:59', '2026-11-29 00:00', false],
    // In UTC these are of one day, and the next two are not.
    ['2026-11-29 02:59', '2026-11-28 23:59', false],
    ['2026-11-29 02:59', '2026-11-29 03:00', true],
    ['2026-11-30 23:59', '2026-12-01 00:00', false],
    ['2026-12-31 23:59', '2027-01-01 00:00', false],
    ['2028-02-28 12:00', '2028-02-29 12:00', false],
    // A day ends at Istanbul's midnight in what was once its summer time, too.
    ['2026-07-31 23:59', '2026-08-01 00:30', false],
  ])('by the day in Istanbul: %s and %s: %s', (one, other, expected) => {
    expect(isSameDay(at(one), at(other))).toBe(expected)
    expect(isSameDay(at(other), at(one))).toBe(expected)
  })

  test.each([
    ['2026-11-28 21:59', '2026-11-28 22:00', false],
    ['2026-11-28 22:00', '2026-11-29 21:59', true],
    ['2026-11-28 23:59', '2026-11-29 00:00', true],
    ['2026-11-30 22:00', '2026-12-01 00:00', true],
  ])('or by the day that ends at 22:00: %s and %s: %s', (one, other, expected) => {
    endDay(22 * HOUR)
    expect(isSameDay(at(one), at(other))).toBe(expected)
  })

  test.each([
    ['2026-11-29 01:29', '2026-11-29 01:30', false],
    ['2026-11-28 01:30', '2026-11-29 01:29', true],
  ])('or by the one that ends at 01:30: %s and %s: %s', (one, other, expected) => {
    endDay(90 * MINUTE)
    expect(isSameDay(at(one), at(other))).toBe(expected)
  })
})

describe('nothing is sent while a day ends', () => {
  test.each([
    ['2026-11-28 23:30', false],
    ['2026-11-28 23:31', true],
    ['2026-11-29 00:00', true],
    ['2026-11-29 00:29', true],
    ['2026-11-29 00:30', false],
    ['2026-11-28 12:00', false],
    // Midnight in UTC.
    ['2026-11-29 03:00', false],
  ])('at %s: %s', (local, expected) => {
    expect(isDayEnding(at(local))).toBe(expected)
  })

  test('is from half an hour before its end to half an hour after it', () => {
    const end = at('2026-12-01 00:00').getTime()
    for (const [ms, expected] of [
      [-30 * MINUTE, false],
      [-30 * MINUTE + 1, true],
      [30 * MINUTE - 1, true],
      [30 * MINUTE, false],
    ] as const) {
      expect(isDayEnding(new Date(end + ms))).toBe(expected)
    }
  })

  test.each([
    ['2026-11-28 21:31', true],
    ['2026-11-28 22:29', true],
    ['2026-11-28 22:30', false],
    ['2026-11-28 23:59', false],
  ])('at %s, where it ends at 22:00: %s', (local, expected) => {
    endDay(22 * HOUR)
    expect(isDayEnding(at(local))).toBe(expected)
  })
})

describe('a refund is due', () => {
  const due = (isWhole: boolean, soldAt: string, now: string, random = 0) => dueAt({ isWhole, soldAt: at(soldAt) }, at(now), random)

  test.each([
    ['the whole of a sale of today', true, '2026-11-28 10:00'],
    ['the whole of an older one', true, '2026-11-20 10:00'],
    ['a part of one of yesterday', false, '2026-11-27 23:59'],
  ])('at once: %s', (_, isWhole, soldAt) => {
    expect(due(isWhole, soldAt, '2026-11-28 12:00')).toEqual(at('2026-11-28 12:00'))
  })

  test('on the day after, between half past midnight and one: a part of a sale of today', () => {
    expect(due(false, '2026-11-28 00:00', '2026-11-28 12:00', 0)).toEqual(at('2026-11-29 00:30'))
    expect(due(false, '2026-11-28 00:00', '2026-11-28 12:00', 1)).toEqual(at('2026-11-29 01:00'))
    expect(due(false, '2026-11-30 23:00', '2026-11-30 23:10', 0)).toEqual(at('2026-12-01 00:30'))
    expect(due(false, '2026-12-31 23:59', '2026-12-31 23:59', 0)).toEqual(at('2027-01-01 00:30'))
  })

  test('on the day after, too, where the sale is dated in the future: one of the clocks is wrong', () => {
    expect(due(false, '2026-11-29 01:00', '2026-11-28 23:00')).toEqual(at('2026-11-29 00:30'))
  })

  test('after the pause, where it is asked for while a day ends', () => {
    expect(due(true, '2026-11-28 10:00', '2026-11-28 23:45')).toEqual(at('2026-11-29 00:30'))
    expect(due(true, '2026-11-28 10:00', '2026-11-29 00:10')).toEqual(at('2026-11-29 00:30'))
    expect(due(false, '2026-11-28 10:00', '2026-11-29 00:10')).toEqual(at('2026-11-29 00:30'))
  })

  test('on the day after of the bank: where that ends at 22:00, a part of a sale of 21:00 at half past ten', () => {
    endDay(22 * HOUR)
    expect(due(false, '2026-11-28 21:00', '2026-11-28 21:10')).toEqual(at('2026-11-28 22:30'))
    expect(due(false, '2026-11-28 21:00', '2026-11-28 23:00')).toEqual(at('2026-11-28 23:00'))
    expect(due(false, '2026-11-28 22:00', '2026-11-28 23:00')).toEqual(at('2026-11-29 22:30'))
  })

  test('never later than the latest time, and never while a day ends', () => {
    for (let minute = 0; minute < 24 * 60; minute += 7) {
      const now = new Date(at('2026-11-28 00:00').getTime() + minute * MINUTE)
      for (const random of [0, 0.5, 1]) {
        const part = dueAt({ isWhole: false, soldAt: now }, now, random)
        expect(part.getTime()).toBeLessThanOrEqual(latestDue(now).getTime())
        expect(isDayEnding(part)).toBe(false)
        expect(isSameDay(part, now)).toBe(false)
        expect(part).toEqual(nextDay(now, random))
      }
    }
  })
})

test('the next morning is nine o’clock in Istanbul', () => {
  expect(nextMorning(at('2026-11-28 08:59'))).toEqual(at('2026-11-28 09:00'))
  expect(nextMorning(at('2026-11-28 09:00'))).toEqual(at('2026-11-29 09:00'))
  expect(nextMorning(at('2026-11-30 23:59'))).toEqual(at('2026-12-01 09:00'))
  expect(nextMorning(at('2026-11-29 01:00'))).toEqual(at('2026-11-29 09:00'))
})

test.each([
  ['a Monday', '2026-11-23 10:00', '2026-11-26 10:00'],
  ['a Thursday', '2026-11-26 10:00', '2026-12-01 10:00'],
  ['a Saturday', '2026-11-28 10:00', '2026-12-02 10:00'],
  // It is Saturday in Istanbul, and Friday in UTC.
  ['a Saturday before three in the morning', '2026-11-28 01:00', '2026-12-02 01:00'],
])('three business days after %s, Saturdays and Sundays are not counted', (_, from, until) => {
  expect(businessDaysLater(at(from), 3)).toEqual(at(until))
})
