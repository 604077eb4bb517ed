import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleCharge } from '@/lib/paynet/replies.test-kit'
import { readTransactionDetails } from '@/lib/paynet/transaction-details'
import { describeFacts, readKeptDetails } from './kept-details'

const told = readTransactionDetails({ ...sampleCharge, bank_error_id: '51', campaign_url: 'https://bank.example/', card_bank_id: 'BONS' })
const payment = { xactId: sampleCharge.xact_id, reason: null, details: JSON.stringify(told) }

test('what Paynet has told comes back as it was kept', () => {
  expect(readKeptDetails(JSON.stringify(told))).toEqual(told)
})

test.each([null, '', 'null', '[]', '{}', '7', '"x"', '{"id":', '{"id":"x","amountKurus":1.5}', '\u0000'])(
  'a row of %j tells nothing',
  (json) => {
    expect(readKeptDetails(json)).toBeNull()
    expect(describeFacts({ ...payment, details: json })).toEqual([['xact_id', sampleCharge.xact_id]])
  },
)

test('a row from before a fact was kept, or with a damaged one, still tells the others', () => {
  const { campaignUrl: _later, ...older } = told ?? {}
  expect(readKeptDetails(JSON.stringify({ ...older, mdStatus: {} }))).toEqual({ ...told, campaignUrl: null, mdStatus: null })
})

test('no row makes the reader throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (json) => void readKeptDetails(json)))
})

test('an operator reads every fact, one line each, money in lira and nothing that could move the terminal', () => {
  const lines = describeFacts({ ...payment, xactId: 'xk_\u001b[2J', reason: 'ask-bank' }).map(([name, value]) => `${name}: ${value}`)
  expect(lines).toEqual([
    'xact_id: xk_[2J',
    'declined because: ask-bank',
    "Paynet's number: 7438118",
    'transaction date: 2020-02-25T15:12:48.353769+03:00',
    'transaction type: 1',
    'authorization code: 159116',
    'bank reference code: 90eb21b1be8044859dc9ab6c00faba89',
    'bank order id: B72A95279A3D4F54A41A408FB784E77A',
    'POS: WRLD WorldCard',
    "card's bank: BONS",
    '3D: full (md_status 1)',
    'instalments: 4',
    'amount: 6500.00 TRY',
    'net amount: 6500.00 TRY',
    'commission: 0.00 TRY',
    'tax on it: 0.00 TRY',
    "shopper's commission: 0.00 TRY",
    'rate: 0',
    'campaign page: https://bank.example/',
    "bank's error: 51",
  ])
})
