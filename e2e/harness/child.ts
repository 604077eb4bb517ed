import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository, where an operator runs its commands. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type Child = {
  pid: number
  /** Standard output and error so far. */
  output: () => string
  errors: () => string
  signal: (name: NodeJS.Signals) => void
  /** Resolves when the process has ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

const running = new Set<ChildProcess>()
// However we end, nothing is left running.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

type Options = {
  env: Record<string, string>
  cwd?: string
  /** In a process group of its own, whose number is the pid. */
  isDetached?: boolean
}

/** Starts a command with exactly these variables, plus PATH and HOME. */
export function startChild(command: string, args: string[], { env, cwd = ROOT, isDetached = false }: Options): Child {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(command, args, {
    cwd,
    env: { PATH, HOME, ...env } as unknown as NodeJS.ProcessEnv,
    detached: isDetached,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  let errors = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
    errors += text
  })
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    })
  })
  if (child.pid === undefined) throw new Error(`${command} did not start`)
  return { pid: child.pid, output: () => output, errors: () => errors, signal: (name) => child.kill(name), exited }
}

/** Runs one of the app's commands to completion. */
export async function runNode(
  script: string,
  args: string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<{ code: number | null; output: string; errors: string }> {
  const child = startChild(process.execPath, [`${ROOT}${script}`, ...args], cwd === undefined ? { env } : { env, cwd })
  const { code } = await child.exited
  return { code, output: child.output(), errors: child.errors() }
}
