import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import type { Readable } from 'node:stream'
import { type Program, scriptOf } from '@/scripts/program/script-of'

/** Of what works beside steps whose short deadlines a busy machine would break. */
const BEHIND = 10

const running = new Set<ChildProcess>()
let interruption: NodeJS.Signals | null = null

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption = signal
    // A terminal's Ctrl-C reaches our children by itself; a signal sent only to us does not.
    for (const child of running) child.kill(signal)
  })
}

/** The exit code to end with if a signal stopped us, or null. */
export function interruptedWith(): number | null {
  return interruption && 128 + constants.signals[interruption]
}

/** Runs a program of a package and streams its output. Resolves to whether it succeeded. */
export async function run(
  program: Program,
  args: string[],
  environment: Record<string, string> = {},
  { isBehind = false } = {},
): Promise<boolean> {
  if (interruption) return false
  const options: SpawnOptions = { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } }
  return untilEnded(placed(spawn(process.execPath, [scriptOf(program), ...args], options), isBehind))
}

/** The same, with its output kept for later. */
export async function runQuietly(program: Program, args: string[]): Promise<{ endedWell: boolean; output: string }> {
  if (interruption) return { endedWell: false, output: '' }
  const child = spawn(process.execPath, [scriptOf(program), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return { endedWell: await untilEnded(child), output }
}

/** Runs one of our own scripts and passes what it writes to `read`. Resolves to whether it succeeded. */
export async function runNodeScript(
  script: string,
  args: string[],
  read: (output: Readable, errors: Readable) => void,
  { isBehind = false } = {},
): Promise<boolean> {
  if (interruption) return false
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  read(child.stdout, child.stderr)
  return untilEnded(placed(child, isBehind))
}

function placed<Child extends ChildProcess>(child: Child, isBehind: boolean): Child {
  if (isBehind && child.pid !== undefined) setPriority(child.pid, BEHIND)
  return child
}

async function untilEnded(child: ChildProcess): Promise<boolean> {
  running.add(child)
  try {
    return await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve(code === 0))
    })
  } finally {
    running.delete(child)
  }
}
