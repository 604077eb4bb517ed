import { expect, test } from 'vitest'
import { isPaynetHost } from './hosts'

const TEST_HOST = 'https://pts-api.paynet.com.tr'
const LOOPBACK = 'http://127.0.0.1:4010'

test.each([
  ['https://pts-api.paynet.com.tr/x', TEST_HOST],
  ['https://api.paynet.com.tr/x', TEST_HOST],
  ['https://paynet.com.tr/x', TEST_HOST],
  ['https://a.b.paynet.com.tr:443/x', TEST_HOST],
  ['https://api.paynet.com.tr/x', LOOPBACK],
  ['http://127.0.0.1:9999/x', LOOPBACK],
  ['https://paynet.example:8443/x', 'https://paynet.example:8443'],
])('%s is Paynet’s own when Paynet is %s', (url, paynet) => {
  expect(isPaynetHost(new URL(url), new URL(paynet))).toBe(true)
})

test.each([
  ['https://evilpaynet.com.tr/x', TEST_HOST],
  ['https://api.paynet.com.tr.evil.example/x', TEST_HOST],
  ['https://api.paynet.com.tr./x', TEST_HOST],
  ['https://a..paynet.com.tr/x', TEST_HOST],
  ['https://a_b.paynet.com.tr/x', TEST_HOST],
  ['https://.paynet.com.tr/x', TEST_HOST],
  ['https://api.paynet.com.tr:8443/x', TEST_HOST],
  ['https://user@api.paynet.com.tr/x', TEST_HOST],
  ['https://:secret@api.paynet.com.tr/x', TEST_HOST],
  ['http://api.paynet.com.tr/x', TEST_HOST],
  ['ftp://api.paynet.com.tr/x', TEST_HOST],
  ['http://127.0.0.1:4010/x', TEST_HOST],
  ['ftp://127.0.0.1/x', LOOPBACK],
  ['http://user@127.0.0.1:4010/x', LOOPBACK],
  ['http://localhost:4010/x', LOOPBACK],
  ['http://api.paynet.com.tr/x', LOOPBACK],
])('%s is not Paynet’s own when Paynet is %s', (url, paynet) => {
  expect(isPaynetHost(new URL(url), new URL(paynet))).toBe(false)
})
