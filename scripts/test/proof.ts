import { createInterface } from 'node:readline'
import type { Counts } from './counts'
import { runNodeScript } from './run'

const LAST_LINE = /^(\d+) passed, (\d+) failed$/

/** Runs one of the proofs and shows what it prints, its counts aside: those are the caller's to add up. */
export async function runProof(script: string, args: string[]): Promise<Counts> {
  let counts: Counts | null = null
  const endedWell = await runNodeScript(`scripts/proof/${script}.ts`, args, (output) => {
    createInterface(output).on('line', (line) => {
      const [, passed, failed] = LAST_LINE.exec(line) ?? []
      if (passed !== undefined && failed !== undefined) counts = { passed: Number(passed), failed: Number(failed) }
      else console.log(line)
    })
  })
  const { passed, failed } = counts ?? { passed: 0, failed: 0 }
  return { passed, failed: failed === 0 && !endedWell ? 1 : failed }
}
