import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres } from '@/e2e/harness/postgres'
import { type Line, median, type Rounds, told } from './figures'
import { openConnections, repeat } from './loader'
import { type ShopServer, startOurs, startProvider } from './servers'
import { pay } from './shopper'

const AT_ONCE = 24
const LEAST = 1.7

/** Payments a second of one process and of two, on each database. Provider and loader share the machine with them. */
export async function measureWorkers(folder: string, rounds: number, payments: number): Promise<Line[]> {
  const postgres = await startPostgres()
  try {
    const sqlite = await compare(folder, 'SQLite', {}, rounds, payments)
    return [sqlite, await compare(folder, 'Postgres', { DATABASE_URL: postgres.url }, rounds, payments)]
  } finally {
    await postgres.stop()
  }
}

async function compare(folder: string, name: string, more: Record<string, string>, rounds: number, payments: number): Promise<Line> {
  const provider = await startProvider(0)
  const servers: ShopServer[] = []
  const start = async (workers: string) => {
    const server = await startOurs(await mkdtemp(join(folder, 'workers-')), provider.url, { ...more, WORKERS: workers })
    servers.push(server)
    return { server, perSecond: [] as Rounds }
  }
  // Fewer connections at a time would leave a worker idle: a connection stays with the worker that took it.
  const connections = openConnections(AT_ONCE)
  try {
    const targets = [await start('1'), await start('2')] as const
    const load = async ({ server }: { server: ShopServer }) => {
      const startedAt = performance.now()
      await repeat(payments, AT_ONCE, async () => void (await pay(server, connections)))
      return (payments / (performance.now() - startedAt)) * 1000
    }
    for (const target of targets) await load(target)
    for (let round = 0; round < rounds; round++) {
      for (const target of round % 2 ? targets.toReversed() : targets) target.perSecond.push(await load(target))
    }
    const [one, two] = targets
    const ratio = median(two.perSecond) / median(one.perSecond)
    return {
      metric: `payments a second, two workers, ${name}`,
      ours: told(two.perSecond, '/s', 0),
      beside: `one ${told(one.perSecond, '/s', 0)}`,
      ratio,
      aim: `≥ ${LEAST} ×`,
      met: ratio >= LEAST,
    }
  } finally {
    connections.close()
    await Promise.all([...servers, provider].map((server) => server.stop()))
  }
}
