import { beforeEach, describe, expect, test } from 'vitest'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import type { Clock } from './clock'
import { readClock } from './clock-watch'

/** A time of day and a clock that cannot be set, each under the test's hand. The quiet time of the tests is four seconds. */
function clocks(livedForMs = 10_000) {
  let day = Date.parse('2026-11-22T10:00:00Z')
  let elapsed = livedForMs
  let answersAfterMs = 0
  const read = async () => {
    const now = new Date(day)
    elapsed += answersAfterMs
    day += answersAfterMs
    return now
  }
  const clock: Clock = Object.assign(read, { elapsedMs: () => elapsed })
  return {
    clock,
    pass(ms: number, ofDay = ms) {
      elapsed += ms
      day += ofDay
    },
    step(ms: number) {
      day += ms
    },
    answerAfter(ms: number) {
      answersAfterMs = ms
    },
  }
}

const alarms = () => countOf(metrics().alarms, { event: 'clock.stepped' })

beforeEach(() => metrics().alarms.reset())

describe('a clock', () => {
  test('that runs evenly has done so for as long as the process lives', async () => {
    const { clock, pass } = clocks(1_500)
    expect((await readClock(clock)).evenForMs).toBe(1_500)
    pass(86_400_000)
    expect(await readClock(clock)).toMatchObject({ evenForMs: 86_401_500, steppedByMs: 0 })
    expect(await alarms()).toBe(0)
  })

  test.each([2_000, 180_000, 43_200_000, -2_000, -3_600_000, -43_200_000])(
    'that is set by %d ms is noticed, told once, and even from then on',
    async (ms) => {
      const { clock, pass, step } = clocks()
      await readClock(clock)
      pass(60_000)
      step(ms)
      expect(await readClock(clock)).toMatchObject({ evenForMs: 0, steppedByMs: ms })
      pass(3_000)
      expect(await readClock(clock)).toMatchObject({ evenForMs: 3_000, steppedByMs: 0 })
      expect(await alarms()).toBe(1)
    },
  )

  test('that is set by little many times is noticed', async () => {
    const { clock, pass, step } = clocks()
    await readClock(clock)
    for (let times = 0; times < 10; times++) {
      pass(1_000)
      step(100)
      await readClock(clock)
    }
    expect(await alarms()).toBeGreaterThan(0)
  })

  test('that runs at twice the speed is never even for long', async () => {
    const { clock, pass } = clocks()
    await readClock(clock)
    for (let times = 0; times < 20; times++) {
      pass(1_000, 2_000)
      expect((await readClock(clock)).evenForMs).toBeLessThan(20_000)
    }
    expect(await alarms()).toBeGreaterThan(5)
  })

  test('that drifts as a bad quartz does is even', async () => {
    const { clock, pass } = clocks()
    await readClock(clock)
    for (let times = 0; times < 5_000; times++) {
      pass(2_000, 2_000.4)
      await readClock(clock)
    }
    expect(await alarms()).toBe(0)
  })

  test('that is slow to answer, as a busy database is, was not set', async () => {
    const { clock, pass, answerAfter } = clocks()
    await readClock(clock)
    for (const ms of [9_000, 0, 60_000, 12, 0]) {
      pass(2_000)
      answerAfter(ms)
      await readClock(clock)
    }
    expect(await alarms()).toBe(0)
  })

  test('of a machine that slept was, as seen by a clock that stands still meanwhile, set ahead', async () => {
    const { clock, pass } = clocks()
    await readClock(clock)
    pass(0, 600_000)
    expect(await readClock(clock)).toMatchObject({ evenForMs: 0, steppedByMs: 600_000 })
  })
})
