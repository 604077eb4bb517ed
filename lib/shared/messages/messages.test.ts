import { describe, expect, test } from 'vitest'
import { en } from '@/lib/shared/messages/en'
import { tr } from '@/lib/shared/messages/tr'
import { crash } from './crash'
import { messagesFor } from './index'

/** Every sentence by its path; a sentence that takes a value is shown with one. */
function sentences(node: unknown, path = ''): Array<[string, string]> {
  if (typeof node === 'string') return [[path, node]]
  if (typeof node === 'function') return [[path, String(node(5))]]
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => sentences(value, path ? `${path}.${key}` : key))
}

/** The sentences that take a value. */
function withValues(node: unknown, path = ''): Array<[string, (value: unknown) => string]> {
  if (typeof node === 'function') return [[path, (value) => String(node(value))]]
  if (typeof node === 'string') return []
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => withValues(value, path ? `${path}.${key}` : key))
}

/** The names in braces that a component replaces. */
const valuesIn = (sentence = '') => (sentence.match(/\{\w+\}/g) ?? []).sort()

const keysOf = (node: unknown) =>
  sentences(node)
    .map(([path]) => path)
    .sort()

describe.each([
  ['Turkish', { ...tr, crash: crash.tr }],
  ['English', { ...en, crash: crash.en }],
])('%s', (_, dictionary) => {
  test('no sentence is empty or shows a value that was not filled in', () => {
    for (const [path, sentence] of sentences(dictionary)) {
      expect(sentence.trim(), path).not.toBe('')
      expect(sentence, path).not.toMatch(/undefined|null|NaN|\$\{|\[object/)
    }
  })

  test('no sentence shouts', () => {
    for (const [path, sentence] of sentences(dictionary)) expect(sentence, path).not.toContain('!')
  })
})

test('both languages say the same things', () => {
  expect(keysOf(en)).toEqual(keysOf(tr))
  expect(keysOf(crash.en)).toEqual(keysOf(crash.tr))
})

test('both languages fill in the same values', () => {
  const english = new Map(sentences(en))
  for (const [path, turkish] of sentences(tr)) expect(valuesIn(english.get(path)), path).toEqual(valuesIn(turkish))
})

test('both languages show every value that they take', () => {
  for (const dictionary of [tr, en]) {
    for (const [path, say] of withValues(dictionary)) expect(say(5), path).not.toBe(say(7))
  }
})

test('only names and figures read the same in both languages', () => {
  const english = new Map(sentences(en))
  const same = sentences(tr).filter(([path, turkish]) => english.get(path) === turkish)
  expect(same.map(([path]) => path).sort()).toEqual([
    'applications.documents.size',
    'applications.fields.iban',
    'cards.endingIn',
    'dealers.questions.iban.label',
    'form.brands',
  ])
})

test('only text goes to the browser with the card form', () => {
  for (const dictionary of [tr, en]) expect(JSON.parse(JSON.stringify(dictionary.form))).toEqual(dictionary.form)
})

test('Turkish avoids empty words', () => {
  const empty = /geçersiz|lütfen|hata oluştu|CVV|CVC/i
  // There it is what happened: another attempt has made this one void.
  const found = sentences(tr).filter(([path, sentence]) => empty.test(sentence) && path !== 'result.superseded')
  expect(found).toEqual([])
})

test('a pending payment is never called not charged', () => {
  const { checking, doNotPayAgain, checkingNext, checkingLeave, review, reviewNext } = tr.result
  for (const sentence of [checking, doNotPayAgain, checkingNext, checkingLeave, review, reviewNext, tr.returnBusy.text]) {
    expect(sentence).not.toMatch(/alınmadı|gerçekleşmedi/)
  }
})

test.each([
  [0, '1 saniye', '1 second'],
  [1, '1 saniye', '1 second'],
  [59, '59 saniye', '59 seconds'],
  [61, '2 dakika', '2 minutes'],
  [600, '10 dakika', '10 minutes'],
  [3600, '1 saat', '1 hour'],
  [86_400, '24 saat', '24 hours'],
])('a wait of %d seconds is put into words', (seconds, turkish, english) => {
  expect(messagesFor('tr').problem.rateLimited(seconds)).toContain(turkish)
  expect(messagesFor('en').problem.rateLimited(seconds)).toContain(`in ${english}.`)
})
