import { describe, expect, test } from 'vitest'
import { checkedLookup, mayReceive, REFUSED_ADDRESS } from './address'

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '223.255.255.255',
  '168.63.129.15',
  '2606:4700::1111',
  '2a00::1',
]
const LOOPBACK = ['127.0.0.1', '127.255.255.254', '::1']
const NOT_PUBLIC = [
  ['nobody', '0.0.0.0', '0.1.2.3', '::'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ['link-local', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['of a provider (CGNAT)', '100.64.0.1', '100.127.255.255'],
  ['unique local', 'fc00::1', 'fd00:ec2::254'],
  ['site-local', 'fec0::1'],
  ["Azure's host", '168.63.129.16', '::ffff:168.63.129.16'],
  ['IPv4-mapped', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:0:127.0.0.1'],
  ['IPv4-compatible', '::127.0.0.1', '::8.8.8.8', '::a00:1'],
  ['NAT64', '64:ff9b::8.8.8.8', '64:ff9b::7f00:1', '64:ff9b:1::a00:1'],
  ['6to4', '2002:7f00:1::', '2002:808:808::1', '192.88.99.1'],
  ['Teredo', '2001::1', '2001:0:808:808::1'],
  ['multicast', '224.0.0.1', '239.255.255.255', 'ff02::1'],
  ['broadcast', '255.255.255.255'],
  [
    'reserved',
    '240.0.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '5f00::1',
  ],
  ['never given out', '4000::1', '1::1', 'e000::1'],
  ['no address', '', 'localhost', '1.2.3', '0x7f000001', '2130706433', '[::1]'],
].flatMap(([kind = '', ...addresses]) => addresses.map((address) => [kind, address] as const))

test.each(PUBLIC)('%s is public', (address) => {
  expect(mayReceive(address, false)).toBe(true)
})

test.each(NOT_PUBLIC)('%s: %s is refused, whatever Paynet is', (_kind, address) => {
  expect([mayReceive(address, false), mayReceive(address, true)]).toEqual([false, false])
})

test.each(LOOPBACK)('%s is this machine, which may receive while Paynet is not live', (address) => {
  expect([mayReceive(address, false), mayReceive(address, true)]).toEqual([false, true])
})

describe('a host', () => {
  type Found = { address: string; family: number }
  const found = (options: object, ...addresses: string[]) => {
    const lookup = checkedLookup(false, 1_000, ((_host: string, _options: object, done: (error: null, found: Found[]) => void) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as never)
    return new Promise((resolve) =>
      lookup('shop.example.com', options, (error, address, family) => resolve(error ? error.code : family ? [address, family] : address)),
    )
  }

  test('is connected to at the addresses that were checked', async () => {
    expect(await found({ all: true }, '8.8.8.8', '2a00::1')).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2a00::1', family: 6 },
    ])
    expect(await found({}, '8.8.8.8', '1.1.1.1')).toEqual(['8.8.8.8', 4])
  })

  test('of whose addresses one is not public is refused, and one that has none', async () => {
    expect(await found({ all: true }, '8.8.8.8', '10.0.0.1')).toBe(REFUSED_ADDRESS)
    expect(await found({}, '8.8.8.8', '10.0.0.1')).toBe(REFUSED_ADDRESS)
    expect(await found({})).toBe(REFUSED_ADDRESS)
  })
})
