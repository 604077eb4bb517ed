import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodePlan, isSamePlan, MOST_INSTALMENTS, parsePlan, singlePayment } from './plan'

const plans = fc.record({
  instalments: fc.integer({ min: 1, max: MOST_INSTALMENTS }),
  totalKurus: fc.integer({ min: 1, max: 9_999_999_999_999 }),
  monthlyKurus: fc.integer({ min: 1, max: 9_999_999_999_999 }),
})

test('the value of a radio button is read as the plan that it was written from', () => {
  expect(encodePlan({ instalments: 6, totalKurus: 129_240, monthlyKurus: 21_540 })).toBe('6.129240.21540')
  fc.assert(
    fc.property(plans, (plan) => {
      expect(parsePlan(encodePlan(plan))).toEqual(plan)
    }),
  )
})

test('what is read of any text is written as the same text, so that no two values mean one plan', () => {
  const near = fc.array(fc.constantFrom('6', '.', '0', '12', '36', '37', '-', '+', ' ', '\n', 'e', '1', '٦', ','), { maxLength: 9 })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        near.map((parts) => parts.join('')),
      ),
      (text) => {
        const plan = parsePlan(text)
        if (plan) expect(encodePlan(plan)).toBe(text)
      },
    ),
    { numRuns: 5_000 },
  )
})

test.each([
  ...['', '6', '6.129240', '6.129240.', '.129240.21540', '6.129240.21540.1', '6.129240.21540\n', ' 6.129240.21540', '6.129240.21540 '],
  ...['0.129240.21540', '37.129240.21540', '100.129240.21540', '06.129240.21540', '6.0129240.21540', '6.129240.021540'],
  ...['-6.129240.21540', '6.-129240.21540', '6.129240.0', '6.0.21540', '6.129240,50.21540', '6.1e5.21540', '6.0x10.21540'],
  ...['٦.129240.21540', '６.129240.21540', '6.99999999999999.1', '6.NaN.1', '6.Infinity.1', 'null', '[object Object]'],
])('%j is no plan', (text) => {
  expect(parsePlan(text)).toBeNull()
})

test('a single payment is the price, once', () => {
  expect(encodePlan(singlePayment(14_990))).toBe('1.14990.14990')
})

test('plans are the same to the kuruş in all three parts, or they differ', () => {
  fc.assert(
    fc.property(plans, fc.constantFrom('instalments', 'totalKurus', 'monthlyKurus'), fc.constantFrom(-1, 1), (plan, part, by) => {
      expect(isSamePlan(plan, { ...plan })).toBe(true)
      expect(isSamePlan(plan, { ...plan, [part]: plan[part] + by })).toBe(false)
    }),
  )
})
