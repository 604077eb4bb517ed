import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkOf, siteOf } from '@/lib/web/client-address'
import { digest, isId, isSame, newId, newReferenceNo, orderReferenceIn } from './ids'

test('an id has 128 random bits, fits into a URL and never comes twice', () => {
  const ids = Array.from({ length: 10_000 }, newId)
  expect(new Set(ids).size).toBe(10_000)
  expect(ids.every((id) => isId(id) && encodeURIComponent(id) === id)).toBe(true)
})

test.each([
  '',
  'a',
  'a'.repeat(21),
  'a'.repeat(23),
  `${'a'.repeat(21)}/`,
  `${'a'.repeat(22)}\n`,
  `${'a'.repeat(21)}'`,
  '../../../../etc/passwd',
])('%j is no id', (text) => {
  expect(isId(text)).toBe(false)
})

test('two pairs have one digest only when they are the same pair', () => {
  fc.assert(
    fc.property(fc.tuple(fc.string(), fc.string()), fc.tuple(fc.string(), fc.string()), (one, other) => {
      const same = one[0] === other[0] && one[1] === other[1]
      expect(digest(...one) === digest(...other)).toBe(same)
      expect(isSame(digest(...one), digest(...other))).toBe(same)
    }),
  )
  expect(digest('ab', 'c')).not.toBe(digest('a', 'bc'))
  expect(digest('a', '')).not.toBe(digest('', 'a'))
})

test('texts of different lengths are compared without a throw', () => {
  expect(isSame('a', 'aa')).toBe(false)
  expect(isSame('', '')).toBe(true)
})

test("Paynet's reference keeps to fifty letters, begins with the merchant's, and is never used twice", () => {
  const longest = 'R'.repeat(40)
  const references = Array.from({ length: 10_000 }, () => newReferenceNo(longest))
  expect(new Set(references).size).toBe(10_000)
  expect(references.every((reference) => /^R{40}-[a-z2-9]{8}$/.test(reference) && reference.length <= 50)).toBe(true)
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['unknown', 'unknown'],
])('address %s counts as %s for limits', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1'],
  ['2001:0DB8:0001:ffff::', '2001:db8:1'],
  ['2001:db8::1', '2001:db8:0'],
  ['203.0.113.7', null],
  ['::ffff:203.0.113.7', null],
  ['unknown', null],
])('address %s, and its network, belong to the site %s', (address, site) => {
  expect([siteOf(address), siteOf(networkOf(address))]).toEqual([site, site])
})

test('all addresses of one IPv6 customer count as one', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      expect(networkOf(groups.join(':'))).toBe(networkOf([...groups.slice(0, 4), '1', '2', '3', '4'].join(':')))
    }),
  )
})

test("a reference_no leads back to its order's reference, and one that is formed otherwise to none", () => {
  for (const reference of ['SIP-1001', 'a', 'A.b_c-d', 'x'.repeat(40)]) expect(orderReferenceIn(newReferenceNo(reference))).toBe(reference)
  for (const foreign of [
    '',
    'SIP-1001',
    'SIP-1001-abc',
    'SIP-1001-abcdefgi',
    'SIP-1001-ABCDEFGH',
    '-abcdefgh',
    `${'x'.repeat(41)}-abcdefgh`,
  ]) {
    expect(orderReferenceIn(foreign)).toBeNull()
  }
})
