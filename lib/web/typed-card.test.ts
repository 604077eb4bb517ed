import { randomBytes } from 'node:crypto'
import { cookies } from 'next/headers'
import { beforeEach, expect, test, vi } from 'vitest'
import { later } from '@/lib/clock'
import { HOUR, SECOND } from '@/lib/duration'
import { encrypt } from '@/lib/encryption'
import { digest, newId } from '@/lib/ids'
import { keepTypedCard, readTypedCard } from './typed-card'

vi.mock('next/headers', () => ({ cookies: vi.fn() }))

const jar = { payer: '', value: '', options: {} as Record<string, unknown> }
const card = { holder: 'Ayşe Yılmaz', expiry: '12/28', description: 'Ev kartı', wantsSaving: true }
const at = new Date()

beforeEach(() => {
  jar.payer = newId()
  vi.mocked(cookies).mockResolvedValue({
    get: (name: string) => ({ value: name === 'payer' ? jar.payer : jar.value }),
    set: (_: string, value: string, options: Record<string, unknown>) => Object.assign(jar, { value, options }),
  } as never)
})

async function givenTyped() {
  const from = { orderId: newId(), payer: digest(jar.payer) }
  await keepTypedCard(from, card, at)
  return from
}

test('what was typed comes back to its order for an hour, from a cookie that only its checkout gets and nobody can read', async () => {
  const { orderId } = await givenTyped()
  expect(jar.options).toMatchObject({ httpOnly: true, sameSite: 'lax', path: `/checkout/${orderId}`, maxAge: 3600 })
  const parts = jar.value.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  expect([jar.value, ...parts].join('\n')).not.toMatch(/Ayşe|Yılmaz|12\/28/)
  expect(await readTypedCard(orderId, at)).toEqual(card)
  expect(await readTypedCard(orderId, later(at, HOUR - SECOND))).toEqual(card)
  expect(await readTypedCard(orderId, later(at, HOUR))).toBeNull()
  expect(await readTypedCard(newId(), at)).toBeNull()
})

test('what was typed is forgotten with the cookie of its payer, as when somebody signs out, and comes to no other browser', async () => {
  const { orderId } = await givenTyped()
  for (const payer of ['', newId()]) {
    jar.payer = payer
    expect(await readTypedCard(orderId, at)).toBeNull()
  }
})

test('a cookie of another make is none', async () => {
  const { orderId, payer } = await givenTyped()
  const ours = jar.value
  const until = later(at, HOUR).getTime()
  const others = [
    '',
    'x',
    randomBytes(200).toString('base64url'),
    `${ours.slice(0, -4)}AAAA`,
    await encrypt('typed-card', '{}'),
    await encrypt('typed-card', JSON.stringify({ orderId, until, card })),
    await encrypt('typed-card', JSON.stringify({ orderId, payer, until, card: { holder: 1 } })),
    await encrypt('customer', JSON.stringify({ orderId, payer, until, card })),
  ]
  for (const value of others) {
    jar.value = value
    expect(await readTypedCard(orderId, at), value.slice(0, 20)).toBeNull()
  }
})
