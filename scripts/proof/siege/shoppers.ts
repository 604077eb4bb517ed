import { type Card, cards } from '../../../e2e/cards'
import { canaryCard } from '../../../e2e/leak-search'
import type { RawAnswer } from '../../../e2e/raw-request'
import { type Challenge, createRawShopper, inputsOf, type RawShopper } from '../../../e2e/raw-shopper'
import type { Stack } from '../../../e2e/stack'
import type { Random } from '../chaos/random'
import { sleep } from './attack'
import { waitUntilPaid } from './rows'

/** What shoppers met. Times are of whole steps, tries that were refused or broke off included. */
export type Payments = {
  startMs: number[]
  returnMs: number[]
  /** Steps that somebody gave up after half a minute of trying. */
  gaveUp: number
  /** Payments that stood at the bank, and those of them that ended as paid. */
  atBank: number
  settled: number
}

/** People who have paid here before, each from an address and with cards of their own. */
export type Shoppers = {
  /** Some of them pay, order after order, until it is over; then whatever is in flight is waited for. */
  payUntil: (isOver: () => boolean) => Promise<Payments>
}

/** So many that none meets the limit of an address, however long an attack lasts. */
const PEOPLE = 40
const AT_ONCE = 4
const REST_MS = 400
const PATIENCE_MS = 30_000
const AGAIN_AFTER_MS = 300

/** Lets each of them pay once. `network` is the beginning of their addresses. */
export async function openShoppers(stack: Stack, network: string, dice: Random): Promise<Shoppers> {
  const people = Array.from({ length: PEOPLE }, (_, n) => createRawShopper(stack, `${network}.${n + 1}`))
  const meet = (): Payments => ({ startMs: [], returnMs: [], gaveUp: 0, atBank: 0, settled: 0 })

  async function payUntil(isOver: () => boolean): Promise<Payments> {
    const met = meet()
    const ids: string[] = []
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, group) => {
        const own = people.filter((_, n) => n % AT_ONCE === group)
        for (let n = 0; !isOver(); n++) {
          const shopper = own[n % own.length]
          if (shopper && !(await payOnce(stack, shopper, dice, met, ids))) met.gaveUp += 1
          await sleep(dice.whole(0, 2 * REST_MS))
        }
      }),
    )
    return { ...met, atBank: ids.length, settled: await waitUntilPaid(stack, ids) }
  }

  for (const shopper of people) {
    if (!(await payOnce(stack, shopper, dice, meet(), []))) throw new Error('The app takes no payments even before the attack.')
  }
  return { payUntil }
}

/** One order from the merchant's server to its result; false when somebody gave up on the way. */
async function payOnce(stack: Stack, shopper: RawShopper, dice: Random, met: Payments, ids: string[]): Promise<boolean> {
  const card: Card = { ...cards.good, number: canaryCard('4', 16) }
  const order = await insist(() => stack.orders.make({ amount: dice.whole(100, 500_000) }))
  const form = order && (await insist(() => shopper.fillForm(order.value.id, card)))
  if (!form) return false
  const path = `/checkout/${order.value.id}`
  const started = await insist(async () => leadsToBank(await shopper.postForm(path, form.value)))
  met.startMs.push(started?.ms ?? PATIENCE_MS)
  const challenge = started && (await insist(async () => readChallenge(started.value, await shopper.request(started.value))))
  if (!challenge) return false
  const back = await shopper.approve(challenge.value)
  ids.push(challenge.value.paymentId)
  await sleep(dice.whole(0, REST_MS))
  const returned = await insist(async () => (await shopper.comeBack(back)).status === 303 || null)
  met.returnMs.push(returned?.ms ?? PATIENCE_MS)
  const seen = returned && (await insist(async () => (await shopper.request(`${path}/result`)).status === 200 || null))
  return seen !== null
}

/** As a person does: again, when it was refused or broke off, for as long as patience lasts. Null when it has run out. */
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

/** The path of the page that leaves for the bank; null when the start was refused. */
function leadsToBank({ status, headers }: RawAnswer): string | null {
  const path = new URL(headers.location ?? '/', 'http://localhost').pathname
  return status === 303 && path.includes('/3d/') ? path : null
}

function readChallenge(path: string, { body }: RawAnswer): Challenge | null {
  const { session_id, token_id } = Object.fromEntries(inputsOf(body))
  const paymentId = path.split('/').at(-1)
  return paymentId && session_id && token_id ? { paymentId, path, pair: { session_id, token_id } } : null
}
