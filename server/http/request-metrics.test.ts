import { once } from 'node:events'
import net from 'node:net'
import { expect, test, vi } from 'vitest'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics/counters'
import { countOf, seriesIn } from '@/lib/metrics/metrics.test-kit'
import { ask, formOf, serve } from '@/server/http/serve.test-kit'

const scrape = async () => seriesIn(await metrics().registry.metrics())

const PATIENT = { timeout: 60_000 }

/** What some work has counted, by labels. An answer has reached us before its end has reached the server. */
async function counted(work: () => Promise<unknown>): Promise<(Record<string, string> & { times: number })[]> {
  const requests = async () => (await scrape()).filter(({ name }) => name === 'checkout_http_requests_total')
  const before = await requests()
  await work()
  return vi.waitFor(async () => {
    const changes = (await requests()).map(({ labels, value }, index) => ({ ...labels, times: value - (before[index]?.value ?? 0) }))
    const made = changes.filter(({ times }) => times !== 0)
    expect(made).not.toEqual([])
    return made as (Record<string, string> & { times: number })[]
  }, PATIENT)
}

const ID = 'xi2fm1DZIl0HZbLk0S3ZXQ'
const form = formOf([])

test.each([
  ['page', 'read', '/', {}],
  ['page', 'read', '/nowhere/at-all', {}],
  ['page', 'read', '/api/nothing', {}],
  ['page', 'read', '/checkout/a/b/c', {}],
  ['page', 'read', '/x/../metrics', {}],
  ['action', 'write', '/api/nothing', { method: 'POST' }],
  ['action', 'write', '/login', { method: 'POST', ...form }],
  ['action', 'write', `/checkout/${ID}/result`, { method: 'POST', ...form }],
  ['checkout', 'read', `/checkout/${ID}?lang=x`, {}],
  ['start', 'write', `/checkout/${ID}`, { method: 'POST', ...form }],
  ['challenge', 'read', `/checkout/${ID}/3d/${ID}`, {}],
  ['result', 'read', `/checkout/${ID}/result`, { method: 'HEAD' }],
  ['return', 'write', `/api/paynet/return/${ID}`, { method: 'POST', body: 'a=b' }],
  ['refund-callback', 'write', `/api/paynet/refund/${ID}/${ID}`, { method: 'POST', body: '{}' }],
  ['refund-callback', 'read', `/api/paynet/refund/${ID}/${ID}`, {}],
  ['api-orders', 'write', `/api/orders/${ID}/refunds`, { method: 'POST', body: '{}' }],
  ['api-orders', 'write', '/api/orders', { method: 'POST', body: '{}' }],
  ['api-orders', 'write', `/api/orders/${ID}/cancel`, { method: 'POST', body: '' }],
  ['api-orders', 'write', `/api/orders/${ID}/reopen`, { method: 'POST', body: '' }],
  ['api-orders', 'read', `/api/orders/${ID}`, {}],
  ['api-events', 'read', '/api/events?limit=1', {}],
  ['api-document', 'read', '/api/openapi.json', {}],
  ['auth', 'read', '/api/auth/session', {}],
  ['documents', 'write', `/api/dealers/applications/${ID}/documents`, { method: 'POST', body: 'x' }],
  ['health', 'read', '/api/health/live', {}],
  ['metrics', 'read', '/metrics', {}],
  ['file', 'read', '/icon.svg', {}],
  ['file', 'read', '/_next/static/chunks/a.js', {}],
  ['file', 'write', '/icon.svg', { method: 'POST' }],
  ['unrouted', 'read', '/%', {}],
  ['unrouted', 'write', '/', { method: 'TRACE' }],
])('a request counts once, as %s, %s: %s %j', async (route, method, path, more) => {
  const port = await serve({}, (_request, response) => void response.end())
  const counts = await counted(() => ask(port, { path, ...more }))
  expect(counts).toEqual([{ route, method, status: expect.stringMatching(/^[245]xx$/), times: 1 }])
})

test.each([
  [200, '2xx'],
  [303, '3xx'],
  [307, '3xx'],
  [404, '4xx'],
  [429, '4xx'],
  [500, '5xx'],
  [503, '5xx'],
])('an answer of %i is one of %s', async (code, status) => {
  const port = await serve({}, (_request, response) => void response.writeHead(code).end())
  const counts = await counted(() => ask(port))
  expect(counts).toEqual([{ route: 'page', method: 'read', status, times: 1 }])
})

test('a client that leaves before an answer begins is counted as that, and no answer is made up', async () => {
  const port = await serve({}, () => new Promise(() => {}))
  const counts = await counted(async () => {
    const socket = net.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write('GET /login HTTP/1.1\r\nHost: localhost:3000\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
  })
  expect(counts).toEqual([{ route: 'page', method: 'read', status: 'none', times: 1 }])
})

test('what breaks while it is answered is a 5xx and an error of ours', async () => {
  const error = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  const before = await countOf(metrics().errors, { where: 'request' })
  const port = await serve({}, () => {
    throw new Error('broken')
  })
  expect((await ask(port)).statusCode).toBe(500)
  expect((await countOf(metrics().errors, { where: 'request' })) - before).toBe(1)
  error.mockRestore()
})

test.each([
  ['foreign-origin', '/login', { method: 'POST', ...form, headers: { ...form.headers, Origin: 'https://evil.example' } }],
  ['too-large', '/login', { method: 'POST', headers: { Origin: 'http://localhost:3000', 'Content-Length': '99999999' } }],
  ['too-large', `/?${'a'.repeat(9_000)}`, {}],
  ['malformed', '/', { method: 'TRACE' }],
  ['malformed', '/api/health/live', { method: 'POST' }],
])('a refusal is counted by why: %s', async (why, path, more) => {
  const port = await serve({}, (_request, response) => void response.end())
  const before = await countOf(metrics().refusals)
  expect((await ask(port, { path, ...more })).statusCode).toBeGreaterThanOrEqual(400)
  expect(await countOf(metrics().refusals, { why })).toBeGreaterThan(0)
  expect((await countOf(metrics().refusals)) - before).toBe(1)
})

test('the time of a request goes into a histogram of its route', async () => {
  const port = await serve({}, (_request, response) => void setTimeout(() => response.end(), 30))
  const of = async (part: string) =>
    (await scrape()).find(({ name, labels }) => name === `checkout_http_request_seconds_${part}` && labels.route === 'health')?.value ?? 0
  const [count, sum] = [await of('count'), await of('sum')]
  await ask(port, { path: '/api/health/live' })
  await expect.poll(async () => (await of('count')) - count).toBe(1)
  expect((await of('sum')) - sum).toBeGreaterThan(0.02)
})

test('no label holds anything of what was asked', async () => {
  vi.spyOn(log, 'error').mockImplementation(() => {})
  const port = await serve({ TRUSTED_PROXY_HOPS: '1' }, (_request, response) => void response.end())
  const secret = 's3cret-4355084355084358'
  for (const path of [
    `/${secret}`,
    `/checkout/${secret}`,
    `/api/orders/${secret}`,
    `/api/paynet/refund/${secret}/${secret}`,
    `/login?x=${secret}`,
    `/_next/static/${secret}.js`,
  ])
    await ask(port, { path, headers: { 'X-Forwarded-For': '192.0.2.77', 'User-Agent': secret } })
  const text = await metrics().registry.metrics()
  for (const word of [secret, '192.0.2.77']) expect(text).not.toContain(word)
})
