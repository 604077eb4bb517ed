import { readFileSync } from 'node:fs'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { ROOT, runNode, startChild } from '@/e2e/harness/child'
import { startPostgres } from '@/e2e/harness/postgres'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { type Stack, startStack } from '@/e2e/harness/stack'

/** The processes that serve, whose parent is the one that was started. */
function workersOf(stack: Stack): number[] {
  return childrenOf(stack.app.process().pid)
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

async function payOne(stack: Stack): Promise<string> {
  const order = await stack.orders.make()
  // The connection may have been the killed worker's: a shopper whose request was lost reloads the page.
  await createRawShopper(stack, newAddress())
    .pay(order.id, cards.good)
    .catch(() => null)
  return order.id
}

async function metricOf({ app }: Stack, line: RegExp): Promise<number> {
  // Over a connection of its own: one that is kept would be that of a worker which does not answer any more.
  const answer = await rawRequest(`${app.url}/metrics`, { headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` } })
  expect(answer.status).toBe(200)
  return Number(line.exec(answer.body)?.[1] ?? Number.NaN)
}

const SUCCEEDED = /^checkout_payment_moves_total\{status="succeeded"\} (\d+)/m

for (const database of ['sqlite', 'postgres'] as const) {
  test.describe(`two workers on ${database}`, () => {
    test.skip(process.platform !== 'linux', 'finds the workers in /proc')

    test('are replaced when they are killed while people pay, charge nobody twice, and drain on SIGTERM', async () => {
      const postgres = database === 'postgres' ? await startPostgres() : null
      const stack = await startStack({ WORKERS: '2', ...(postgres ? { DATABASE_URL: postgres.url } : {}) })
      await expect.poll(() => workersOf(stack).length).toBe(2)
      const orders: string[] = []
      let isOver = false
      const traffic = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (!isOver) orders.push(await payOne(stack).catch(() => ''))
        }),
      )
      for (let kill = 0; kill < 2; kill += 1) {
        const goal = orders.length + 4
        await expect.poll(() => orders.length, { timeout: 60_000 }).toBeGreaterThan(goal)
        const [victim = 0] = workersOf(stack)
        process.kill(victim, 'SIGKILL')
        await expect.poll(() => workersOf(stack).filter((pid) => pid !== victim).length, { timeout: 60_000 }).toBe(2)
      }
      isOver = true
      await traffic
      const made = orders.filter(Boolean)
      expect(made.length).toBeGreaterThan(8)
      const isSettled = async (id: string) =>
        (await stack.orders.read(id)).payments.every(({ status }) => !['charging', 'unknown'].includes(status))
      for (const id of made) {
        // While the second worker is being replaced and the first replacement has only begun, nobody listens.
        await expect.poll(() => isSettled(id).catch(() => false), { timeout: 60_000 }).toBe(true)
        const { reference, status } = await stack.orders.read(id)
        const charged = await stack.simulator.successes(reference)
        expect(charged.length, reference).toBe(status === 'paid' ? 1 : 0)
      }
      expect(stack.app.log()).toContain('alarm.worker.ended')
      expect((await stack.stop()).app).toBe(0)
      await postgres?.stop()
    })
  })
}

test('a scrape counts what all workers did, whichever of them answers', async () => {
  const stack = await startStack({ WORKERS: '2' })
  for (let time = 0; time < 6; time += 1) await payOne(stack)
  for (let time = 0; time < 6; time += 1) expect(await metricOf(stack, SUCCEEDED)).toBe(6)
  expect(await metricOf(stack, /^checkout_payments_live\{status="charging"\} (\d+)/m)).toBe(0)
  expect((await stack.stop()).app).toBe(0)
})

test.describe('what a worker has counted', () => {
  test.skip(process.platform !== 'linux', 'finds the workers in /proc')

  test('stays counted while it does not answer and when it has died: no sum ever falls, which would read as a restart', async () => {
    const stack = await startStack({ WORKERS: '2' })
    await expect.poll(() => workersOf(stack).length).toBe(2)
    const startedAt = await metricOf(stack, /^checkout_start_time_seconds (\d+)/m)
    for (let time = 0; time < 4; time += 1) await payOne(stack)
    expect(await metricOf(stack, SUCCEEDED)).toBe(4)
    const workers = workersOf(stack)
    for (const victim of workers) {
      process.kill(victim, 'SIGSTOP')
      expect(await metricOf(stack, SUCCEEDED), 'while it does not answer').toBe(4)
      process.kill(victim, 'SIGKILL')
      await expect.poll(() => workersOf(stack).filter((pid) => pid !== victim).length, { timeout: 60_000 }).toBe(2)
      expect(await metricOf(stack, SUCCEEDED), 'when it has died').toBe(4)
    }
    await payOne(stack)
    await expect.poll(() => metricOf(stack, SUCCEEDED)).toBe(5)
    expect(await metricOf(stack, /^checkout_alarms_total\{event="worker.ended"\} (\d+)/m)).toBe(2)
    expect(await metricOf(stack, /^checkout_start_time_seconds (\d+)/m)).toBe(startedAt)
    expect((await stack.stop()).app).toBe(0)
  })
})

test('SIGTERM ends workers that have not opened the port yet with 0, too', async () => {
  test.skip(process.platform !== 'linux', 'finds the workers in /proc')
  const stack = await startStack()
  await stack.app.stop()
  const started = startChild(process.execPath, [`${ROOT}dist/start.js`], { env: { ...stack.app.env, WORKERS: '2' } })
  await expect.poll(() => childrenOf(started.pid).length, { intervals: [5] }).toBe(2)
  started.signal('SIGTERM')
  expect(await started.exited).toEqual({ code: 0, signal: null })
  await stack.stop()
})

test('workers that cannot start are not started again and again: the process ends with 1', async () => {
  const stack = await startStack()
  const { code, errors } = await runNode('dist/start.js', [], { ...stack.app.env, WORKERS: '2' })
  expect(errors).toContain('EADDRINUSE')
  expect(code).toBe(1)
  await stack.stop()
})
