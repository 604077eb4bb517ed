/** Numbers that a seed decides: a run can be repeated, as far as the machine's timing lets it. */
export type Random = {
  /** From 0 up to 1. */
  next: () => number
  /** A whole number from `least` to `most`. */
  whole: (least: number, most: number) => number
  /** Whether something of that probability happens. */
  chance: (probability: number) => boolean
  pick: <T>(list: readonly [T, ...T[]]) => T
}

/** The generator "mulberry32", started anew for each word that is added to the seed. */
export function random(...words: Array<number | string>): Random {
  let state = [...words.join(' ')].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0, 2_166_136_261)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
  }
}
