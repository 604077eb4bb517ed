import { setTimeout as sleep } from 'node:timers/promises'
import { random } from '@/proof/chaos/random'
import { BEGUN, type Command } from './attack'
import { attacks } from './attacks'
import { newTally } from './wire'

/**
 * The attacker, in a separate process so that it delays no shopper. Its argument says what to do; its last line
 * is what came back.
 */
const ENDS_WITHIN_MS = 3_000

async function main({ attack: name, target, addresses, ms, isQuick, seed }: Command): Promise<void> {
  const attack = attacks.find((one) => one.name === name)
  if (!attack?.run) throw new Error(`There is no attack "${name}".`)
  const tally = newTally()
  const endsAt = performance.now() + ms
  const isOver = () => performance.now() >= endsAt
  console.log(BEGUN)
  const dice = random(seed, name, addresses)
  const run = attack.run({ target, addresses, isQuick, dice, tally, isOver, over: sleep(ms) })
  await Promise.race([run, sleep(ms + ENDS_WITHIN_MS)])
  console.log(JSON.stringify(tally))
}

await main(JSON.parse(process.argv[2] ?? '{}') as Command)
process.exit(0)
