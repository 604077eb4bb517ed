import { performance } from 'node:perf_hooks'

const MOST_WAITING_OF_ONE = 256
const LOOK_EVERY_MS = 10
/** A turn ends after this many looks at the latest, which is at least two seconds. */
const MOST_LOOKS = 200
const IS_BUSY = 0.9

export type Line = {
  /**
   * Does the work when its turn comes. False if too many are waiting already; then nothing was done.
   *
   * @param from the client: clients take turns, so that many requests of one do not hold up a single request of
   * another
   * @param isGone whether the client has stopped waiting
   */
  take(from: string, isGone: () => boolean, work: () => Promise<void>): Promise<boolean>
}

/**
 * Runs a few pieces of work at a time and the rest in a fair order. They all share one thread, where running
 * more at once is no faster and holds up everything in between.
 */
export function createLine({ atOnce = 4, mostWaiting = 512 } = {}): Line {
  /** The queue of each client; the first entry is the one whose turn is next. */
  const queues = new Map<string, Array<() => void>>()
  let [working, waiting] = [0, 0]

  /** Waits for a round of the event loop: work that never waits would otherwise let nothing else run. */
  const leave = () => void setImmediate(next)

  function next(): void {
    working -= 1
    const [first] = queues
    if (!first) return
    const [from, queue] = first
    const start = queue.shift()
    // A client that has had a turn goes to the end.
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

/** A turn ends with its work, or earlier, once the work is waiting for Paynet or a database and no longer for the thread. */
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
