import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { canaryCard } from '@/e2e/harness/leak-search'
import { multipart } from '@/e2e/harness/raw-request'
import { type Fields, formsOf } from '@/e2e/harness/raw-shopper'
import type { Call } from '@/e2e/harness/simulator'
import { type Attack, crowd } from './attack'
import { ask } from './wire'

const TESTER = 'SIEGE-CARDS'
/** An order accepts ten payments in its lifetime. */
const CARDS_AN_ORDER = 9
/** The limit has to see an attack before it can act on it. */
const MAY_REACH_PAYNET = 50

/** Tries stolen numbers one after another to find those that a bank still accepts. */
export const cardTesting: Attack = {
  name: 'card-testing',
  sends: 'starts with random card numbers that pass the check digit, 9 an order, 12 at once, up to 4,000',
  addresses: [500],
  ms: { full: 45_000, quick: 6_000 },
  async prepare({ orders }) {
    const made: string[] = []
    for (let n = 0; n < 450; n++) made.push((await orders.make({ reference: `${TESTER}${n}`, amount: 1_000 })).id)
    return { orders: made }
  },
  run: async (field) => {
    const { url, orders } = field.target
    await crowd(field, { atOnce: 12, most: orders.length }, async (n) => {
      const page = await ask(field, n, `/checkout/${orders[n]}`)
      const fields = formsOf(page?.body ?? '').find((inputs) => inputs.some(([name]) => name === 'attempt_key'))
      if (!fields) return
      for (let turn = 0; turn < CARDS_AN_ORDER && !field.isOver(); turn++) {
        const { body, headers } = await multipart(withCard(fields, field.dice.pick(['4', '5', '9792'])))
        // From a different address each time.
        await ask(field, n * CARDS_AN_ORDER + turn, `/checkout/${orders[n]}`, {
          method: 'POST',
          headers: { ...headers, Origin: url },
          body,
        })
      }
    })
  },
  async beside({ stack, isOver }) {
    let reached = 0
    let last = 0
    for (let isLast = false; !isLast; await sleep(500)) {
      isLast = isOver()
      const answer = await fetch(`${stack.simulator.url}/control/calls?after=${last}`)
      const calls = (await answer.json()) as Call[]
      reached += calls.filter((call) => call.service === 'tds_initial' && call.reference_no?.startsWith(TESTER)).length
      last = calls.at(-1)?.sequence ?? last
    }
    return [
      {
        says: `at most ${MAY_REACH_PAYNET} do`,
        measured: `${reached} of the tried cards reached Paynet`,
        isMet: reached <= MAY_REACH_PAYNET,
      },
    ]
  },
}

/** A new attempt: its key is in a field of its own and in the form's state. */
function withCard(fields: Fields, prefix: string): Fields {
  const key = fields.find(([name]) => name === 'attempt_key')?.[1] ?? ''
  const card = { number: canaryCard(prefix, 16), expiry: '12/29', cvc: '123', holder: 'Deniz Kaya' }
  const fresh = randomBytes(16).toString('base64url')
  return fields.map(([name, value]) => [name, name in card ? card[name as 'number'] : value.replaceAll(key, fresh)])
}
