import type http from 'node:http'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import { networkOf } from '@/lib/network'
import { ask, formOf, serve } from '@/server/http/serve.test-kit'
import { whereFrom } from './client-address'

const asked = (entry: string, remoteAddress = '10.0.0.1') =>
  ({ headers: { 'x-forwarded-for': entry }, socket: { remoteAddress } }) as unknown as http.IncomingMessage

/** What the limits count a client by that a proxy names so. */
const countedBy = (entry: string) => networkOf(whereFrom(asked(entry), 1).address)

afterEach(() => void vi.restoreAllMocks())

describe('one client has one limit, however its address is spelled', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7:1', '192.0.2.7:65535', '[192.0.2.7]:80', '"192.0.2.7"', '"192.0.2.7:4711"', ' 192.0.2.7 ', '\t192.0.2.7:8'],
    ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:192.0.2.7', '[::ffff:192.0.2.7]:80', '"[::ffff:192.0.2.7]:80"'],
    ['192.0.2.7', '::ffff:c000:207', '0:0:0:0:0:ffff:c000:0207', '0000:0000:0000:0000:0000:FFFF:C000:0207', '[::ffff:c000:207]'],
    ['192.0.2.7', '64:ff9b::192.0.2.7', '64:ff9b::c000:207'],
    [
      '2001:db8::7',
      '[2001:db8::7]',
      '[2001:db8::7]:443',
      '"[2001:db8::7]:443"',
      '2001:0DB8:0000:0000::0007',
      '2001:db8:0:0:0:0:0:7',
      '2001:db8::0.0.0.7',
    ],
    ['fe80::1', 'fe80::1%eth0', '[fe80::1%25]:80', 'FE80::1%1'],
    ['::1', '[::1]', '[::1]:3000', '"[::1]:3000"', '0:0:0:0:0:0:0:1'],
  ])('%s', (plain, ...spellings) => {
    for (const spelling of spellings) expect(countedBy(spelling), spelling).toBe(countedBy(plain))
  })

  test('any IPv4 address with any port, plain or in IPv6, and no two of them together', () => {
    const address = fc.ipV4()
    const hex = (ip: string) =>
      ip
        .split('.')
        .map((part) => Number(part).toString(16).padStart(2, '0'))
        .join('')
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 65_535 }), (ip, other, port) => {
        const mapped = `::ffff:${hex(ip).slice(0, 4)}:${hex(ip).slice(4)}`
        for (const spelling of [`${ip}:${port}`, `"${ip}"`, `[${ip}]:${port}`, `::ffff:${ip}`, mapped, `[${mapped}]:${port}`]) {
          expect(countedBy(spelling), spelling).toBe(ip)
          expect(countedBy(spelling) === countedBy(other)).toBe(ip === other)
        }
      }),
    )
  })

  test('any IPv6 address, with its port or without', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 1, max: 65_535 }), (ip, port) => {
        const counted = new Set([ip, ip.toUpperCase(), `[${ip}]`, `[${ip}]:${port}`, `"[${ip}]:${port}"`].map(countedBy))
        expect(counted.size, ip).toBe(1)
      }),
    )
  })

  test('what is no address counts as the proxy, and nobody gets a limit of their own by inventing one', () => {
    for (const invented of [
      'x',
      'unknown',
      '_hidden',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.4:',
      '1.2.3.4:x',
      '1.2.3.4:123456',
      '[::1',
      '::1]',
      '[]',
      '""',
      '"1.2.3.4',
    ])
      expect(countedBy(invented), invented).toBe('10.0.0.1')
    expect(whereFrom(asked('x', '::ffff:10.0.0.1'), 1).address).toBe('10.0.0.1')
    expect(whereFrom(asked('1.1.1.1', '::ffff:10.0.0.1'), 0).address).toBe('10.0.0.1')
  })
})

describe('a proxy that does not fit TRUSTED_PROXY_HOPS', () => {
  test.each([
    ['untrusted', '0', { 'X-Forwarded-For': '192.0.2.7' }, 'TRUSTED_PROXY_HOPS to the number of proxies'],
    ['untrusted', '0', { Forwarded: 'for=192.0.2.7' }, 'TRUSTED_PROXY_HOPS to the number of proxies'],
    ['untrusted', '0', { 'X-Real-IP': '192.0.2.7' }, 'TRUSTED_PROXY_HOPS to the number of proxies'],
    ['untrusted', '0', { 'X-Forwarded-Proto': 'https' }, 'TRUSTED_PROXY_HOPS to the number of proxies'],
    ['missing', '1', {}, 'set TRUSTED_PROXY_HOPS=0'],
    ['missing', '1', { 'X-Real-IP': '192.0.2.7' }, 'append to X-Forwarded-For'],
    ['too-few', '2', { 'X-Forwarded-For': '192.0.2.7' }, 'the number of proxies that append to it'],
    ['no-address', '1', { 'X-Forwarded-For': 'unknown' }, 'write the address'],
  ])('is counted each time and told once, with what to set: %s, %s, %j', async (why, TRUSTED_PROXY_HOPS, headers, advice) => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
    const before = await countOf(metrics().proxyDoubts, { why })
    const port = await serve({ TRUSTED_PROXY_HOPS }, (_request, response) => void response.end())
    for (const path of ['/', '/login', '/checkout/x']) await ask(port, { path, headers: headers as Record<string, string> })
    expect((await countOf(metrics().proxyDoubts, { why })) - before).toBe(3)
    expect(warn.mock.calls).toEqual([[`proxy.${why}`, { why: expect.stringContaining(advice) }]])
    expect(JSON.stringify(warn.mock.calls)).not.toContain('192.0.2.7')
  })

  test.each([
    ['0', {}],
    ['1', { 'X-Forwarded-For': '192.0.2.7' }],
    ['1', { 'X-Forwarded-For': '192.0.2.7:4711', 'X-Real-IP': '192.0.2.7', 'X-Forwarded-Proto': 'https' }],
    ['2', { 'X-Forwarded-For': '192.0.2.7, 10.0.0.9' }],
  ])('is not seen where it fits: %s, %j', async (TRUSTED_PROXY_HOPS, headers) => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
    const before = await countOf(metrics().proxyDoubts)
    const port = await serve({ TRUSTED_PROXY_HOPS }, (_request, response) => void response.end())
    await ask(port, { headers: headers as Record<string, string> })
    expect([(await countOf(metrics().proxyDoubts)) - before, warn.mock.calls]).toEqual([0, []])
  })

  test.each(['0', '1', '2'])(
    'is not seen when Next asks this server for the page that an action leads to: %s',
    async (TRUSTED_PROXY_HOPS) => {
      const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
      const seen: Array<string | undefined> = []
      const port = await serve({ TRUSTED_PROXY_HOPS }, async ({ method, headers }, response) => {
        seen.push(String(headers['x-forwarded-for']))
        // As Next does it: with the headers that the action came with.
        const { 'content-length': _, 'content-type': __, ...same } = headers as Record<string, string>
        if (method === 'POST') await ask(port, { path: '/checkout/x', headers: { ...same, host: `127.0.0.1:${port}` } })
        response.end()
      })
      const { headers, body } = formOf([])
      const forwarded: Record<string, string> = TRUSTED_PROXY_HOPS === '0' ? {} : { 'X-Forwarded-For': '192.0.2.7, 192.0.2.7' }
      await ask(port, { method: 'POST', headers: { ...headers, ...forwarded }, body })
      const address = TRUSTED_PROXY_HOPS === '0' ? '127.0.0.1' : '192.0.2.7'
      expect([seen, warn.mock.calls]).toEqual([[address, address], []])
    },
  )

  test('is seen all the same when a client says that the server asks itself', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
    const port = await serve({ TRUSTED_PROXY_HOPS: '0' }, ({ headers }, response) => {
      expect([headers['x-forwarded-for'], headers['x-asked-by-itself']]).toEqual(['127.0.0.1', undefined])
      response.end()
    })
    await ask(port, { headers: { 'X-Forwarded-For': '192.0.2.7', 'X-Asked-By-Itself': 'yes' } })
    expect(warn).toHaveBeenCalledOnce()
  })

  test('is not seen in health checks and scrapes, which come past it', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
    const port = await serve({ TRUSTED_PROXY_HOPS: '1' }, (_request, response) => void response.end())
    for (const path of ['/api/health/live', '/api/health/ready', '/metrics']) await ask(port, { path })
    expect(warn.mock.calls).toEqual([])
  })
})
