import { expect, test } from 'vitest'
import { newRefundRow } from '@/db/refunds.test-kit'
import { isOpenRefund, REFUND_ASKERS, REFUND_STATUSES } from '@/lib/shared/payments/refund'
import { describeRefund, nextOfRefund } from './describe'
import { isRefundOpenTo, REFUND_DECISIONS } from './operate'

const all = REFUND_STATUSES.flatMap((status) => REFUND_ASKERS.map((askedBy) => newRefundRow({ status, askedBy })))

test('every state of a refund is told in words that begin with its name, and what is over needs nothing', () => {
  for (const refund of all) {
    expect(describeRefund(refund)).toMatch(new RegExp(`^${refund.status}\\b`))
    expect(nextOfRefund(refund).length > 0, refund.status).toBe(isOpenRefund(refund.status))
  }
})

test('only what a refund is open to is proposed, and of what needs a word of a person all of it', () => {
  for (const refund of all) {
    const proposed = REFUND_DECISIONS.filter((decision) => nextOfRefund(refund).some((next) => next.includes(`--${decision} `)))
    expect(proposed, refund.status).toEqual(REFUND_DECISIONS.filter((decision) => isRefundOpenTo(decision, refund)))
  }
})

test('one that could not be sent says how often, and when it is tried again', () => {
  const nextAt = new Date('2026-11-28T09:00:00Z')
  expect(describeRefund(newRefundRow({ looks: 1, nextAt }))).toBe(
    'planned: could not be sent once, is tried again at 2026-11-28T09:00:00.000Z',
  )
  expect(describeRefund(newRefundRow({ looks: 3, nextAt }))).toContain('3 times')
})

test("a refusal says Paynet's code, where there was one", () => {
  expect(describeRefund(newRefundRow({ status: 'refused', code: 6 }))).toContain("Paynet's code was 6")
  expect(describeRefund(newRefundRow({ status: 'refused', code: 0 })), 'taken, and not approved later').not.toContain('code')
})
