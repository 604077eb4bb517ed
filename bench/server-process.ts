import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@/e2e/harness/ports'

/** A server under measurement, in a separate process. */
export type ServerProcess = {
  url: string
  /** From the spawn to its first 200. */
  bootMs: number
  /** Processor time used so far by all threads. The kernel counts in steps of 10 ms. */
  cpuMs: () => number
  rssMiB: () => number
  stop: () => Promise<void>
}

export type ServerCommand = {
  /** What Node runs. */
  args: (port: number) => string[]
  folder?: string
  variables?: (port: number) => Record<string, string>
  /** The address that answers 200 once the server is up. */
  ready: string
}

const TICK_MS = 10
const BOOT_WITHIN_MS = 60_000

export async function startServer({ args, folder = '.', variables = () => ({}), ready }: ServerCommand): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const startedAt = performance.now()
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...variables(port) } as NodeJS.ProcessEnv
  const child = spawn(process.execPath, args(port), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env })
  // However the bench ends, nothing is left running.
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  child.once('exit', () => process.off('exit', endWithUs))
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000)
  })
  while (!(await answers(port, ready))) {
    if (child.exitCode !== null || performance.now() - startedAt > BOOT_WITHIN_MS) {
      child.kill('SIGKILL')
      throw new Error(`${args(port).join(' ')} did not start:\n${complaint}`)
    }
    await sleep(5)
  }
  const { pid } = child
  return {
    url,
    bootMs: performance.now() - startedAt,
    cpuMs: () => cpuMsOf(pid),
    rssMiB: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    stop: () => end(child),
  }
}

function cpuMsOf(pid: number | undefined): number {
  // The program's name, in brackets, may hold anything; user and system time are the 12th and 13th fields after
  // it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ port, path, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('error', () => resolve(false))
  })
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode !== null || child.signalCode !== null || !child.kill('SIGTERM')) return
  await ended
}
