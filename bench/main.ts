import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endWhenInterrupted } from '@/e2e/harness/interruption'
import { buildBareCheckout, buildBareNext } from './bare-next'
import { measureBoot } from './boot'
import { measureBytes } from './bytes'
import { type Line, printTable } from './figures'
import { measureGrowth } from './growth'
import { measureLighthouse } from './lighthouse'
import { openConnections } from './loader'
import { measureMemory } from './memory'
import { measurePage } from './page'
import { measurePayment } from './payment'
import { measurePlans } from './plans'
import { startBareCheckout, startBareNext, startFloor, startOurs, startProvider } from './servers'
import { measureWorkers } from './workers'

/**
 * `npm run bench`: the app against a floor and a bare Next, in one run. Needs a build and Linux. `--only
 * page,payment` measures parts, `--rounds 9` takes longer, `--quick` less time. The ratios are the result: the
 * figures themselves depend on the machine.
 */
const PARTS = ['bytes', 'lighthouse', 'page', 'payment', 'plans', 'workers', 'growth', 'boot', 'memory'] as const
type Part = (typeof PARTS)[number]

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
  })
  const { quick } = values
  const parts = readParts(values.only)
  const rounds = Number(values.rounds ?? (quick ? 3 : 7))
  const folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-bench-'))
  const lines: Line[] = []
  const measured = (more: Line[]) => {
    for (const { metric, ours, beside } of more) console.log(`${metric}: ${ours}; ${beside}`)
    lines.push(...more)
  }
  try {
    console.log(`Node ${process.version}, ${cpus().length} cores, ${rounds} rounds`)
    const bareFolder = buildBareNext()
    if (parts.some((part) => ['bytes', 'lighthouse', 'page', 'payment'].includes(part))) {
      await withServers(folder, bareFolder, parts, rounds, quick, measured)
    }
    if (parts.includes('plans')) measured(await measurePlans(folder, rounds, quick ? 40 : 80))
    if (parts.includes('workers')) measured(await measureWorkers(folder, rounds, quick ? 150 : 300))
    if (parts.includes('boot')) measured(await measureBoot(folder, bareFolder, rounds))
    if (parts.includes('memory')) measured(await measureMemory(folder, quick))
    if (parts.includes('growth')) measured(await measureGrowth(folder, bareFolder, rounds, quick))
  } finally {
    await rm(folder, { recursive: true, force: true })
    await rm('data/bench', { recursive: true, force: true })
  }
  printTable(lines)
}

async function withServers(
  folder: string,
  bareFolder: string,
  parts: readonly Part[],
  rounds: number,
  quick: boolean,
  measured: (lines: Line[]) => void,
): Promise<void> {
  const provider = await startProvider(0)
  const ours = await startOurs(folder, provider.url)
  const bareNext = await startBareNext(bareFolder)
  const connections = openConnections(32)
  try {
    if (parts.includes('bytes')) measured(await measureBytes(ours, bareNext, connections))
    if (parts.includes('lighthouse')) measured(await measureLighthouse(ours, bareNext, connections, 3))
    if (parts.includes('page')) measured(await measurePage(ours, bareNext, connections, { rounds, times: quick ? 300 : 600 }))
    if (parts.includes('payment')) {
      const counts = quick ? { rounds, payments: 150, oneByOne: 100 } : { rounds, payments: 300, oneByOne: 200 }
      const floor = await startFloor(folder, provider.url)
      const bare = await startBareCheckout(buildBareCheckout(), folder, provider.url)
      try {
        measured(await measurePayment({ ours, bare, floor }, provider, `${folder}/checkout.db-wal`, connections, counts))
      } finally {
        await Promise.all([floor.stop(), bare.stop()])
      }
    }
  } finally {
    connections.close()
    await Promise.all([ours, bareNext, provider].map((server) => server.stop()))
  }
}

function readParts(only: string | undefined): readonly Part[] {
  const wanted = only?.split(',') ?? PARTS
  const unknown = wanted.find((part) => !PARTS.some((known) => known === part))
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}"; there are ${PARTS.join(', ')}.`)
  return PARTS.filter((part) => wanted.includes(part))
}

endWhenInterrupted()
await bench()
