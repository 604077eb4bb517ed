import { setTimeout as sleep } from 'node:timers/promises'

const EVERY_MS = 20
/** A third of the shortest deadline: the app may have been kept waiting as long, several times in one call. */
const STALL_MS = 300

export type Stalls = { since: (startedAt: number) => number; stop: () => void }

/**
 * Notices when the machine let this process wait, as it then does with the app: an answer that Paynet gave at once
 * comes after the deadline. `since` tells the longest wait from a moment of `performance.now()` on, in milliseconds.
 */
export function watchStalls(): Stalls {
  const seen: Array<{ at: number; ms: number }> = []
  const end = new AbortController()
  const watch = async () => {
    for (let last = performance.now(); !end.signal.aborted; ) {
      await sleep(EVERY_MS)
      const at = performance.now()
      const ms = at - last - EVERY_MS
      if (ms >= STALL_MS) seen.push({ at, ms })
      last = at
    }
  }
  void watch()
  return {
    since: (startedAt) => Math.max(0, ...seen.filter(({ at }) => at >= startedAt).map(({ ms }) => ms)),
    stop: () => end.abort(),
  }
}
