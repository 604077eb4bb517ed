import { setTimeout as sleep } from 'node:timers/promises'
import { type Card, cards } from '@/e2e/harness/cards'
import { canaryCard } from '@/e2e/harness/leak-search'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { type Challenge, createRawShopper, inputsOf, type RawShopper, type Return } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import type { Random } from '@/proof/chaos/random'
import { waitUntilPaid } from './rows'

/** What shoppers experienced. Times are of whole steps, including attempts that were refused or broke off. */
export type Payments = {
  startMs: number[]
  returnMs: number[]
  /** Steps that a shopper gave up on after half a minute of trying. */
  gaveUp: number
  /** Payments that were at the bank, and those of them that ended as paid. */
  atBank: number
  settled: number
}

/** Customers who have paid here before, each with an address and cards of their own. Some are at the bank again. */
export type Workload = {
  /**
   * Those at the bank come back one by one within `ms`; the others pay order after order until it is over. Then
   * it waits for whatever is in flight.
   */
  payUntil: (isOver: () => boolean, ms: number) => Promise<Payments>
}

/** A shopper whom the bank is about to send back. */
type Standing = { shopper: RawShopper; path: string; paymentId: string; back: Return }
type Met = Omit<Payments, 'atBank' | 'settled'> & { paymentIds: string[] }

/** Enough that none of them reaches the limit of an address, however long an attack lasts. */
const PEOPLE = 40
const AT_BANK = 10
const AT_ONCE = 4
const REST_MS = 400
const PATIENCE_MS = 30_000
const AGAIN_AFTER_MS = 300

/** Lets each of them pay once, and some go to the bank again. `network` is the prefix of their addresses. */
export async function startWorkload(stack: Stack, network: string, dice: Random): Promise<Workload> {
  const people = Array.from({ length: PEOPLE }, (_, n) => createRawShopper(stack, `${network}.${n + 1}`))
  const standing: Standing[] = []
  const before = meetNothing()
  for (const shopper of people) {
    if (!(await payOnce(stack, shopper, dice, before))) throw new Error('The app takes no payments even before the attack.')
  }
  for (const shopper of people.splice(0, AT_BANK)) {
    const one = await goToBank(stack, shopper, dice, before)
    if (one) standing.push(one)
  }

  async function payUntil(isOver: () => boolean, ms: number): Promise<Payments> {
    const met = meetNothing()
    const tell = (wentThrough: boolean) => {
      if (!wentThrough) met.gaveUp += 1
    }
    const returns = standing.map(async (one) => {
      met.paymentIds.push(one.paymentId)
      await sleep(dice.whole(0, ms))
      tell(await comeBack(one, met))
    })
    const orders = Array.from({ length: AT_ONCE }, async (_, group) => {
      const own = people.filter((_, n) => n % AT_ONCE === group)
      for (let n = 0; !isOver(); n++) {
        const shopper = own[n % own.length]
        if (shopper) tell(await payOnce(stack, shopper, dice, met))
        await sleep(dice.whole(0, 2 * REST_MS))
      }
    })
    await Promise.all([...returns, ...orders])
    const { paymentIds, ...figures } = met
    return { ...figures, atBank: paymentIds.length, settled: await waitUntilPaid(stack, paymentIds) }
  }
  return { payUntil }
}

function meetNothing(): Met {
  return { startMs: [], returnMs: [], gaveUp: 0, paymentIds: [] }
}

/** One order from the merchant's server to its result; false if the shopper gave up on the way. */
async function payOnce(stack: Stack, shopper: RawShopper, dice: Random, met: Met): Promise<boolean> {
  const standing = await goToBank(stack, shopper, dice, met)
  if (!standing) return false
  met.paymentIds.push(standing.paymentId)
  await sleep(dice.whole(0, REST_MS))
  return comeBack(standing, met)
}

async function goToBank(stack: Stack, shopper: RawShopper, dice: Random, met: Met): Promise<Standing | null> {
  const card: Card = { ...cards.good, number: canaryCard('4', 16) }
  const order = await insist(() => stack.orders.make({ amount: dice.whole(100, 500_000) }))
  const form = order && (await insist(() => shopper.fillForm(order.value.id, card)))
  if (!form) return null
  const path = `/checkout/${order.value.id}`
  const started = await insist(async () => leadsToBank(await shopper.postForm(path, form.value)))
  met.startMs.push(started?.ms ?? PATIENCE_MS)
  const challenge = started && (await insist(async () => readChallenge(started.value, await shopper.request(started.value))))
  return challenge && { shopper, path, paymentId: challenge.value.paymentId, back: await shopper.approve(challenge.value) }
}

async function comeBack({ shopper, path, back }: Standing, met: Met): Promise<boolean> {
  const returned = await insist(async () => (await shopper.comeBack(back)).status === 303 || null)
  met.returnMs.push(returned?.ms ?? PATIENCE_MS)
  const seen = returned && (await insist(async () => (await shopper.request(`${path}/result`)).status === 200 || null))
  return seen !== null
}

/** Retries like a person, when refused or broken off, for as long as patience lasts. Null once it has run out. */
async function insist<T>(work: () => Promise<T | null>): Promise<{ value: T; ms: number } | null> {
  const startedAt = performance.now()
  const passed = () => performance.now() - startedAt
  while (passed() < PATIENCE_MS) {
    const value = await Promise.race([work().catch(() => null), sleep(PATIENCE_MS - passed()).then(() => null)])
    if (value !== null) return { value, ms: passed() }
    await sleep(AGAIN_AFTER_MS)
  }
  return null
}

/** The path of the challenge page; null if the start was refused. */
function leadsToBank({ status, headers }: RawAnswer): string | null {
  const path = new URL(headers.location ?? '/', 'http://localhost').pathname
  return status === 303 && path.includes('/3d/') ? path : null
}

function readChallenge(path: string, { body }: RawAnswer): Challenge | null {
  const { session_id, token_id } = Object.fromEntries(inputsOf(body))
  const paymentId = path.split('/').at(-1)
  return paymentId && session_id && token_id ? { paymentId, path, pair: { session_id, token_id } } : null
}
