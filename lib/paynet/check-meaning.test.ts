import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CheckMeaning, classifyCheck } from './check-wire'
import { answered, errorObject, lost, notSent, sampleExpected, sampleRow } from './replies.test-kit'
import type { Reply } from './transport'

const rows = (...data: object[]) => answered({ object_name: 'transaction_check', code: 0, message: 'Başarılı İşlem', Data: data })
const row = (change: object = {}) => ({ ...sampleRow, ...change })
const noSucceed = { is_succeed: undefined }

const ours = sampleExpected.referenceNo

const table: [name: string, reply: Reply, kind: CheckMeaning['kind']][] = [
  ['a row that succeeded', rows(row()), 'taken'],
  ['a row without is_succeed but with an id and an authorization', rows(row(noSucceed)), 'taken'],
  ['a row whose is_succeed is null, with an authorization', rows(row({ is_succeed: null })), 'taken'],
  [
    'the same with the authorization under its other name',
    rows(row({ ...noSucceed, authorization_code: undefined, bank_authorization_code: '1' })),
    'taken',
  ],
  ...['reference_no', 'agent_reference_no'].flatMap((name): typeof table => [
    [`a row that names us as ${name}`, rows(row({ agent_reference: undefined, [name]: ours })), 'taken'],
    [`a row that names us as ${name} beside another name`, rows(row({ agent_reference: 'B-1001', [name]: ours })), 'taken'],
  ]),
  ['the merchant’s own agent_reference_no beside ours', rows(row({ agent_reference_no: 'B-1001' })), 'taken'],
  ['our reference in capitals', rows(row({ agent_reference: ours.toUpperCase() })), 'taken'],
  ['our reference with blanks around it', rows(row({ agent_reference: ` ${ours} ` })), 'taken'],
  ['a success after a decline', rows(row({ is_succeed: false, xact_id: 'xk_0' }), row()), 'taken'],
  ['a success among rows of others', rows(row({ agent_reference: 'X', xact_id: 'xk_9' }), row()), 'taken'],
  ['a success beside what is no row', answered({ code: 0, Data: [null, 'x', row()] }), 'taken'],
  ['the same success listed twice', rows(row(), row()), 'taken'],
  ['a success that is not reversed, in so many words', rows(row({ reversed: false, reversed_xact_id: '' })), 'taken'],
  ['a success that is not reversed, in zeros', rows(row({ reversed: 0, reversed_xact_id: '00000000-0000-0000' })), 'taken'],
  ['the letter of a sale', rows(row({ xact_type: 's' })), 'taken'],
  ['a row without a currency', rows(row({ currency: undefined })), 'taken'],
  ...['TL', '949', 949].map((currency): (typeof table)[number] => [
    `the currency ${JSON.stringify(currency)}`,
    rows(row({ currency })),
    'taken',
  ]),
  ['the amount as text with a comma', rows(row({ amount: '6500,00' })), 'taken'],
  ['the amount with what binary arithmetic left', rows(row({ amount: 6500.0000001 })), 'taken'],
  ['data in lower case', answered({ code: 0, data: [row()] }), 'taken'],
  ['both lists, one of them empty', answered({ code: 0, Data: [], data: [row()] }), 'taken'],
  ['a single row as Data', answered({ code: 0, Data: row() }), 'taken'],
  ['a row without a list around it', answered({ ...row(), code: 0 }), 'taken'],

  ['a success with another amount', rows(row({ amount: 6501 })), 'other-amount'],
  ['a success in another currency', rows(row({ currency: 'USD' })), 'other-amount'],
  ['a success without an amount', rows(row({ amount: undefined })), 'other-amount'],
  ['two successes', rows(row(), row({ xact_id: 'xk_2' })), 'several'],
  ['two successes, one with another amount', rows(row(), row({ xact_id: 'xk_2', amount: 1 })), 'several'],
  ['two successes and what gave one back', rows(row(), row({ xact_id: 'xk_2' }), row({ xact_id: 'xk_3', xact_type: 'CD' })), 'several'],

  ...[true, 'true', 1, 'xk_9'].map((reversed): (typeof table)[number] => [
    `a row with reversed ${JSON.stringify(reversed)}`,
    rows(row({ reversed })),
    'reversed',
  ]),
  ['a row that names what reversed it', rows(row({ reversed_xact_id: 'xk_9' })), 'reversed'],
  ['a reversed row that did not succeed', rows(row({ reversed: true, is_succeed: false })), 'reversed'],
  ['a reversed row that says nothing of success', rows(row({ reversed: true, ...noSucceed, authorization_code: '' })), 'reversed'],
  ...['R', 'CD', 'CR', 'PI', 'PK', 'PR', 'RC', 'RP', 'X', 5].map((xact_type): (typeof table)[number] => [
    `only a row of the kind ${xact_type}`,
    rows(row({ xact_type })),
    'reversed',
  ]),
  ...[3, '3', 4, 'x'].map((transaction_type): (typeof table)[number] => [
    `only a row of the transaction_type ${JSON.stringify(transaction_type)}`,
    rows(row({ transaction_type })),
    'reversed',
  ]),
  ['a sale and what cancelled it', rows(row(), row({ xact_id: 'xk_2', xact_type: 'R' })), 'reversed'],
  ['a sale and a cancellation that was refused', rows(row(), row({ xact_id: 'xk_2', xact_type: 'R', is_succeed: false })), 'taken'],

  ...['true', 'false', 1, 0, 'evet', {}].map((is_succeed): (typeof table)[number] => [
    `a row with is_succeed ${JSON.stringify(is_succeed)}`,
    rows(row({ is_succeed })),
    'unclear',
  ]),
  ['an unclear row beside a refused one', rows(row({ is_succeed: 'true', xact_id: 'xk_2' }), row({ is_succeed: false })), 'unclear'],
  ['an unclear row beside a success', rows(row({ is_succeed: 'true' }), row()), 'taken'],

  ['a row that did not succeed', rows(row({ is_succeed: false })), 'refused'],
  ['a refusal with an authorization code all the same', rows(row({ is_succeed: false, authorization_code: '1' })), 'refused'],
  ['two refusals', rows(row({ is_succeed: false }), row({ is_succeed: false, xact_id: 'xk_2' })), 'refused'],
  ['a refusal beside a row that does not say', rows(row({ is_succeed: false }), row({ ...noSucceed, authorization_code: '' })), 'nothing'],
  ['a refusal of another amount', rows(row({ is_succeed: false, amount: 1 })), 'nothing'],
  ['only a cancellation that was refused', rows(row({ is_succeed: false, xact_type: 'R' })), 'nothing'],

  ['no rows and code 0', rows(), 'none'],
  ['an empty list that counts no rows', answered({ code: 0, total: 0, total_count: '0', Data: [] }), 'none'],
  ['an empty list that counts a row', answered({ code: 0, total: 1, Data: [] }), 'nothing'],
  ['an empty list that counts a row by its other name', answered({ code: 0, total_count: '1', Data: [] }), 'nothing'],
  ['no rows in lower case and code 0', answered({ code: 0, data: [] }), 'none'],
  ['Data null and code 12', answered({ code: 12, Data: null }), 'none'],
  ['no rows and code "12" as text', answered({ code: '12', Data: [] }), 'none'],
  ['404 no_data_error', errorObject(404, 'no_data_error', 12), 'none'],
  ['no_data_error under HTTP 400 without a result_code', errorObject(400, 'no_data_error', undefined), 'none'],
  ['result_code 12 under another type', errorObject(404, 'invalid_request_error', 12), 'none'],
  ['result_code "12" under HTTP 500', errorObject(500, 'api_error', '12'), 'none'],

  // Rows that came and none that can be matched: one of them may be the one that was asked for.
  ['only rows of others', rows(row({ agent_reference: 'X' })), 'nothing'],
  ['a row without any reference', rows(row({ agent_reference: undefined })), 'nothing'],
  ['a row with an empty reference', rows(row({ agent_reference: '' })), 'nothing'],
  ['our reference cut to 20 characters', rows(row({ agent_reference: ours.slice(0, 20) })), 'nothing'],
  ['our reference with more behind it', rows(row({ agent_reference: `${ours}x` })), 'nothing'],
  ['a row that is null', answered({ code: 0, Data: [null] }), 'nothing'],
  ['a row within a row', answered({ code: 0, Data: [[row()]] }), 'nothing'],
  ['rows and code 12', answered({ code: 12, Data: [row()] }), 'nothing'],
  ['rows under HTTP 404 no_data_error', answered({ type: 'no_data_error', Data: [row()] }, 404), 'nothing'],
  ['no Data and code 0', answered({ code: 0 }), 'nothing'],
  ['Data null and code 0', answered({ code: 0, Data: null }), 'nothing'],
  ['an answer that was lost', lost, 'nothing'],
  ['a question that never left', notSent, 'nothing'],
  ['no rows and code 1', answered({ code: 1, Data: [] }), 'nothing'],
  ['no rows and code 8', answered({ code: 8, Data: [] }), 'nothing'],
  ['no rows and code 7', answered({ code: 7, Data: [] }), 'nothing'],
  ['no rows and no code', answered({ Data: [] }), 'nothing'],
  ['Data that is a text', answered({ code: 0, Data: 'x' }), 'nothing'],
  ['a row that is neither a yes nor a no', rows(row({ ...noSucceed, authorization_code: '' })), 'nothing'],
  ['404 of a wrong path', errorObject(404, '404 Not Found', 9), 'nothing'],
  ['404 as HTML', answered(undefined, 404), 'nothing'],
  ['a success under HTTP 500', answered({ code: 0, Data: [row()] }, 500), 'nothing'],
  ['401', errorObject(401, 'authorization_error', 7), 'nothing'],
  ['429', errorObject(429, 'api_error', 1), 'nothing'],
  ['500', errorObject(500, 'api_error', 8), 'nothing'],
  ['307', answered(undefined, 307), 'nothing'],
  ['200 as HTML', answered(undefined), 'nothing'],
  ['an array', answered([{ code: 0 }]), 'nothing'],
  ['null', answered(null), 'nothing'],
]

test.each(table)('%s is believed as far as it goes', (_name, reply, kind) => {
  expect(classifyCheck(reply, sampleExpected).kind).toBe(kind)
})

test('what was taken comes with its transaction id, also when the amount is another', () => {
  expect(classifyCheck(rows(row()), sampleExpected)).toMatchObject({ kind: 'taken', xactId: 'xk_1' })
  expect(classifyCheck(rows(row({ amount: 1 })), sampleExpected)).toMatchObject({ kind: 'other-amount', xactId: 'xk_1' })
})

describe('of a plan of four instalments that the page showed as 6.840,00 ₺', () => {
  const plan = { ...sampleExpected, chargeKurus: 684_000, instalments: 4 }
  const table: [what: string, found: object[], kind: string, drawnKurus?: number | null][] = [
    ['all of it', [row({ amount: 6840, instalment: 4 })], 'taken'],
    ['the price, and the difference beside it', [row({ end_user_comission: 340, instalment: 4 })], 'taken'],
    ['all of it, and no number of instalments', [row({ amount: 6840 })], 'taken'],
    ['the same transaction twice', [row({ amount: 6840 }), row({ amount: 6840 })], 'taken'],
    ['a refusal beside it', [row({ amount: 6840 }), row({ amount: 6840, is_succeed: false, xact_id: 'xk_0' })], 'taken'],
    ['a kuruş more', [row({ amount: 6840.01, instalment: 4 })], 'other-amount', 684_001],
    ['a kuruş more in the difference', [row({ end_user_comission: 340.01 })], 'other-amount', 684_001],
    ['a difference that cannot be read', [row({ end_user_comission: 'x' })], 'other-amount', null],
    ['less than the price', [row({ amount: 6499.99 })], 'other-amount', 649_999],
    ['other instalments', [row({ amount: 6840, instalment: 3 })], 'other-plan', 684_000],
    ['a single payment', [row({ amount: 6840, instalment: 0 })], 'other-plan', 684_000],
    ['two of them', [row({ amount: 6840 }), row({ amount: 6840, xact_id: 'xk_2' })], 'several', 684_000],
    ['one in full and one short', [row({ amount: 6840 }), row({ xact_id: 'xk_2' })], 'several', 684_000],
    ['one that went back', [row({ amount: 6840, reversed: true })], 'reversed', 684_000],
    ['a yes as text', [row({ amount: 6840, is_succeed: 'true' })], 'unclear', 684_000],
    ['a refusal of all of it', [row({ amount: 6840, instalment: 4, is_succeed: false })], 'refused'],
    ['a refusal of the price', [row({ instalment: 4, is_succeed: false })], 'refused'],
    ['a refusal of another amount', [row({ amount: 10, is_succeed: false })], 'nothing'],
  ]
  test.each(table)('%s', (_name, found, kind, drawnKurus) => {
    const said = classifyCheck(rows(...found), plan)
    expect(said.kind).toBe(kind)
    if (drawnKurus !== undefined) expect(said).toMatchObject({ drawnKurus })
    else expect(said).not.toHaveProperty('isShort')
  })

  test.each([
    ['the price, and nothing beside it', {}],
    ['the price and 0', { end_user_comission: 0 }],
    ['a kuruş less', { amount: 6839.99 }],
  ])('%s was taken, and not all of it', (_name, change) => {
    expect(classifyCheck(rows(row({ instalment: 4, ...change })), plan)).toMatchObject({ kind: 'taken', isShort: true })
  })
})

const cells = fc.record(
  {
    agent_reference: fc.constantFrom<unknown>(sampleExpected.referenceNo, 'X', null, 5),
    reference_no: fc.constantFrom<unknown>(sampleExpected.referenceNo, 'X', null),
    is_succeed: fc.constantFrom<unknown>(true, false, null, 'true'),
    amount: fc.constantFrom<unknown>(6500, 6501, '6500', null),
    currency: fc.constantFrom<unknown>('TRY', 'USD', null),
    xact_id: fc.constantFrom<unknown>('xk_1', 'xk_2', '', null),
    authorization_code: fc.constantFrom<unknown>('1', '', null),
  },
  { requiredKeys: [] },
)

const codeOf = (json: unknown) => (json as { code?: unknown } | null)?.code

test('no reply makes the classifier throw, and only a row that is ours and went through counts as taken', () => {
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record({ code: fc.constantFrom<unknown>(0, 12, '0', 1, null), Data: fc.oneof(fc.array(cells, { maxLength: 3 }), fc.jsonValue()) }),
  )
  let takenSeen = 0
  fc.assert(
    fc.property(bodies, fc.constantFrom(200, 200, 404, 500), (json, status) => {
      const { kind } = classifyCheck(answered(json, status), sampleExpected)
      const data = (json as { Data?: unknown } | null)?.Data
      const listed = (Array.isArray(data) ? data : []) as (typeof sampleRow & { reference_no?: unknown })[]
      const mine = listed.filter((each) => [each?.agent_reference, each?.reference_no].includes(ours))
      const good = mine.filter((each) => each.is_succeed !== false && Number(each.amount) === 6500 && each.currency !== 'USD')
      if (kind === 'taken') {
        takenSeen += 1
        expect(status).toBe(200)
        expect(good.length).toBeGreaterThan(0)
      }
      // What is listed as a success is never explained away.
      const plainly = mine.some((each) => each.is_succeed === true)
      const isNone = codeOf(json) === 12
      if (status === 200 && plainly && !isNone) expect(['taken', 'other-amount', 'several', 'reversed']).toContain(kind)
      if (listed.length > 0) expect(kind).not.toBe('none')
    }),
    { numRuns: 10_000 },
  )
  expect(takenSeen).toBeGreaterThan(20)
})
