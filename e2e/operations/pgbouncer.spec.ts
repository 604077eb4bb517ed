import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { variables } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { runNode } from '@/e2e/harness/child'
import { findPgBouncer, startPgBouncer } from '@/e2e/harness/pgbouncer'
import { type Postgres, startPostgres } from '@/e2e/harness/postgres'
import { createRawShopper } from '@/e2e/harness/raw-shopper'

const program = findPgBouncer()

test.skip(program === null, 'PgBouncer is not installed on this machine; on Debian: apt-get install pgbouncer')

let postgres: Postgres
test.beforeAll(async () => {
  postgres = await startPostgres()
})
test.afterAll(() => postgres.stop())

test('behind a PgBouncer at its defaults the app starts, takes payments at once and stops', async ({ ownStack }) => {
  const bouncer = await startPgBouncer(program ?? '', postgres.url)
  try {
    const stack = await ownStack({ DATABASE_URL: bouncer.url })
    const orders = await Promise.all(Array.from({ length: 12 }, () => stack.orders.make()))
    await Promise.all(orders.map(({ id }) => createRawShopper(stack, newAddress()).pay(id, cards.good)))
    for (const { id, reference } of orders) {
      await expect.poll(async () => (await stack.orders.read(id)).status).toBe('paid')
      expect(await stack.simulator.successes(reference)).toHaveLength(1)
    }
    const reconciled = await runNode('dist/reconcile.js', [], stack.app.env)
    expect(reconciled.code, reconciled.output).toBe(0)
    await stack.app.stop()
    await stack.app.start()
    expect((await stack.orders.read(orders[0]?.id ?? '')).status).toBe('paid')
    expect(bouncer.log()).not.toMatch(/unsupported startup parameter|ERROR/)
  } finally {
    await bouncer.stop()
  }
})

for (const pool_mode of ['transaction', 'statement']) {
  test(`behind a pooler in ${pool_mode} mode the app does not start, and says what to do`, async () => {
    const bouncer = await startPgBouncer(program ?? '', postgres.url, { pool_mode })
    const folder = await mkdtemp(join(tmpdir(), 'checkout-pooling-'))
    try {
      const env = { ...variables(folder, 0, 'http://127.0.0.1:9', 'sck_of_nobody_0123456789'), DATABASE_URL: bouncer.url, PORT: '3999' }
      const { code, errors } = await runNode('dist/start.js', [], env)
      expect(code).toBe(1)
      expect(errors).toContain('pool_mode = session')
      expect(errors).not.toContain('    at ')
    } finally {
      await bouncer.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
}
