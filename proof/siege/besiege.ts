import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT, startChild } from '@/e2e/harness/child'
import { type Stack, startStack } from '@/e2e/harness/stack'
import { random } from '@/proof/chaos/random'
import { countSockets, waitForSockets, watchMemory } from './app-process'
import { type Attack, BEGUN, type Command, type Tally, type Target } from './attack'
import { type Evidence, settleAim } from './checker'
import { timeUntilLostAnswerSettles } from './lost-answer'
import { newTally } from './wire'
import { startWorkload, type Workload } from './workload'

/** As an operator starts it with the default times; the tests' own are too short to be realistic. */
const AS_OPERATED = { PAYNET_TIMEOUT_MS: '', PAYNET_QUIET_MS: '', RECONCILE_INTERVAL_MS: '', LOG_LEVEL: 'warn' }
const USUAL_MS = { full: 15_000, quick: 3_000 }
const ORDERS = 20
const STOP_AFTER_MS = 1_500
/** Longer than an exit may take, so that the table can show by how much it was exceeded. */
export const EXIT_AWAITED_MS = 15_000
const QUIET_SETTLE_AWAITED_MS = 30_000

export type Wish = { isQuick: boolean; seed: number }

/** Payments without an attack, and how soon a lost answer is settled then. */
export function measureQuiet(wish: Wish): Promise<Evidence> {
  const quiet: Attack = {
    name: 'quiet',
    sends: 'nothing',
    addresses: [],
    async beside({ stack, isQuick }) {
      const [probes] = await Promise.all([
        Promise.all(Array.from({ length: 5 }, () => timeUntilLostAnswerSettles(stack, QUIET_SETTLE_AWAITED_MS))),
        sleep(isQuick ? USUAL_MS.quick : USUAL_MS.full),
      ])
      return [settleAim(probes, 'half')]
    },
  }
  return besiege(quiet, 0, wish)
}

/** One attack on a freshly started app, while people pay; then SIGTERM in the middle of the same attack. */
export async function besiege(attack: Attack, addresses: number, { isQuick, seed }: Wish): Promise<Evidence> {
  const stack = await startStack({ ...AS_OPERATED, TRUSTED_PROXY_HOPS: attack.isDirect ? '0' : '1' })
  try {
    const shoppers = await startWorkload(stack, attack.isDirect ? '127.77.0' : '10.77.0', random(seed, attack.name, addresses))
    const prepared = (await attack.prepare?.(stack)) ?? {}
    const orders = prepared.orders ?? (await makeOrders(stack))
    const target: Target = { ...prepared, orders, url: stack.app.url, merchantKey: stack.app.env.MERCHANT_API_KEY ?? '' }
    const ms = (attack.ms ?? USUAL_MS)[isQuick ? 'quick' : 'full']
    const command: Command = { attack: attack.name, target, addresses, ms, isQuick, seed }
    const met = await payMeanwhile(stack, shoppers, attack, command)
    return { ...met, exitMs: await exitMeanwhile(stack, attack, command) }
  } finally {
    await stack.stop()
  }
}

async function payMeanwhile(stack: Stack, shoppers: Workload, attack: Attack, command: Command): Promise<Omit<Evidence, 'exitMs'>> {
  const child = stack.app.process()
  let isGone = false
  void child.exited.then(() => {
    isGone = true
  })
  const socketsBefore = countSockets(child.pid)
  const memory = watchMemory(child.pid)
  const attacker = attack.run ? startAttacker(command) : null
  let isOver = false
  try {
    const { target, isQuick, ms } = command
    const beside = attack.beside?.({ stack, target, isQuick, isOver: () => isOver }) ?? Promise.resolve([])
    const over = (attacker?.tally ?? beside).finally(() => {
      isOver = true
    })
    const [payments, aims] = await Promise.all([shoppers.payUntil(() => isOver, ms), beside, over])
    const tally = (await attacker?.tally) ?? newTally()
    const socketsLeft = await waitForSockets(child.pid, socketsBefore)
    return { payments, tally, aims, socketsLeft, peakMiB: memory.end(), hasDied: isGone }
  } finally {
    memory.end()
    attacker?.end()
  }
}

/** How long the app takes to exit; null if longer than we wait. No charge is in flight by then. */
async function exitMeanwhile({ app }: Stack, attack: Attack, command: Command): Promise<number | null> {
  const attacker = attack.run ? startAttacker({ ...command, ms: STOP_AFTER_MS + EXIT_AWAITED_MS }) : null
  await attacker?.begun
  if (attacker) await sleep(STOP_AFTER_MS)
  const child = app.process()
  const startedAt = performance.now()
  child.signal('SIGTERM')
  const ms = await Promise.race([child.exited.then(() => performance.now() - startedAt), sleep(EXIT_AWAITED_MS).then(() => null)])
  if (ms === null) child.signal('SIGKILL')
  attacker?.end()
  await attacker?.tally
  return ms
}

async function makeOrders({ orders }: Stack): Promise<string[]> {
  const made: string[] = []
  while (made.length < ORDERS) made.push((await orders.make()).id)
  return made
}

function startAttacker(command: Command): { begun: Promise<void>; tally: Promise<Tally>; end: () => void } {
  const child = startChild(process.execPath, ['--import', 'tsx', `${ROOT}proof/siege/attacker.ts`, JSON.stringify(command)], {
    env: {},
  })
  let isEnded = false
  const tally = child.exited.then(() => {
    if (isEnded) return newTally()
    try {
      return JSON.parse(child.output().trim().split('\n').at(-1) ?? '') as Tally
    } catch {
      throw new Error(`The attacker broke down:\n${child.output()}`)
    }
  })
  const begun = (async () => {
    let isGone = false
    void child.exited.then(() => {
      isGone = true
    })
    while (!isGone && !child.output().includes(BEGUN)) await sleep(50)
  })()
  const end = () => {
    isEnded = true
    child.signal('SIGKILL')
  }
  return { begun, tally, end }
}
