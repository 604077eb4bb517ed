import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readOrderInput } from './order-input'

const least = { reference: 'SIP-1001', amount: 14_990 }
const item = { name: 'Fincan', quantity: 2, unit_amount: 7_495 }
/** The IBAN that Turkey's standard shows. */
const IBAN = 'TR330006100519786457841326'
const paynet = {
  agent_id: '1001',
  company_amount: 9_990,
  agent_reference_no: 'B-1001',
  agent_customer_name: 'Örnek Bayi A.Ş.',
  is_escrow: true,
  iban: IBAN,
  ratio_code: 'KASIM',
}
const link = (path: string) => `https://example.com/${path}`

function errorsOf(body: unknown): string[] {
  const read = readOrderInput(body)
  return read.ok ? [] : read.errors.map(({ pointer, detail }) => `${pointer} ${detail}`)
}

const pointersOf = (body: unknown) => errorsOf(body).map((line) => line.split(' ')[0])

test('an order needs only a reference and an amount', () => {
  expect(readOrderInput(least)).toEqual({
    ok: true,
    value: {
      reference: 'SIP-1001',
      amountKurus: 14_990,
      description: null,
      items: [],
      customer: null,
      successUrl: null,
      cancelUrl: null,
      locale: null,
    },
  })
})

test('a whole order is read field by field', () => {
  const body = {
    ...least,
    currency: 'TRY',
    description: 'İki fincan',
    items: [item],
    customer: { name: 'Ayşe', email: 'ayse@example.com', phone: '5320000000' },
    success_url: link('tamam'),
    cancel_url: link('vazgec'),
    locale: 'en',
    paynet,
  }
  expect(readOrderInput(body)).toEqual({
    ok: true,
    value: {
      reference: 'SIP-1001',
      amountKurus: 14_990,
      description: 'İki fincan',
      items: [{ name: 'Fincan', quantity: 2, unitAmountKurus: 7_495 }],
      customer: { name: 'Ayşe', email: 'ayse@example.com', phone: '5320000000' },
      successUrl: link('tamam'),
      cancelUrl: link('vazgec'),
      locale: 'en',
      paynet,
    },
  })
})

test('null for an optional field is as if it were absent', () => {
  const optional = [
    'currency',
    'description',
    'items',
    'customer',
    'success_url',
    'cancel_url',
    'locale',
    'paynet',
    'expires_at',
    'metadata',
    'return',
  ]
  const nulls = Object.fromEntries(optional.map((name) => [name, null]))
  expect(readOrderInput({ ...least, ...nulls })).toEqual(readOrderInput(least))
  const inside = {
    customer: { name: 'Ayşe', email: null, phone: null },
    paynet: { ...Object.fromEntries(Object.keys(paynet).map((name) => [name, null])), agent_id: '1' },
  }
  expect(readOrderInput({ ...least, ...inside })).toEqual(
    readOrderInput({ ...least, customer: { name: 'Ayşe' }, paynet: { agent_id: '1' } }),
  )
})

describe('a field that fits', () => {
  test.each<[string, object]>([
    ['a reference of one letter', { reference: 'a' }],
    ['a reference of forty', { reference: 'aZ0-_.'.padEnd(40, 'x') }],
    ['the least amount', { amount: 1 }],
    ['the largest amount', { amount: 10_000_000_000 }],
    ['a text of 140', { description: 'ş'.repeat(140) }],
    ['an empty description', { description: '' }],
    ['an item that costs nothing', { items: [item, { name: 'Hediye', quantity: 1, unit_amount: 0 }] }],
    ['a hundred items', { amount: 100, items: Array.from({ length: 100 }, () => ({ name: 'a', quantity: 1, unit_amount: 1 })) }],
    ['a URL of 256', { success_url: link('x'.repeat(256 - link('').length)) }],
    ['http on loopback', { success_url: 'http://localhost:8080/ok', cancel_url: 'http://127.0.0.1/x' }],
    ['a URL with places for the order', { success_url: link('{ORDER_ID}?no={REFERENCE}&x={ORDER_ID}#{REFERENCE}') }],
    ['a URL with other braces', { cancel_url: link('a{}?{X}={') }],
    ['a return by link, without a URL', { return: 'link' }],
    ['a return within seconds', { return: 'auto', success_url: link('tamam') }],
    ['an empty customer', { customer: {} }],
    ['a phone with its country', { customer: { phone: '+90 (532) 123 45 67' } }],
    ['a phone of another country', { customer: { phone: '+49 170 1234567' } }],
    ['a phone that was copied with its marks', { customer: { phone: '\u202a+90 (0) 532 123 45 67\u202c' } }],
    ['a phone in other digits', { customer: { phone: '٠٥٣٢ ١٢٣ ٤٥ ٦٧' } }],
    ['an address that was copied with its marks', { customer: { email: '\ufeffayse@example.com\u200b' } }],
    ['a description of a blank', { description: ' ' }],
    ['names of many scripts', { description: 'می\u200cخواهم', customer: { name: '王小明 👩\u200d👩\u200d👧' } }],
    ['an address with a plus', { customer: { email: 'ayse+deneme@example.co.uk' } }],
    ['nothing for Paynet', { paynet: {} }],
    ['the whole amount for the company', { paynet: { company_amount: 14_990 } }],
    ['an agent of ten characters', { paynet: { agent_id: '1234567890' } }],
    ['no escrow', { paynet: { is_escrow: false } }],
    ['a reference that is a time in milliseconds', { reference: 'SIP-1795826580000' }],
  ])('is %s', (_name, change) => {
    expect(errorsOf({ ...least, ...change })).toEqual([])
  })
})

describe('a field that does not fit', () => {
  test.each<[string, string, object]>([
    ['no reference', '/reference', { reference: undefined }],
    ['an empty reference', '/reference', { reference: '' }],
    ['a reference of forty-one', '/reference', { reference: 'x'.repeat(41) }],
    ['a reference with a blank', '/reference', { reference: 'SIP 1' }],
    ['a reference with a slash', '/reference', { reference: 'SIP/1' }],
    ['a reference with a Turkish letter', '/reference', { reference: 'ŞİP' }],
    ['a reference with a line break at its end', '/reference', { reference: 'SIP\n' }],
    ['a reference that is a number', '/reference', { reference: 1001 }],
    ['no amount', '/amount', { amount: undefined }],
    ['an amount of nothing', '/amount', { amount: 0 }],
    ['a negative amount', '/amount', { amount: -1 }],
    ['a fraction of a kuruş', '/amount', { amount: 1.5 }],
    ['an amount as text', '/amount', { amount: '14990' }],
    ['an amount above the largest', '/amount', { amount: 10_000_000_001 }],
    ['an amount beyond whole numbers', '/amount', { amount: 1e308 }],
    ['an amount of null', '/amount', { amount: null }],
    ['another currency', '/currency', { currency: 'USD' }],
    ['a currency in small letters', '/currency', { currency: 'try' }],
    ['a text of 141', '/description', { description: 'x'.repeat(141) }],
    ['a text with a line break', '/description', { description: 'a\nb' }],
    ['a text with NUL', '/description', { description: 'a\u0000b' }],
    ['a text that reverses what follows', '/description', { description: 'fatura \u202egnp.exe' }],
    ['a name with a soft hyphen', '/items/0/name', { items: [{ name: 'ka\u00adlem', quantity: 1, unit_amount: 14_990 }] }],
    ...['\u3164', '\u2800', '\u115f', '\uffa0', '\u034f', '\ufe0f', '\u200d\u200c', '\u3164 \u3164', '\u0301', '\u{e0100}'].flatMap(
      (unseen): [string, string, object][] => [
        [`a description of ${JSON.stringify(unseen)}, which nobody sees`, '/description', { description: unseen }],
        ['a name of it', '/customer/name', { customer: { name: unseen } }],
        ['an item of it', '/items/0/name', { items: [{ name: unseen, quantity: 1, unit_amount: 14_990 }] }],
        ['a customer of it', '/paynet/agent_customer_name', { paynet: { agent_customer_name: unseen } }],
      ],
    ),
    ['an item of blanks', '/items/0/name', { items: [{ name: ' \u00a0', quantity: 1, unit_amount: 14_990 }] }],
    ...['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u200f', '\u061c'].map((turn): [string, string, object] => [
      `an item that ${JSON.stringify(turn)} mirrors`,
      '/items/0/name',
      { items: [{ name: `Fincan ${turn}99,00`, quantity: 1, unit_amount: 14_990 }] },
    ]),
    ['half a character', '/description', { description: '\ud83d' }],
    ['no items in the list', '/items', { items: [] }],
    [
      'a hundred and one items',
      '/items',
      { amount: 101, items: Array.from({ length: 101 }, () => ({ name: 'a', quantity: 1, unit_amount: 1 })) },
    ],
    ['items that add up to less', '/items', { items: [{ ...item, quantity: 1 }] }],
    ['items that are an object', '/items', { items: item }],
    ['an item without a name', '/items/0/name', { items: [{ ...item, name: undefined }] }],
    ['an item with an empty name', '/items/0/name', { items: [{ ...item, name: '' }] }],
    ['an item of none', '/items/0/quantity', { items: [{ ...item, quantity: 0 }] }],
    ['half an item', '/items/0/quantity', { items: [{ ...item, quantity: 0.5 }] }],
    ['an item of a negative price', '/items/0/unit_amount', { items: [{ ...item, unit_amount: -1 }] }],
    ['an item with a key of its own', '/items/0/sku', { items: [{ ...item, sku: '1' }] }],
    ['a customer that is a text', '/customer', { customer: 'Ayşe' }],
    ['a customer with a key of its own', '/customer/tckn', { customer: { tckn: '1' } }],
    ['a long name', '/customer/name', { customer: { name: 'x'.repeat(141) } }],
    ['a phone that is a number', '/customer/phone', { customer: { phone: 5320000000 } }],
    ['a phone that is none', '/customer/phone', { customer: { phone: 'yok' } }],
    ['a phone that is too short', '/customer/phone', { customer: { phone: '123456' } }],
    ['two phones', '/customer/phone', { customer: { phone: '05321234567, 05327654321' } }],
    ['an address without a host', '/customer/email', { customer: { email: 'ayse@' } }],
    ['two addresses', '/customer/email', { customer: { email: 'a@example.com, b@example.com' } }],
    ['an address with a name', '/customer/email', { customer: { email: 'Ayşe <a@example.com>' } }],
    ['an empty address', '/customer/email', { customer: { email: '' } }],
    ['a text for Paynet', '/paynet', { paynet: '1001' }],
    ['a key that Paynet does not have', '/paynet/pos_type', { paynet: { pos_type: 5 } }],
    ['an agent that is a number', '/paynet/agent_id', { paynet: { agent_id: 1001 } }],
    ['an agent of eleven characters', '/paynet/agent_id', { paynet: { agent_id: '12345678901' } }],
    ['an empty agent', '/paynet/agent_id', { paynet: { agent_id: '' } }],
    ['a company’s amount above the order’s', '/paynet/company_amount', { paynet: { company_amount: 14_991 } }],
    ['a company’s amount of nothing', '/paynet/company_amount', { paynet: { company_amount: 0 } }],
    ['a company’s amount in lira', '/paynet/company_amount', { paynet: { company_amount: '99,90' } }],
    ['a dealer of blanks', '/paynet/agent_id', { paynet: { agent_id: ' ' } }],
    ['a dealer’s reference of fifty-one', '/paynet/agent_reference_no', { paynet: { agent_reference_no: 'x'.repeat(51) } }],
    ['a dealer’s reference with a line break', '/paynet/agent_reference_no', { paynet: { agent_reference_no: 'B\n1' } }],
    ['a customer’s name of a hundred and one', '/paynet/agent_customer_name', { paynet: { agent_customer_name: 'x'.repeat(101) } }],
    ['a card number as customer’s name', '/paynet/agent_customer_name', { paynet: { agent_customer_name: '4355084355084358' } }],
    ['escrow as text', '/paynet/is_escrow', { paynet: { is_escrow: 'true' } }],
    ['an IBAN with a wrong digit', '/paynet/iban', { paynet: { iban: 'TR330006100519786457841327' } }],
    ['an IBAN with blanks', '/paynet/iban', { paynet: { iban: 'TR33 0006 1005 1978 6457 8413 26' } }],
    ['an IBAN without its country', '/paynet/iban', { paynet: { iban: IBAN.slice(2) } }],
    ['an IBAN of another country', '/paynet/iban', { paynet: { iban: 'DE89370400440532013000' } }],
    ['a rate table’s code of a hundred and one', '/paynet/ratio_code', { paynet: { ratio_code: 'x'.repeat(101) } }],
    ['a URL of 257', '/success_url', { success_url: link('x'.repeat(257 - link('').length)) }],
    ['http off loopback', '/success_url', { success_url: 'http://example.com/' }],
    ['http on a look-alike of loopback', '/cancel_url', { cancel_url: 'http://localhost.example.com/' }],
    ['a script', '/cancel_url', { cancel_url: 'javascript:alert(1)//https://example.com' }],
    ['a path', '/cancel_url', { cancel_url: '/sepet' }],
    ['a URL without a scheme', '/cancel_url', { cancel_url: '//example.com' }],
    ['a URL with a user', '/cancel_url', { cancel_url: 'https://a:b@example.com/' }],
    ['a URL with a line break', '/cancel_url', { cancel_url: 'https://example.com/\nx' }],
    ['an empty URL', '/success_url', { success_url: '' }],
    ...[
      '{REFERENCE}',
      'shop.{ORDER_ID}.example',
      'example.com{REFERENCE}',
      'example.com:{REFERENCE}',
      '{ORDER_ID}@example.com',
      '\uff5bREFERENCE\uff5d.example',
    ].flatMap((host): [string, string, object][] => [
      [`a URL of ${host}`, '/success_url', { success_url: `https://${host}/` }],
      [`a way back to ${host}`, '/cancel_url', { cancel_url: `https://${host}` }],
    ]),
    ['a URL whose scheme is the order’s', '/success_url', { success_url: '{REFERENCE}://example.com/' }],
    ['a script with a place for the order', '/success_url', { success_url: 'javascript:{REFERENCE}' }],
    ['a return that is none', '/return', { return: 'now' }],
    ['a return within seconds to nowhere', '/success_url', { return: 'auto' }],
    ['a return within seconds to null', '/success_url', { return: 'auto', success_url: null, cancel_url: link('vazgec') }],
    ['a card number in a reference', '/reference', { reference: 'SIP-4355084355084358' }],
    ['a card number in a description', '/description', { description: 'Kart 4355 0843 5508 4358' }],
    ['a card number in the name of an item', '/items/0/name', { items: [{ ...item, name: '5571-1355-7113-5575' }] }],
    ['a card number in a name', '/customer/name', { customer: { name: 'Ayşe 375622005485014' } }],
    ['a card number in a URL', '/success_url', { success_url: 'https://example.com/?k=4355084355084358' }],
    ['a card number in a reference, in groups', '/reference', { reference: '4355_0843_5508_4358' }],
    ['a card number in an address', '/customer/email', { customer: { email: '4355.0843.5508.4358@example.com' } }],
    ['a card number in a phone’s place', '/customer/phone', { customer: { phone: '435508 4355 084358' } }],
    ['a card number in a name, with joiners', '/customer/name', { customer: { name: '4355\u200d0843\u200c5508\u200d4358' } }],
    ['a card number in a URL, with pluses', '/success_url', { success_url: 'https://example.com/?k=4355+0843+5508+4358' }],
    ['a card number in a URL, escaped twice', '/success_url', { success_url: 'https://example.com/4355%25200843%2525205508%204358' }],
    [
      'a card number in a URL, next to what is not text',
      '/success_url',
      { success_url: 'https://example.com/%ff?k=%34355%200843%205508%204358' },
    ],
    ['a card number in a URL, with escapes', '/cancel_url', { cancel_url: 'https://example.com/?k=4355%200843%205508%204358' }],
    ['another language', '/locale', { locale: 'de' }],
    ['metadata that is a list', '/metadata', { metadata: ['a'] }],
    ['twenty-one pairs', '/metadata', { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, ''])) }],
    ['a key with a colon', '/metadata/a:b', { metadata: { 'a:b': '' } }],
    ['a key of nothing', '/metadata/', { metadata: { '': '' } }],
    ['a key of forty-one', `/metadata/${'k'.repeat(41)}`, { metadata: { ['k'.repeat(41)]: '' } }],
    ['a value that is a number', '/metadata/a', { metadata: { a: 1 } }],
    ['a value of null', '/metadata/__proto__', { metadata: JSON.parse('{"__proto__":null}') }],
    ['a value of two hundred and one', '/metadata/a', { metadata: { a: 'x'.repeat(201) } }],
    ['a value with a NUL', '/metadata/a', { metadata: { a: 'a\0b' } }],
    ['a value of half a character', '/metadata/a', { metadata: { a: '\ud83d' } }],
    ['a card number in a value', '/metadata/a', { metadata: { a: '4355084355084358' } }],
    ['a card number over lines of a value', '/metadata/a', { metadata: { a: '4355\n0843\r\n5508\t4358' } }],
    ['a card number as a key', '/metadata/4355084355084358', { metadata: { '4355084355084358': 'a' } }],
    ['a time that is a number', '/expires_at', { expires_at: 1 }],
    ['a time without an offset', '/expires_at', { expires_at: '2026-01-31T12:00:00' }],
    ['a day', '/expires_at', { expires_at: '2026-01-31' }],
    ['a day that is none', '/expires_at', { expires_at: '2026-02-30T12:00:00Z' }],
    ['an unknown key', '/Amount', { Amount: 1 }],
    ['an unknown key with a slash and a tilde', '/a~1b~0c', { 'a/b~c': 1 }],
  ])('is %s', (_name, pointer, change) => {
    const pointers = pointersOf({ ...least, ...change })
    expect(pointers).toContain(pointer)
    // Items that do not fit do not add up, either.
    for (const each of pointers) expect([pointer, '/items']).toContain(each)
  })

  test.each([null, [], 'x', 1, true, [least]])('is a body of %j', (body) => {
    expect(pointersOf(body)).toEqual([''])
  })

  test('is distinguished from a missing one', () => {
    expect(errorsOf({})).toEqual(['/reference is missing', '/amount is missing'])
    expect(errorsOf({ reference: 1, amount: 'x' })).toEqual(['/reference must be text', '/amount must be a whole number of kuruş'])
    expect(errorsOf({ ...least, items: [{ name: 'a', quantity: 'x' }] })).toEqual([
      '/items/0/quantity must be a whole number',
      '/items/0/unit_amount is missing',
    ])
  })

  test('is reported along with all others that do not fit', () => {
    expect(pointersOf({ reference: '', amount: 0, currency: 'EUR', x: 1 }).sort()).toEqual(['/amount', '/currency', '/reference', '/x'])
  })

  test('is a key with a meaning for objects themselves', () => {
    expect(pointersOf(JSON.parse('{"reference":"a","amount":1,"__proto__":{"x":1}}'))).toEqual(['/__proto__'])
    expect(pointersOf({ ...least, constructor: 1 })).toEqual(['/constructor'])
  })
})

test('no JSON makes the reader throw', () => {
  const almost = fc.record(
    {
      reference: fc.oneof(fc.constant('a'), fc.jsonValue()),
      amount: fc.oneof(fc.integer(), fc.jsonValue()),
      items: fc.jsonValue(),
      customer: fc.jsonValue(),
      success_url: fc.oneof(fc.webUrl(), fc.jsonValue()),
      locale: fc.jsonValue(),
      paynet: fc.jsonValue(),
      metadata: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.jsonValue()),
      expires_at: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), almost), (body) => {
      const read = readOrderInput(body)
      if (read.ok) expect(read.value.amountKurus).toBeGreaterThan(0)
      else expect(read.errors.length).toBeGreaterThan(0)
    }),
    { numRuns: 2_000 },
  )
})
