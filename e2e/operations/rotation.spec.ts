import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import type { App, Variables } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { ROOT, runNode } from '@/e2e/harness/child'
import { newCustomerWithCard, readForm } from '@/e2e/harness/customer'
import { apply, fillApplication, newTaxNumber, postMainForm, statusOn } from '@/e2e/harness/dealer-walk'
import { type Fleet, startFleet } from '@/e2e/harness/fleet'
import { createOrders } from '@/e2e/harness/orders'
import { createRawShopper, inputsOf, type RawShopper } from '@/e2e/harness/raw-shopper'
import { newEmail, registerRaw, signInRaw } from '@/e2e/pages/account-pages'

type Customer = Awaited<ReturnType<typeof newCustomerWithCard>>
/** What a step asks for: settings on every instance, a command, or that the merchant's server sends another key. */
type Step = { settings: Variables; command: string | null; bearer: string | null }

/** The numbered steps under a heading of docs/operations.md, with these values in the place of `<old>` and `<new>`. */
function stepsOf(secret: string, values: { old: string; new: string }): Step[] {
  const text = readFileSync(`${ROOT}docs/operations.md`, 'utf8')
  const section = text.split(`\n### \`${secret}\`\n`)[1]?.split(/\n##/)[0] ?? ''
  const put = (value: string) => value.replace('<old>', values.old).replace('<new>', values.new)
  return [...section.matchAll(/^\d+\. (.*)$/gm)].map(([, line = '']) => ({
    settings: Object.fromEntries([...line.matchAll(/`([A-Z_]+)=([^`]*)`/g)].map(([, name, value = '']) => [name, put(value)])),
    command: /`npm run ([\w:-]+)`/.exec(line)?.[1] ?? null,
    bearer: /`Authorization: Bearer ([^`]*)`/.exec(line)?.[1]?.replace(/.*/, put) ?? null,
  }))
}

/** An instance's settings as they have been changed so far, and the key that the merchant's server sends. */
type World = { fleet: Fleet; settings: Map<App, Variables>; bearer: string }

const ordersOf = ({ fleet, bearer }: World) => createOrders({ url: fleet.app.url, env: { ...fleet.app.env, MERCHANT_API_KEY: bearer } })
const shopperOf = ({ fleet }: World) => createRawShopper(fleet, newAddress())

/** Goes a step on one instance after the other, and looks while they differ. */
async function go(world: World, { settings, command, bearer }: Step, look: () => Promise<void>): Promise<void> {
  const [first, ...others] = world.fleet.instances
  if (!first) throw new Error('no instance')
  if (bearer !== null) world.bearer = bearer
  if (command !== null) {
    const ran = await runNode(`dist/${command}.js`, [], { ...first.env, ...world.settings.get(first) })
    expect(ran, command).toMatchObject({ code: 0, errors: '' })
  }
  const restart = async (instance: App) => {
    if (Object.keys(settings).length === 0) return
    const all = { ...world.settings.get(instance), ...settings }
    world.settings.set(instance, all)
    world.fleet.balancer.drain(instance.port)
    expect(await instance.stop()).toBe(0)
    await instance.start(all)
    world.fleet.balancer.admit(instance.port)
  }
  await restart(first)
  await look()
  for (const instance of others) await restart(instance)
}

/** Somebody who always pays the next order. */
function startTraffic(world: World) {
  const failures: string[] = []
  let paid = 0
  let isOver = false
  const payOn = async () => {
    while (!isOver) {
      try {
        const order = await ordersOf(world).make()
        await shopperOf(world).pay(order.id, cards.good)
        const { status } = await ordersOf(world).read(order.id)
        if (status === 'paid') paid += 1
        else failures.push(`${order.reference} is ${status}`)
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error))
      }
    }
  }
  const people = payOn()
  return {
    failures,
    async end() {
      isOver = true
      await people
      return paid
    },
  }
}

async function payWithSavedCard(world: World, { customer, card }: Customer): Promise<void> {
  const order = await ordersOf(world).make()
  const path = `/checkout/${order.id}`
  const fields = (await readForm(customer.raw, path, 'saved_card')).filter(([name]) => name !== 'saved_card')
  const started = await customer.raw.postForm(path, [...fields, ['saved_card', card.id]])
  const next = new URL(started.headers.location ?? '', world.fleet.app.url).pathname
  const { session_id = '', token_id = '' } = Object.fromEntries(inputsOf((await customer.raw.request(next)).body))
  await customer.raw.comeBack(await customer.raw.approve({ paymentId: '', path: next, pair: { session_id, token_id } }))
  expect((await ordersOf(world).read(order.id)).status).toBe('paid')
}

/** Asked of both instances: the balancer takes turns. */
async function expectSignedIn(raw: RawShopper, email: string): Promise<void> {
  for (let time = 0; time < 4; time += 1) expect((await raw.request('/account')).body).toContain(email)
}

/** An account that begins now is one account at both instances. */
async function expectOneAccount(world: World): Promise<void> {
  const email = newEmail()
  expect((await registerRaw(shopperOf(world), email)).status).toBe(303)
  const again = [registerRaw(shopperOf(world), email), registerRaw(shopperOf(world), email)]
  for (const { status } of await Promise.all(again)) expect(status, 'no second account of one address').toBe(200)
  for (let time = 0; time < 2; time += 1) expect((await signInRaw(shopperOf(world), email)).status).toBe(303)
}

/** The second application with a tax number waits for an operator, at whichever instance it is sent. */
async function expectOneApplication(world: World): Promise<void> {
  const [first, second, number] = [shopperOf(world), shopperOf(world), newTaxNumber()]
  expect(await statusOn(first, await apply(first, number))).toBe('received')
  expect(await statusOn(second, await apply(second, number))).toBe('verifying')
}

const secrets = {
  DATA_KEY: (old: Variables) => ({ old: old.DATA_KEY ?? '', new: randomBytes(32).toString('base64') }),
  AUTH_SECRET: (old: Variables) => ({ old: old.AUTH_SECRET ?? '', new: randomBytes(48).toString('base64') }),
  MERCHANT_API_KEY: (old: Variables) => ({ old: old.MERCHANT_API_KEY ?? '', new: randomBytes(32).toString('hex') }),
}

test('every secret is changed on two instances, as docs/operations.md says, while people pay, are signed in and apply: nothing fails', async () => {
  test.setTimeout(900_000)
  const fleet = await startFleet('postgres', 2)
  const world: World = {
    fleet,
    settings: new Map(fleet.instances.map((instance) => [instance, {}])),
    bearer: fleet.app.env.MERCHANT_API_KEY ?? '',
  }
  try {
    // What is needed of a stack here, a fleet has.
    const customer = await newCustomerWithCard(fleet as unknown as Parameters<typeof newCustomerWithCard>[0])
    const draft = shopperOf(world)
    await fillApplication(draft)
    let session = customer.customer.raw
    const traffic = startTraffic(world)
    const look = async () => {
      await Promise.all([
        expectSignedIn(session, customer.customer.email),
        payWithSavedCard(world, customer),
        expectOneAccount(world),
        expectOneApplication(world),
      ])
      const contact = { contact_name: 'Ali Duru', contact_gsm_no: '5556667788', contact_mail: newEmail() }
      expect((await postMainForm(draft, '/dealers/apply/contact', contact)).status, 'the draft is kept').toBe(303)
      expect(traffic.failures).toEqual([])
    }
    for (const [secret, valuesOf] of Object.entries(secrets)) {
      const steps = stepsOf(secret, valuesOf(fleet.app.env))
      expect(steps.length, `the steps of ${secret}`).toBeGreaterThanOrEqual(3)
      for (const step of steps) {
        // The last step of AUTH_SECRET waits until the sessions of before have ended: this one is of after the swap.
        if (step.settings.AUTH_SECRET_PREVIOUS === '') {
          session = await customer.customer.signInAgain()
          customer.customer.raw = session
        }
        await go(world, step, look)
      }
    }
    expect(await traffic.end()).toBeGreaterThan(10)
    expect(traffic.failures).toEqual([])
  } finally {
    await fleet.stop()
  }
})
