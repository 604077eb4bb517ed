import { parseArgs } from 'node:util'
import { endWhenInterrupted } from '@/e2e/harness/interruption'
import type { Attack } from './attack'
import { attacks } from './attacks'
import { besiege, measureQuiet, type Wish } from './besiege'
import { check, type Evidence } from './checker'
import { lineOf, type Row, tableOf } from './table'

/**
 * `npm run siege`: attacks the production app in one way after another while people pay. Needs a build. Prints
 * a line for each attack, then all of them as a table; the last line is `N passed, N failed`.
 *
 * `--quick` takes a minute or two instead of ten, `--only upgrade,pipelining` makes some of the attacks,
 * `--seed 7` changes the random choices.
 */
function readWish(words: string[]): (Wish & { chosen: Attack[] }) | string {
  try {
    const options = { quick: { type: 'boolean' }, only: { type: 'string' }, seed: { type: 'string' } } as const
    const { quick = false, only, seed = '1' } = parseArgs({ args: words, options }).values
    if (!/^\d{1,9}$/.test(seed)) return `--seed is a number, not "${seed}".`
    const names = only?.split(',') ?? attacks.map(({ name }) => name)
    const unknown = names.find((name) => !attacks.some((attack) => attack.name === name))
    if (unknown !== undefined) return `There is no attack "${unknown}"; there are ${attacks.map(({ name }) => name).join(', ')}.`
    return { isQuick: quick, seed: Number(seed), chosen: attacks.filter(({ name }) => names.includes(name)) }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function main(): Promise<number> {
  const wish = readWish(process.argv.slice(2))
  if (typeof wish === 'string') {
    console.error(wish)
    return 1
  }
  const { chosen, isQuick, seed } = wish
  console.log(`siege: ${chosen.length} attacks, seed ${seed}`)
  const startedAt = performance.now()
  const rows: Row[] = []
  let broken = 0
  const quiet = await measureQuiet(wish)
  const tell = (name: string, sends: string, addresses: number, evidence: Evidence) => {
    const row = { name, sends, addresses, evidence, problems: check(evidence, quiet.payments) }
    rows.push(row)
    console.log(lineOf(row))
  }
  tell('quiet time', 'nothing', 0, quiet)
  for (const attack of chosen) {
    for (const addresses of isQuick ? attack.addresses.slice(-1) : attack.addresses) {
      const evidence = await besiege(attack, addresses, wish).catch((error: unknown) => {
        broken += 1
        console.log(`FAIL ${attack.name} from ${addresses} could not be made: ${error instanceof Error ? error.message : error}`)
      })
      if (evidence) tell(attack.name, attack.sends, addresses, evidence)
    }
  }
  console.log(tableOf(rows))
  const passed = rows.filter(({ problems }) => problems.length === 0).length
  const failed = rows.length - passed + broken
  console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

endWhenInterrupted()
process.exit(await main())
