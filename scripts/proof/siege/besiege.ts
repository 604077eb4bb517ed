import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { ROOT, startChild } from '../../../e2e/child'
import { type Stack, startStack } from '../../../e2e/stack'
import { random } from '../chaos/random'
import { type Attack, BEGUN, type Orders, sleep, type Tally, type Target } from './attack'
import { type Evidence, settleAim } from './judge'
import { timeUntilLostAnswerSettles } from './lost-answer'
import { openShoppers } from './shoppers'
import { newTally } from './wire'

/** As an operator starts it without a word about times; the tests' own are too short to be true. */
const AS_OPERATED = { PAYNET_TIMEOUT_MS: '', PAYNET_QUIET_MS: '', RECONCILE_INTERVAL_MS: '', LOG_LEVEL: 'warn' }
const USUAL_MS = { full: 15_000, quick: 3_000 }
const ORDERS = 20
const WATCH_EVERY_MS = 100
/** Connections that nobody holds any more are given so long. */
const SOCKETS_CLOSE_WITHIN_MS = 5_000
const STOP_AFTER_MS = 1_500
/** Longer than an exit may take, so that the table can say by how much. */
export const EXIT_AWAITED_MS = 15_000
const QUIET_SETTLE_AWAITED_MS = 30_000

export type Wish = { isQuick: boolean; seed: number }

/** Payments while nobody attacks, and how soon a lost answer is settled then. */
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

/** One attack on an app of its own, while people pay; then SIGTERM in the middle of the same attack. */
export async function besiege(attack: Attack, addresses: number, { isQuick, seed }: Wish): Promise<Evidence> {
  const stack = await startStack(AS_OPERATED)
  try {
    const child = stack.app.process()
    const shoppers = await openShoppers(stack, random(seed, attack.name, addresses))
    const prepared = (await attack.prepare?.(stack)) ?? {}
    const orders = prepared.orders ?? (await makeOrders(stack))
    const target: Target = { ...prepared, orders, url: stack.app.url, merchantKey: stack.app.env.MERCHANT_API_KEY ?? '' }
    const ms = (attack.ms ?? USUAL_MS)[isQuick ? 'quick' : 'full']
    const attackers: Orders = { attack: attack.name, target, addresses, ms, isQuick, seed }
    let hasDied = false
    let isEnding = false
    void child.exited.then(() => {
      hasDied = !isEnding
    })

    const socketsBefore = countSockets(child.pid)
    const memory = watchMemory(child.pid)
    let isOver = false
    const attacker = attack.run ? startAttacker(attackers) : null
    const beside = attack.beside?.({ stack, isOver: () => isOver, isQuick, prepared }) ?? Promise.resolve([])
    const over = (attacker?.tally ?? beside).finally(() => {
      isOver = true
    })
    const [payments, aims] = await Promise.all([shoppers.payUntil(() => isOver), beside, over])
    const tally = (await attacker?.tally) ?? newTally()
    const socketsLeft = await waitForSockets(child.pid, socketsBefore)
    const peakMiB = memory.end()

    const again = attack.run ? startAttacker({ ...attackers, ms: EXIT_AWAITED_MS + STOP_AFTER_MS }) : null
    await again?.begun
    if (again) await sleep(STOP_AFTER_MS)
    isEnding = true
    const exitMs = await measureExit(stack)
    again?.end()
    await again?.tally
    return { payments, tally, aims, peakMiB, socketsLeft, exitMs, hasDied }
  } finally {
    await stack.stop()
  }
}

async function makeOrders({ orders }: Stack): Promise<string[]> {
  const made: string[] = []
  while (made.length < ORDERS) made.push((await orders.make()).id)
  return made
}

function startAttacker(orders: Orders): { begun: Promise<void>; tally: Promise<Tally>; end: () => void } {
  const child = startChild(process.execPath, ['--import', 'tsx', `${ROOT}scripts/proof/siege/attacker.ts`, JSON.stringify(orders)], {
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

async function measureExit({ app }: Stack): Promise<number | null> {
  const child = app.process()
  const startedAt = performance.now()
  child.signal('SIGTERM')
  const exited = child.exited.then(() => performance.now() - startedAt)
  const waited = sleep(EXIT_AWAITED_MS).then(() => null)
  const ms = await Promise.race([exited, waited])
  if (ms === null) child.signal('SIGKILL')
  return ms
}

function watchMemory(pid: number): { end: () => number } {
  let peakMiB = 0
  const timer = setInterval(() => {
    peakMiB = Math.max(peakMiB, residentMiB(pid))
  }, WATCH_EVERY_MS)
  return {
    end() {
      clearInterval(timer)
      return peakMiB
    },
  }
}

/** 0 when the process is gone. */
function residentMiB(pid: number): number {
  try {
    const kib =
      process.platform === 'linux'
        ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
    return Number(kib ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Null where the system does not tell. */
function countSockets(pid: number): number | null {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).filter((file) => linkOf(`${folder}/${file}`).startsWith('socket:')).length
  } catch {
    return null
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}

/** How many more there are than before, once they are as few or have had their time. */
async function waitForSockets(pid: number, before: number | null): Promise<number | null> {
  const giveUpAt = performance.now() + SOCKETS_CLOSE_WITHIN_MS
  for (;;) {
    const now = countSockets(pid)
    if (now === null || before === null) return null
    if (now <= before || performance.now() > giveUpAt) return Math.max(0, now - before)
    await sleep(WATCH_EVERY_MS)
  }
}
