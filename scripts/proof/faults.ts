import { parseArgs } from 'node:util'
import { walkCards } from './fault-cards'
import { allCases, type Case, isLone } from './fault-cases'
import { walkCodes } from './fault-codes'
import { cardExpectationOf, expectationOf } from './fault-oracle'
import { walkPayment } from './fault-payment'
import type { Verdict } from './fault-verdict'
import { startWorld, type World } from './fault-world'

/**
 * `npm run faults`: every call to Paynet, every fault, before and after Paynet acted, once and each
 * time, against the production app. A line for each case, the last line is `N passed, N failed`.
 */
const AT_ONCE = 48

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, fault: { type: 'string' }, db: { type: 'string', default: 'sqlite' } },
  })
  const cases = allCases()
    .filter(({ service }) => values.only === undefined || service === values.only)
    .filter(({ fault }) => values.fault === undefined || fault.name === values.fault)
  const world = await startWorld(values.db === 'postgres' ? 'postgres' : 'sqlite')
  let failed = 0
  const started = performance.now()
  try {
    await proveThatChecksSee(world)
    const tell = async (one: Case) => {
      const verdict = await walk(world, one)
      if (verdict.problems.length > 0) failed += 1
      console.log(lineOf(one, verdict))
    }
    for (const one of cases.filter(isLone)) await tell(one)
    const waiting = longestFirst(cases.filter((one) => !isLone(one)))
    const walkOn = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await tell(next)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, walkOn))
  } finally {
    await world.stop()
  }
  console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`)
  console.log(`${cases.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

async function walk(world: World, one: Case): Promise<Verdict> {
  const [payment, cards] = [expectationOf(one), cardExpectationOf(one)]
  try {
    if (payment) return await walkPayment(world, one, payment)
    if (cards) return await (one.service.endsWith('_otp') ? walkCodes : walkCards)(world, one, cards)
    throw new Error('no rule says what must come of it')
  } catch (error) {
    return { path: '', told: '', calls: '', problems: [error instanceof Error ? error.message : String(error)] }
  }
}

/** A "none" counts once a check has shown this deployment a success; here is one, found by asking. */
async function proveThatChecksSee(world: World): Promise<void> {
  const [one] = allCases().filter(
    ({ service, fault, repeat }) => service === 'tds_charge' && fault.name === 'answer-lost-after' && repeat === 'first',
  )
  const verdict = one && (await walk(world, one))
  if (!verdict || verdict.problems.length > 0) throw new Error(`An ordinary lost answer is not found: ${verdict?.problems.join(', ')}`)
}

/** Proving that nothing was charged takes fifteen quiet times; whoever waits so long begins first. */
function longestFirst(cases: Case[]): Case[] {
  const isLong = (one: Case) => (expectationOf(one)?.ends.includes('not_charged') ? 0 : 1)
  return [...cases].sort((a, b) => isLong(a) - isLong(b))
}

function lineOf({ service, fault, when, repeat }: Case, { path, told, calls, problems }: Verdict): string {
  const words = [
    problems.length === 0 ? 'ok  ' : 'FAIL',
    service.padEnd(16),
    fault.name.padEnd(22),
    when.padEnd(6),
    repeat.padEnd(5),
    path,
    ` told ${told}`,
    ` ${calls}`,
  ]
  return [words.join(' '), ...problems.map((problem) => `     ${problem}`)].join('\n')
}

process.exit(await main())
