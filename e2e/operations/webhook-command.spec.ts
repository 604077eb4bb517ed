import { randomBytes } from 'node:crypto'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { type Child, ROOT, runNode, startChild } from '@/e2e/harness/child'
import { openToWrite } from '@/e2e/harness/database'
import { freePort } from '@/e2e/harness/ports'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'

const SECRET = `whsec_${randomBytes(32).toString('base64')}`

/** The receiver that the command is, as a newcomer starts it. */
async function startSink(env: Record<string, string>, port: number, ...more: string[]): Promise<Child> {
  const sink = startChild(process.execPath, [`${ROOT}dist/webhook.js`, 'sink', '--port', String(port), ...more], { env })
  await expect.poll(() => sink.output()).toContain(`Listening at http://127.0.0.1:${port}/`)
  return sink
}

async function endSink(sink: Child): Promise<void> {
  sink.signal('SIGTERM')
  expect(await sink.exited).toMatchObject({ code: 0 })
}

async function run({ app: { env } }: Pick<Stack, 'app'>, ...typed: string[]) {
  const { code, output } = await runNode('dist/webhook.js', typed, env)
  return { code, output }
}

const linesOf = (sink: Child, pattern: RegExp) =>
  sink
    .output()
    .split('\n')
    .filter((line) => pattern.test(line))

test('whoever tries out webhooks sees a payment arrive, is told why one does not, and has it sent once more', async ({ ownStack }) => {
  const port = await freePort()
  const stack = await ownStack({ WEBHOOK_URL: `http://127.0.0.1:${port}/`, WEBHOOK_SECRET: SECRET })
  expect(await run(stack, 'list')).toEqual({ code: 0, output: 'There is no event yet.\n' })
  expect(await run(stack, 'test')).toMatchObject({
    code: 3,
    output: expect.stringMatching(/^test\.ping evt_\w+: it cannot be reached, or hung up/),
  })

  const sink = await startSink(stack.app.env, port)
  expect(sink.output(), 'that is where the app sends already').not.toContain('WEBHOOK_SECRET')
  expect(await run(stack, 'test')).toMatchObject({ code: 0, output: expect.stringMatching(/^test\.ping evt_\w+: taken with 204/) })
  const order = await stack.orders.make()
  await createRawShopper(stack, newAddress()).pay(order.id, cards.good)
  const arrived = /^(evt_\w+) {2}order\.paid {2}(\S+) paid {2}answered 204/
  await expect.poll(() => linesOf(sink, arrived)).toHaveLength(1)
  const [, id = '', reference] = arrived.exec(linesOf(sink, arrived)[0] ?? '') ?? []
  expect(reference).toBe(order.reference)

  expect(await run(stack, 'list')).toMatchObject({
    code: 0,
    output: expect.stringMatching(new RegExp(`${id} {2}order\\.paid {2}${order.id} {2}delivered .+, 1 try`)),
  })
  const shown = await run(stack, 'show', id)
  expect(shown.code).toBe(0)
  expect(shown.output).toContain(`"reference":"${order.reference}"`)
  expect(await run(stack, 'replay', id)).toMatchObject({ code: 0, output: expect.stringMatching(/^1 event is due/) })
  await expect.poll(() => linesOf(sink, /\(time 2\)$/)).toHaveLength(1)
  expect(await run(stack, 'replay', '--since', '2026-01-01', '--yes')).toMatchObject({ code: 0 })
  await expect.poll(() => linesOf(sink, /\(time 3\)$/)).toHaveLength(1)
  await endSink(sink)
})

test('a server that answered 410 is sent nothing more until it takes a test', async ({ ownStack }) => {
  const port = await freePort()
  const stack = await ownStack({ WEBHOOK_URL: `http://127.0.0.1:${port}/`, WEBHOOK_SECRET: SECRET })
  const gone = await startSink(stack.app.env, port, '--answer', '410')
  const order = await stack.orders.make()
  await stack.orders.cancel(order.id)
  await expect.poll(() => linesOf(gone, /answered 410/)).toHaveLength(1)
  await endSink(gone)
  await expect
    .poll(async () => await run(stack, 'list'))
    .toMatchObject({
      code: 1,
      output: expect.stringMatching(/held, 1 try, the last: gone 410[\s\S]+nothing is sent to your server, because it answered 410/),
    })
  expect(await run(stack, 'replay', '--since', '2026-01-01')).toMatchObject({ code: 4 })

  const sink = await startSink(stack.app.env, port)
  expect(await run(stack, 'test')).toMatchObject({ code: 0, output: expect.stringContaining('gets what was held back') })
  await expect.poll(() => linesOf(sink, /order\.cancelled/)).toHaveLength(1)
  expect(await run(stack, 'list')).toMatchObject({ code: 0 })
  await endSink(sink)
})

test('without a receiver or a database the sink says what to set, and takes nothing that is not signed', async ({ app, ownStack }) => {
  const port = await freePort()
  const env = { ...app.env, DATABASE_URL: 'file:./none/of/these.db' }
  const sink = await startSink(env, port, '--answer', 'half')
  const secret = /WEBHOOK_SECRET=(whsec_\S+)/.exec(sink.output())?.[1] ?? ''
  expect(sink.output()).toContain(`WEBHOOK_URL=http://127.0.0.1:${port}/`)
  const unsigned = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{"type":"order.paid"}' })
  expect(unsigned.status).toBe(400)
  const stack = await ownStack({ WEBHOOK_URL: `http://127.0.0.1:${port}/`, WEBHOOK_SECRET: secret })
  expect((await run(stack, 'test')).output).toContain('answered 500')
  expect((await run(stack, 'test')).output).toContain('taken with 204')
  await endSink(sink)
})

test('a program is told where the sink listens and with which secret, and of each event on a line', async ({ app, ownStack }) => {
  const port = await freePort()
  const sink = startChild(process.execPath, [`${ROOT}dist/webhook.js`, 'sink', '--port', String(port), '--json'], { env: app.env })
  const told = () => linesOf(sink, /^\{"/).map((line) => JSON.parse(line) as Record<string, unknown>)
  await expect.poll(told).toEqual([{ webhook_url: `http://127.0.0.1:${port}/`, webhook_secret: expect.stringMatching(/^whsec_/) }])
  const [{ webhook_url, webhook_secret } = {}] = told()
  const stack = await ownStack({ WEBHOOK_URL: String(webhook_url), WEBHOOK_SECRET: String(webhook_secret) })
  expect(await run(stack, 'test')).toMatchObject({ code: 0 })
  expect(told()[1]).toMatchObject({ verified: true, event: { type: 'test.ping' }, answered: 204, times: 1 })
  await endSink(sink)
})

test('a restored copy sends nothing, neither again nor to try out, until it has been compared', async ({ ownStack }) => {
  const stack = await ownStack({ WEBHOOK_URL: 'http://127.0.0.1:9/', WEBHOOK_SECRET: SECRET })
  const database = openToWrite(stack)
  database.prepare("INSERT INTO facts (name, at) VALUES ('restored', ?)").run(Date.now())
  database.close()
  for (const typed of [['test'], ['replay', 'evt_1'], ['replay', '--since', '2026-01-01', '--yes']])
    expect(await run(stack, ...typed), typed.join(' ')).toMatchObject({ code: 4, output: expect.stringContaining('restored copy') })
})

test('what is typed wrongly changes nothing and says what is meant', async ({ app }) => {
  const stack = { app }
  for (const typed of [
    [],
    ['undo'],
    ['show'],
    ['list', 'x'],
    ['replay'],
    ['replay', 'evt_1', '--since', '2026-01-01'],
    ['sink', '--port', 'x'],
    ['sink', '--answer', '99'],
    ['list', '--since', '2026-01-01'],
    ['show', 'evt_1', '--yes'],
    ['replay', 'evt_1', '--dead'],
    ['test', '--answer', '500'],
    ['sink', '--dead'],
  ])
    expect(await run(stack, ...typed), typed.join(' ')).toMatchObject({
      code: 2,
      output: expect.stringContaining('Usage: npm run webhook'),
    })
  expect(await run(stack, 'show', 'evt_0000000000000000000000')).toMatchObject({ code: 4 })
  expect(await run(stack, 'test'), 'nobody to send to').toMatchObject({
    code: 4,
    output: expect.stringContaining('WEBHOOK_URL is not set'),
  })
})
