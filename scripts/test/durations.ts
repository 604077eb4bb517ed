import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** How long each step took last time on this machine, in seconds by name. */
const FILE = 'node_modules/.cache/test-durations.json'

export function lastDuration(step: string): number | null {
  return readAll()[step] ?? null
}

export function rememberDuration(step: string, seconds: number): void {
  mkdirSync(dirname(FILE), { recursive: true })
  writeFileSync(FILE, JSON.stringify({ ...readAll(), [step]: Math.round(seconds) }))
}

function readAll(): Record<string, number> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, number>
  } catch {
    return {}
  }
}
