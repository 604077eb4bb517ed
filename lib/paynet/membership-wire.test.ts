import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answers, DEALER_FIELD_NAMES, DEALER_FIELDS } from '@/lib/shared/dealers/dealer'
import {
  type ApplicationMeaning,
  classifyApplication,
  classifyDocumentTypes,
  classifyStatus,
  encodeApplication,
  namedField,
  readFormId,
  readFormLink,
} from './membership-wire'
import { answered, errorObject, lost, notSent } from './replies.test-kit'
import type { Reply } from './transport'

/** The published sample of a receipt (page "Başvuru Kayıt Servisi"). */
const sample = {
  object_name: 'membership_formdata_insert',
  code: 0,
  message: 'Başarılı İşlem',
  form_id: 4567,
  form_link: 'www.paynet.com.tr/basvuru-takip?form_id=*****',
}

type Kind = ApplicationMeaning['kind']
type Row = [name: string, reply: Reply, first: Kind, later: Kind]
const said = (change: object, status = 200) => answered({ ...sample, ...change }, status)
const no = (code: unknown, change: object = {}) => said({ code, form_id: undefined, form_link: undefined, message: 'Hata', ...change })

const received: Row[] = [
  ['the published sample', said({}), 'received', 'received'],
  ['a form_id that is text, as in the table', said({ form_id: '4567' }), 'received', 'received'],
  ['a code that is text', said({ code: '0' }), 'received', 'received'],
  ['code 100', said({ code: 100 }), 'received', 'received'],
  ['no link', said({ form_link: undefined }), 'received', 'received'],
]

/** A body that says what Paynet documents, ASP.NET's own, IIS's page, and nothing. */
const bodies: [name: string, json: unknown][] = [
  ['an error object without a result_code', { type: 'invalid_request_error', message: 'Hata', code: 400 }],
  ['ASP.NET’s own object', { Message: 'The request is invalid.', ModelState: { city: ['zorunlu'] } }],
  ['no JSON', undefined],
  ['null', null],
  ['text', 'Bad Request'],
  ['a number', 7],
  ['a list', [sample]],
]

const each = <T>(list: readonly T[], row: (one: T) => Row[]): Row[] => list.flatMap(row)

const refused: Row[] = [
  ...each([1, 6, 11, 12, 13, 14, 18, 22, 25, 200, -1], (code) => [[`code ${code}`, no(code), 'refused', 'refused']]),
  ['a code that is text', no('11'), 'refused', 'refused'],
  ['a no that brings a form_id all the same', no(11, { form_id: 4567 }), 'refused', 'refused'],
  ...each([400, 406, 411, 413, 415, 422], (status) =>
    bodies.map(([name, json]): Row => [`${status} with ${name}`, answered(json, status), 'refused', 'refused']),
  ),
  ...each([400, 402, 409, 410, 422], (status) => [
    [`${status} with result_code 11`, errorObject(status, 'invalid_request_error', 11), 'refused', 'refused'],
  ]),
  ['400 whose result_code is text', errorObject(400, 'invalid_request_error', '11'), 'refused', 'refused'],
]

const notNow: Row[] = [
  ...each([2, 3, 4, 7, 9, 19, 20, 21, 23], (code) => [
    [`code ${code}`, no(code), 'refuses-us', 'refuses-us'],
    [`400 with result_code ${code}`, errorObject(400, 'invalid_request_error', code), 'refuses-us', 'refuses-us'],
  ]),
  ...each([301, 302, 307, 308, 401, 403, 404, 405, 429], (status) => [
    ...bodies.map(([name, json]): Row => [`${status} with ${name}`, answered(json, status), 'refuses-us', 'refuses-us']),
    ...[1, 5, 7, 8, 11, 12].map(
      (code): Row => [`${status} with result_code ${code}`, errorObject(status, 'api_error', code), 'refuses-us', 'refuses-us'],
    ),
  ]),
]

const duplicates: Row[] = [
  ['code 5', no(5), 'refused', 'already'],
  ['code 5 as text', no('5'), 'refused', 'already'],
  ['400 with result_code 5', errorObject(400, 'invalid_request_error', 5), 'refused', 'already'],
]

const unclear: Row[] = [
  ['a reset', lost, 'lost', 'lost'],
  ...each([8, 10], (code) => [
    [`code ${code}`, no(code), 'lost', 'lost'],
    [`400 with result_code ${code}`, errorObject(400, 'api_error', code), 'lost', 'lost'],
  ]),
  ...each([400, 401, 403, 404, 429, 500], (status) =>
    [0, 100].map((code): Row => [`${status} with result_code ${code}`, errorObject(status, 'api_error', code), 'lost', 'lost']),
  ),
  ...[undefined, null, 0, '0', '', -4567, 45.67, {}, 'bir iki', 'x'.repeat(41)].map(
    (form_id): Row => [`a success with the form_id ${JSON.stringify(form_id)?.slice(0, 12)}`, said({ form_id }), 'lost', 'lost'],
  ),
  ...[undefined, null, '', 'tamam', 0.5, true, {}, [0]].map(
    (code): Row => [`the code ${JSON.stringify(code)}`, said({ code }), 'lost', 'lost'],
  ),
  ...[201, 202, 204, 301, 307, 403, 500, 502, 503].map(
    (status): Row => [`the receipt with HTTP ${status}`, said({}, status), 'lost', 'lost'],
  ),
  ...each([201, 202, 204, 408, 500, 502, 503, 504], (status) =>
    bodies.map(([name, json]): Row => [`${status} with ${name}`, answered(json, status), 'lost', 'lost']),
  ),
  ['500 with result_code 11', errorObject(500, 'api_error', 11), 'lost', 'lost'],
  ...bodies.slice(2).map(([name, json]): Row => [`200 with ${name}`, answered(json), 'lost', 'lost']),
]

describe('what a reply to an application means', () => {
  test.each([
    ...received,
    ...refused,
    ...notNow,
    ...duplicates,
    ...unclear,
    ['nothing left', notSent, 'not-sent', 'not-sent'] satisfies Row,
  ])('%s', (_name, reply, first, later) => {
    expect(classifyApplication(reply, true).kind).toBe(first)
    expect(classifyApplication(reply, false).kind).toBe(later)
  })

  test('a receipt brings its number as text, and its link as it was', () => {
    expect(classifyApplication(said({}), true)).toEqual({ kind: 'received', formId: '4567', formLink: sample.form_link, code: 0 })
  })

  test('whatever comes back has one meaning, and only a whole receipt is one', () => {
    const anyReply = fc.oneof(
      fc.constant(lost),
      fc.constant(notSent),
      fc
        .record({ json: fc.oneof(fc.jsonValue(), fc.constant(sample)), status: fc.integer({ min: 100, max: 599 }) })
        .map(({ json, status }) => answered(json, status)),
      fc
        .record(
          { code: fc.oneof(fc.integer(), fc.string()), form_id: fc.anything(), form_link: fc.anything(), message: fc.string() },
          { requiredKeys: [] },
        )
        .map((json) => answered(json)),
    )
    fc.assert(
      fc.property(anyReply, fc.boolean(), (reply, isFirst) => {
        const meaning = classifyApplication(reply, isFirst)
        if (meaning.kind === 'received') {
          expect(reply).toMatchObject({ kind: 'answered', status: 200 })
          expect(meaning.formId).toMatch(/^[A-Za-z0-9_-]{1,40}$/)
        }
        if (meaning.kind === 'refused' && isFirst === false) expect(meaning.code).not.toBe(5)
        if (meaning.kind === 'refused' && meaning.field) expect(DEALER_FIELD_NAMES).toContain(meaning.field)
        if (meaning.kind === 'already') expect(isFirst).toBe(false)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('the question that a refusal names', () => {
  test.each([
    ...DEALER_FIELD_NAMES.map((field): [object, string] => [{ message: `Geçersiz istek: ${field}: zorunlu alan` }, field]),
    [{ message: 'product_to_be_sold alanı zorunlu' }, 'products_to_be_sold'],
    [{ message: 'tckn 11 karakter olmalı' }, 'tckn_vkn'],
    [{ message: 'Hata', field: 'iban' }, 'iban'],
    [{ message: 'Hata', iban: ['zorunlu'] }, 'iban'],
    [{ message: 'adres1, adres2' }, 'adres1'],
  ])('%j: %s', (json, field) => expect(namedField(json)).toBe(field))

  test.each([
    [{ message: 'IBAN numaranız hatalı' }],
    [{ message: 'Vergi numarası ile bir başvuru var' }],
    [{ message: 'ibanlar, cityler, adres12 ve xphone' }],
    [{ message: 'constructor __proto__ toString' }],
    [{ message: { text: 'iban' } }],
    [Object.fromEntries(DEALER_FIELD_NAMES.map((name) => [name, 'x y']))],
    [null],
    ['iban'],
    [undefined],
  ])('%j names none', (json) => expect(namedField(json)).toBeNull())
})

describe('what is sent', () => {
  const answers = Object.fromEntries(DEALER_FIELD_NAMES.map((name) => [name, `<${name}>`])) as Answers
  const whole: Answers = {
    ...answers,
    form_type: '3',
    tckn_vkn: '1234567890',
    is_web_sales: 'true',
    is_charged: 'false',
    is_agent_network: 'true',
  }

  test('is every field of the table and of the sample, in their types', () => {
    const { form_type, form_id, is_web_sales, is_charged, is_agent_network, ...texts } = encodeApplication({
      ...whole,
      agent_reference: 'BAYI-1',
    })
    expect({ form_type, form_id, is_web_sales, is_charged, is_agent_network }).toEqual({
      form_type: 3,
      form_id: 0,
      is_web_sales: true,
      is_charged: false,
      is_agent_network: true,
    })
    expect(texts).toEqual({
      ...Object.fromEntries(
        DEALER_FIELD_NAMES.filter((name) => name !== 'form_type' && !name.startsWith('is_')).map((name) => [name, whole[name]]),
      ),
      agent_reference: 'BAYI-1',
      contact_surname: '<contact_name>',
      vkn: '1234567890',
      product_to_be_sold: '<products_to_be_sold>',
      platform: 'WEB',
      company_code: '',
    })
  })

  test('names a number a second time, as a person’s or a company’s', () => {
    expect(encodeApplication({ ...whole, tckn_vkn: '10000000146' })).toMatchObject({ tckn: '10000000146', tckn_vkn: '10000000146' })
    expect(encodeApplication({ ...whole, tckn_vkn: '10000000146' })).not.toHaveProperty('vkn')
    expect(encodeApplication(whole)).toMatchObject({ vkn: '1234567890', tckn_vkn: '1234567890' })
    expect(encodeApplication(whole)).not.toHaveProperty('tckn')
  })

  test('has an empty dealer code where no link named one, as the sample does', () => {
    expect(encodeApplication(whole).agent_reference).toBe('')
  })

  test.each([
    ['Ali Duru', 'Duru'],
    ['Ayşe  Nur Demir-Öz', 'Demir-Öz'],
    ['Ali', 'Ali'],
    ['', ''],
  ])('of the name %j, which stays whole, the surname is %j', (contact_name, contact_surname) => {
    expect(encodeApplication({ ...whole, contact_name })).toMatchObject({ contact_name, contact_surname })
  })

  test('has the mobile number where no other was given', () => {
    expect(encodeApplication({ ...whole, phone: '', contact_gsm_no: '5556667788' }).phone).toBe('5556667788')
    expect(encodeApplication({ ...whole, phone: '2121234567' }).phone).toBe('2121234567')
  })

  test('is never longer than the table allows when the answers are not', () => {
    const any = fc.record(Object.fromEntries(DEALER_FIELD_NAMES.map((name) => [name, fc.string({ maxLength: DEALER_FIELDS[name].max })])), {
      requiredKeys: [],
    })
    fc.assert(
      fc.property(any, (given) => {
        const sent = encodeApplication(given as Answers)
        expect(String(sent.contact_surname).length).toBeLessThanOrEqual(50)
        for (const name of DEALER_FIELD_NAMES) expect(String(sent[name]).length).toBeLessThanOrEqual(Math.max(DEALER_FIELDS[name].max, 5))
        expect(JSON.parse(JSON.stringify(sent))).toEqual({ ...sent, form_type: Number.isNaN(sent.form_type) ? null : sent.form_type })
      }),
      { numRuns: 300 },
    )
  })
})

describe('the link to follow an application up', () => {
  const test_ = 'https://pts-api.paynet.com.tr'
  const local = 'http://127.0.0.1:4010'

  test.each([
    ['www.paynet.com.tr/basvuru-takip?form_id=*****', test_, 'https://www.paynet.com.tr/basvuru-takip?form_id=*****'],
    ['//www.paynet.com.tr/x', test_, 'https://www.paynet.com.tr/x'],
    ['https://www.paynet.com.tr/x', test_, 'https://www.paynet.com.tr/x'],
    ['http://www.paynet.com.tr/x', test_, 'https://www.paynet.com.tr/x'],
    ['paynet.com.tr/basvuru-takip?form_id=1', test_, 'https://paynet.com.tr/basvuru-takip?form_id=1'],
    ['https://paynet.com.tr', test_, 'https://paynet.com.tr/'],
    [' www.paynet.com.tr/x', test_, 'https://www.paynet.com.tr/x'],
    ['\n//paynet.com.tr/x\t', test_, 'https://paynet.com.tr/x'],
    ['paynet.com.tr:443/x', test_, 'https://paynet.com.tr/x'],
    ['www.paynet.com.tr:8443/x', test_, 'https://www.paynet.com.tr:8443/x'],
    ['http://paynet.com.tr:80/x', test_, 'https://paynet.com.tr/x'],
    ['WWW.PAYNET.COM.TR/x', test_, 'https://www.paynet.com.tr/x'],
    ['pts-api.paynet.com.tr/x', test_, 'https://pts-api.paynet.com.tr/x'],
    ['http://127.0.0.1:9999/x', local, 'http://127.0.0.1:9999/x'],
    ['127.0.0.1:4010/x', local, 'http://127.0.0.1:4010/x'],
  ])('%s at %s is %s', (link, paynetUrl, url) => expect(readFormLink(link, paynetUrl)).toBe(url))

  test.each([
    'javascript:alert(1)',
    'javascript://www.paynet.com.tr/%0aalert(1)',
    'data:text/html,x',
    'ftp://www.paynet.com.tr/x',
    'https://www.paynet.com.tr.evil.example/x',
    'https://evilpaynet.com.tr/x',
    'paynet.com.tr@evil.example/x',
    'https://www.paynet.com.tr:secret@evil.example/x',
    'https://user:pass@www.paynet.com.tr/x',
    'http://127.0.0.1:4010/x',
    'evil.example/www.paynet.com.tr',
    'https://evil.example\\@www.paynet.com.tr/',
    'www.paynet.com.tr/x y',
    '',
    `www.paynet.com.tr/${'x'.repeat(500)}`,
  ])('%s leads nowhere', (link) => expect(readFormLink(link, test_)).toBeNull())

  test('whatever comes, a link leads to Paynet over https or nowhere', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((tail) => `www.paynet.com.tr${tail}`),
        ),
        (link) => {
          const url = readFormLink(link, test_)
          if (url !== null) expect(url).toMatch(/^https:\/\/([a-z0-9-]+\.)*paynet\.com\.tr(:\d+)?\//)
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

describe('what Paynet says of an application later', () => {
  const row = (change: object = {}) => answered({ code: 0, Data: [{ form_id: 4567, status: 0, ...change }] })

  test.each([
    [row(), 'waiting'],
    [row({ form_id: '4567', status: '0' }), 'waiting'],
    [row({ status: 3 }), 'done'],
    [row({ status: 4 }), 'done'],
    [row({ status: 5 }), 'ended'],
    [row({ status: 6 }), 'ended'],
    [row({ status: 99 }), 'listed'],
    [row({ status: undefined }), 'listed'],
    [row({ status: 'onaylandı' }), 'listed'],
    [row({ form_id: 4568 }), null],
    [row({ form_id: undefined }), null],
    [answered({ code: 0, Data: [] }), null],
    [answered({ code: 12, Data: null }), null],
    [answered({ code: 0, Data: [null, 7, { form_id: 4567, status: 0 }] }), 'waiting'],
    [answered({ code: 0, Data: {} }), null],
    [answered({ code: 7, Data: [{ form_id: 4567, status: 5 }] }), null],
    [answered({ code: 0, Data: [{ form_id: 4567, status: 5 }] }, 403), null],
    [answered('tamam'), null],
    ...[301, 400, 401, 403, 404, 413, 429, 500, 503].map((status): [Reply, null] => [answered({ Message: 'x' }, status), null]),
    [errorObject(404, 'no_data_error', 12), null],
    [lost, null],
    [notSent, null],
  ])('%j is "%s"', (reply, status) => expect(classifyStatus(reply, '4567')).toBe(status))

  const types = (...Data: unknown[]) => answered({ code: 0, Data })
  test.each([
    [
      types({ formtype_id: 2, doctype_id: 1, doctype_desc: 'Vergi Levhası', is_required: true }),
      [{ id: '1', name: 'Vergi Levhası', isRequired: true }],
    ],
    [types({ doctype_id: '7', doctype_desc: 'x'.repeat(99) }), [{ id: '7', name: 'x'.repeat(80), isRequired: null }]],
    [
      types({ doctype_id: 1, is_required: 0 }, { doctype_id: 2, is_required: 'belki' }),
      [
        { id: '1', name: '', isRequired: false },
        { id: '2', name: '', isRequired: null },
      ],
    ],
    [types({ doctype_id: 1, doctype_desc: 'a\u202Eb\u0000c' }), [{ id: '1', name: 'abc', isRequired: null }]],
    [types({ formtype_id: 3, doctype_id: 1 }, null, 'x', { doctype_id: {} }), []],
    [types(), []],
    [answered({ code: 0 }), null],
    [answered({ code: 11, Data: [] }), null],
    [errorObject(404, 'no_data_error', 12), null],
    [lost, null],
  ])('the documents of %j are %j', (reply, wanted) => expect(classifyDocumentTypes(reply, 2)).toEqual(wanted))
})

test('whatever comes back, only a whole row says that an application was closed, and only a whole list names documents', () => {
  const anyReply = fc
    .record({
      json: fc.oneof(fc.jsonValue(), fc.record({ code: fc.jsonValue(), Data: fc.array(fc.jsonValue()) })),
      status: fc.integer({ min: 100, max: 599 }),
    })
    .map(({ json, status }) => answered(json, status))
  fc.assert(
    fc.property(fc.oneof(fc.constant(lost), fc.constant(notSent), anyReply), (reply) => {
      const isList = reply.kind === 'answered' && reply.status === 200
      if (classifyStatus(reply, '4567') !== null) expect(isList).toBe(true)
      if (classifyDocumentTypes(reply, 2) !== null) expect(isList).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})

test('a number of Paynet’s is text or a number that names something', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const id = readFormId(value)
      if (id !== null) expect(id).toMatch(/^[A-Za-z0-9_-]{1,40}$/)
    }),
  )
})
