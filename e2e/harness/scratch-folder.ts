import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
const ROOM = 2 * 2 ** 30
const PREFIX = 'checkout-'
const A_DAY_MS = 86_400_000

/**
 * A new folder for the files of a database that is thrown away: in memory where there is room, since
 * every commit would wait for the disk otherwise and nothing here has to outlive a power cut.
 */
export function makeScratchFolder(purpose: string): string {
  return mkdtempSync(join(memoryWithRoom() ?? tmpdir(), `${PREFIX}${purpose}-`))
}

function memoryWithRoom(): string | null {
  try {
    removeOld()
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > ROOM ? MEMORY : null
  } catch {
    return null
  }
}

/** What runs that were killed left there. */
function removeOld(): void {
  for (const name of readdirSync(MEMORY).filter((name) => name.startsWith(PREFIX))) {
    const folder = join(MEMORY, name)
    const changedAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - changedAt > A_DAY_MS) rmSync(folder, { recursive: true, force: true })
  }
}
