import { countCommits, DURABLE_COMMITS } from './durable-commits'
import { type Line, median, percentile, type Rounds, ratioLine, told } from './figures'
import { type Connections, expectStatus, repeat } from './loader'
import type { ServerProcess } from './server-process'
import type { ShopServer } from './servers'
import { newShopper, pay } from './shopper'

const AT_ONCE = 24

type Counts = { rounds: number; payments: number; oneByOne: number }
type Measured = {
  server: ShopServer
  /** How many more payments than ours, so that the kernel's 10 ms steps do not blur a fast server. */
  times: number
  cpuMs: Rounds
  perSecond: Rounds
  startMs: number[]
  returnMs: number[]
}

/**
 * Whole payments: the order through the API, the form, its post, the challenge page, the return, the result.
 * Many at once for processor time and rate, one at a time for latency.
 */
export async function measurePayment(
  { ours, bare, floor }: Record<'ours' | 'bare' | 'floor', ShopServer>,
  provider: ServerProcess,
  walFile: string,
  connections: Connections,
  { rounds, payments, oneByOne }: Counts,
): Promise<Line[]> {
  const commits = await checkCommits(ours, walFile, connections)
  const measured = (server: ShopServer, times: number): Measured => ({ server, times, cpuMs: [], perSecond: [], startMs: [], returnMs: [] })
  const targets = [measured(ours, 1), measured(bare, 1), measured(floor, 4)] as const
  const direct: Rounds = []
  for (const { server } of targets) await repeat(payments, AT_ONCE, async () => void (await pay(server, connections)))
  for (let round = 0; round < rounds; round++) {
    for (const target of round % 2 ? targets.toReversed() : targets) {
      await loadAtOnce(target, payments * target.times, connections)
      await payOneByOne(target, oneByOne, connections)
    }
    direct.push(...(await callProvider(provider, oneByOne, connections)))
  }

  const [app, next, least] = targets
  const added = (of: Measured, step: 'startMs' | 'returnMs', share: number) => percentile(of[step], share) - percentile(direct, share)
  const latency = (name: string, step: 'startMs' | 'returnMs'): Line[] => [
    {
      ...ratioLine(`${name}: added latency, p50`, 'ms', [added(app, step, 0.5)], ['floor', [added(least, step, 0.5)]], 6),
    },
    {
      metric: `${name}: added latency, p99`,
      ours: told([added(app, step, 0.99)], 'ms', 1),
      beside: `floor ${told([added(least, step, 0.99)], 'ms', 1)}`,
      aim: '≤ 20 ms',
      met: added(app, step, 0.99) <= 20,
    },
  ]
  return [
    ratioLine('payment, six requests: processor time', 'ms', app.cpuMs, ['bare Next', next.cpuMs], 1.25),
    ratioLine('payment, six requests: processor time', 'ms', app.cpuMs, ['floor', least.cpuMs], 8),
    ...latency('start', 'startMs'),
    ...latency('return', 'returnMs'),
    {
      metric: `payments a second, ${AT_ONCE} connections`,
      ours: told(app.perSecond, '/s', 0),
      beside: `floor ${told(least.perSecond, '/s', 0)}`,
      ratio: median(app.perSecond) / median(least.perSecond),
      aim: '',
      met: null,
    },
    { metric: 'durable commits of a payment', ours: String(commits), beside: `floor ${commits}`, aim: '', met: null },
  ]
}

async function loadAtOnce({ server, cpuMs, perSecond }: Measured, payments: number, connections: Connections): Promise<void> {
  const cpuBefore = server.cpuMs()
  const startedAt = performance.now()
  await repeat(payments, AT_ONCE, async () => void (await pay(server, connections)))
  perSecond.push((payments / (performance.now() - startedAt)) * 1000)
  cpuMs.push((server.cpuMs() - cpuBefore) / payments)
}

async function payOneByOne({ server, startMs, returnMs }: Measured, payments: number, connections: Connections): Promise<void> {
  await repeat(payments, 1, async () => {
    const took = await pay(server, connections)
    startMs.push(took.startMs)
    returnMs.push(took.returnMs)
  })
}

/** How long Paynet itself takes, over a keep-alive connection. */
async function callProvider(provider: ServerProcess, times: number, connections: Connections): Promise<number[]> {
  const body = JSON.stringify({ amount: '1234,50', reference_no: 'BENCH' })
  const took: number[] = []
  await repeat(times, 1, async () => {
    const answer = await connections.send(`${provider.url}/v2/transaction/tds_initial`, { method: 'POST', body })
    took.push(expectStatus(answer, 200, 'the provider').ms)
  })
  return took
}

/** What one payment really commits; throws if the floor would commit differently. */
async function checkCommits(ours: ShopServer, walFile: string, connections: Connections): Promise<number> {
  const shopper = newShopper(ours, connections)
  const commitsOf = async (step: () => Promise<unknown>) => {
    const before = countCommits(walFile)
    await step()
    return countCommits(walFile) - before
  }
  await newShopper(ours, connections).makeOrder()
  const order = await commitsOf(shopper.makeOrder)
  await shopper.openCheckout()
  const start = await commitsOf(shopper.start)
  await shopper.leave()
  const back = await commitsOf(shopper.comeBack)
  const { order: expectedOrder, start: expectedStart, return: expectedBack } = DURABLE_COMMITS
  const told = `order ${order}, start ${start}, return ${back}`
  const expected = `order ${expectedOrder}, start ${expectedStart.before + expectedStart.after}, return ${expectedBack.before + expectedBack.after}`
  if (told !== expected) throw new Error(`The floor commits ${expected}, ours ${told}: mend bench/durable-commits.ts`)
  return order + start + back
}
