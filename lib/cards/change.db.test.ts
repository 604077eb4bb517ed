import { afterEach, describe, expect, test, vi } from 'vitest'
import { clearMarker, readMarker } from '@/db/markers'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { log } from '@/lib/log'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import {
  callsDuring,
  cardsAtPaynet,
  givenCard,
  givenUser,
  givenUserWithCards,
  onlyRowOf,
  otherCard,
  rowsOf,
  save,
  stoppedClock,
} from './cards.test-kit'
import { chooseDefault, removeCard, renameCard } from './change'
import { listCards, listKnownCards } from './list'

const wire = await tapPaynet()

afterEach(() => paynet.clearFaults())

type Fields = Record<string, unknown>

const UNAVAILABLE = { ok: false, failure: { kind: 'unavailable' } }
const GONE = { ok: false, failure: { kind: 'conflict', because: 'card-gone' } }

/** A user with one card, a minute after it was saved. */
async function givenOneCard() {
  const clock = stoppedClock()
  const { userId, first, cardOwnerId } = await givenUserWithCards(1, clock)
  clock.pass(MINUTE)
  const [kept] = await cardsAtPaynet(userId)
  return { clock, userId, cardOwnerId, id: first.id, hash: kept?.card_hash ?? '' }
}

const namesAtPaynet = async (userId: string) => (await cardsAtPaynet(userId)).map(({ card_desc: name }) => name)

describe('a new name', () => {
  test('is the card’s at Paynet and here, and all else stays', async () => {
    const { clock, userId, cardOwnerId, id, hash } = await givenOneCard()
    const before = await onlyRowOf(userId)
    expect(await renameCard(userId, id, ' Maaş \u0007 kartım ', clock)).toEqual({ ok: true, value: 'Maaş kartım' })
    expect(wire.last('desc_update')).toEqual({ card_owner_id: cardOwnerId, card_hash: hash, card_desc: 'Maaş kartım' })
    expect(await namesAtPaynet(userId)).toEqual(['Maaş kartım'])
    expect(await onlyRowOf(userId)).toEqual({
      ...before,
      details: expect.any(String),
      opened: { ...before.opened, description: 'Maaş kartım' },
    })
  })

  test.each([
    ['', 'description-empty'],
    [' \n\u200b ', 'description-empty'],
    ['x'.repeat(51), 'description-long'],
    ['4355 0843 5508 4358', 'description-digits'],
  ])('that is %j is refused before any call', async (name, problem) => {
    const { clock, userId, id } = await givenOneCard()
    const called = await callsDuring(async () =>
      expect(await renameCard(userId, id, name, clock)).toEqual({
        ok: false,
        failure: { kind: 'invalid', fields: [{ field: id, problem }] },
      }),
    )
    expect(called).toEqual([])
  })

  test.each([
    { fault: 'answer-lost-after', told: { ok: true, value: 'yeni' }, name: 'yeni' },
    { fault: 'http-500-after', told: { ok: true, value: 'yeni' }, name: 'yeni' },
    { fault: 'slow', told: { ok: true, value: 'yeni' }, name: 'yeni' },
    { fault: 'wrong-object', told: { ok: true, value: 'yeni' }, name: 'yeni' },
    { fault: 'answer-lost-before', told: UNAVAILABLE, name: 'İlk kart' },
    { fault: 'http-503-html', told: UNAVAILABLE, name: 'İlk kart' },
    { fault: 'empty-body', told: UNAVAILABLE, name: 'İlk kart' },
    { fault: 'code-10', told: UNAVAILABLE, name: 'İlk kart' },
    { fault: 'code-13', told: { ok: false, failure: { kind: 'refused' } }, name: 'İlk kart' },
  ])('that met $fault is told as the list then shows it', async ({ fault, told, name }) => {
    const { clock, userId, id } = await givenOneCard()
    await paynet.fault({ fault, service: 'card_desc_update', ms: HANGS_MS })
    const rename = () => meeting(fault, () => renameCard(userId, id, 'yeni', clock))
    const called = await callsDuring(async () => expect(await rename()).toEqual(told))
    expect(called).toEqual(['card_desc_update', 'card_list'])
    expect([await namesAtPaynet(userId), (await onlyRowOf(userId)).opened.description]).toEqual([[name], name])
  })

  test('for a card that Paynet no longer has is told so, and the card is gone here, too', async () => {
    const { clock, userId, id, hash } = await givenOneCard()
    await paynet.deleteCard(hash)
    expect(await renameCard(userId, id, 'yeni', clock)).toEqual(GONE)
    expect(await listKnownCards(userId, clock.at())).toEqual([])
    expect(await callsDuring(async () => expect(await renameCard(userId, id, 'yeni', clock)).toEqual(GONE))).toEqual([])
  })
})

describe('a deleted card', () => {
  test('is gone at Paynet and here', async () => {
    const { clock, userId, cardOwnerId, id, hash } = await givenOneCard()
    expect(await removeCard(userId, id, clock)).toEqual({ ok: true, value: 'İlk kart' })
    expect(wire.last('delete')).toEqual({ card_owner_id: cardOwnerId, card_hash: hash })
    expect([await cardsAtPaynet(userId), await listKnownCards(userId, clock.at())]).toEqual([[], []])
    expect((await onlyRowOf(userId)).goneAt).not.toBeNull()
  })

  test('is deleted again without harm and without a call', async () => {
    const { clock, userId, id } = await givenOneCard()
    await removeCard(userId, id, clock)
    const called = await callsDuring(async () => expect(await removeCard(userId, id, clock)).toEqual({ ok: true, value: 'İlk kart' }))
    expect(called).toEqual([])
  })

  test('is deleted by both halves of a double click', async () => {
    const { clock, userId, id } = await givenOneCard()
    const done = await Promise.all([removeCard(userId, id, clock), removeCard(userId, id, clock)])
    expect(done.map(({ ok }) => ok)).toEqual([true, true])
    expect(await cardsAtPaynet(userId)).toEqual([])
  })

  test('that Paynet had lost before is deleted, whatever Paynet says to it', async () => {
    const { clock, userId, id, hash } = await givenOneCard()
    await paynet.deleteCard(hash)
    expect(await removeCard(userId, id, clock)).toEqual({ ok: true, value: 'İlk kart' })
    expect(await listKnownCards(userId, clock.at())).toEqual([])
  })

  test('takes no other card with it', async () => {
    const clock = stoppedClock()
    const { userId, first } = await givenUserWithCards(12, clock)
    clock.pass(MINUTE)
    await removeCard(userId, first.id, clock)
    expect((await listCards(userId, clock)).cards).toHaveLength(11)
  })

  test.each(['answer-lost-after', 'http-500-after', 'truncated', 'wrong-object', 'wrong-content-type'])(
    'that met %s is told as deleted, because the list shows it',
    async (fault) => {
      const { clock, userId, id } = await givenOneCard()
      await paynet.fault({ fault, service: 'card_delete' })
      expect(await removeCard(userId, id, clock)).toEqual({ ok: true, value: 'İlk kart' })
      expect([await cardsAtPaynet(userId), await listKnownCards(userId, clock.at())]).toEqual([[], []])
    },
  )

  test.each([
    { fault: 'answer-lost-before', kind: 'unavailable' },
    { fault: 'http-503-html', kind: 'unavailable' },
    { fault: 'html', kind: 'unavailable' },
    { fault: 'empty-body', kind: 'unavailable' },
    { fault: 'code-8', kind: 'unavailable' },
    { fault: 'code-15', kind: 'refused' },
    { fault: 'http-401', kind: 'unavailable' },
    { fault: 'http-403', kind: 'unavailable' },
    { fault: 'http-429', kind: 'unavailable' },
  ])('that met $fault is still there and not told as deleted', async ({ fault, kind }) => {
    const { clock, userId, id } = await givenOneCard()
    await paynet.fault({ fault, service: 'card_delete' })
    expect(await removeCard(userId, id, clock)).toMatchObject({ ok: false, failure: { kind } })
    expect((await listCards(userId, clock)).cards.map((card) => card.id)).toEqual([id])
    expect(await removeCard(userId, id, clock)).toMatchObject({ ok: true })
  })

  test('is gone by Paynet’s own word, when only the list would not come', async () => {
    const { clock, userId, id } = await givenOneCard()
    await paynet.fault({ fault: 'http-503-html', service: 'card_list' })
    expect(await removeCard(userId, id, clock)).toEqual({ ok: true, value: 'İlk kart' })
    expect(await listKnownCards(userId, clock.at())).toEqual([])
  })

  test.each([
    ['is deleted', 'code-8', (body: Fields) => ({ ...body, code: 0 })],
    ['it does not have', 'code-8', (body: Fields) => ({ ...body, code: 25 })],
    ['it has no data of', 'code-8', (body: Fields) => ({ ...body, code: 12 })],
  ])('that Paynet says %s is gone, though its list lags, and is back only if it is listed much later', async (_name, fault, to) => {
    const { clock, userId, id } = await givenOneCard()
    await paynet.fault({ fault, service: 'card_delete' })
    wire.change('delete', to)
    const called = await callsDuring(async () => expect(await removeCard(userId, id, clock)).toEqual({ ok: true, value: 'İlk kart' }))
    expect(called).toEqual(['card_delete'])
    const listedAfter = async (ms: number) => {
      clock.pass(ms)
      return (await listCards(userId, clock)).cards.map((card) => card.id)
    }
    expect(await listedAfter(0)).toEqual([])
    expect(await listedAfter(HOUR)).toEqual([])
    expect(await listedAfter(1)).toEqual([id])
  })

  test('by a clock that ran far ahead does not hide the card for as long', async () => {
    const { clock, userId, id } = await givenOneCard()
    clock.step(30 * DAY)
    await paynet.fault({ fault: 'code-8', service: 'card_delete' })
    wire.change('delete', (body) => ({ ...body, code: 0 }))
    await removeCard(userId, id, clock)
    clock.step(-30 * DAY)
    expect((await listCards(userId, clock)).cards.map((card) => card.id)).toEqual([id])
  })

  test('and saved again within the hour is there', async () => {
    const { clock, userId, id } = await givenOneCard()
    await removeCard(userId, id, clock)
    expect(await save(userId, clock)).toMatchObject({ ok: true })
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards).toHaveLength(1)
  })
})

describe('Paynet’s refusal of us', () => {
  test.each(['card_desc_update', 'card_delete'] as const)(
    'at %s is no fault of the card: it raises the alarm and is remembered',
    async (service) => {
      const { clock, userId, id } = await givenOneCard()
      await clearMarker('paynet-refuses-us')
      const alarm = vi.spyOn(log, 'alarm')
      await paynet.fault({ fault: 'http-403', service })
      const change = service === 'card_delete' ? removeCard(userId, id, clock) : renameCard(userId, id, 'yeni', clock)
      expect(await change).toEqual(UNAVAILABLE)
      expect(alarm.mock.calls).toEqual([['paynet.refuses-us', { service, httpStatus: 403 }]])
      alarm.mockRestore()
      expect(await readMarker('paynet-refuses-us')).toEqual(clock.at())
    },
  )
})

test('while Paynet is down nothing changes and nothing is lost', async () => {
  const { clock, userId, id } = await givenOneCard()
  const before = await rowsOf(userId)
  await paynet.fault({ fault: 'answer-lost-before', times: 99 })
  expect(await renameCard(userId, id, 'yeni', clock)).toEqual(UNAVAILABLE)
  expect(await removeCard(userId, id, clock)).toEqual(UNAVAILABLE)
  expect(await rowsOf(userId)).toEqual(before)
})

describe('the default card', () => {
  test('is the one that was chosen last, and there is one', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const [one, two] = [await givenCard(userId, clock), await givenCard(userId, clock, { card: otherCard })]
    const defaults = async () => (await listKnownCards(userId, clock.at())).flatMap(({ id, isDefault }) => (isDefault ? [id] : []))
    expect(await defaults()).toEqual([])
    expect(await callsDuring(async () => expect(await chooseDefault(userId, one.id)).toMatchObject({ ok: true }))).toEqual([])
    expect(await defaults()).toEqual([one.id])
    await chooseDefault(userId, two.id)
    expect(await defaults()).toEqual([two.id])
  })

  test('is none once it was deleted, and a card that is gone cannot be chosen', async () => {
    const { clock, userId, id } = await givenOneCard()
    await chooseDefault(userId, id)
    await save(userId, clock, { card: otherCard })
    await removeCard(userId, id, clock)
    expect((await listKnownCards(userId, clock.at())).map(({ isDefault }) => isDefault)).toEqual([false])
    expect(await chooseDefault(userId, id)).toEqual(GONE)
  })
})

test('the sixty-first change within an hour is refused for a while, without a call', async () => {
  const { clock, userId, id } = await givenOneCard()
  for (let count = 0; count < 60; count++) expect(await renameCard(userId, id, `ad ${count}`, clock)).toMatchObject({ ok: true })
  const LIMITED = { ok: false, failure: { kind: 'rate-limited', retryAfterSeconds: 3_600 } }
  const called = await callsDuring(async () => {
    expect(await renameCard(userId, id, 'yeni', clock)).toEqual(LIMITED)
    expect(await removeCard(userId, id, clock)).toEqual(LIMITED)
  })
  expect(called).toEqual([])
})
