import { createInterface } from 'node:readline'
import type { Counts } from './counts'
import { runNodeScript } from './run'

const LAST_LINE = /^(\d+) passed, (\d+) failed$/
/** How the proofs start a line about something that does not hold. */
const FAILURE = /^(FAIL|BROKEN|NOT CAUGHT)/

/** Runs one of the proofs and shows its output with a prefix on each line, except for its counts, which the caller adds up. */
export async function runProof(script: string, args: string[], prefix = ''): Promise<Counts> {
  let counts = { passed: 0, failed: 0 }
  const failures: string[] = []
  const endedWell = await runNodeScript(`proof/${script}/main.ts`, args, (output) => {
    createInterface(output).on('line', (line) => {
      const [, passed, failed] = LAST_LINE.exec(line) ?? []
      if (passed !== undefined && failed !== undefined) counts = { passed: Number(passed), failed: Number(failed) }
      else console.log(prefix + line)
      if (FAILURE.test(line)) failures.push(prefix + line)
    })
  })
  const { passed, failed } = counts
  return { passed, failed: failed === 0 && !endedWell ? 1 : failed, failures }
}
