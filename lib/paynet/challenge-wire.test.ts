import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  classifyInitial,
  encodeCard,
  encodeCustomer,
  encodeDescription,
  encodePaynetFields,
  encodeSaveRequest,
  type InitialMeaning,
} from './challenge-wire'
import { answered, errorObject, lost, notSent, sampleInitial } from './replies.test-kit'
import type { Reply } from './transport'

test('a card travels in the field names and types of the page', () => {
  expect(encodeCard({ holder: 'Ayşe Yılmaz', number: '4355084355084358', month: 3, year: 2030, cvc: '012' })).toEqual({
    card_holder: 'Ayşe Yılmaz',
    pan: '4355084355084358',
    month: 3,
    year: 2030,
    cvc: '012',
  })
})

test('a saved card travels as its token with its owner, and without a number', () => {
  expect(encodeCard({ cardHash: 'hash', cardOwnerId: 'owner' })).toEqual({ card_hash: 'hash', card_owner_id: 'owner' })
})

test('a card to be saved travels with one name of its owner, never both', () => {
  const sent = { save_card: true, card_desc: 'Maaş' }
  expect(encodeSaveRequest({ description: 'Maaş', phone: null, owner: { userUniqueId: 'u' } })).toEqual({ ...sent, user_unique_id: 'u' })
  expect(encodeSaveRequest({ description: 'Maaş', phone: null, owner: { cardOwnerId: 'o' } })).toEqual({ ...sent, card_owner_id: 'o' })
})

test('the published sample of tds_initial opens a session', () => {
  expect(classifyInitial(answered(sampleInitial))).toEqual({
    kind: 'opened',
    sessionId: sampleInitial.session_id,
    tokenId: sampleInitial.token_id,
    postUrl: sampleInitial.post_url,
    html: sampleInitial.html_content,
  })
})

const initial = (change: object, status = 200) => answered({ ...sampleInitial, ...change }, status)

type Kind = InitialMeaning['kind']

const kinds: [string, Reply, Kind][] = [
  ['code 0 and a pair', initial({}), 'opened'],
  ['code 100', initial({ code: 100 }), 'opened'],
  ['code "0" as text', initial({ code: '0' }), 'opened'],
  ['no html_content', initial({ html_content: '' }), 'opened'],

  ...[1, 5, 11, 12, 14, 18, 22, 25].map((code): [string, Reply, Kind] => [`code ${code}`, initial({ code }), 'refused']),
  ['an error object with result_code 18 under HTTP 400', errorObject(400, 'invalid_request_error', 18), 'refused'],
  ['an error object without a result_code under HTTP 400', errorObject(400, 'invalid_request_error', undefined), 'refused'],
  ['an error object with code 18 and no result_code', answered({ type: 'invalid_request_error', code: 18 }, 400), 'refused'],
  ['an error object under HTTP 200', answered({ type: 'invalid_request_error', code: 400, result_code: 18 }), 'refused'],
  ['ASP.NET’s own 400', answered({ Message: 'The request is invalid.' }, 400), 'refused'],
  ['HTTP 422 as HTML', answered(undefined, 422), 'refused'],

  ...[2, 3, 4, 7, 9, 19, 20, 21, 23].flatMap((code): [string, Reply, Kind][] => [
    [`code ${code} under HTTP 200`, initial({ code }), 'refuses-us'],
    [`result_code ${code} under HTTP 400`, errorObject(400, 'invalid_request_error', code), 'refuses-us'],
  ]),
  ...[401, 403, 405, 429].map((status): [string, Reply, Kind] => [`HTTP ${status}`, answered(undefined, status), 'refuses-us']),
  ['HTTP 403 that speaks of the card', errorObject(403, 'authorization_error', 18), 'refuses-us'],
  ['an authorization_error under HTTP 200', answered({ type: 'authorization_error', code: 401, result_code: 7 }), 'refuses-us'],
  ['HTTP 404 without a code', answered(undefined, 404), 'refuses-us'],
  ['a redirect', answered(undefined, 307), 'refuses-us'],

  ['code 8', initial({ code: 8 }), 'unusable'],
  ['code 10', initial({ code: 10 }), 'unusable'],
  ['no code', initial({ code: undefined }), 'unusable'],
  ['no session', initial({ session_id: undefined }), 'unusable'],
  ['an empty token', initial({ token_id: '' }), 'unusable'],
  ['a token that is a number', initial({ token_id: 5 }), 'unusable'],
  ['a good body under HTTP 500', initial({}, 500), 'unusable'],
  ['HTTP 500', errorObject(500, 'api_error', 8), 'unusable'],
  ['an HTML page', answered(undefined), 'unusable'],
  ['an array', answered([sampleInitial]), 'unusable'],
  ['a lost answer', lost, 'unusable'],
  ['a request that never left', notSent, 'not-sent'],
]

test.each(kinds)('%s opens a session, is about the card, about us, or none of these', (_name, reply, kind) => {
  expect(classifyInitial(reply).kind).toBe(kind)
})

test('no reply to tds_initial makes the classifier throw or open a session without a pair', () => {
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        code: fc.constantFrom<unknown>(0, 100, '0', 1, null),
        session_id: fc.constantFrom<unknown>('js_1', '', null, 5),
        token_id: fc.constantFrom<unknown>('T', '', null, {}),
        html_content: fc.jsonValue(),
        post_url: fc.jsonValue(),
      },
      { requiredKeys: ['code', 'session_id', 'token_id'] },
    ),
  )
  let openedSeen = 0
  fc.assert(
    fc.property(bodies, fc.constantFrom(200, 200, 307, 400, 500), (json, status) => {
      const meaning = classifyInitial(answered(json, status))
      if (meaning.kind !== 'opened') return
      openedSeen += 1
      expect({ status, sessionId: meaning.sessionId, tokenId: meaning.tokenId }).toEqual({ status: 200, sessionId: 'js_1', tokenId: 'T' })
    }),
    { numRuns: 5_000 },
  )
  expect(openedSeen).toBeGreaterThan(3)
})

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
