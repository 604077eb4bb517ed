import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { sampleCharge } from './replies.test-kit'
import { readTransactionDetails } from './transaction-details'

// Thousands of cases: a busy machine needs its time.
vi.setConfig({ testTimeout: 30_000 })

test('the published sample of a charge tells its number, its bank’s codes and its amounts', () => {
  expect(readTransactionDetails(sampleCharge)).toEqual({
    id: 7_438_118,
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
  })
})

test.each<[name: string, told: object, read: object]>([
  [
    'the table’s names',
    { authorization_code: '1', reference_code: '2', order_id: '3' },
    { authorizationCode: '1', bankReferenceCode: '2', bankOrderId: '3' },
  ],
  ['md_status and is_tds as text', { md_status: '2', is_tds: 'false' }, { mdStatus: 2, isTds: false }],
  ['the number as text', { id: '7438118' }, { id: 7_438_118 }],
  ['a code that came as a number', { bank_error_id: 51 }, { bankErrorId: '51' }],
  ['the check’s netAmount', { netAmount: 12.5 }, { netAmountKurus: 1_250 }],
  ['a commission of more than two decimals', { comission: 1.23456 }, { commissionKurus: 123 }],
  ['a ratio with a comma', { ratio: '0,0199' }, { ratio: 0.0199 }],
  ['an https campaign', { campaign_url: 'https://kampanya.example/x' }, { campaignUrl: 'https://kampanya.example/x' }],
  ['a campaign that is a script', { campaign_url: 'javascript:alert(1)' }, { campaignUrl: null }],
  ['lines and control characters', { bank_name: ' World\r\nCard\u202e ' }, { bankName: 'WorldCard' }],
  [
    'values of the wrong kind',
    { id: -1, md_status: {}, amount: 'x', ratio: [], bank_id: {} },
    { id: null, mdStatus: null, amountKurus: null, ratio: null, bankId: null },
  ],
])('%s are read as what they mean', (_name, told, read) => {
  expect(readTransactionDetails(told)).toMatchObject(read)
})

test('nothing makes the reader throw, and no text is longer than it may be', () => {
  const keys = Object.keys(sampleCharge)
  fc.assert(
    fc.property(
      fc.oneof(fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.jsonValue(), fc.string({ maxLength: 600 }))), fc.jsonValue()),
      (json) => {
        const details = readTransactionDetails(json)
        for (const [name, value] of Object.entries(details ?? {})) {
          if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(name === 'campaignUrl' ? 500 : 200)
          if (name.endsWith('Kurus') && value !== null) expect(Number.isSafeInteger(value)).toBe(true)
        }
      },
    ),
    { numRuns: 5_000 },
  )
})
