import { expect, test } from 'vitest'
import { now } from '@/lib/clock'
import type { AlarmEvent } from './alarm-events'
import { countAlarm, countCall, countSuccess, metrics } from './counters'
import { readMetrics } from './metrics'
import { countOf } from './metrics.test-kit'

test('a call falls into every bucket that it fits, and one beyond them all only into the last', async () => {
  for (const ms of [1, 50, 51, 45_000, 45_001]) countCall('/v2/transaction/tds_charge', 'served', ms)
  const { text } = await readMetrics(now)
  const lines = text.split('\n').filter((line) => line.startsWith('checkout_paynet_call_seconds'))
  const value = (name: string) =>
    Number(
      lines
        .find((line) => line.startsWith(`checkout_paynet_call_seconds_${name}`))
        ?.split(' ')
        .at(-1),
    )
  expect(value('count{service="transaction/tds_charge"}')).toBe(5)
  expect(value('sum{service="transaction/tds_charge"}')).toBeCloseTo(90.103, 6)
  const bucket = (le: string) => value(`bucket{le="${le}",service="transaction/tds_charge"}`)
  expect(['0.05', '0.1', '20', '45', '+Inf'].map(bucket)).toEqual([2, 3, 3, 4, 5])
})

test('calls are told apart by how they ended, successes by what brought them, alarms by their event', async () => {
  countCall('/v1/card/list', 'lost', 1)
  countCall('/v1/transaction/list', 'served', 1)
  countSuccess('repeat')
  countAlarm('payment.review')
  const { calls, successes, alarms } = metrics()
  expect(await countOf(calls, { service: 'card/list', outcome: 'lost' })).toBe(1)
  expect(await countOf(calls, { service: 'transaction/list', outcome: 'served' })).toBe(1)
  expect([await countOf(successes, { source: 'repeat' }), await countOf(successes, { source: 'direct' })]).toEqual([1, 0])
  expect(await countOf(alarms, { event: 'payment.review' })).toBe(1)
})

test('every family has its help and type, and no label can begin a line of its own', async () => {
  countAlarm('x"y\\z\n' as AlarmEvent)
  const { text, contentType } = await readMetrics(now)
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toContain('checkout_alarms_total{event="x\\"y\\\\z\\n"} 1\n')
  const families = new Set([...text.matchAll(/^# TYPE (\S+) (?:counter|gauge|histogram|summary)$/gm)].map(([, name]) => name))
  expect(families.size).toBe([...text.matchAll(/^# HELP \S+ .+$/gm)].length)
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('# '))) {
    expect(line).toMatch(/^[a-z_0-9]+(\{.*\})? (-?[\d.e+-]+|Nan)$/)
  }
})
