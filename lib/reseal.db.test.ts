import { expect, test, vi } from 'vitest'

const keys = vi.hoisted(() => {
  const [old, fresh] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'))
  Object.assign(process.env, { DATA_KEY: old })
  return { old: old ?? '', fresh: fresh ?? '' }
})

import { rawConnection } from '@/db/client'
import { claimMail } from '@/db/mails'
import { findOrderRow } from '@/db/orders'
import { insertFoundPayment } from '@/db/payment-moves'
import { givenOrderRow, newPayment } from '@/db/payments.test-kit'
import { paynet } from '@/scripts/test/setup'

/** The modules as a process has them that was started with these keys. */
async function startedWith(DATA_KEY: string, DATA_KEY_PREVIOUS = '') {
  Object.assign(process.env, { DATA_KEY, DATA_KEY_PREVIOUS })
  vi.resetModules()
  const [accounts, forgot, cards, orders, encryption, { reseal }] = await Promise.all([
    import('@/lib/accounts/accounts'),
    import('@/lib/accounts/forgot'),
    import('@/lib/cards/list'),
    import('@/lib/orders/orders'),
    import('./encryption'),
    import('./reseal'),
  ])
  const { saveCard } = await import('@/lib/cards/save')
  return { ...accounts, ...forgot, ...cards, ...orders, ...encryption, saveCard, reseal }
}

const now = new Date('2026-11-22T10:00:00Z')
const clock = Object.assign(async () => now, { elapsedMs: () => performance.now() })
const from = { address: '192.0.2.1', device: '' }
const person = { email: 'ayse@example.com', password: 'uzun bir parola' }

async function everyRow(): Promise<string> {
  const tables = ['orders', 'payments', 'users', 'card_owners', 'saved_cards', 'card_otps']
  const connection = rawConnection()
  const rows = await Promise.all(
    tables.map(async (name) =>
      'sqlite' in connection
        ? connection.sqlite.prepare(`SELECT * FROM ${name}`).all()
        : (await connection.pool.query(`SELECT * FROM ${name}`)).rows,
    ),
  )
  return JSON.stringify(rows)
}

test('a changed data key opens what the old one sealed, and after resealing the old one is not needed', async () => {
  const before = await startedWith(keys.old)
  const registered = await before.register(person, from, now)
  if (!registered.ok) throw new Error('no account')
  const { id } = registered.value
  await insertFoundPayment(newPayment(await givenOrderRow(), { status: 'succeeded', userId: id }))
  const card = { holder: 'Ayşe Yılmaz', number: '4355084355084358', expiry: '12/29', cvc: '' }
  const saved = await before.saveCard(id, { formKey: 'A'.repeat(22), card, description: 'Ev kartı' }, from.address, clock)
  expect(saved).toMatchObject({ ok: true })
  const customer = { name: 'Ayşe', email: person.email }
  const wanted = {
    reference: 'R-1',
    amountKurus: 100,
    description: null,
    items: [],
    customer,
    successUrl: null,
    cancelUrl: null,
    locale: null,
    paynet: { iban: 'TR330006100519786457841326', agent_customer_name: 'Bayi Ayla' },
  }
  const made = await before.createOrder(wanted, now)
  if (!made.ok) throw new Error('no order')

  const during = await startedWith(keys.fresh, keys.old)
  expect(await during.listCards(id, clock)).toMatchObject({ isFresh: true, cards: [{ description: 'Ev kartı', lastFour: '4358' }] })
  expect(await during.reseal()).toBe(5)
  expect(await during.reseal()).toBe(0)

  const after = await startedWith(keys.fresh)
  expect(await after.signIn(person, from, now)).toMatchObject({ ok: true, value: { id } })
  expect(await after.listCards(id, clock)).toMatchObject({ isFresh: true, cards: [{ description: 'Ev kartı' }] })
  expect(await after.createOrder(wanted, now)).toMatchObject({ ok: true, value: { created: false } })
  expect((await findOrderRow(made.value.order.id))?.customer).not.toBeNull()

  const [owner] = (await (await fetch(`${paynet.url}/control/cards`)).json()) as Array<{ card_owner_id: string; card_hash: string }>
  const rows = await everyRow()
  for (const secret of [owner?.card_owner_id, owner?.card_hash, person.email, 'Ev kartı', 'Ayşe', 'Bayi Ayla', 'TR33'])
    expect(rows).not.toContain(secret)
})

test('a mail that waits while the data key is changed still goes to its address, with its link', async () => {
  const before = await startedWith(keys.old)
  expect(await before.askForReset(person.email, { address: '192.0.2.7' }, 'tr', now)).toMatchObject({ ok: true })
  const during = await startedWith(keys.fresh, keys.old)
  expect(await during.reseal()).toBe(2)
  const after = await startedWith(keys.fresh)
  const mail = await claimMail(now, new Date(now.getTime() + 60_000))
  expect(await after.decrypt('mail-address', mail?.to ?? '')).toBe(person.email)
  expect(await after.decrypt('mail-secret', mail?.secret ?? '')).toMatch(/^[\w-]{22}$/)
})
