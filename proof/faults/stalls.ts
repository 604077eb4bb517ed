import { setTimeout as sleep } from 'node:timers/promises'

const EVERY_MS = 20
const ASKS_EVERY_MS = 100
/** A third of the shortest deadline: the app may have been kept waiting as long, several times in one call. */
const STALL_MS = 300

export type Stalls = { since: (startedAt: number) => number; stop: () => void }

/**
 * Notices when the machine lets this process or one of the apps wait: an answer that Paynet gave at once then comes after
 * the deadline. `since` tells the longest wait from a moment of `performance.now()` on, in milliseconds.
 */
export function watchStalls(apps: Array<{ url: string }>): Stalls {
  const seen: Array<{ at: number; ms: number }> = []
  const end = new AbortController()
  const note = (ms: number) => {
    if (ms >= STALL_MS) seen.push({ at: performance.now(), ms })
  }
  const watchOurselves = async () => {
    for (let last = performance.now(); !end.signal.aborted; ) {
      await sleep(EVERY_MS)
      const at = performance.now()
      note(at - last - EVERY_MS)
      last = at
    }
  }
  /** It does nothing for this answer, so whatever that takes, it had to wait. */
  const watch = async ({ url }: { url: string }) => {
    while (!end.signal.aborted) {
      const askedAt = performance.now()
      await fetch(`${url}/api/health/live`).catch(() => null)
      note(performance.now() - askedAt)
      await sleep(ASKS_EVERY_MS)
    }
  }
  void watchOurselves()
  for (const app of apps) void watch(app)
  return {
    since: (startedAt) => Math.max(0, ...seen.filter(({ at }) => at >= startedAt).map(({ ms }) => ms)),
    stop: () => end.abort(),
  }
}
