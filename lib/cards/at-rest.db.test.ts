import { expect, test, vi } from 'vitest'
import { rawConnection } from '@/db/client'
import { MINUTE } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { declinedCard, givenChallenged, givenReturned, goodCard, settleByLooking } from '@/lib/payments/payments.test-kit'
import { ungrouped } from '@/lib/shared/digits'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { cardToKeep, givenCard, givenUser, otherCard, ownerRow, refusedCard, save, stoppedClock } from './cards.test-kit'
import { removeCard, renameCard } from './change'
import { listCards } from './list'
import { checkCode, sendCode } from './otp'

const wire = await tapPaynet()

/** Every row of every table, as text. */
async function dump(): Promise<Record<string, string>> {
  const connection = rawConnection()
  const all: Record<string, string> = {}
  if ('sqlite' in connection) {
    const { sqlite } = connection
    const tables = sqlite.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    for (const { name } of tables) all[name] = JSON.stringify(sqlite.prepare(`SELECT * FROM "${name}"`).all())
  } else {
    const { pool } = connection
    const tables = await pool.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    for (const { name } of tables.rows) all[name] = JSON.stringify((await pool.query(`SELECT * FROM "${name}"`)).rows)
  }
  return all
}

/** The same once more, with every part of it that may be base64 read as such. */
function decoded(text: string): string {
  return (text.match(/[A-Za-z0-9_+/-]{16,}/g) ?? []).map((part) => Buffer.from(part, 'base64url').toString()).join('\n')
}

test('no table holds a token, an owner’s name, a number, a code, a phone or a description in the clear', async () => {
  const [userId, clock, phone] = [await givenUser(), stoppedClock(), '5329876543']
  const first = await givenCard(userId, clock, { description: 'Gizli ad' })
  await givenCard(userId, clock, { card: otherCard })
  await save(await givenUser(), clock, { card: { ...refusedCard, cvc: '739' } })
  clock.pass(MINUTE)
  await renameCard(userId, first.id, 'Gizli yeni ad', clock)
  await listCards(userId, clock)
  const method = { kind: 'new' as const, card: goodCard, save: { description: 'Gizli ödeme' } }
  await givenReturned({ clock, userId: await givenUser(), method })
  await settleByLooking(await givenReturned({ clock, userId, method, fault: { fault: 'answer-lost-after' } }))
  await givenReturned({ clock, userId, method: { ...method, card: declinedCard } })
  await givenChallenged({ clock, userId, method })
  await givenReturned({ clock, userId, method: { kind: 'saved', cardId: first.id } })
  await sendCode(userId, phone, newId(), clock.at())
  const [message] = await paynet.phone(phone)
  expect(await checkCode(userId, message?.otp_code ?? '', clock.at())).toMatchObject({ ok: true })
  await removeCard(userId, first.id, clock)

  const tables = await dump()
  // What should be there is: this would not find anything in an empty database.
  expect(tables.saved_cards?.match(/hash_digest/g)?.length).toBeGreaterThanOrEqual(3)
  expect(tables.card_owners).toContain((await ownerRow(userId)).userUniqueId)
  expect(tables.payments).toContain('435508******4358')

  const kept = await paynet.cards()
  const secrets = [
    ...kept.flatMap(({ card_hash, card_owner_id }) => [card_hash, card_owner_id]),
    ...[cardToKeep, otherCard, refusedCard, goodCard, declinedCard].map(({ number }) => ungrouped(number)),
    ...['Gizli', 'Ayşe', 'Yılmaz', phone],
  ]
  expect(kept.length).toBeGreaterThanOrEqual(3)
  for (const [table, text] of Object.entries(tables)) {
    const whole = `${text}\n${decoded(text)}`
    expect([table, secrets.filter((secret) => whole.includes(secret))]).toEqual([table, []])
  }
})

test('nothing that is told or logged of a card names it: no token, no owner, no number', async () => {
  const written: string[] = []
  const { log } = await import('@/lib/log')
  const spies = (['info', 'warn', 'error', 'alarm'] as const).map((level) =>
    vi.spyOn(log, level).mockImplementation((...line: unknown[]) => void written.push(JSON.stringify(line))),
  )
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const card = await givenCard(userId, clock, { description: 'Gizli ad' })
  clock.pass(MINUTE)
  await paynet.fault({ fault: 'http-401', service: 'card_list' })
  const told = [await listCards(userId, clock), await listCards(userId, clock), await renameCard(userId, card.id, 'yeni', clock)]
  wire.change('save', (body) => ({ ...body, card_owner_id: 'somebody-else' }))
  told.push((await save(userId, clock, { card: otherCard })) as never)
  await givenReturned({ clock, userId, method: { kind: 'saved', cardId: card.id } })
  told.push((await removeCard(userId, card.id, clock)) as never)
  for (const spy of spies) spy.mockRestore()

  expect(written.length).toBeGreaterThan(5)
  const secrets = (await paynet.cards()).flatMap(({ card_hash, card_owner_id }) => [card_hash, card_owner_id])
  for (const text of [...written, JSON.stringify(told)]) {
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    expect(text).not.toMatch(/\d{11,}/)
  }
  for (const line of written) expect(line).not.toContain('Gizli')
})
