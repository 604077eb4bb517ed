import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { type Line, type Rounds, ratioLine } from './figures'
import type { ServerProcess } from './server-process'
import { startBareNext, startOurs } from './servers'

const NOWHERE = 'http://127.0.0.1:9'

/** From the spawn to the first 200 of the liveness check, on an empty database or on the one in `full`. */
export async function measureBoot(
  folder: string,
  bareFolder: string,
  rounds: number,
  full?: { folder: string; name: string },
): Promise<Line[]> {
  const targets = [
    { name: 'ours', figures: [] as Rounds, boot: async () => startOurs(full?.folder ?? (await mkdtemp(join(folder, 'boot-'))), NOWHERE) },
    { name: 'bare Next', figures: [] as Rounds, boot: (): Promise<ServerProcess> => startBareNext(bareFolder) },
  ] as const
  for (let round = 0; round < rounds; round++) {
    for (const { figures, boot } of round % 2 ? targets.toReversed() : targets) {
      const server = await boot()
      figures.push(server.bootMs / 1000)
      await server.stop()
    }
  }
  const [ours, bare] = targets
  return [ratioLine(`cold boot, ${full?.name ?? 'empty database'}`, 's', ours.figures, [bare.name, bare.figures], 1.7)]
}
