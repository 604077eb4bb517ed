import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { clockAhead, healthy, type Variables } from '@/e2e/harness/app'
import { cards, maskOf } from '@/e2e/harness/cards'
import { expectEnd, expectPaidOnce, leaveUndecided, readResult, startCharge } from '@/e2e/harness/charge-in-flight'
import { runNode, startChild } from '@/e2e/harness/child'
import { integrityOf, storedStatuses } from '@/e2e/harness/database'
import { isListening } from '@/e2e/harness/ports'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { NEGATIVE } from '@/e2e/harness/sentences'

/** Paynet’s answer counts although it comes late. */
const PATIENT = { PAYNET_TIMEOUT_MS: '20000', PAYNET_QUIET_MS: '25000' }

function isGroupAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}

/** For a test that failed halfway. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Already gone, as it should be.
  }
}

test('an app killed after Paynet took the money finds it again: paid, by one charge that was sent once', {
  tag: '@journey',
}, async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'slow', { ms: 30_000 })
  await expect.poll(() => stack.simulator.successes(charge.order.reference)).toHaveLength(1)
  await stack.app.kill()
  expect(await charge.answer).toBeNull()
  expect(integrityOf(stack)).toBe('ok')
  expect(storedStatuses(stack, charge.order.id)).toEqual(['charging'])

  await stack.app.start()
  expect((await readResult(charge)).body, 'nothing is promised before Paynet was asked').not.toMatch(NEGATIVE)
  await expectPaidOnce(stack, charge)
  expect(await stack.simulator.calls(charge.order.reference, 'tds_charge')).toHaveLength(1)
  expect(integrityOf(stack)).toBe('ok')
})

test('a charge that Paynet makes only after the app was killed is found and not made again', async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'slow-before', { ms: 2500 })
  await stack.app.kill()
  expect(await stack.simulator.successes(charge.order.reference)).toEqual([])
  await expect.poll(() => stack.simulator.successes(charge.order.reference)).toHaveLength(1)

  await stack.app.start()
  await expectPaidOnce(stack, charge)
  expect(await stack.simulator.calls(charge.order.reference, 'tds_charge')).toHaveLength(1)
  expect(integrityOf(stack)).toBe('ok')
})

test('a charge lost with the app is sent again after the quiet time and paid once', async ({ ownStack }) => {
  const stack = await ownStack({ PAYNET_QUIET_MS: '8000' })
  const charge = await startCharge(stack, 'slow-before', { ms: 1000, acts: false })
  await stack.app.kill()
  expect(integrityOf(stack)).toBe('ok')
  const calls = () => stack.simulator.calls(charge.order.reference, 'tds_charge')
  await expect.poll(async () => (await calls()).every((call) => call.duration_ms !== null), 'Paynet is through with it').toBe(true)

  // The lease is over, the window is not; the new process waits for a quiet time of its own.
  await stack.app.start(clockAhead(18_000))
  await expectPaidOnce(stack, charge)
  expect((await calls()).map((call) => call.fault)).toEqual(['slow-before', null])
})

test('a charge lost with an app that comes back too late ends as not charged, and the order can be paid', async ({ ownStack }) => {
  const stack = await ownStack({ PAYNET_TIMEOUT_MS: '1500', PAYNET_QUIET_MS: '1875' })
  const known = await startCharge(stack, 'slow', { ms: 1 })
  await expectEnd(stack, known, 'paid', 'succeeded')
  const charge = await startCharge(stack, 'slow-before', { ms: 600, acts: false })
  await stack.app.kill()

  // Too late to send it again: all that remains is to ask.
  await stack.app.start(clockAhead(120_000))
  await expectEnd(stack, charge, 'open', 'not_charged')
  expect(await stack.simulator.ledger(charge.order.reference)).toEqual([])
  expect(await stack.simulator.calls(charge.order.reference, 'tds_charge')).toHaveLength(1)

  await charge.shopper.pay(charge.order.id, cards.good)
  await expectPaidOnce(stack, charge)
})

test('an app killed while starting a payment charges nothing, and the order can be paid afterwards', async ({ ownStack }) => {
  const stack = await ownStack()
  const order = await stack.orders.make()
  const shopper = createRawShopper(stack, newAddress())
  await stack.simulator.fault('slow', order.reference, { service: 'tds_initial', ms: 30_000 })
  const posted = shopper.postForm(`/checkout/${order.id}`, await shopper.fillForm(order.id, cards.good)).catch(() => null)
  await expect.poll(() => stack.simulator.calls(order.reference, 'tds_initial'), { intervals: [10] }).toHaveLength(1)
  await stack.app.kill()
  expect(await posted).toBeNull()
  expect(storedStatuses(stack, order.id)).toEqual(['created'])

  await stack.app.start()
  await shopper.pay(order.id, cards.good)
  expect((await stack.orders.read(order.id)).status).toBe('paid')
  expect(await stack.simulator.successes(order.reference)).toHaveLength(1)
  expect(integrityOf(stack)).toBe('ok')
})

test('SIGTERM lets a charge in flight finish: its row is settled, its shopper is sent on, and the exit code is 0', async ({ ownStack }) => {
  const stack = await ownStack(PATIENT)
  const charge = await startCharge(stack, 'slow', { ms: 1500 })
  const stopped = stack.app.stop()
  let isOpen = true
  const isAnswered = charge.answer.then(() => isOpen)
  await expect.poll(() => isListening(stack.app.port), { intervals: [10], message: 'no new connection is accepted' }).toBe(false)
  isOpen = false
  expect(await isAnswered, 'the port was closed before the charge was done').toBe(false)
  expect(await stopped).toBe(0)

  const answer = await charge.answer
  expect(answer?.status).toBe(303)
  expect(answer?.headers.location).toBe(`${stack.app.url}/checkout/${charge.order.id}/result`)
  expect(storedStatuses(stack, charge.order.id)).toEqual(['succeeded'])
  expect(await isListening(stack.app.port)).toBe(false)
  await stack.app.start()
  await expectPaidOnce(stack, charge)
})

test("SIGTERM lets the reconciler's own call to Paynet finish", async ({ ownStack }) => {
  const stack = await ownStack(PATIENT)
  const charge = await leaveUndecided(stack)
  await stack.simulator.clearFaults()
  await stack.simulator.fault('slow', charge.order.reference, { service: 'check', ms: 1500 })
  const asked = async () => (await stack.simulator.calls(charge.order.reference, 'check')).some((call) => call.fault === 'slow')
  await expect.poll(asked, { intervals: [10], timeout: 60_000 }).toBe(true)

  expect(await stack.app.stop()).toBe(0)
  expect(storedStatuses(stack, charge.order.id)).toEqual(['succeeded'])
})

test('idle, slow, half-sent and upgrading clients do not hold up SIGTERM', async ({ ownStack }) => {
  const { app } = await ownStack({ PAYNET_TIMEOUT_MS: '100000', PAYNET_QUIET_MS: '300000' })
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
  const post = (path: string) => `POST ${path} HTTP/1.1\r\nHost: a\r\nOrigin: ${app.url}\r\nContent-Length: 100\r\n\r\nx`
  const upgrade = get('/_next/webpack-hmr', 'Connection: Upgrade\r\nUpgrade: websocket\r\n')
  const sockets: net.Socket[] = []
  for (const sent of ['', 'GET / HT', get('/login'), get('/login').repeat(5), post('/login'), post('/api/orders'), upgrade]) {
    for (let time = 0; time < 20; time += 1) {
      const socket = net.connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: true })
      sockets.push(socket.on('error', () => {}).pause())
      await once(socket, 'connect')
      if (sent !== '') socket.write(sent)
    }
  }
  const late = setTimeout(() => app.process().signal('SIGKILL'), 60_000)
  const asked = performance.now()
  expect(await app.stop(), 'long before the deadline of calls to Paynet').toBe(0)
  expect(performance.now() - asked, 'milliseconds to the end').toBeLessThan(15_000)
  clearTimeout(late)
  for (const socket of sockets) socket.destroy()
})

/** npm says `-c` and the line. Some shells stay and pass no signal on, others are replaced by what they run. */
const SHELLS = { stays: '#!/bin/sh\neval "$2"\nexit $?\n', 'is replaced': '#!/bin/sh\neval "exec $2"\n' }

const ways: Array<{ name: string; shell: keyof typeof SHELLS; end: (npm: number) => void; more?: Variables }> = [
  { name: 'SIGTERM to npm, whose shell stays,', shell: 'stays', end: (npm) => process.kill(npm, 'SIGTERM') },
  { name: 'SIGTERM to npm, whose shell is replaced,', shell: 'is replaced', end: (npm) => process.kill(npm, 'SIGTERM') },
  { name: 'Ctrl-C, which reaches npm and the server,', shell: 'stays', end: (npm) => process.kill(-npm, 'SIGINT') },
  {
    name: 'SIGTERM to npm, whose shell stays, with two workers,',
    shell: 'stays',
    end: (npm) => process.kill(npm, 'SIGTERM'),
    more: { WORKERS: '2' },
  },
  {
    name: 'Ctrl-C, which reaches npm, the server and its two workers,',
    shell: 'stays',
    end: (npm) => process.kill(-npm, 'SIGINT'),
    more: { WORKERS: '2' },
  },
]

for (const { name, shell, end, more } of ways) {
  test(`${name} ends "npm start" in an orderly way, and no process is left behind`, async ({ ownStack }) => {
    const stack = await ownStack(PATIENT)
    await stack.app.stop()
    const file = `${stack.folder}/shell.sh`
    writeFileSync(file, SHELLS[shell], { mode: 0o700 })
    const env = { ...stack.app.env, ...more, npm_config_update_notifier: 'false', npm_config_script_shell: file }
    const npm = startChild('npm', ['start'], { env, isDetached: true })
    try {
      await healthy(npm, `http://127.0.0.1:${stack.app.port}/api/health/ready`)
      const charge = await startCharge(stack, 'slow', { ms: 1000 })
      end(npm.pid)

      expect((await charge.answer)?.status).toBe(303)
      await npm.exited
      await expect.poll(() => npm.output()).toContain('"stopped"')
      expect(await isListening(stack.app.port)).toBe(false)
      await expect.poll(() => isGroupAlive(npm.pid), 'nothing of the process group is left').toBe(false)
      expect(storedStatuses(stack, charge.order.id)).toEqual(['succeeded'])
    } finally {
      endGroup(npm.pid)
    }
  })
}

test('"npm run reconcile" settles an undecided payment while the app is down, and says so', async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await leaveUndecided(stack)
  const [payment] = (await stack.orders.read(charge.order.id)).payments
  await stack.app.kill()
  await stack.simulator.clearFaults()

  const env = { ...stack.app.env, LOG_LEVEL: 'silent' }
  const first = await runNode('dist/reconcile.js', [], env)
  expect(first).toMatchObject({ code: 0, errors: '' })
  expect(first.output).toContain(`${payment?.reference_no}  unknown -> succeeded`)
  expect(storedStatuses(stack, charge.order.id)).toEqual(['succeeded'])
  expect(await runNode('dist/reconcile.js', [], env)).toMatchObject({ code: 0, output: '' })

  await stack.app.start()
  await expectPaidOnce(stack, charge)
  expect(await stack.simulator.calls(charge.order.reference, 'tds_charge')).toHaveLength(1)
  expect(integrityOf(stack)).toBe('ok')
})

test('"npm run payment" tells a payment’s whole story, found by any of its names', async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'slow', { ms: 1 })
  await charge.answer
  const [payment] = (await stack.orders.read(charge.order.id)).payments
  if (!payment) throw new Error('no payment')

  const env = { ...stack.app.env, LOG_LEVEL: 'silent' }
  const outputs: string[] = []
  for (const name of [charge.order.reference, charge.order.id, payment.reference_no, payment.id]) {
    const told = await runNode('dist/payment.js', [name], env)
    expect(told).toMatchObject({ code: 0, errors: '' })
    outputs.push(told.output)
  }
  expect(new Set(outputs).size, 'the same story by every name').toBe(1)
  const [story = ''] = outputs
  for (const word of [payment.reference_no, payment.id, charge.order.id, '1234.50 TRY', maskOf(cards.good)]) expect(story).toContain(word)
  expect(story).toMatch(new RegExp(`xact_id +${payment.xact_id?.replaceAll(/[+*]/g, '\\$&')}\n`))
  for (const [name, value] of [
    ["Paynet's number", payment.paynet.id],
    ['authorization code', payment.paynet.authorization_code],
    ['bank order id', payment.paynet.bank_order_id],
    ['net amount', '1204.87 TRY'],
    ['3D', 'full (md_status 1)'],
  ])
    expect(story).toMatch(new RegExp(`^  ${name} +${String(value).replaceAll(/[()]/g, '\\$&')}$`, 'm'))
  const steps = ['created', 'tds_initial', 'created -> awaiting_3ds', 'awaiting_3ds -> charging', 'tds_charge', 'charging -> succeeded']
  const lines = story.split('\n').filter((line) => /\d{4}-\d\d-\d\dT[\d:.]+Z/.test(line))
  const places = steps.map((step) => lines.findIndex((line) => line.includes(step)))
  expect(places, 'every step, in its order').toEqual([0, 1, 2, 3, 4, 5])
})

test('an operator ends a review as accepted: the order is paid and the shopper is told so', async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'wrong-amount')
  expect(await expectEnd(stack, charge, 'review', 'review')).not.toMatch(NEGATIVE)

  const env = { ...stack.app.env, LOG_LEVEL: 'silent' }
  const accepted = await runNode('dist/payment.js', [charge.order.reference, '--accept'], env)
  expect(accepted).toMatchObject({ code: 0, errors: '' })
  expect(accepted.output).toContain('review -> succeeded')
  await expectPaidOnce(stack, charge)

  const again = await runNode('dist/payment.js', [charge.order.reference, '--refunded'], env)
  expect(again.code, 'a review ends once').toBe(4)
  expect((await stack.orders.read(charge.order.id)).status).toBe('paid')
})

test('an operator ends a review as refunded: the shopper is told so and may pay again', async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'wrong-amount')
  await expectEnd(stack, charge, 'review', 'review')

  const [payment] = (await stack.orders.read(charge.order.id)).payments
  const env = { ...stack.app.env, LOG_LEVEL: 'silent' }
  const refunded = await runNode('dist/payment.js', [payment?.reference_no ?? '', '--refunded'], env)
  expect(refunded).toMatchObject({ code: 0, errors: '' })
  expect(refunded.output).toContain('refunded')
  const told = (await readResult(charge)).body
  expect(told).toContain('Ödemeniz iade edildi')
  expect(told, 'the money was taken once').not.toMatch(NEGATIVE)
  expect((await stack.orders.read(charge.order.id)).status).toBe('open')

  await charge.shopper.pay(charge.order.id, cards.masterCard)
  await expectEnd(stack, charge, 'paid', 'succeeded')
  expect(await stack.simulator.successes(charge.order.reference)).toHaveLength(2)
})

test('"npm run payment" refuses bad arguments with one line and changes nothing', async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'decline')
  await charge.answer
  const { reference } = charge.order
  const nonsense: Array<[string[], number, RegExp]> = [
    [[], 2, /^Usage: .*--accept/],
    [['no-such-payment'], 4, /no-such-payment/],
    [[reference, '--undo'], 2, /^Usage: /],
    [[reference, reference], 2, /^Usage: /],
    [[reference, '--accept', '--refunded'], 2, /^Usage: /],
    [[reference, '--accept'], 4, /no payment that --accept can end/],
    [[reference, '--refunded'], 4, /no payment that --refunded can end/],
  ]
  for (const [args, code, line] of nonsense) {
    const refused = await runNode('dist/payment.js', args, { ...stack.app.env, LOG_LEVEL: 'silent' })
    expect(refused.code, args.join(' ')).toBe(code)
    expect(refused.errors).toMatch(line)
    expect(refused.errors.trimEnd()).not.toContain('\n')
  }
  expect(storedStatuses(stack, charge.order.id)).toEqual(['declined'])
})
