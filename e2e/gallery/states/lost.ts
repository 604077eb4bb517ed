import { cards } from '@/e2e/harness/cards'
import { newCustomer } from '@/e2e/harness/customer'
import { openToWrite } from '@/e2e/harness/database'
import type { RawShopper } from '@/e2e/harness/raw-shopper'
import { makeOrder, regular, resultOf } from './deeds'
import type { Stacks } from './stacks'
import { type State, statesOf } from './state'

const ID = 'A'.repeat(22)

export const lost: State[] = statesOf('lost', {
  'not-found': unknownAddress('/yok-boyle-bir-sayfa'),
  'order-not-found': unknownAddress(`/checkout/${ID}/result`),
  'bank-page-not-found': unknownAddress(`/checkout/${ID}/3d/${ID}`),
  'cookies-refused': unknownAddress('/cookies?to=/register', true),
  'server-error': broken(({ order }) => order.checkout_url),
  'server-error-of-a-result': broken(({ app, order }) => `${app.url}${resultOf(order)}`),
  'server-error-of-an-account': broken(({ app }) => `${app.url}/account`),
  'server-error-on-the-way-to-the-bank': broken(({ app, path }) => `${app.url}${path}`),
  'server-error-on-the-way-back': broken(({ app, back }) => `${app.url}${back}`),
})

function unknownAddress(path: string, isWithoutCookies = false): State['bring'] {
  return async (stacks) => {
    const { app } = await stacks.of()
    return async ({ page, go, settle }) => {
      if (!isWithoutCookies) return go(`${app.url}${path}`)
      // The language is told in another way than by a cookie.
      await page.goto(`${app.url}${path}`)
      await settle()
    }
  }
}

type Scene = { app: { url: string }; customer: RawShopper; order: { id: string; checkout_url: string }; path: string; back: string }

const scenes = new WeakMap<Stacks, Promise<Scene>>()

/** A shop whose database is there and answers nothing. */
function broken(addressOf: (scene: Scene) => string): State['bring'] {
  return async (stacks) => {
    const scene = scenes.get(stacks) ?? breakOne(stacks)
    scenes.set(stacks, scene)
    const address = addressOf(await scene)
    return async ({ as, go }) => {
      const { app, customer } = await scene
      await as(customer, app)
      await go(address)
    }
  }
}

async function breakOne(stacks: Stacks): Promise<Scene> {
  const stack = await stacks.own()
  const order = await makeOrder(stack)
  const shopper = await regular(stack)
  const challenge = await shopper.challenge(order.id, cards.good)
  const { url } = await shopper.approve(challenge)
  const { raw: customer } = await newCustomer(stack)
  const database = openToWrite(stack)
  for (const table of ['payments', 'orders', 'sessions', 'users']) {
    const isThere = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table)
    if (isThere) database.exec(`ALTER TABLE ${table} RENAME TO ${table}_gone`)
  }
  database.close()
  return { app: stack.app, customer, order, path: challenge.path, back: new URL(url).pathname }
}
