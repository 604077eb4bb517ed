import { expect, test } from 'vitest'
import { faults } from '@/simulator/faults'
import { allCases, type Case, casesOf } from './cases'
import { applicationExpectationOf, cardExpectationOf, expectationOf, isLegal, plansExpectationOf, toldBy } from './oracle'
import { isLegalRefund, refundExpectationOf } from './refund-oracle'
import { services } from './switch'

const nameOf = ({ service, fault, when, repeat, savesFirstCard, plan, refund }: Case) =>
  `${service} ${fault.name} ${when} ${repeat}${savesFirstCard ? ' first card' : ''} ${Object.values(plan ?? {})} ${refund ?? ''}`
const payments = allCases().flatMap((one) => {
  const expected = expectationOf(one)
  return expected ? [{ one, expected }] : []
})

test('every fault that Paynet can have with a call has a case', () => {
  // The same fault as http-500, after Paynet has acted.
  const twin = 'http-500-after'
  for (const service of services) {
    const walked = new Set(casesOf(service).map(({ fault }) => fault.name))
    const known = Object.entries(faults).filter(([name, { services: places }]) => name !== twin && places.includes(service))
    expect(
      known.map(([name]) => name).filter((name) => !walked.has(name)),
      service,
    ).toEqual([])
  }
})

test('no case is repeated, and each has a rule in exactly one table', () => {
  const names = allCases().map(nameOf)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(1_100)
  for (const one of allCases())
    expect(
      [expectationOf, plansExpectationOf, refundExpectationOf, cardExpectationOf, applicationExpectationOf]
        .map((oracle) => oracle(one))
        .filter(Boolean),
      nameOf(one),
    ).toHaveLength(1)
})

test('no rule lets a charge that Paynet took end in "not charged"', () => {
  const taken = payments.filter(({ one }) => one.service !== 'tds_initial' && one.when !== 'before')
  expect(taken.length).toBeGreaterThan(100)
  for (const { one, expected } of taken) {
    for (const end of expected.ends) expect(toldBy(end), nameOf(one)).toMatch(/OK|R/)
    expect(expected.told, nameOf(one)).not.toBe('N')
  }
})

test('no rule lets a session that could not be opened be charged', () => {
  const failed = payments.filter(({ expected }) => expected.ends.includes('failed'))
  expect(failed.length).toBeGreaterThan(50)
  for (const { one, expected } of failed) expect([one.service, expected.told, expected.charges]).toEqual(['tds_initial', 'N', 0])
})

test('"not charged" is shown at once only after a decline of the first call or a session that could not be opened', () => {
  const told = payments.filter(({ expected }) => expected.told === 'N').flatMap(({ expected }) => expected.ends)
  expect([...new Set(told)].sort()).toEqual(['declined', 'failed'])
})

test('plans meet faults at each of their calls, whoever carries the cost and however Paynet tells of it', () => {
  const count = (service: Case['service'], payer: string, reading: string) =>
    allCases().filter(({ service: at, plan }) => at === service && plan?.payer === payer && plan.reading === reading).length
  for (const payer of ['shopper', 'merchant'])
    for (const reading of ['gross', 'net']) expect(count('tds_charge', payer, reading), `${payer} ${reading}`).toBeGreaterThan(6)
  expect(count('check', 'shopper', 'net')).toBeGreaterThan(10)
  expect(count('ratio_get', 'shopper', 'gross')).toBeGreaterThan(100)
})

test('no rule lets more than was shown end as paid', () => {
  const more = payments.filter(({ one }) => ['plan-one-more', 'plan-repriced-at-charge', 'wrong-amount'].includes(one.fault.name))
  expect(more.length).toBeGreaterThan(10)
  for (const { one, expected } of more) expect(expected.ends, nameOf(one)).toEqual(['review'])
})

test('refunds meet faults at each of their calls, whole and in part', () => {
  const count = (service: Case['service'], sum: string) =>
    allCases().filter(({ service: at, refund }) => at === service && refund === sum).length
  for (const service of ['reversed_request', 'detail', 'reversal_list'] as const)
    for (const sum of ['whole', 'part']) expect(count(service, sum), `${service} ${sum}`).toBeGreaterThan(70)
})

test('no rule lets a refund whose request may have arrived be asked for again, or count as refused', () => {
  const doubtful = allCases().flatMap((one) => {
    const expected = refundExpectationOf(one)
    return expected && (one.when !== 'before' || expected.first.includes('unknown')) ? [{ one, expected }] : []
  })
  expect(doubtful.length).toBeGreaterThan(300)
  for (const { one, expected } of doubtful) {
    expect(expected.requests, nameOf(one)).toBe(1)
    for (const end of expected.ends) expect(end, nameOf(one)).toMatch(/refunded|unknown/)
  }
})

test('a refund is asked for at most once by each move from planned, and is done only by what was seen', () => {
  expect(isLegalRefund(['planned', 'sending', 'planned', 'sending', 'accepted', 'refunded'])).toBe(true)
  expect(isLegalRefund(['planned', 'sending', 'unknown', 'refunded'])).toBe(true)
  expect(isLegalRefund(['planned', 'sending', 'unknown', 'sending'])).toBe(false)
  expect(isLegalRefund(['planned', 'sending', 'unknown', 'planned'])).toBe(false)
  expect(isLegalRefund(['planned', 'sending', 'refunded'])).toBe(false)
  expect(isLegalRefund([])).toBe(false)
})

test('a history begins with created and goes from state to state by allowed moves', () => {
  expect(isLegal(['created', 'awaiting_3ds', 'charging', 'unknown', 'charging', 'succeeded'])).toBe(true)
  expect(isLegal(['created', 'failed'])).toBe(true)
  expect(isLegal(['awaiting_3ds', 'charging'])).toBe(false)
  expect(isLegal(['created', 'charging'])).toBe(false)
  expect(isLegal(['created', 'awaiting_3ds', 'charging', 'not_charged'])).toBe(false)
  expect(isLegal(['created', 'awaiting_3ds', 'charging', 'declined', 'charging'])).toBe(false)
  expect(isLegal([])).toBe(false)
})
