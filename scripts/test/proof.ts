import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Counts } from './counts'
import { runNodeScript } from './run'

const LAST_LINE = /^(\d+) passed, (\d+) failed$/
/** How the proofs start a line about something that does not hold; what follows it, indented, says why. */
const FAILURE = /^(FAIL|BROKEN|NOT CAUGHT)/
const REASON = /^ {4,}\S/
/** So many lines may say why a proof died. */
const LAST_WORDS = 8

/** Runs one of the proofs and shows its output with a prefix on each line, except for its counts, which the caller adds up. */
export async function runProof(script: string, args: string[], prefix = '', place: { isBehind?: boolean } = {}): Promise<Counts> {
  let counts = { passed: 0, failed: 0 }
  const failures: string[] = []
  const words: string[] = []
  const read = (output: Readable, errors: Readable) => {
    let isOfFailure = false
    createInterface(errors).on('line', (line) => {
      console.error(prefix + line)
      if (line !== '') words.push(prefix + line)
    })
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
  const isDead = failed === 0 && !endedWell
  return { passed, failed: isDead ? 1 : failed, failures: isDead ? [...failures, ...words.slice(-LAST_WORDS)] : failures, flaky: [] }
}
