import { expect, test } from 'vitest'
import { BUCKETS, countAlarm, countCall, countSuccess, counts } from './counts'

test('a call falls into the first bucket that it fits, and one beyond them all is counted in none', () => {
  for (const ms of [1, 50, 51, 45_000, 45_001]) countCall('/v2/transaction/tds_charge', 'answered', ms)
  const latency = counts().calls.get('transaction/tds_charge')
  expect(latency).toMatchObject({ count: 5 })
  expect(latency?.sum).toBeCloseTo(90.103, 6)
  expect(latency?.buckets).toEqual(BUCKETS.map((bound) => ({ 0.05: 2, 0.1: 1, 45: 1 })[bound] ?? 0))
})

test('calls are told apart by how they ended, successes by who brought them, alarms by their event', () => {
  countCall('/v1/card/list', 'lost', 1)
  countCall('/v1/transaction/list', 'answered', 1)
  countSuccess('repeat')
  countAlarm('payment.review')
  const { outcomes, successes, alarms } = counts()
  expect([outcomes.get('card/list lost'), outcomes.get('transaction/list answered')]).toEqual([1, 1])
  expect([successes.get('repeat'), successes.get('direct')]).toEqual([1, undefined])
  expect([...alarms]).toEqual([['payment.review', 1]])
})
