import { expect, test } from 'vitest'
import { DEALER_FIELD_NAMES } from '@/lib/shared/dealers/dealer'
import { DEALER_PROBLEMS } from '@/lib/shared/dealers/dealer-problems'
import { messagesFor } from './index'

test.each(['tr', 'en'] as const)('each fault has a sentence of its own (%s)', (locale) => {
  const sentences = DEALER_FIELD_NAMES.flatMap((field) => Object.values<string>(messagesFor(locale).dealers.faults[field]))
  const problems = DEALER_FIELD_NAMES.flatMap((field) => DEALER_PROBLEMS[field])
  expect(sentences).toHaveLength(problems.length)
  expect(new Set(sentences).size).toBe(sentences.length)
  for (const sentence of sentences) expect(sentence).toMatch(/[.\d]$/)
})

test('only text goes to the browser with the form', () => {
  for (const locale of ['tr', 'en'] as const) {
    const { form, faults, check } = messagesFor(locale).dealers
    for (const words of [form, faults, check]) expect(JSON.parse(JSON.stringify(words))).toEqual(words)
  }
})
