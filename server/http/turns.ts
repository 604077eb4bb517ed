import { performance } from 'node:perf_hooks'

const MOST_WAITING_OF_ONE = 256
const LOOK_EVERY_MS = 10
/** A turn ends in any case after so many, at least two seconds. */
const MOST_LOOKS = 200
const IS_BUSY = 0.9

export type Line = {
  /**
   * Does the work when it is its turn. False when too many wait already: then nothing was done.
   *
   * @param from whose work it is: those who wait take turns, so that nobody's many hold up somebody's one
   * @param isGone whether nobody waits for it any more
   */
  take(from: string, isGone: () => boolean, work: () => Promise<void>): Promise<boolean>
}

/**
 * A few at once, the rest in a fair order: all of them are worked on in one thread, where more at once are
 * no faster, and hold up whatever comes between.
 */
export function createLine({ atOnce = 4, mostWaiting = 512 } = {}): Line {
  /** By who waits; first comes whose turn is next. */
  const queues = new Map<string, Array<() => void>>()
  let [working, waiting] = [0, 0]

  /** Not before the event loop has been round: work that never waits would let nothing else come between. */
  const leave = () => void setImmediate(next)

  function next(): void {
    working -= 1
    const [first] = queues
    if (!first) return
    const [from, queue] = first
    const start = queue.shift()
    // Whoever had a turn goes to the end.
    queues.delete(from)
    if (queue.length > 0) queues.set(from, queue)
    waiting -= 1
    working += 1
    start?.()
  }

  return {
    async take(from, isGone, work) {
      if (working < atOnce) working += 1
      else {
        const queue = queues.get(from) ?? []
        if (waiting >= mostWaiting || queue.length >= MOST_WAITING_OF_ONE) return false
        waiting += 1
        queues.set(from, queue)
        await new Promise<void>((start) => queue.push(start))
      }
      const turn = freeWhenIdle(leave)
      try {
        if (!isGone()) await work()
      } finally {
        turn.end()
      }
      return true
    },
  }
}

/** A turn ends with its work, or before it once the work waits for Paynet or a database rather than for the thread. */
function freeWhenIdle(leave: () => void): { end(): void } {
  let before = performance.eventLoopUtilization()
  let looks = 0
  const end = () => {
    if (looks === Number.POSITIVE_INFINITY) return
    looks = Number.POSITIVE_INFINITY
    clearInterval(timer)
    leave()
  }
  const timer = setInterval(() => {
    looks += 1
    const isIdle = performance.eventLoopUtilization(before).utilization < IS_BUSY
    before = performance.eventLoopUtilization()
    if (isIdle || looks >= MOST_LOOKS) end()
  }, LOOK_EVERY_MS)
  return { end }
}
