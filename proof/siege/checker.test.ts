import { expect, test } from 'vitest'
import { check, type Evidence, longestReturn, settleAim } from './checker'
import { newTally } from './wire'
import type { Payments } from './workload'

const payments: Payments = { startMs: [20, 30], returnMs: [10, 40], gaveUp: 0, atBank: 2, settled: 2 }

/** An attack without any effect. */
const calm: Evidence = { payments, tally: newTally(), aims: [], peakMiB: 200, socketsLeft: 0, exitMs: 50, hasDied: false }

test('an app that took no damage has stood its ground', () => {
  expect(check(calm, payments)).toEqual([])
})

test('what the system does not tell is not held against the app', () => {
  expect(check({ ...calm, socketsLeft: null }, payments)).toEqual([])
})

const during = (change: Partial<Payments>): Partial<Evidence> => ({ payments: { ...payments, ...change } })
const cases: Array<[says: string, problem: RegExp, change: Partial<Evidence>]> = [
  ['an app that ended', /^the app ended/, { hasDied: true }],
  ['a payment that did not settle', /^1 of 2 payments/, during({ settled: 1 })],
  ['an attack beside which nobody paid', /^nobody got as far/, during({ atBank: 0, settled: 0 })],
  ['a shopper who gave up', /^1 shopper/, during({ gaveUp: 1 })],
  ['a return that took too long, others quick', /^a return took 2.10 s/, during({ returnMs: [10, 2_100, 10] })],
  ['an error of the app', /^1 answer/, { tally: { ...newTally(), '5xx': 1 } }],
  ['half a gigabyte', /^512 MiB/, { peakMiB: 512 }],
  ['sockets that stay', /^11 sockets/, { socketsLeft: 11 }],
  ['an end that takes long', /^SIGTERM took 11 s/, { exitMs: 11_000 }],
  ['an end that does not come', /^SIGTERM took longer/, { exitMs: null }],
  ['an aim that was missed', /^9 did, not: none does$/, { aims: [{ says: 'none does', measured: '9 did', isMet: false }] }],
]

test.each(cases)('%s is found', (_says, problem, change) => {
  expect(check({ ...calm, ...change }, payments)).toEqual([expect.stringMatching(problem)])
})

test('a refusal is not a failure: 429, 503 and closed connections are how an app defends itself', () => {
  expect(check({ ...calm, tally: { ...newTally(), '4xx': 9, '429': 9, '503': 9, closed: 9, unanswered: 9 } }, payments)).toEqual([])
})

test('a return may take two seconds, or three times as long as without an attack if that is more', () => {
  expect(longestReturn(payments)).toBe(2_000)
  expect(longestReturn({ ...payments, returnMs: [900, 1_000] })).toBe(3_000)
})

test('a lost answer that is not settled while we wait misses both aims', () => {
  expect(settleAim([1_000, 2_000, null], 'half').isMet).toBe(true)
  expect(settleAim([1_000, null, null], 'half').isMet).toBe(false)
  expect(settleAim([1_000, 2_000, null], 'all').isMet).toBe(false)
  expect(settleAim([1_000, 59_000], 'all').isMet).toBe(true)
})
