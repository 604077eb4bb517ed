import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answers } from './dealer'
import { maskAnswers } from './mask-answers'

test('an answer shown again names no one', () => {
  const shown = Object.fromEntries(
    maskAnswers({
      form_type: '2',
      company_name: 'Duru Ticaret',
      tckn_vkn: '10000000146',
      contact_name: 'Ayşe Çağla Duru',
      contact_gsm_no: '5556667788',
      contact_mail: 'ayse@duru.example',
      phone: '2121234567',
      adres1: 'Maslak Mahallesi',
      iban: 'TR330006100519786457841326',
      city: '34',
    }).map(({ field, text }) => [field, text]),
  )
  expect(shown).toEqual({
    form_type: '2',
    company_name: 'D*** T***',
    tckn_vkn: '********146',
    contact_name: 'A*** Ç*** D***',
    contact_gsm_no: '********88',
    contact_mail: 'a***@d***',
    phone: '********67',
    adres1: 'M*** M***',
    city: '34',
    iban: 'TR********************1326',
  })
})

test('only the end of a number is shown, however short it is', () => {
  const digits = fc.stringMatching(/^\d{1,26}$/)
  fc.assert(
    fc.property(digits, (number) => {
      for (const field of ['tckn_vkn', 'contact_gsm_no', 'phone', 'iban'] as const) {
        const answers: Answers = { [field]: number }
        const text = maskAnswers(answers)[0]?.text ?? ''
        expect(text.length).toBe(number.length)
        expect(text.replaceAll('*', '').length).toBeLessThanOrEqual(Math.min(4, number.length / 2))
      }
    }),
  )
})
