import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'

let running: ChildProcess | undefined
let interruption: NodeJS.Signals | null = null

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption = signal
    // A terminal's Ctrl-C reaches the child by itself, a signal sent to us alone does not.
    running?.kill(signal)
  })
}

/** The exit code to end with when somebody stopped us, or null. */
export function interruptedWith(): number | null {
  return interruption && 128 + constants.signals[interruption]
}

/** Runs a program of `node_modules/.bin`, its output streamed. Resolves to whether it ended well. */
export async function run(program: string, args: string[], environment: Record<string, string> = {}): Promise<boolean> {
  if (interruption) return false
  const child = spawn(join('node_modules', '.bin', program), args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  })
  running = child
  try {
    return await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => resolve(code === 0))
    })
  } finally {
    running = undefined
  }
}
