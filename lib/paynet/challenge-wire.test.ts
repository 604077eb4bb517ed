import { expect, test } from 'vitest'
import { encodeCustomer, encodeDescription, encodePaynetFields } from './challenge-wire'

test.each([
  ['5321234567', '5321234567'],
  ['0532 123 45 67', '5321234567'],
  ['+90 (532) 123-45-67', '5321234567'],
  ['00905321234567', '5321234567'],
  ['0 212 555 00 00', '2125550000'],
])('the phone %s is sent as ten digits', (phone, sent) => {
  expect(encodeCustomer({ phone })).toEqual({ card_holder_phone: sent })
})

test.each(['', '1', '+49 170 1234567', '532123456', '05321234567 / 05327654321', 'yok', '0000000000'])(
  'the phone %j, which Paynet could not take, is left out',
  (phone) => {
    expect(encodeCustomer({ phone, email: 'a@b.example' })).toEqual({ card_holder_mail: 'a@b.example' })
  },
)

test.each(['', 'ayse', 'a@b.example, c@d.example', 'ayşe@örnek.example', `${'a'.repeat(49)}@example.com`, 'a@b.example\nX: y'])(
  'the address %j, which Paynet could not take, is left out',
  (email) => {
    expect(encodeCustomer({ email, phone: '5321234567' })).toEqual({ card_holder_phone: '5321234567' })
  },
)

test('an address of sixty characters is sent, and a name is not', () => {
  const email = `${'a'.repeat(48)}@example.com`
  expect(encodeCustomer({ email, name: 'Ayşe' })).toEqual({ card_holder_mail: email })
})

test('a description is sent up to the length that Paynet takes', () => {
  expect(encodeDescription('ş'.repeat(150))).toBe('ş'.repeat(140))
})

test('what a merchant tells Paynet goes out under its own names, and only the amount changes its form', () => {
  const fields = {
    agent_id: '1001',
    agent_reference_no: 'B-1001',
    agent_customer_name: 'Bayi A.Ş.',
    is_escrow: false,
    iban: 'TR330006100519786457841326',
    ratio_code: 'KASIM',
  }
  expect(encodePaynetFields({ ...fields, company_amount: 123_405 })).toEqual({ ...fields, company_amount: '1234,05' })
  expect(encodePaynetFields({})).toEqual({})
})
