import { createHmac } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { rawConnection } from '@/db/client'
import { newId } from '@/lib/ids'
import { paynet } from '@/scripts/test/setup'
import { goodAnswers, newTaxNumber, stoppedClock } from './dealers.test-kit'

const [OLD, NEW] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string]
const [SECRET, NEW_SECRET] = ['a', 'b'].map((letter) => `secret-${letter}-0123456789-0123456789-0123`) as [string, string]

const clock = stoppedClock()

type Keys = { key?: string; previous?: string; secret?: string; previousSecret?: string }

/** A process that was started with these keys; what it has read of the environment, it keeps. */
async function startedWith({ key = OLD, previous = '', secret = SECRET, previousSecret = '' }: Keys) {
  Object.assign(process.env, { DATA_KEY: key, DATA_KEY_PREVIOUS: previous, AUTH_SECRET: secret, AUTH_SECRET_PREVIOUS: previousSecret })
  vi.resetModules()
  const [{ encryptAnswers, openApplication }, { findApplicationRow, insertApplication }, { submitApplication }, rest] = await Promise.all([
    import('./application'),
    import('@/db/applications'),
    import('./submit'),
    Promise.all([import('./tax-digests'), import('@/lib/reseal'), import('./operate'), import('@/lib/env')]),
  ])
  const [{ renewTaxDigests }, { reseal }, { resend, closeApplication }, { env }] = rest
  env()
  /** Sends an application with this tax number, and says how it stands. */
  const apply = async (number: string) => {
    const at = await clock()
    const id = newId()
    const answers = await encryptAnswers(goodAnswers({ tckn_vkn: number }))
    await insertApplication({ id, status: 'draft', answers, calls: 0, fence: 0, createdAt: at, updatedAt: at })
    const read = async () => {
      const row = await findApplicationRow(id)
      if (!row) throw new Error('no such application')
      return row
    }
    await submitApplication(await openApplication(await read()), `192.0.2.1-${id}`, clock)
    return { id, status: (await read()).status }
  }
  return {
    apply,
    resend,
    closeApplication,
    renew: () => renewTaxDigests('unknown', clock.at()),
    /** What `npm run reseal` does. */
    reseal: async () => (await renewTaxDigests('newest', clock.at())) + (await reseal()),
  }
}

/** What an earlier version stored for a tax number, keyed with AUTH_SECRET. */
async function asEarlierVersionsDid(id: string, number: string): Promise<void> {
  const digest = createHmac('sha256', SECRET).update(`tax:${paynet.url}:${number}`).digest('base64url')
  const connection = rawConnection()
  const statement = (first: string, second: string) => `UPDATE applications SET tax_digest = ${first} WHERE id = ${second}`
  if ('sqlite' in connection) connection.sqlite.prepare(statement('?', '?')).run(digest, id)
  else await connection.pool.query(statement('$1', '$2'), [digest, id])
}

beforeEach(() => paynet.clearFaults())

test('a tax number has one open application in every step of changing DATA_KEY, at whichever instance it is sent', async () => {
  const before = await startedWith({ key: OLD })
  const first = { old: await startedWith({ key: OLD }), both: await startedWith({ key: OLD, previous: NEW }) }
  const second = { both: first.both, swapped: await startedWith({ key: NEW, previous: OLD }) }
  for (const instances of [Object.values(first), Object.values(second)]) {
    for (const [one, other] of [instances, instances.toReversed()]) {
      const number = newTaxNumber()
      expect((await one?.apply(number))?.status).toBe('received')
      expect((await other?.apply(number))?.status, 'it waits for an operator').toBe('verifying')
    }
  }
  const kept = newTaxNumber()
  await before.apply(kept)
  expect(await second.swapped.reseal()).toBeGreaterThan(2)
  const after = await startedWith({ key: NEW })
  expect((await after.apply(kept)).status).toBe('verifying')
  expect((await second.swapped.apply(kept)).status).toBe('verifying')
})

test('of two that are sent at once at instances with the keys in either order, one is opened', async () => {
  const [one, other] = [await startedWith({ key: OLD, previous: NEW }), await startedWith({ key: NEW, previous: OLD })]
  for (let round = 0; round < 10; round += 1) {
    const number = newTaxNumber()
    const [a, b] = await Promise.all([one.apply(number), other.apply(number)])
    expect([a.status, b.status].sort()).toEqual(['received', 'verifying'])
  }
})

test('an operator cannot resend one whose number another one holds under the other key', async () => {
  const [one, other] = [await startedWith({ key: OLD, previous: NEW }), await startedWith({ key: NEW, previous: OLD })]
  const number = newTaxNumber()
  const holder = await one.apply(number)
  const held = await other.apply(number)
  expect(await other.resend(held, clock.at())).toBe(false)
  await other.closeApplication(holder, clock.at())
  expect(await other.resend(held, clock.at())).toBe(true)
})

test('AUTH_SECRET is no part of it: changing it frees no tax number', async () => {
  const before = await startedWith({ secret: SECRET })
  const number = newTaxNumber()
  expect((await before.apply(number)).status).toBe('received')
  expect((await (await startedWith({ secret: NEW_SECRET })).apply(number)).status).toBe('verifying')
})

test('what an earlier version stored holds its number at once, and for good once an instance was started, whatever the secrets are', async () => {
  const before = await startedWith({})
  const [early, late] = [newTaxNumber(), newTaxNumber()]
  await asEarlierVersionsDid((await before.apply(early)).id, early)
  expect((await before.apply(early)).status, 'sent at an old instance just now').toBe('verifying')

  await asEarlierVersionsDid((await before.apply(late)).id, late)
  const changed = await startedWith({ secret: NEW_SECRET })
  expect(await changed.renew()).toBe(2)
  expect(await changed.renew()).toBe(0)
  for (const number of [early, late]) expect((await changed.apply(number)).status).toBe('verifying')
})

test('two that were open at once through an earlier version become one', async () => {
  const app = await startedWith({})
  const number = newTaxNumber()
  const holder = await app.apply(number)
  await app.closeApplication(holder, clock.at())
  await paynet.forget()
  const second = await app.apply(number)
  await asEarlierVersionsDid(holder.id, number)
  expect(await app.renew()).toBe(1)
  expect(await app.renew()).toBe(0)
  expect((await app.apply(number)).status).toBe('verifying')
  expect(second.status).toBe('received')
})
