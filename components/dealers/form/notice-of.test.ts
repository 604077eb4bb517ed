import { expect, test } from 'vitest'
import { messagesFor } from '@/lib/shared/messages'
import { noticeOf } from './notice-of'

const words = messagesFor('tr').dealers.form

test.each([
  ['tckn_vkn', '123 456 78 90', 'Vergi kimlik numarası olarak algıladık.'],
  ['tckn_vkn', '10000000146', 'T.C. kimlik numarası olarak algıladık.'],
  ['tckn_vkn', '1234567891', null],
  ['iban', 'TR40 0006 2000 0000 0000 0000 01', 'Banka: Garanti BBVA'],
  ['iban', 'TR330006100519786457841326', 'IBAN doğru görünüyor.'],
  ['iban', 'TR330006100519786457841362', null],
  ['company_name', '1234567890', null],
] as const)('%s %s is understood as %s', (field, typed, notice) => {
  expect(noticeOf(field, typed, words)).toBe(notice)
})
