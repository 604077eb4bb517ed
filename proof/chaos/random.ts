import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded random numbers, so that a run can be repeated as far as the machine's timing allows. */
export type Random = {
  /** From 0 up to, but not including, 1. */
  next: () => number
  /** An integer from `least` to `most`. */
  whole: (least: number, most: number) => number
  /** Whether something with that probability happens. */
  chance: (probability: number) => boolean
  pick: <T>(list: readonly [T, ...T[]]) => T
}

/** A generator that starts afresh for each word added to the seed. */
export function random(...words: Array<number | string>): Random {
  const seed = [...words.join(' ')].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) | 0, -2_128_831_035)
  const generator = xoroshiro128plus(seed)
  const whole = (least: number, most: number) => uniformInt(generator, least, most)
  return {
    next: () => uniformFloat64(generator),
    whole,
    chance: (probability) => uniformFloat64(generator) < probability,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
  }
}
