import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDaysEarlier, businessDaysLater } from './day'

const times = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-01-01T00:00:00Z'), noInvalidDate: true })

test('what began by the time that is so many business days earlier is so many old, and of business days nothing else is', () => {
  fc.assert(
    fc.property(times, times, fc.integer({ min: 1, max: 6 }), (began, at, days) => {
      const isOld = businessDaysLater(began, days) <= at
      const isListed = began <= businessDaysEarlier(at, days)
      const weekday = new Date(began.getTime() + 3 * 3_600_000).getUTCDay()
      if (weekday === 0 || weekday === 6) expect(isListed && !isOld).toBe(false)
      else expect(isListed).toBe(isOld)
    }),
    { numRuns: 5_000 },
  )
})

test('what is old enough once stays so, over a weekend too', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 10 * 24 * 60 }), fc.integer({ min: 1, max: 6 }), (at, minutes, days) => {
      const later = new Date(at.getTime() + minutes * 60_000)
      expect(businessDaysEarlier(later, days).getTime()).toBeGreaterThanOrEqual(businessDaysEarlier(at, days).getTime())
    }),
    { numRuns: 5_000 },
  )
})
