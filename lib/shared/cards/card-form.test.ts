import { expect, test } from 'vitest'
import type { CardInput } from './card'
import { parseCardForm } from './card-form'
import { parseDescription } from './saved-card'

const options = { now: new Date('2026-11-21T10:00:00Z'), live: true }
const card: CardInput = { holder: 'Ayşe Yılmaz', number: '4355 0843 5508 4358', expiry: '12/29', cvc: '000' }

test('a card and its description are read together', () => {
  expect(parseCardForm({ card, description: ' Maaş\t kartı\u200b' }, options)).toMatchObject({
    card: { number: '4355084355084358' },
    description: 'Maaş kartı',
  })
})

test('the faults of both are reported together, and then no card is read', () => {
  const parsed = parseCardForm({ card: { ...card, cvc: '' }, description: 'x'.repeat(51) }, options)
  expect(parsed).toEqual({
    faults: [
      { field: 'cvc', problem: 'cvc-empty' },
      { field: 'description', problem: 'description-long' },
    ],
    notices: [],
  })
})

test('a card that is not to be saved needs no description', () => {
  expect(parseCardForm({ card, description: null }, options)).toMatchObject({ description: '' })
})

test.each([
  ['', { mayBeEmpty: true }, { description: '' }],
  ['\u3164\u2800', { mayBeEmpty: false }, { problem: 'description-empty' }],
  ['\u202e\u034f', { mayBeEmpty: true }, { description: '' }],
  [' \n', { mayBeEmpty: false }, { problem: 'description-empty' }],
  ['x'.repeat(50), { mayBeEmpty: false }, { description: 'x'.repeat(50) }],
  ['x'.repeat(51), { mayBeEmpty: true }, { problem: 'description-long' }],
  ['4355 0843', { mayBeEmpty: true }, { problem: 'description-digits' }],
  ['٤٣٥٥ ٠٨٤٣', { mayBeEmpty: true }, { problem: 'description-digits' }],
  ['S\u0327irket 2024', { mayBeEmpty: false }, { description: 'Şirket 2024' }],
])('the description %j under %j is %j', (typed, how, expected) => {
  expect(parseDescription(typed, how)).toEqual(expected)
})
