import { readFileSync, watch } from 'node:fs'
import nextEnv from '@next/env'

/** An editor writes a file in several steps. */
const SETTLED_MS = 200

/**
 * For development: settings are read once, at the start. When `.env` is edited, Next would put the environment back to
 * what it was before `.env` was first read, without anything that was set since, and no page would be found any more. So
 * it is made to keep what stands, and whoever edits is told what to do.
 */
export function keepEnvironment(): void {
  nextEnv.updateInitialEnv(process.env)
  const known = new Map<string, string>()
  const hasChanged = (name: string) => {
    const [before, after] = [known.get(name), read(name)]
    known.set(name, after)
    return before !== undefined && before !== after
  }
  const names = ['.env', '.env.local', '.env.development', '.env.development.local']
  for (const name of names) hasChanged(name)
  watch(process.cwd(), (_event, name) => {
    if (name === null || !names.includes(name)) return
    setTimeout(() => {
      if (hasChanged(name)) console.error(`${name} has changed. Settings are read at the start: end this with Ctrl-C, and run it again.`)
    }, SETTLED_MS)
  })
}

function read(name: string): string {
  try {
    return readFileSync(name, 'utf8')
  } catch {
    return ''
  }
}
