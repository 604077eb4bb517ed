import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Line, median, percentile } from './figures'
import { openConnections, repeat } from './loader'
import { type ShopServer, startOurs, startProvider } from './servers'
import { newShopper, type Shopper, standAtBank } from './shopper'

const WAITING = 500
const PROVIDER_MS = 2_000
const EACH_MIB = 0.35
const LATE = 2.5
const SHOPPERS = 10_000
const SHOPPERS_MIB = 10
/** By default, V8 leaves garbage until gigabytes are full, which would hide what is kept. */
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=96 --max-semi-space-size=4' }

/** Resident memory while many wait: for a slow Paynet, and for shoppers at the bank. */
export async function measureMemory(folder: string, quick: boolean): Promise<Line[]> {
  const { starts, returns, bootMiB } = await waitForProvider(folder)
  const byTwo = await waitForProvider(folder, { WORKERS: '2' })
  return [
    memoryOf('starts', bootMiB, starts),
    timeOf('starts', starts),
    timeOf('starts', byTwo.starts, ', two workers'),
    memoryOf('returns', bootMiB, returns),
    timeOf('returns', returns),
    timeOf('returns', byTwo.returns, ', two workers'),
    ...(quick ? [] : await standingAtBank(folder)),
  ]
}

async function waitForProvider(
  folder: string,
  more: Record<string, string> = {},
): Promise<{ starts: Wait; returns: Wait; bootMiB: number }> {
  const provider = await startProvider(PROVIDER_MS)
  const ours = await startOurs(await mkdtemp(join(folder, 'waiting-')), provider.url, more)
  const connections = openConnections(WAITING)
  const bootMiB = ours.rssMiB()
  try {
    const ready: Shopper[] = []
    await repeat(WAITING, 16, async () => {
      const shopper = newShopper(ours, connections)
      await shopper.makeOrder()
      await shopper.openCheckout()
      ready.push(shopper)
    })
    const starts = await waitTogether(
      ours,
      ready.map((shopper) => shopper.start),
    )
    await repeat(WAITING, 16, async (turn) => void (await ready[turn]?.leave()))
    const returns = await waitTogether(
      ours,
      ready.map((shopper) => shopper.comeBack),
    )
    return { starts, returns, bootMiB }
  } finally {
    connections.close()
    await ours.stop()
    await provider.stop()
  }
}

type Wait = { beforeMiB: number; peakMiB: number; ms: number[] }

async function waitTogether(ours: ShopServer, requests: Shopper['start'][]): Promise<Wait> {
  const beforeMiB = await restingMiB(ours)
  let peakMiB = beforeMiB
  const watch = setInterval(() => {
    peakMiB = Math.max(peakMiB, ours.rssMiB())
  }, 50)
  const answers = await Promise.all(requests.map((request) => request()))
  clearInterval(watch)
  return { beforeMiB, peakMiB, ms: answers.map(({ ms }) => ms) }
}

/** Counted from the boot, so that what earlier work has left in the heap cannot hide what these need. */
function memoryOf(what: string, bootMiB: number, { beforeMiB, peakMiB }: Wait): Line {
  const each = (peakMiB - bootMiB) / WAITING
  return {
    metric: `${WAITING} ${what} at once, Paynet takes ${PROVIDER_MS / 1000} s: memory of each`,
    ours: `${each.toFixed(2)} MiB`,
    beside: `boot ${bootMiB.toFixed(0)}, before ${beforeMiB.toFixed(0)}, peak ${peakMiB.toFixed(0)} MiB`,
    aim: `≤ ${EACH_MIB} MiB`,
    met: each <= EACH_MIB,
  }
}

function timeOf(what: string, { ms }: Wait, how = ''): Line {
  const p99 = percentile(ms, 0.99)
  return {
    metric: `${WAITING} ${what} at once, Paynet takes ${PROVIDER_MS / 1000} s${how}: p99, no error`,
    ours: `${(p99 / 1000).toFixed(2)} s`,
    beside: `Paynet ${(PROVIDER_MS / 1000).toFixed(2)} s`,
    ratio: p99 / PROVIDER_MS,
    aim: `≤ ${LATE} ×`,
    met: p99 <= LATE * PROVIDER_MS,
  }
}

async function standingAtBank(folder: string): Promise<Line[]> {
  const provider = await startProvider(0)
  const ours = await startOurs(await mkdtemp(join(folder, 'standing-')), provider.url, SMALL_HEAP)
  const connections = openConnections(16)
  const stand = (shoppers: number) => repeat(shoppers, 16, async () => void (await standAtBank(ours, connections)))
  try {
    await stand(SHOPPERS / 5)
    const before = await restingMiB(ours)
    await stand(SHOPPERS)
    const more = (await restingMiB(ours)) - before
    return [
      {
        metric: `${SHOPPERS.toLocaleString('en')} shoppers at the bank: memory of all`,
        ours: `${more.toFixed(0)} MiB`,
        beside: `${before.toFixed(0)} MiB before`,
        aim: `≤ ${SHOPPERS_MIB} MiB`,
        met: more <= SHOPPERS_MIB,
      },
    ]
  } finally {
    connections.close()
    await ours.stop()
    await provider.stop()
  }
}

/** Measured once the last work has been collected: after a pause of two seconds, the median over three more. */
async function restingMiB(server: ShopServer): Promise<number> {
  await sleep(2_000)
  const samples: number[] = []
  await repeat(12, 1, async () => {
    samples.push(server.rssMiB())
    await sleep(250)
  })
  return median(samples)
}
