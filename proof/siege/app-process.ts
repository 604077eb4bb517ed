import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const WATCH_EVERY_MS = 100
const SOCKETS_CLOSE_WITHIN_MS = 5_000

/** Watches a process's resident memory until told to end; `end` returns the highest, in MiB. */
export function watchMemory(pid: number): { end: () => number } {
  let peakMiB = 0
  const timer = setInterval(() => {
    peakMiB = Math.max(peakMiB, residentMiB(pid))
  }, WATCH_EVERY_MS)
  return {
    end() {
      clearInterval(timer)
      return peakMiB
    },
  }
}

/** 0 once the process is gone. */
function residentMiB(pid: number): number {
  try {
    const kib =
      process.platform === 'linux'
        ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
    return Number(kib ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Sockets that a process has open; null if the system does not tell. */
export function countSockets(pid: number): number | null {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).filter((file) => linkOf(`${folder}/${file}`).startsWith('socket:')).length
  } catch {
    return null
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}

/** How many more sockets a process has than before, once they have closed or had five seconds to do so. */
export async function waitForSockets(pid: number, before: number | null): Promise<number | null> {
  const giveUpAt = performance.now() + SOCKETS_CLOSE_WITHIN_MS
  for (;;) {
    const now = countSockets(pid)
    if (now === null || before === null) return null
    if (now <= before || performance.now() > giveUpAt) return Math.max(0, now - before)
    await sleep(WATCH_EVERY_MS)
  }
}
