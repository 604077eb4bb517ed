import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { healthy } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { readResult } from '@/e2e/harness/charge-in-flight'
import { ROOT, runNode, startChild } from '@/e2e/harness/child'
import { integrityOf } from '@/e2e/harness/database'
import type { Order } from '@/e2e/harness/orders'
import { freePort, isListening } from '@/e2e/harness/ports'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { NEGATIVE } from '@/e2e/harness/sentences'
import type { Stack } from '@/e2e/harness/stack'
import { newEmail, PASSWORD, postForm, registerRaw, signInRaw } from '@/e2e/pages/account-pages'

type Bought = { order: Order; shopper: ReturnType<typeof createRawShopper> }

async function makeOrder(stack: Stack): Promise<Bought> {
  return { order: await stack.orders.make(), shopper: createRawShopper(stack, newAddress()) }
}

async function payOne(stack: Stack): Promise<Bought> {
  const bought = await makeOrder(stack)
  await bought.shopper.pay(bought.order.id, cards.good)
  return bought
}

function run(stack: Stack, command: string, ...args: string[]) {
  return runNode(`dist/${command}.js`, args, stack.app.env)
}

test('the drill: a backup taken during payments is restored after more payments, and none is lost, doubled or misreported', async ({
  ownStack,
}) => {
  const stack = await ownStack()
  const { simulator } = stack
  const file = `${stack.folder}/copies/drill.db`
  const before = [await payOne(stack), await payOne(stack)]
  const atBank = await makeOrder(stack)
  const way = await atBank.shopper.approve(await atBank.shopper.challenge(atBank.order.id, cards.good))
  const unpaid = await makeOrder(stack)
  const untouched = await makeOrder(stack)

  const paidMeanwhile = (async () => {
    const all: Bought[] = []
    while (!existsSync(file)) all.push(await payOne(stack))
    return all
  })()
  expect(await run(stack, 'db-backup', file)).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('integrity ok') })
  const during = await paidMeanwhile
  expect(during.length).toBeGreaterThan(0)

  // What the copy knows nothing about: a return, a payment of an order that it has, orders that it does not
  // have.
  await atBank.shopper.comeBack(way)
  await unpaid.shopper.pay(unpaid.order.id, cards.good)
  const after = [await payOne(stack), await payOne(stack)]
  const refused = await run(stack, 'db-restore', file)
  expect(refused).toMatchObject({ code: 4, errors: expect.stringContaining('in use') })
  await stack.app.kill()

  expect(await run(stack, 'db-restore', file)).toMatchObject({ code: 0, errors: '' })
  expect(readdirSync(stack.folder).filter((name) => name.startsWith('checkout.db.replaced-'))).toHaveLength(1)
  await stack.app.start()
  const swept = await run(stack, 'sweep')
  expect(integrityOf(stack)).toBe('ok')

  const known = [...before, ...during, atBank, unpaid, untouched]
  const headers = { Authorization: `Bearer ${stack.app.env.MERCHANT_API_KEY}` }
  for (const { order, shopper } of [...known, ...after]) {
    const taken = await simulator.successes(order.reference)
    expect(taken.length).toBe(order.id === untouched.order.id ? 0 : 1)
    const answer = await rawRequest(`${stack.app.url}/api/orders/${order.id}`, { headers })
    if (answer.status === 404) {
      for (const { reference_no } of taken) expect(swept.output, 'a person is told').toContain(`orphan  ${reference_no}`)
      expect((await shopper.request(`/checkout/${order.id}`)).status, 'it cannot be paid again').toBe(404)
    } else if (taken.length > 0) {
      expect(JSON.parse(answer.body)).toMatchObject({ status: 'paid' })
      expect((await shopper.request(`/checkout/${order.id}`)).headers.location, 'it cannot be paid again').toMatch(/\/result$/)
      expect((await readResult({ shopper, order })).body).not.toMatch(NEGATIVE)
    }
  }
  const orphans = swept.output.split('\n').filter((line) => line.includes('  orphan  '))
  expect(orphans.length, 'the orders that were made after the copy').toBe(
    after.length + during.filter(({ order }) => swept.output.includes(order.reference)).length,
  )
  expect(swept.code, 'an operator must look').toBe(1)

  // The same return once more, and a new payment: the first changes nothing, the second works as usual.
  await atBank.shopper.comeBack(way)
  await untouched.shopper.pay(untouched.order.id, cards.good)
  for (const { order } of known) expect(await simulator.successes(order.reference)).toHaveLength(1)
  expect((await stack.orders.read(untouched.order.id)).status).toBe('paid')

  for (const line of orphans) expect(await run(stack, 'sweep', '--close', line.split(/\s+/)[1] ?? '')).toMatchObject({ code: 0 })
  const last = await run(stack, 'sweep', '--verbose')
  expect(last.output).toContain('0 findings wait for a person')
  expect(last.code).toBe(0)
})

test('the drill of docs/operations.md starts: a copy of a live environment with its settings, and a backup', async ({ ownStack }) => {
  const stack = await ownStack()
  const { order } = await payOne(stack)
  const file = `${stack.folder}/copy.db`
  await run(stack, 'db-backup', file)
  await stack.app.stop()

  const live = {
    ...stack.app.env,
    APP_URL: 'https://odeme.example.com',
    PAYNET_API_URL: 'https://api.paynet.com.tr',
    PAYNET_SECRET_KEY: `sck_${randomBytes(16).toString('hex')}`,
    PAYNET_TIMEOUT_MS: '',
    PAYNET_QUIET_MS: '',
    SHOP: 'off',
    TRUSTED_PROXY_HOPS: '2',
    WEBHOOK_URL: 'https://shop.example.com/webhooks',
    WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    SMTP_URL: 'smtps://odeme:parola@mail.example.com:465',
    MAIL_FROM: 'odeme@example.com',
  }
  const docs = readFileSync(`${ROOT}docs/operations.md`, 'utf8').split('### The drill')[1] ?? ''
  const settings = parseEnv(/```\n([\s\S]*?)```/.exec(docs)?.[1] ?? '') as Record<string, string>
  expect(Object.keys(settings)).toHaveLength(8)
  expect(settings, 'nobody hears of a drill').toMatchObject({ WEBHOOK_URL: '', WEBHOOK_SECRET: '', SMTP_URL: '' })
  // In the docs' places, ports and a folder of this test's own; and two minutes of quiet made short.
  const [port, simulatorPort] = [await freePort(), await freePort()]
  const own = {
    PORT: String(port),
    APP_URL: settings.APP_URL?.replace('3000', String(port)) ?? '',
    PAYNET_API_URL: settings.PAYNET_API_URL?.replace('4010', String(simulatorPort)) ?? '',
    DATABASE_URL: settings.DATABASE_URL?.replace('./data', `${stack.folder}/drill`) ?? '',
    PAYNET_TIMEOUT_MS: '1500',
    PAYNET_QUIET_MS: '2000',
  }
  const env = { ...live, ...settings, ...own }
  const simulator = startChild(process.execPath, [`${ROOT}dist/simulator.js`], {
    env: { SIMULATOR_PORT: String(simulatorPort) },
    cwd: stack.folder,
  })
  const commands = (command: string, ...args: string[]) => runNode(`dist/${command}.js`, args, env)
  await expect.poll(() => isListening(simulatorPort)).toBe(true)
  expect(await commands('db-restore', file)).toMatchObject({ code: 0, errors: '' })
  const app = startChild(process.execPath, [`${ROOT}dist/start.js`], { env })
  await healthy(app, `http://127.0.0.1:${port}/api/health/ready`)
  expect((await commands('payment', order.reference)).output).toContain('succeeded')
  expect((await commands('sweep', '--verbose')).output, 'the simulator knows none of them').toMatch(/not listed|missing/)
  for (const child of [app, simulator]) {
    child.signal('SIGTERM')
    await child.exited
  }
})

test('a signed-out session and a used reset link stay dead in a restored copy', async ({ ownStack }) => {
  const stack = await ownStack()
  const email = newEmail()
  const [person, thief] = [createRawShopper(stack, newAddress()), createRawShopper(stack, newAddress())]
  await registerRaw(person, email)
  const stolen = person.cookies().map(({ name, value }) => `${name}=${value}`)
  const link = /\/reset\/[\w-]+/.exec((await run(stack, 'user', 'reset', email)).output)?.[0] ?? ''
  const file = `${stack.folder}/copy.db`
  await run(stack, 'db-backup', file)

  await postForm(person, '/account', 'Çıkış yap')
  expect((await postForm(thief, link, 'Parolayı kaydet', { new_password: 'yepyeni bir parola' })).status).toBe(303)
  await postForm(thief, '/account', 'Çıkış yap')
  await stack.app.stop()
  expect(await run(stack, 'db-restore', file)).toMatchObject({ code: 0 })
  await stack.app.start()

  const withCopy = await rawRequest(`${stack.app.url}/account`, { headers: { Cookie: stolen.join('; ') } })
  expect(withCopy.status).toBe(303)
  expect(withCopy.body).not.toContain(email)
  expect((await thief.request(link)).body).toContain('Bağlantı')
  expect((await thief.request(link)).body).not.toContain('new_password')
  expect((await signInRaw(person, email, PASSWORD)).status, 'the password is the copy’s').toBe(303)
  expect((await person.request('/account')).status).toBe(200)
})

test("a restored app accepts no connection until Paynet's list was read whole", async ({ ownStack }) => {
  const stack = await ownStack()
  const { order } = await payOne(stack)
  const file = `${stack.folder}/copy.db`
  await run(stack, 'db-backup', file)
  await stack.app.stop()
  await run(stack, 'db-restore', file)
  await stack.simulator.cardFault('http-500', '', { service: 'list', times: 10_000 })
  const listed = async () =>
    (await stack.simulator.allCalls()).filter((call) => call.service === 'list' && call.fault === 'http-500').length

  const started = stack.app.start()
  await expect.poll(listed).toBeGreaterThan(0)
  expect(await isListening(stack.app.port)).toBe(false)
  expect(await run(stack, 'sweep')).toMatchObject({ code: 1, output: expect.stringContaining('not read whole') })
  expect(await isListening(stack.app.port)).toBe(false)
  await stack.simulator.clearFaults()
  await started
  expect((await stack.orders.read(order.id)).status).toBe('paid')
})

test('an operator can open a restored checkout without the list, with an option', async ({ ownStack }) => {
  const stack = await ownStack()
  const file = `${stack.folder}/copy.db`
  await run(stack, 'db-backup', file)
  await stack.app.stop()
  await run(stack, 'db-restore', file)
  await stack.simulator.cardFault('http-403', '', { service: 'list', times: 10_000 })
  expect((await run(stack, 'sweep', '--open')).output).toContain('The checkout is open.')
  await stack.app.start()
})

test('the sweep of a good day exits with 0 and says that the sums match to the kuruş', async ({ ownStack }) => {
  const stack = await ownStack()
  await payOne(stack)
  await payOne(stack)
  const swept = await run(stack, 'sweep', '--verbose')
  expect(swept).toMatchObject({ code: 0, errors: '' })
  for (const line of [
    'Paynet took  2469.00 TRY in 2',
    'we know of   2469.00 TRY in 2',
    'equal to the kuruş',
    '0 findings wait for a person',
  ]) {
    expect(swept.output).toContain(line)
  }
})

test('commands refuse bad arguments with one line', async ({ ownStack }) => {
  const stack = await ownStack()
  const nonsense: Array<[string, string[], number, RegExp]> = [
    ['sweep', ['--undo'], 2, /^Usage: /],
    ['sweep', ['--close'], 2, /^Usage: /],
    ['sweep', ['--close', 'x'], 4, /no open finding x/],
    ['db-backup', ['a', 'b'], 2, /^Usage: /],
    ['db-restore', [], 2, /^Usage: /],
    ['db-restore', [`${stack.folder}/none.db`], 4, /no file/],
    ['db-restore', [`${stack.folder}/ledger.jsonl`], 4, /./],
  ]
  for (const [command, args, code, line] of nonsense) {
    const refused = await run(stack, command, ...args)
    expect(refused.code, `${command} ${args.join(' ')}`).toBe(code)
    expect(refused.errors).toMatch(line)
    expect(refused.errors.trimEnd()).not.toContain('\n')
  }
})
