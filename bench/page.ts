import { type Line, type Rounds, ratioLine } from './figures'
import { type Connections, expectStatus, repeat } from './loader'
import type { ServerProcess } from './server-process'
import type { ShopServer } from './servers'
import { newShopper } from './shopper'

const AT_ONCE = 16

/** Processor time that a server spends on one page: ours against the same fields in a bare Next app. */
export async function measurePage(
  ours: ShopServer,
  bareNext: ServerProcess,
  connections: Connections,
  { rounds, times }: { rounds: number; times: number },
): Promise<Line[]> {
  const shopper = newShopper(ours, connections)
  const { id } = JSON.parse((await shopper.makeOrder()).body) as { id: string }
  const load = async (server: ServerProcess, path: string): Promise<number> => {
    const before = server.cpuMs()
    await repeat(times, AT_ONCE, async () => {
      expectStatus(await connections.send(`${server.url}${path}`), 200, path)
    })
    return (server.cpuMs() - before) / times
  }
  const targets = [
    { figures: [] as Rounds, load: () => load(ours, `/checkout/${id}`) },
    { figures: [] as Rounds, load: () => load(bareNext, '/form') },
  ] as const
  for (const target of targets) await target.load()
  for (let round = 0; round < rounds; round++) {
    for (const target of round % 2 ? targets.toReversed() : targets) target.figures.push(await target.load())
  }
  return [ratioLine('checkout page, processor time', 'ms', targets[0].figures, ['bare Next', targets[1].figures], 1.5)]
}
