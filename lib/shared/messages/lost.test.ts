import { expect, test } from 'vitest'
import { LOCALES } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'

test.each(LOCALES)('in %s, a form that asks for a reload does not say that what was typed is still there afterwards', (locale) => {
  const { lost } = messagesFor(locale).dealers.form
  expect(lost.offline).toMatch(/duruyor|still here/)
  for (const sentence of [lost.renewed, lost.refused]) expect(sentence).toMatch(/kopyalay|copy what/i)
})

test.each(LOCALES)('in %s, every sentence for the checkout about a lost answer says that the card was not charged', (locale) => {
  const { reload, ...sentences } = messagesFor(locale).form.lost
  for (const sentence of Object.values(sentences)) expect(sentence, reload).toMatch(/ücret alınmadı|not charged/)
})
