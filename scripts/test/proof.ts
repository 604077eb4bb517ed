import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Counts } from './counts'
import { runNodeScript } from './run'

const LAST_LINE = /^(\d+) passed, (\d+) failed$/
/** How the proofs start a line about something that does not hold; what follows it, indented, says why. */
const FAILURE = /^(FAIL|BROKEN|NOT CAUGHT)/
const REASON = /^ {4,}\S/

/** Runs one of the proofs and shows its output with a prefix on each line, except for its counts, which the caller adds up. */
export async function runProof(script: string, args: string[], prefix = '', place: { isBehind?: boolean } = {}): Promise<Counts> {
  let counts = { passed: 0, failed: 0 }
  const failures: string[] = []
  const read = (output: Readable) => {
    let isOfFailure = false
    createInterface(output).on('line', (line) => {
      const [, passed, failed] = LAST_LINE.exec(line) ?? []
      if (passed !== undefined && failed !== undefined) counts = { passed: Number(passed), failed: Number(failed) }
      else console.log(prefix + line)
      isOfFailure = FAILURE.test(line) || (isOfFailure && REASON.test(line))
      if (isOfFailure) failures.push(prefix + line)
    })
  }
  const endedWell = await runNodeScript(`proof/${script}/main.ts`, args, read, place)
  const { passed, failed } = counts
  return { passed, failed: failed === 0 && !endedWell ? 1 : failed, failures, flaky: [] }
}
