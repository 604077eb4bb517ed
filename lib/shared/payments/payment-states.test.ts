import { expect, test } from 'vitest'
import { HOLDING, isOneOf, MOVES, PAYMENT_STATUSES, type PaymentStatus, SETTLING, UNSETTLED } from './payment-states'

test('the moves are exactly those of the published table', () => {
  expect(MOVES).toEqual({
    created: ['awaiting_3ds', 'failed'],
    awaiting_3ds: ['charging', 'superseded', 'expired'],
    charging: ['succeeded', 'declined', 'review', 'unknown'],
    unknown: ['succeeded', 'declined', 'review', 'not_charged', 'charging'],
    succeeded: [],
    declined: ['succeeded'],
    failed: ['succeeded'],
    expired: ['succeeded'],
    superseded: ['succeeded'],
    not_charged: ['succeeded'],
    review: ['succeeded', 'not_charged'],
  })
})

test('every status that may have taken money has a way to "succeeded"', () => {
  const from = PAYMENT_STATUSES.filter((status) => (MOVES[status] as readonly PaymentStatus[]).includes('succeeded'))
  expect(from).toEqual(
    expect.arrayContaining(['charging', 'unknown', 'declined', 'not_charged', 'expired', 'superseded', 'failed', 'review']),
  )
  expect(isOneOf('succeeded', UNSETTLED)).toBe(false)
})

test('every status from which money may come holds the order', () => {
  expect(HOLDING).toEqual(expect.arrayContaining([...SETTLING, 'succeeded', 'review']))
  for (const negative of ['failed', 'expired', 'superseded', 'declined', 'not_charged'] as const) {
    expect(isOneOf(negative, HOLDING)).toBe(false)
    expect(isOneOf(negative, UNSETTLED)).toBe(false)
  }
})
