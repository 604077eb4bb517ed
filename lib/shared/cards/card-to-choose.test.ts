import { expect, test } from 'vitest'
import { cardToChoose } from './card-to-choose'
import { byPreference, type SavedCardView } from './saved-card'

const card = (id: string, known: Partial<SavedCardView> = {}): SavedCardView => ({
  id,
  description: id,
  brand: 'visa',
  brandName: null,
  lastFour: '4358',
  bank: null,
  kind: null,
  expiry: null,
  validity: 'good',
  lastUsedAt: null,
  isDefault: false,
  ...known,
})

const cards = [card('default', { isDefault: true }), card('other'), card('expired', { validity: 'expired' })]
const nothing = { wish: null, lastCard: null, tired: [], isLive: true }

test('the first card is chosen, and a new one where there is none, or only expired and tired ones', () => {
  expect(cardToChoose(cards, nothing)).toBe('default')
  expect(cardToChoose([], nothing)).toBeNull()
  expect(cardToChoose(cards, { ...nothing, tired: ['default'] })).toBe('other')
  expect(cardToChoose(cards, { ...nothing, tired: ['default', 'other'] })).toBeNull()
})

test('the card tried last stays chosen, typed or saved', () => {
  expect(cardToChoose(cards, { ...nothing, lastCard: 'other' })).toBe('other')
  expect(cardToChoose(cards, { ...nothing, lastCard: 'new' })).toBeNull()
  expect(cardToChoose(cards, { ...nothing, lastCard: 'deleted' })).toBe('default')
})

test('a wish comes before both, even for a card that was refused; what is no card of this user’s is none', () => {
  expect(cardToChoose(cards, { ...nothing, wish: 'new', lastCard: 'other' })).toBeNull()
  expect(cardToChoose(cards, { ...nothing, wish: 'other', lastCard: 'default', tired: ['other'] })).toBe('other')
  expect(cardToChoose(cards, { ...nothing, wish: 'somebody’s', lastCard: 'other' })).toBe('other')
  expect(cardToChoose(cards, { ...nothing, wish: '' })).toBe('default')
})

test('an expired card is chosen only where it may pay and is wished for', () => {
  expect(cardToChoose(cards, { ...nothing, wish: 'expired' })).toBe('default')
  expect(cardToChoose(cards, { ...nothing, wish: 'expired', isLive: false })).toBe('expired')
  expect(cardToChoose([card('expired', { validity: 'expired' })], { ...nothing, isLive: false })).toBeNull()
})

test('the default card stands first, then the most recently used, a new one counting as used; expired ones are last', () => {
  const used = (id: string, createdAt: number, lastUsedAt: number | null, known: Partial<SavedCardView> = {}) => ({
    ...card(id, { lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt), ...known }),
    createdAt: new Date(createdAt),
  })
  const all = [
    used('expired default', 1, 9, { validity: 'expired', isDefault: true }),
    used('old', 1, null),
    used('used', 2, 7),
    used('new', 5, null),
    used('expired', 6, 8, { validity: 'expired' }),
    used('default', 3, null, { isDefault: true }),
  ]
  const order = ['default', 'used', 'new', 'old', 'expired default', 'expired']
  expect(all.sort(byPreference).map(({ id }) => id)).toEqual(order)
})
