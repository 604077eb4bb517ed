import { describe, expect, test } from 'vitest'
import { MINUTE } from '@/lib/duration'
import type { CardInput } from '@/lib/shared/cards/card'
import { giveUpWhatHangs, HANGING, paynet } from '@/scripts/test/setup'
import { amexCard, cardToKeep, givenCard, givenUser, otherCard, ownerRow, rowsOf, save, stoppedClock } from './cards.test-kit'
import { listCards } from './list'
import { ensureOwner } from './owner'

type Catalogue = Record<string, { acts: boolean; services: string[] }>
const { catalogue } = (await (await fetch(`${paynet.url}/control/faults`)).json()) as { catalogue: Catalogue }
const names = Object.entries(catalogue).flatMap(([fault, { services }]) => (services.includes('card_save') ? [fault] : []))

/** Answers that say no in Paynet's own words; it would have to lie for a card to be kept. */
const HONEST_NO = ['code-13', 'code-15', 'code-16', 'code-17', 'http-400-bare']
/** Answers that are about us; another card would not help. */
const ABOUT_US = [
  ...['http-401', 'http-403', 'http-404', 'http-404-html', 'http-429', 'redirect'],
  ...['code-2', 'code-3', 'code-4', 'code-7'],
]
/** The answer is a whole one all the same. */
const HARMLESS = ['code-string', 'wrong-content-type', 'no-content-type', 'windows-1254']
const UNKNOWN = { ok: false, failure: { kind: 'unknown' } }
// Longer than what hangs is waited for.
const SLOW_MS = 2_600

const cases = names.flatMap((fault) =>
  [...HONEST_NO, ...ABOUT_US].includes(fault) ? [{ fault, acts: false }] : [true, false].map((acts) => ({ fault, acts })),
)

/** A fault for the calls about one person: the tests run side by side. */
async function faultOf(userId: string, fault: { fault: string; service: string; acts?: boolean; ms?: number }): Promise<void> {
  const { cardOwnerId, userUniqueId } = await ensureOwner(userId)
  await paynet.fault({ ...fault, reference_prefix: cardOwnerId ?? userUniqueId })
}

async function keptFor(userId: string): Promise<number> {
  const { userUniqueId } = await ownerRow(userId)
  return (await paynet.cards()).filter((card) => card.user_unique_id === userUniqueId && !card.deleted).length
}

test('the simulator knows the faults that these tests are about', () => {
  expect(names).toEqual(
    expect.arrayContaining([...HONEST_NO, ...ABOUT_US, ...HARMLESS, 'answer-lost-before', 'answer-lost-after', 'slow', 'code-10']),
  )
})

const hanging = cases.filter(({ fault }) => HANGING.includes(fault))
const quick = cases.filter((one) => !hanging.includes(one))

describe.each([
  ['', quick],
  [', Paynet being slow', hanging],
])('a first card%s', (_slow, cases) => {
  if (cases === hanging) giveUpWhatHangs()
  test.concurrent.each(cases)(
    'that met $fault (acts: $acts) is told kept only when it is, and is never sent again by itself',
    async ({ fault, acts }) => {
      const [userId, clock] = [await givenUser(), stoppedClock()]
      const { userUniqueId } = await ensureOwner(userId)
      await faultOf(userId, { fault, service: 'card_save', acts, ms: SLOW_MS })
      const told = await save(userId, clock)
      expect(await paynet.calls(userUniqueId)).toHaveLength(1)
      if (HONEST_NO.includes(fault)) expect(told).toMatchObject({ failure: { kind: 'refused' } })
      else if (ABOUT_US.includes(fault)) expect(told).toEqual({ ok: false, failure: { kind: 'unavailable' } })
      else if (HARMLESS.includes(fault) && acts) expect(told).toMatchObject({ ok: true })
      // Before Paynet has given its id there is no list to ask for.
      else expect(told).toEqual(UNKNOWN)
      expect(await rowsOf(userId)).toHaveLength(told.ok ? 1 : 0)
    },
  )
})

describe('a first card', () => {
  test('whose answer was lost is found as soon as Paynet has told its name of the person', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    await faultOf(userId, { fault: 'answer-lost-after', service: 'card_save' })
    expect(await save(userId, clock, { description: 'ilk' })).toEqual(UNKNOWN)
    expect(await keptFor(userId)).toBe(1)

    expect(await save(userId, clock, { card: otherCard, description: 'ikinci' })).toMatchObject({ ok: true })
    expect(await keptFor(userId)).toBe(2)
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards.map(({ description }) => description).sort()).toEqual(['ikinci', 'ilk'])
  })
})

describe.each([
  ['', quick],
  [', Paynet being slow', hanging],
])('a second card%s', (_slow, cases) => {
  if (cases === hanging) giveUpWhatHangs()
  test.concurrent.each(cases)('that met $fault (acts: $acts) is told kept exactly when it is', async ({ fault, acts }) => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    await givenCard(userId, clock)
    clock.pass(MINUTE)
    await faultOf(userId, { fault, service: 'card_save', acts, ms: SLOW_MS })
    const told = await save(userId, clock, { card: otherCard, description: 'ikinci' })
    if (fault === 'slow-before' && acts) await expect.poll(() => keptFor(userId)).toBe(2)
    // Not kept yet when Paynet was asked, or not for good.
    else expect([told.ok, await keptFor(userId)]).toEqual(told.ok ? [true, 2] : [false, 1])
    if (!told.ok)
      expect(told.failure.kind).toBe(ABOUT_US.includes(fault) ? 'unavailable' : HONEST_NO.includes(fault) ? 'refused' : 'unknown')

    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards).toHaveLength(await keptFor(userId))
  })
})

describe('a second card', () => {
  test.each<[string, CardInput]>([
    ['sixteen', otherCard],
    ['fifteen', amexCard],
  ])('of %s digits whose answer was lost has its expiry and consent, as any other', async (_digits, card) => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const first = await givenCard(userId, clock)
    clock.pass(MINUTE)
    await faultOf(userId, { fault: 'answer-lost-after', service: 'card_save' })
    await faultOf(userId, { fault: 'expiry-zero', service: 'card_list' })
    expect(await save(userId, clock, { card })).toMatchObject({ ok: true })
    const row = (await rowsOf(userId)).find(({ id }) => id !== first.id)
    expect(row).toMatchObject({ consentVersion: expect.any(String), consentedAt: clock.at(), expiryMonth: expect.any(Number) })
  })

  test('whose answer was lost is not called kept because of a card that was there before', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    await givenCard(userId, clock, { card: otherCard, description: 'aynı' })
    clock.pass(MINUTE)
    await faultOf(userId, { fault: 'answer-lost-before', service: 'card_save' })
    expect(await save(userId, clock, { card: { ...cardToKeep }, description: 'aynı' })).toEqual(UNKNOWN)
  })

  test('whose answer was lost, and the list too, is unknown', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    await givenCard(userId, clock)
    await faultOf(userId, { fault: 'answer-lost-after', service: 'card_save' })
    await faultOf(userId, { fault: 'http-503-html', service: 'card_list' })
    expect(await save(userId, clock, { card: otherCard })).toEqual(UNKNOWN)
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards).toHaveLength(2)
  })
})
