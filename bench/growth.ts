import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { measureBoot } from './boot'
import { type Line, median, type Rounds, ratioLine } from './figures'
import { oursVariables, startProvider } from './servers'

export const OPERATIONS = [
  'start',
  'return',
  'saved cards',
  'order read by API',
  "reconciler's pass",
  'housekeeping',
  'ready check',
] as const
export type Operation = (typeof OPERATIONS)[number]

const AT_MOST = 1.5

/** The same work on a short and a long table of payments, through the app's own code; and a start on the long one. */
export async function measureGrowth(folder: string, bareFolder: string, rounds: number, quick: boolean): Promise<Line[]> {
  const sizes = quick ? ([10_000, 100_000] as const) : ([10_000, 1_000_000] as const)
  const provider = await startProvider(0)
  const short = await startWorker(join(folder, 'short'), sizes[0], provider.url)
  const long = await startWorker(join(folder, 'long'), sizes[1], provider.url)
  const workers = [short, long]
  const lines: Line[] = []
  try {
    for (const operation of OPERATIONS) {
      for (const worker of workers) await worker.time(operation, 50)
      const figures = new Map(workers.map((worker) => [worker, [] as Rounds]))
      for (let round = 0; round < rounds; round++) {
        for (const worker of round % 2 ? workers.toReversed() : workers) {
          figures.get(worker)?.push(median(await worker.time(operation, 60)))
        }
      }
      const name = `${operation}, ${inWords(sizes[1])} payments`
      lines.push(ratioLine(name, 'µs', figures.get(long) ?? [], [inWords(sizes[0]), figures.get(short) ?? []], AT_MOST, 0))
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
    await provider.stop()
  }
  const full = { folder: join(folder, 'long'), name: `${inWords(sizes[1])} payments` }
  return [...lines, ...(await measureBoot(folder, bareFolder, Math.min(rounds, 5), full))]
}

type Worker = { time: (operation: Operation, times: number) => Promise<number[]>; stop: () => Promise<void> }

async function startWorker(folder: string, payments: number, providerUrl: string): Promise<Worker> {
  await mkdir(folder)
  const { PATH = '', HOME = '' } = process.env
  // Outside Next, "server-only" can only be loaded under this condition.
  const args = ['--conditions=react-server', '--import', 'tsx', 'bench/growth-worker.ts', `${folder}/checkout.db`, String(payments)]
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH, HOME, NODE_ENV: 'production', ...oursVariables(folder, 0, providerUrl), PORT: '' } as NodeJS.ProcessEnv,
  })
  const ended = once(child, 'exit')
  const told = async (): Promise<number[]> => {
    const answer = await Promise.race([once(child, 'message'), ended.then(() => null)])
    if (answer === null) throw new Error('The worker ended early.')
    return answer[0] as number[]
  }
  await told()
  return {
    time(operation, times) {
      child.send({ operation, times })
      return told()
    },
    async stop() {
      child.kill()
      await ended
    },
  }
}

function inWords(payments: number): string {
  return payments.toLocaleString('en')
}
