import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import { sampleCharge, sampleRow } from './replies.test-kit'
import { readTransactionDetails } from './transaction-details'

/** Every value of the page's sample, and null for what is empty there. */
const ofSample: TransactionDetails = {
  id: 7438118,
  xactDate: '2020-02-25T15:12:48.353769+03:00',
  authorizationCode: '159116',
  bankReferenceCode: '90eb21b1be8044859dc9ab6c00faba89',
  bankOrderId: 'B72A95279A3D4F54A41A408FB784E77A',
  bankId: 'WRLD',
  bankName: 'WorldCard',
  cardBankId: null,
  cardType: null,
  cardBrandName: null,
  mdStatus: 1,
  isTds: true,
  transactionType: 1,
  instalment: 4,
  plusInstalment: null,
  amountKurus: 650_000,
  netAmountKurus: 650_000,
  commissionKurus: 0,
  commissionTaxKurus: 0,
  endUserCommissionKurus: 0,
  ratio: 0,
  ratioCode: null,
  campaignUrl: null,
  bankErrorId: null,
  paynetErrorId: null,
}

const read = (change: object) => readTransactionDetails({ ...sampleCharge, ...change })

test('the published sample of tds_charge is read whole, and what is empty in it is not told', () => {
  expect(read({})).toEqual(ofSample)
})

test('an answer in the names of the page’s table, each value as text, tells the same', () => {
  const { bank_authorization_code, bank_reference_code, bank_order_id, ...same } = sampleCharge
  const ofTable = Object.fromEntries(Object.entries(same).map(([name, value]) => [name, value === null ? null : String(value)]))
  const told = readTransactionDetails({
    ...ofTable,
    authorization_code: bank_authorization_code,
    reference_code: bank_reference_code,
    order_id: bank_order_id,
  })
  expect(told).toEqual(ofSample)
})

test('a row of transaction/check tells what it has, and nothing of what it lacks', () => {
  expect(readTransactionDetails({ ...sampleRow, netAmount: '6400.50', net_amount: undefined, order_id: 'B72A' })).toEqual({
    ...Object.fromEntries(Object.keys(ofSample).map((name) => [name, null])),
    id: 7438118,
    xactDate: sampleRow.xact_date,
    transactionType: 1,
    amountKurus: 650_000,
    netAmountKurus: 640_050,
    authorizationCode: '159116',
    bankReferenceCode: sampleRow.reference_code,
    bankOrderId: 'B72A',
  })
})

test.each([
  ['net_amount', 6435.123, 'netAmountKurus', 643_512],
  ['comission', '64,8765', 'commissionKurus', 6_488],
  ['comission_tax', '12.005', 'commissionTaxKurus', 1_201],
  ['end_user_comission', 0.004, 'endUserCommissionKurus', 0],
  ['amount', '6.500,00', 'amountKurus', 650_000],
] as const)('%s of %j is to the nearest kuruş', (name, value, fact, kurus) => {
  expect(read({ [name]: value })).toMatchObject({ [fact]: kurus })
})

test.each([
  ['md_status', '', 'mdStatus', null],
  ['md_status', '7', 'mdStatus', 7],
  ['instalment', '6', 'instalment', 6],
  ['plus_installment', '2', 'plusInstalment', 2],
  ['ratio', '0,0249', 'ratio', 0.0249],
  ['is_tds', 'True', 'isTds', true],
  ['id', '743811800000', 'id', 743_811_800_000],
  ['id', 0, 'id', null],
  ['bank_id', 46, 'bankId', '46'],
  ['bank_error_id', 51, 'bankErrorId', '51'],
  ['net_amount', '', 'netAmountKurus', null],
  ['comission', null, 'commissionKurus', null],
  ['campaign_url', 'https://kampanya.banka.example/a b?x=1', 'campaignUrl', 'https://kampanya.banka.example/a%20b?x=1'],
] as const)('%s of %j is understood', (name, value, fact, told) => {
  expect(read({ [name]: value })).toMatchObject({ [fact]: told })
})

test('a name that is there but empty does not hide the other spelling of it', () => {
  expect(read({ bank_authorization_code: '', authorization_code: '654321' })?.authorizationCode).toBe('654321')
  expect(read({ bank_order_id: null, order_id: 'B' })?.bankOrderId).toBe('B')
})

test.each<[string, unknown, keyof TransactionDetails, unknown]>([
  ['a huge text', { bank_name: 'x'.repeat(200_000) }, 'bankName', 'x'.repeat(200)],
  ['control characters', { bank_name: '\u001b[2J\u0000World\r\nCard\u202e' }, 'bankName', '[2JWorldCard'],
  ['nothing but control characters', { bank_name: '\u0000\u200b' }, 'bankName', null],
  ['half a character at the cut', { bank_name: `${'x'.repeat(199)}😀` }, 'bankName', 'x'.repeat(199)],
  ['a script as campaign', { campaign_url: 'javascript:alert(1)' }, 'campaignUrl', null],
  ['a campaign over http', { campaign_url: 'http://bank.example/' }, 'campaignUrl', null],
  ['a line break in a campaign', { campaign_url: 'https://bank.example/\u001b[2J\nx' }, 'campaignUrl', 'https://bank.example/%1B[2Jx'],
  ['an object for a text', { bank_name: {} }, 'bankName', null],
  ['a list for a number', { instalment: [3] }, 'instalment', null],
  ['a number beyond all', { id: 1e300 }, 'id', null],
  ['a negative commission', { comission: -5 }, 'commissionKurus', null],
  ['an amount beyond all', { amount: '9'.repeat(400) }, 'amountKurus', null],
])('%s does no harm, and costs no other fact', (_name, change, fact, told) => {
  const details = read(change as object)
  expect(details?.[fact]).toBe(told)
  expect(details?.xactDate).toBe(sampleCharge.xact_date)
})

test('no answer makes the reader throw, and nothing that it keeps is long, invisible or a fraction of a kuruş', () => {
  const names = Object.keys(sampleCharge) as (keyof typeof sampleCharge)[]
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.double(),
    fc.constantFrom('', '0', 'TRUE', '1,5'),
  )
  const answer = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom<string>(...names, 'order_id', 'authorization_code', 'netAmount'), value),
  )
  fc.assert(
    fc.property(answer, (json) => {
      for (const [name, told] of Object.entries(readTransactionDetails(json) ?? {})) {
        if (typeof told === 'string') expect(told).toMatch(/^\P{C}{1,500}$/u)
        if (name.endsWith('Kurus') && told !== null) expect(Number.isSafeInteger(told) && Number(told) >= 0).toBe(true)
      }
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  ['bank_order_id', '4355084355084358'],
  ['authorization_code', '4355 0843 5508 4358'],
  ['bank_name', 'Kart 4355-0843-5508-4358'],
  ['bank_error_id', 4355084355084358],
  ['campaign_url', 'https://example.com/?kart=4355084355084358'],
])('a %s that repeats the card’s number is kept nowhere', (name, value) => {
  const details = readTransactionDetails({ md_status: 1, bank_id: 'WRLD', [name]: value })
  expect(details).toMatchObject({ mdStatus: 1, bankId: 'WRLD' })
  expect(JSON.stringify(details).replace(/\D/g, '')).not.toContain('4355084355084358')
})
