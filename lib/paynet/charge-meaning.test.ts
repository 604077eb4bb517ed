import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChargeMeaning, classifyCharge } from './charge-wire'
import { answered, errorObject, lost, notSent, sampleCharge, sampleExpected } from './replies.test-kit'
import { parseJson, type Reply } from './transport'

type Row = [name: string, reply: Reply, first: ChargeMeaning['kind'], later: ChargeMeaning['kind']]

const charge = (change: object, status = 200) => answered({ ...sampleCharge, ...change }, status)
const declined = (change: object = {}, status = 200) =>
  charge({ is_succeed: false, xact_id: undefined, code: 1, bank_error_id: '51', bank_error_message: 'Limit yetersiz', ...change }, status)

const ours = sampleExpected.referenceNo
/** A no without `is_succeed`, in the shape of code 0's sample. */
const told = (change: object) => charge({ is_succeed: undefined, xact_id: undefined, ...change })

const successes: Row[] = [
  ['the published sample', charge({}), 'success', 'success'],
  ['code 100, an earlier success', charge({ code: 100, message: 'Önceki Başarılı İşlem' }), 'success', 'success'],
  ['code as the text "0"', charge({ code: '0' }), 'success', 'success'],
  ['code as the text "100"', charge({ code: '100' }), 'success', 'success'],
  ['code 0 as result_code', charge({ code: undefined, result_code: 0 }), 'success', 'success'],
  ['no reference and no currency in it', charge({ reference_no: undefined, currency: undefined }), 'success', 'success'],
  ['an empty reference', charge({ reference_no: '' }), 'success', 'success'],
  ['our reference as agent_reference_no', charge({ reference_no: undefined, agent_reference_no: ours }), 'success', 'success'],
  ['the merchant’s own agent_reference_no beside ours', charge({ agent_reference_no: 'B-1001' }), 'success', 'success'],
  ['ours as agent_reference_no beside another', charge({ reference_no: 'B-1001', agent_reference_no: ours }), 'success', 'success'],
  ['our reference in capitals', charge({ reference_no: ours.toUpperCase() }), 'success', 'success'],
  ['our reference with blanks around it', charge({ reference_no: ` ${ours} ` }), 'success', 'success'],
  ['the amount as text', charge({ amount: '6500.00' }), 'success', 'success'],
  ['the amount with what binary arithmetic left', charge({ amount: 6500.0000001 }), 'success', 'success'],
  ...['TL', 'try', '949', 949, ''].map(
    (currency): Row => [`the currency ${JSON.stringify(currency)}`, charge({ currency }), 'success', 'success'],
  ),
  ['the type of a sale as text', charge({ transaction_type: '1' }), 'success', 'success'],
  ['no type', charge({ transaction_type: null }), 'success', 'success'],
  ['not reversed', charge({ reversed: false, reversed_xact_id: '' }), 'success', 'success'],
  ['an xact_id that is a number', charge({ xact_id: 7438118 }), 'success', 'success'],
]

/** Money was taken, or that is said in a way that is documented nowhere. */
const mismatches: Row[] = [
  ['another amount', charge({ amount: 6501 }), 'mismatch', 'mismatch'],
  ['one kuruş less', charge({ amount: 6499.99 }), 'mismatch', 'mismatch'],
  ['a hundredfold amount', charge({ amount: 650_000 }), 'mismatch', 'mismatch'],
  ['no amount', charge({ amount: undefined }), 'mismatch', 'mismatch'],
  ['an amount of three decimals', charge({ amount: 6500.001 }), 'mismatch', 'mismatch'],
  ['another currency', charge({ currency: 'USD' }), 'mismatch', 'mismatch'],
  ['a currency that is an object', charge({ currency: { toString: 1 } }), 'mismatch', 'mismatch'],
  ['the reference of somebody else', charge({ reference_no: 'BASKASI' }), 'mismatch', 'mismatch'],
  ['our reference cut to 20 characters', charge({ reference_no: ours.slice(0, 20) }), 'mismatch', 'mismatch'],
  ['somebody else in agent_reference_no', charge({ reference_no: '', agent_reference_no: 'BASKASI' }), 'mismatch', 'mismatch'],
  ['no xact_id', charge({ xact_id: undefined }), 'mismatch', 'mismatch'],
  ['an empty xact_id', charge({ xact_id: '' }), 'mismatch', 'mismatch'],
  ...[3, '3', 4, 'S', 'x'].map(
    (type): Row => [`the transaction_type ${JSON.stringify(type)}`, charge({ transaction_type: type }), 'mismatch', 'mismatch'],
  ),
  ...['true', 'True', ' TRUE ', '1', 1].map(
    (yes): Row => [`is_succeed ${JSON.stringify(yes)}`, charge({ is_succeed: yes }), 'mismatch', 'mismatch'],
  ),
  ['a success that was given back since', charge({ reversed: true, code: 100 }), 'mismatch', 'mismatch'],
  ['a success with what gave it back', charge({ reversed_xact_id: 'xk_9' }), 'mismatch', 'mismatch'],
  ['a yes as text with code 1', charge({ is_succeed: 'true', code: 1 }), 'mismatch', 'mismatch'],
  ['a yes as text under HTTP 400', charge({ is_succeed: 'true' }, 400), 'mismatch', 'mismatch'],
  ['a success with code 1', charge({ code: 1 }), 'mismatch', 'mismatch'],
  ['a success with code 16', charge({ code: 16 }), 'mismatch', 'mismatch'],
  ['a success with code 17', charge({ code: 17 }), 'mismatch', 'mismatch'],
  ['a success without a code', charge({ code: undefined }), 'mismatch', 'mismatch'],
  ['a success under HTTP 500', charge({}, 500), 'mismatch', 'mismatch'],
  ['a success under HTTP 201', charge({}, 201), 'mismatch', 'mismatch'],
]

/** These end a first call before any bank is asked, in whatever shape they come. */
const neverAsked: Row[] = [13, 15, 16, 18, 22].flatMap((code): Row[] => [
  [`code ${code} with a no`, declined({ code }), 'decline', 'unknown'],
  [`code "${code}" as text`, declined({ code: String(code) }), 'decline', 'unknown'],
  [`code ${code} without is_succeed`, told({ code }), 'decline', 'unknown'],
  [`code ${code} with is_succeed null`, told({ code, is_succeed: null }), 'decline', 'unknown'],
  [`code ${code} and nothing else`, answered({ code }), 'decline', 'unknown'],
  [`code ${code} as result_code under HTTP 200`, answered({ result_code: code }), 'decline', 'unknown'],
  [
    `an error object of ${code} under HTTP 200`,
    answered({ type: 'invalid_request_error', code: 400, result_code: code }),
    'decline',
    'unknown',
  ],
  ...[400, 404, 409, 422].map(
    (status): Row => [`result_code ${code} under HTTP ${status}`, errorObject(status, 'invalid_request_error', code), 'decline', 'unknown'],
  ),
  [`code ${code} in the place of the status under HTTP 400`, answered({ type: 'invalid_request_error', code }, 400), 'decline', 'unknown'],
  [`a no with code ${code} under HTTP 400`, declined({ code }, 400), 'decline', 'unknown'],
  [`result_code ${code} under HTTP 500`, errorObject(500, 'api_error', code), 'decline', 'unknown'],
  [`code ${code} with is_succeed "false" as text`, told({ code, is_succeed: 'false' }), 'unknown', 'unknown'],
  [`result_code ${code} on a redirect`, errorObject(307, 'x', code), 'unknown', 'unknown'],
])

const declines: Row[] = [
  ['a decline with code 1', declined(), 'decline', 'unknown'],
  ['a decline with code 0 and "Başarılı İşlem"', declined({ code: 0 }), 'decline', 'unknown'],
  ['a decline with its code as text', declined({ code: '1' }), 'decline', 'unknown'],
  // Our key, account or settings: they alarm besides, but a no with one of them is a no.
  ...[2, 3, 4, 6, 7, 11, 14, 19, 20, 21, 23, 25].map((code): Row => [`a no with code ${code}`, declined({ code }), 'decline', 'unknown']),
]

const unknowns: Row[] = [
  ['an answer that was lost', lost, 'unknown', 'unknown'],
  ...[5, 8, 9, 10, 12, 17, 100].flatMap((code): Row[] => [
    [`a no with code ${code}`, declined({ code }), 'unknown', 'unknown'],
    [`a no with code "${code}" as text`, declined({ code: String(code) }), 'unknown', 'unknown'],
    [`code ${code} without is_succeed`, told({ code }), 'unknown', 'unknown'],
    [`result_code ${code} under HTTP 400`, errorObject(400, 'invalid_request_error', code), 'unknown', 'unknown'],
  ]),
  ...[0, 1, 2, 3, 4, 7, 14, 25].map((code): Row => [`code ${code} without is_succeed`, told({ code }), 'unknown', 'unknown']),
  ['a no without a code', declined({ code: undefined }), 'unknown', 'unknown'],
  ['a no with a code that is no integer', declined({ code: 1.5 }), 'unknown', 'unknown'],
  ['a no with a code that is a word', declined({ code: 'unsuccessful' }), 'unknown', 'unknown'],
  ['no is_succeed', charge({ is_succeed: undefined }), 'unknown', 'unknown'],
  ['is_succeed null', charge({ is_succeed: null }), 'unknown', 'unknown'],
  ['is_succeed as the text "false"', declined({ is_succeed: 'false' }), 'unknown', 'unknown'],
  ['is_succeed as the number 0', declined({ is_succeed: 0 }), 'unknown', 'unknown'],
  ['is_succeed as an object', declined({ is_succeed: {} }), 'unknown', 'unknown'],
  ['a no under HTTP 500', declined({}, 500), 'unknown', 'unknown'],
  ['a no under HTTP 400', declined({}, 400), 'unknown', 'unknown'],
  ['HTTP 400 without a result_code', errorObject(400, 'invalid_request_error', undefined), 'unknown', 'unknown'],
  ['HTTP 400 as HTML', answered(undefined, 400), 'unknown', 'unknown'],
  ['a redirect', answered(undefined, 307), 'unknown', 'unknown'],
  ['HTTP 429', errorObject(429, 'api_error', 1), 'unknown', 'unknown'],
  ...[401, 403, 404, 405].map((status): Row => [`HTTP ${status}`, errorObject(status, 'authorization_error', 7), 'unknown', 'unknown']),
  ['HTTP 500 with an error object', errorObject(500, 'api_error', 8), 'unknown', 'unknown'],
  ['an HTML page', answered(undefined), 'unknown', 'unknown'],
  ['an array around the object', answered([sampleCharge]), 'unknown', 'unknown'],
  ['null', answered(null), 'unknown', 'unknown'],
  ['an empty object', answered({}), 'unknown', 'unknown'],
]

describe.each([
  { call: 'first', isFirst: true },
  { call: 'later', isFirst: false },
])('a reply to the $call charge call', ({ isFirst }) => {
  test.each([...successes, ...mismatches, ...neverAsked, ...declines, ...unknowns])(
    '%s means what it can prove',
    (_name, reply, first, later) => {
      expect(classifyCharge(reply, sampleExpected, isFirst).kind).toBe(isFirst ? first : later)
    },
  )

  test('a request that never left means nothing was sent', () => {
    expect(classifyCharge(notSent, sampleExpected, isFirst)).toEqual({ kind: 'not-sent' })
  })
})

describe('of a plan of four instalments that the page showed as 6.840,00 ₺', () => {
  const plan = { ...sampleExpected, chargeKurus: 684_000, instalments: 4 }
  const meaning = (change: object, isFirst = true) => classifyCharge(charge(change), plan, isFirst)

  test.each([
    ['all of it', { amount: 6840 }],
    ['the price, and the difference beside it', { amount: 6500, end_user_comission: 340 }],
    ['the price, and the difference beside it as text', { amount: '6500,00', end_user_comission: '340,00' }],
    ['all of it, of an earlier success', { amount: 6840, code: 100 }],
  ])('%s is a success', (_name, change) => {
    for (const isFirst of [true, false]) {
      expect(meaning(change, isFirst)).toMatchObject({ kind: 'success' })
      expect(meaning(change, isFirst)).not.toHaveProperty('isShort')
    }
  })

  test.each([
    ['the price alone', {}],
    ['a kuruş less than all of it', { amount: 6839.99 }],
    ['the price, and too little beside it', { end_user_comission: 339.99 }],
  ])('%s is a success, and told to be short', (_name, change) => {
    expect(meaning(change)).toMatchObject({ kind: 'success', isShort: true })
  })

  test.each([
    ['a kuruş more', { amount: 6840.01 }, 'the amount is 6840.01'],
    ['a kuruş more in the difference', { end_user_comission: 340.01 }, 'the amount is 6840.01'],
    ['a difference that cannot be read', { end_user_comission: '340 TL' }, 'the amount cannot be read'],
    ['less than the price', { amount: 6499.99 }, 'the amount is 6499.99'],
    ['no instalments', { amount: 6840, instalment: undefined }, 'the plan is of no instalments'],
    ['instalments in words', { amount: 6840, instalment: 'dört' }, 'the plan cannot be read'],
    ['one instalment', { amount: 6840, instalment: 1 }, 'the plan is of 1 instalments'],
    ['other instalments', { amount: 6840, instalment: 6 }, 'the plan is of 6 instalments'],
  ])('%s needs a person, who is told what differs', (_name, change, differs) => {
    for (const isFirst of [true, false]) expect(meaning(change, isFirst)).toMatchObject({ kind: 'mismatch', differs: [differs] })
  })

  test('what a bank says of plans is told as that, although its answer may leave the plan out', () => {
    const refused = declined({ bank_error_id: '13', instalment: undefined })
    expect(classifyCharge(refused, plan, true)).toMatchObject({ kind: 'decline', reason: 'instalment-refused' })
    expect(classifyCharge(refused, { ...plan, instalments: 1 }, true)).not.toMatchObject({ reason: 'instalment-refused' })
  })
})

test('a success brings the transaction id that refunds need', () => {
  expect(classifyCharge(charge({ code: 100 }), sampleExpected, false)).toMatchObject({
    kind: 'success',
    xactId: sampleCharge.xact_id,
    code: 100,
    saving: { kind: 'untold' },
  })
})

describe('the agent_reference_no that was posted', () => {
  const posted = { ...sampleExpected, agentReferenceNo: 'B-1001' }
  const namesOf = (reference_no: unknown, agent_reference_no: unknown) => charge({ reference_no, agent_reference_no })

  test.each<[unknown, unknown]>([
    [undefined, 'B-1001'],
    ['', ' b-1001 '],
    [null, 'B-1001'],
    ['B-1001', 'B-1001'],
    [ours, 'B-1001'],
    ['B-1001', ours],
  ])('is no evidence against: the names %j and %j are a success', (reference, agentReference) => {
    for (const isFirst of [true, false]) {
      expect(classifyCharge(namesOf(reference, agentReference), posted, isFirst)).toMatchObject({ kind: 'success' })
    }
  })

  test.each<[unknown, unknown]>([
    [undefined, 'B-1002'],
    ['BASKASI', 'B-1001'],
    ['B-1001', 'BASKASI'],
    [undefined, 'B-100'],
    ['B-1001', undefined],
  ])('excuses no other: the names %j and %j are a mismatch', (reference, agentReference) => {
    const differs = ['it names another reference']
    expect(classifyCharge(namesOf(reference, agentReference), posted, true)).toMatchObject({ kind: 'mismatch', differs })
  })

  test('excuses nothing of an order that has none', () => {
    expect(classifyCharge(namesOf(undefined, 'B-1001'), sampleExpected, true)).toMatchObject({ kind: 'mismatch' })
  })
})

describe('what a success says of the card that was to be saved', () => {
  const saving = (change: object) => {
    const saved = { is_save_card_succeed: true, card_owner_id: 'co_1', card_hash: 'ch_1', card_bank_id: 'AXSS' }
    const meaning = classifyCharge(charge({ ...saved, ...change }), sampleExpected, true)
    return meaning.kind === 'success' ? meaning.saving : meaning.kind
  }

  test('is owner and card', () => {
    expect(saving({})).toEqual({ kind: 'saved', cardOwnerId: 'co_1', cardHash: 'ch_1', bank: 'Axess' })
  })

  test.each([
    { card_hash: undefined },
    { card_hash: null },
    { card_hash: '' },
    { is_save_card_succeed: 'true' },
    { is_save_card_succeed: 1 },
    { is_save_card_succeed: ' TRUE ', card_hash: undefined },
    { code: 100, card_hash: undefined },
  ])('is its owner alone with %j', (change) => {
    expect(saving(change)).toEqual({ kind: 'owner', cardOwnerId: 'co_1' })
  })

  test.each([
    { card_owner_id: undefined },
    { card_owner_id: '' },
    { is_save_card_succeed: undefined },
    { is_save_card_succeed: 'false' },
    { is_save_card_succeed: 'evet' },
    { is_save_card_succeed: false, code: 100 },
  ])('is nothing that can be used with %j', (change) => {
    expect(saving(change)).toEqual({ kind: 'untold' })
  })
})

test.each([
  ['51', 'insufficient-funds'],
  ['61', 'limit-reached'],
  ['57', 'closed-to-ecommerce'],
  ['54', 'card-expired'],
  ['33', 'card-expired'],
  ['14', 'card-data'],
  ['0051', 'insufficient-funds'],
  ['05', 'ask-bank'],
  // A thief must not learn which stolen cards are reported.
  ['43', 'ask-bank'],
  ['41', 'ask-bank'],
  ['', 'ask-bank'],
])('bank code "%s" is told to the shopper as %s', (bankErrorId, reason) => {
  expect(classifyCharge(declined({ bank_error_id: bankErrorId }), sampleExpected, true)).toMatchObject({ kind: 'decline', reason })
})

test.each([
  [13, 'session-over'],
  [15, 'session-over'],
  [16, 'not-verified'],
  [18, 'card-data'],
  [22, 'card-expired'],
])('code %i is told to the shopper as %s', (code, reason) => {
  expect(classifyCharge(declined({ code }), sampleExpected, true)).toMatchObject({ kind: 'decline', reason })
})

const replies = fc.oneof(
  fc.record({ status: fc.integer({ min: 100, max: 599 }), json: fc.jsonValue() }).map(({ json, status }) => answered(json, status)),
  fc
    .record({
      status: fc.constantFrom(200, 200, 200, 200, 201, 307, 400, 401, 500),
      json: fc.record(
        {
          is_succeed: fc.constantFrom<unknown>(true, true, true, false, 'true', 1, null),
          code: fc.constantFrom<unknown>(0, 0, 100, '0', '100', 1, 8, 13, 17, null, 0.5, [], '0x0', ' 0 '),
          amount: fc.constantFrom<unknown>(6500, 6500, 6500, '6500', '6500,00', 6500.01, 650000, null, {}, '6.500,00', Number.NaN),
          currency: fc.constantFrom<unknown>('TRY', 'TRY', 'TRY', undefined, '', 'TL', 'USD', 949),
          reference_no: fc.constantFrom<unknown>(sampleExpected.referenceNo, sampleExpected.referenceNo, undefined, null, '', 'X', 7),
          agent_reference_no: fc.constantFrom<unknown>(sampleExpected.referenceNo, undefined, null, '', 'X'),
          xact_id: fc.constantFrom<unknown>('xk_1', 'xk_1', 'xk_1', '', undefined, 5),
          result_code: fc.constantFrom<unknown>(13, 17, undefined),
        },
        { requiredKeys: ['is_succeed', 'code', 'amount', 'xact_id'] },
      ),
    })
    .map(({ json, status }) => answered(json, status)),
)

test('no reply makes the classifier throw, and none is a success unless every condition holds', () => {
  let successesSeen = 0
  fc.assert(
    fc.property(replies, fc.boolean(), (reply, isFirst) => {
      const meaning = classifyCharge(reply, sampleExpected, isFirst)
      const body = (reply.kind === 'answered' ? reply.json : null) as typeof sampleCharge & { agent_reference_no?: unknown }
      if (meaning.kind !== 'success') {
        // A yes is never turned into a no, and a later no never ends a payment.
        const said: unknown = Array.isArray(body) ? null : body?.is_succeed
        if ([true, 1, 'true'].some((yes) => yes === said)) expect(meaning.kind).toBe('mismatch')
        if (!isFirst) expect(meaning.kind).not.toBe('decline')
        return
      }
      successesSeen += 1
      expect(reply).toMatchObject({ status: 200 })
      expect(body.is_succeed).toBe(true)
      expect([0, 100]).toContain(Number(body.code))
      expect(['6500', '6500,00', '6.500,00']).toContain(String(body.amount))
      expect([undefined, '', 'TRY', 'TL', 949]).toContain(body.currency)
      const names = [body.reference_no, body.agent_reference_no].filter((name) => typeof name === 'number' || Boolean(name))
      if (names.length > 0) expect(names).toContain(sampleExpected.referenceNo)
      expect(['xk_1', '5']).toContain(meaning.xactId)
    }),
    { numRuns: 20_000 },
  )
  expect(successesSeen).toBeGreaterThan(20)
})

describe('one byte that is no letter in any encoding', () => {
  const no = { ...sampleCharge, is_succeed: false, code: 1, bank_error_id: '51', bank_error_message: 'Bakiye yetersiz – şubenize başvurun' }
  const ascii = { ...no, card_holder: 'A B', message: 'x', bank_error_message: 'Insufficient funds' }
  const broken = fc.integer({ min: 0x80, max: 0xff })
  const meaningOf = (bytes: Buffer) =>
    classifyCharge({ kind: 'answered', status: 200, durationMs: 1, retryAfterMs: null, json: parseJson(bytes) }, sampleExpected, true)

  /** A body with a byte put between two of its own, or in the place of one. */
  const damaged = (body: object) => {
    const bytes = Buffer.from(JSON.stringify(body))
    return fc
      .tuple(fc.nat(bytes.length), fc.integer({ min: 0, max: 1 }), broken)
      .map(([at, instead, byte]) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + instead)]))
  }

  test.each([no, ascii])('in a sentence leaves a decline what it is', (body) => {
    const bytes = Buffer.from(JSON.stringify(body))
    const at = bytes.indexOf(body.bank_error_message)
    fc.assert(
      fc.property(fc.nat(Buffer.byteLength(body.bank_error_message)), broken, (offset, byte) => {
        const spoilt = Buffer.concat([bytes.subarray(0, at + offset), Buffer.from([byte]), bytes.subarray(at + offset)])
        expect(meaningOf(spoilt)).toMatchObject({ kind: 'decline', reason: 'insufficient-funds' })
      }),
    )
  })

  test.each([0x80, 0xa0, 0xff])('in the place of a digit makes no decline of what only asking can tell: %i', (byte) => {
    const spoilt = Buffer.from(JSON.stringify({ ...ascii, code: 0, bank_error_id: '94' }))
    spoilt[spoilt.indexOf('"94"') + 1] = byte
    expect(meaningOf(spoilt)).toMatchObject({ kind: 'unknown' })
  })

  test('anywhere makes no decline of a success', () => {
    fc.assert(
      fc.property(damaged(sampleCharge), (bytes) => {
        expect(['success', 'mismatch', 'unknown']).toContain(meaningOf(bytes).kind)
      }),
      { numRuns: 3_000 },
    )
  })

  test.each([
    ...[5, 8, 9, 10, 12, 17, 100].map((code) => ({ ...no, code })),
    ...['00', '94', '1061'].map((bank_error_id) => ({ ...ascii, code: 0, bank_error_id })),
  ])('anywhere makes no decline of what only asking can tell: code $code, bank $bank_error_id', (body) => {
    expect(meaningOf(Buffer.from(JSON.stringify(body)))).toMatchObject({ kind: 'unknown' })
    fc.assert(
      fc.property(damaged(body), (bytes) => {
        expect(['mismatch', 'unknown']).toContain(meaningOf(bytes).kind)
      }),
      { numRuns: 1_000 },
    )
  })
})
