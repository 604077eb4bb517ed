import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, expect } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { healthy } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { ROOT, startChild } from '@/e2e/harness/child'
import { type Fleet, startFleet } from '@/e2e/harness/fleet'
import { freePort } from '@/e2e/harness/ports'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { newEmail, postForm, registerRaw, signInRaw } from '@/e2e/pages/account-pages'
import { answerUntil, begin, COMPANY } from '@/e2e/pages/dealer-pages'

/** Three instances on one Postgres; the balancer sends each request to the next one. */
const test = base.extend<object, { fleet: Fleet }>({
  fleet: [
    async ({}, use) => {
      const fleet = await startFleet('postgres', 3)
      await use(fleet)
      expect(
        fleet.balancer.counts().every((count) => count > 0),
        'each instance was asked',
      ).toBe(true)
      await fleet.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ fleet }, use) => use(fleet.app.url),
})

const WAIT = /\d+ (saniye|dakika|saat) sonra yeniden deneyebilirsiniz/
const shopperOf = (fleet: Fleet, address = newAddress()) => createRawShopper(fleet, address)

test('a session begun at one instance is valid at all of them, and ends at all of them', async ({ fleet }) => {
  const shopper = shopperOf(fleet)
  const email = newEmail()
  expect((await registerRaw(shopper, email)).status).toBe(303)
  const account = () => shopper.request('/account')
  for (let time = 0; time < 6; time += 1) expect((await account()).body).toContain(email)
  await postForm(shopper, '/account', 'Çıkış yap')
  for (let time = 0; time < 6; time += 1) expect((await account()).body).not.toContain(email)
})

test('wrong passwords are counted across instances', async ({ fleet }) => {
  const email = newEmail()
  await registerRaw(shopperOf(fleet), email)
  for (let time = 0; time < 10; time += 1) await signInRaw(shopperOf(fleet), email, 'yanlış parola')
  expect((await signInRaw(shopperOf(fleet), email)).body).toMatch(WAIT)
})

test('payments are counted across instances: an address’s twenty-first is not started', async ({ fleet }) => {
  const busy = shopperOf(fleet)
  for (let time = 0; time < 20; time += 1) await busy.challenge((await fleet.orders.make()).id, cards.good)
  const order = await fleet.orders.make()
  const answer = await busy.postForm(`/checkout/${order.id}`, await busy.fillForm(order.id, cards.good))
  expect(answer.body).toMatch(WAIT)
  expect(await fleet.simulator.calls(order.reference)).toEqual([])
})

test('a dealer’s draft continues at any instance', async ({ fleet, page }) => {
  const before = fleet.balancer.counts()
  await begin(page)
  await answerUntil(page)
  await expect(page).toHaveURL('/dealers/apply/check')
  await expect(page.getByRole('main')).toContainText(COMPANY.business.company_name)
  expect(fleet.balancer.counts().every((count, index) => count > (before[index] ?? 0))).toBe(true)
})

test('of twelve simultaneous returns at three instances, only one charges', async ({ fleet }) => {
  for (let round = 0; round < 5; round += 1) {
    const shopper = shopperOf(fleet)
    const order = await fleet.orders.make()
    const back = await shopper.approve(await shopper.challenge(order.id, cards.good))
    const answers = await Promise.all(Array.from({ length: 12 }, () => shopper.comeBack(back)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 303))
    expect(await fleet.simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
    expect((await fleet.orders.read(order.id)).status).toBe('paid')
  }
})

test('the same form sent to three instances at once makes one payment', async ({ fleet }) => {
  const shopper = shopperOf(fleet)
  const order = await fleet.orders.make()
  const fields = await shopper.fillForm(order.id, cards.good)
  const answers = await Promise.all(Array.from({ length: 9 }, () => shopper.postForm(`/checkout/${order.id}`, fields)))
  expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1)
  expect((await fleet.orders.read(order.id)).payments).toHaveLength(1)
})

test('another instance settles a charge whose instance was killed', async ({ fleet }) => {
  const [first] = fleet.instances
  if (!first) throw new Error('no instance')
  const shopper = shopperOf(fleet)
  const order = await fleet.orders.make()
  const challenge = await shopper.challenge(order.id, cards.good)
  await fleet.simulator.fault('slow', order.reference, { service: 'tds_charge', ms: 20_000 })
  const back = await shopper.approve(challenge)
  const atFirst = { ...back, url: back.url.replace(fleet.app.url, first.url) }
  const answer = shopper.comeBack(atFirst).catch(() => null)
  await expect.poll(() => fleet.simulator.successes(order.reference)).toHaveLength(1)
  await first.kill()
  expect(await answer).toBeNull()
  await expect.poll(async () => (await fleet.orders.read(order.id)).status, { timeout: 60_000 }).toBe('paid')
  expect(await fleet.simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
  await first.start()
})

test('while people pay, instances are replaced one by one and one with a new migration joins: no request fails', async ({ fleet }) => {
  const traffic = startTraffic(fleet)
  for (const instance of fleet.instances) {
    fleet.balancer.drain(instance.port)
    expect(await instance.stop()).toBe(0)
    await instance.start()
    fleet.balancer.admit(instance.port)
    await traffic.go(3)
  }
  const next = await startNextVersion(fleet)
  await traffic.go(3)
  expect(await fleet.books.everything()).toContain('of_the_next_version')
  await next.stop()
  const { paid, failures } = await traffic.end()
  expect(failures).toEqual([])
  expect(paid).toBeGreaterThanOrEqual(12)
})

/** Shoppers that pay one order after another, four at a time. */
function startTraffic(fleet: Fleet): { go: (payments: number) => Promise<void>; end: () => Promise<{ paid: number; failures: string[] }> } {
  const failures: string[] = []
  let paid = 0
  let isOver = false
  async function payOn(): Promise<void> {
    while (!isOver) {
      try {
        const order = await fleet.orders.make()
        await shopperOf(fleet).pay(order.id, cards.good)
        if ((await fleet.orders.read(order.id)).status !== 'paid') failures.push(`${order.reference} is not paid`)
        paid += 1
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error))
      }
    }
  }
  const shoppers = Promise.all(Array.from({ length: 4 }, payOn))
  return {
    async go(payments) {
      const goal = paid + payments
      await expect.poll(() => paid + failures.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(goal)
    },
    async end() {
      isOver = true
      await shoppers
      return { paid, failures }
    },
  }
}

/** The same app in a folder of its own with one more migration, started beside the others. */
async function startNextVersion(fleet: Fleet): Promise<{ stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(ROOT, 'test-results', 'next-version-'))
  for (const entry of await readdir(ROOT)) {
    if (entry !== 'db' && entry !== 'test-results') await symlink(join(ROOT, entry), join(folder, entry))
  }
  await cp(join(ROOT, 'db'), join(folder, 'db'), { recursive: true })
  const migrations = join(folder, 'db/migrations/postgres')
  const journal = JSON.parse(await readFile(join(migrations, 'meta/_journal.json'), 'utf8')) as { entries: Array<{ when: number }> }
  const last = journal.entries.at(-1)
  const entry = { ...last, idx: journal.entries.length, when: (last?.when ?? 0) + 1, tag: '9999_next_version' }
  await writeFile(join(migrations, 'meta/_journal.json'), JSON.stringify({ ...journal, entries: [...journal.entries, entry] }))
  const statements = [
    'ALTER TABLE "payments" ADD COLUMN "of_the_next_version" text;',
    'CREATE INDEX "of_the_next_version" ON "payments" ("of_the_next_version");',
  ]
  await writeFile(join(migrations, '9999_next_version.sql'), statements.join('\n--> statement-breakpoint\n'))
  const port = String(await freePort())
  const child = startChild(process.execPath, [join(folder, 'dist/start.js')], { env: { ...fleet.app.env, PORT: port }, cwd: folder })
  await healthy(child, `http://127.0.0.1:${port}/api/health/ready`)
  return {
    async stop() {
      child.signal('SIGTERM')
      await child.exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
