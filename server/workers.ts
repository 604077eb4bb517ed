import 'server-only'
import cluster, { type Worker } from 'node:cluster'
import { setTimeout as delay } from 'node:timers/promises'
import { MINUTE, SECOND } from '@/lib/duration'
import { log } from '@/lib/log'
import { addUpWorkers } from '@/lib/metrics/workers'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10 * SECOND
/** A worker that has lived this long was sound, and its end says nothing about the next one. */
const SOUND_AFTER_MS = MINUTE

/**
 * Runs that many servers on one port, and replaces each that ends. Each is an instance like any other: all it shares
 * with the others is the port and the database. If one ends before any could open the port, nothing will help: all
 * end. A signal lets all of them finish what is in flight. Resolves with the exit code.
 */
export async function runWorkers(count: number): Promise<number> {
  let hasOpened = false
  let code = 0
  const stopping = new AbortController()
  const end = () => {
    stopping.abort()
    for (const worker of workers()) worker.process.kill('SIGTERM')
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  cluster.on('listening', () => {
    hasOpened = true
  })
  addUpWorkers(workers)
  // Workers accept connections themselves. A primary that hands them out loses those that are on their way to a worker
  // which dies, and their clients wait for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE

  async function keepOne(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !stopping.signal.aborted; ) {
      const startedAt = performance.now()
      const worker = cluster.fork()
      const [exitCode, signal] = await new Promise<[number | null, string | null]>((resolve) =>
        worker.once('exit', (...how: [number | null, string | null]) => resolve(how)),
      )
      if (stopping.signal.aborted || !hasOpened) {
        // Until it has opened the port, a worker has nothing to finish, and our signal ends it at once.
        if (exitCode !== 0 && !(stopping.signal.aborted && signal === 'SIGTERM')) code = 1
        if (!stopping.signal.aborted) end()
        return
      }
      log.alarm('worker.ended', { why: signal ?? `code ${exitCode}` })
      if (performance.now() - startedAt >= SOUND_AFTER_MS) pauseMs = FIRST_PAUSE_MS
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }
  await Promise.all(Array.from({ length: count }, keepOne))
  return code
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
}
