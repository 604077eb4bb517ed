import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Told = { at: number; method: string | undefined; contentType: string | undefined; body: Record<string, unknown> }

const servers = new Set<Server>()

afterEach(() => {
  for (const server of servers) server.close()
  servers.clear()
})

/** The merchant's side, which answers with `status`. */
async function listen(status = 200): Promise<{ url: string; told: Told[] }> {
  const told: Told[] = []
  const server = createServer(async (request, response) => {
    told.push({
      at: performance.now(),
      method: request.method,
      contentType: request.headers['content-type'],
      body: JSON.parse(await read(request)),
    })
    response.writeHead(status, { location: '/elsewhere' }).end('{}')
  })
  servers.add(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/told`, told }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** A shop with a refund of 30 TL that was asked for. */
async function askFor(succeedUrl: string, settings: object = {}) {
  const shop = await startShop()
  await shop.settings({ sale_days_ago: 2, ...settings })
  const { xact_id } = (await (await shop.charge(await shop.openPassed())).json()) as { xact_id: string }
  const startedMs = performance.now()
  const response = await shop.refund({ xact_id, amount: 3000, succeedUrl })
  expect(await response.json()).toMatchObject({ code: 0 })
  const [refund] = await shop.refunds()
  return { shop, startedMs, own: refund?.xact_id ?? '' }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('an approval is told to the address that was given, once', async () => {
  const { url, told } = await listen()
  const { own } = await askFor(url)
  await expect.poll(() => told.length).toBe(1)
  expect(told[0]).toMatchObject({ method: 'POST', contentType: expect.stringContaining('application/json') })
  expect(told[0]?.body).toEqual({ xact_id: own, code: 0, status: 3, message: 'Başarılı İşlem' })
  await pause(50)
  expect(told).toHaveLength(1)
})

test('a decision by hand is told when it is made: no is code 1, and so is an approval that was taken back', async () => {
  const { url, told } = await listen()
  const { shop, own } = await askFor(url, { refund_approval: 'manual' })
  await pause(50)
  expect(told).toEqual([])
  for (const decision of ['approve', 'withdraw']) await shop.decide(own, decision)
  await expect
    .poll(() => told.map(({ body }) => [body.code, body.status]))
    .toEqual([
      [0, 3],
      [1, 5],
    ])
  const other = await askFor(url, { refund_approval: 'manual' })
  await other.shop.decide(other.own, 'reject')
  await expect.poll(() => told[2]?.body).toMatchObject({ xact_id: other.own, code: 1, status: 4 })
})

test('a callback may come twice, late, or not at all', async () => {
  const { url, told } = await listen()
  await askFor(url, { refund_callback: 'none' })
  const { own } = await askFor(url, { refund_callback: 'twice' })
  await expect.poll(() => told.map(({ body }) => body.xact_id)).toEqual([own, own])
  const { startedMs } = await askFor(url, { refund_callback: 'late', refund_callback_ms: 200 })
  await expect.poll(() => told.length).toBe(3)
  expect((told[2]?.at ?? 0) - startedMs).toBeGreaterThan(190)
})

test('a callback can be forged: it says what it is told to, and the refund stays as it was', async () => {
  const { url, told } = await listen(500)
  const { shop, own } = await askFor(url, { refund_approval: 'never' })
  for (const code of [0, 1]) {
    expect(await (await shop.post('/control/refunds/callback', { xact_id: own, code })).json()).toEqual({ http_status: 500 })
  }
  expect(told.map(({ body }) => [body.xact_id, body.code])).toEqual([
    [own, 0],
    [own, 1],
  ])
  expect(await shop.refunds()).toMatchObject([{ status: 'waiting' }])
  expect((await shop.post('/control/refunds/callback', { xact_id: 'xk_unknown', code: 0 })).status).toBe(404)
})

test('a redirect is not followed', async () => {
  const { url, told } = await listen(307)
  const { shop, own } = await askFor(url, { refund_callback: 'none' })
  expect(await (await shop.post('/control/refunds/callback', { xact_id: own, code: 0 })).json()).toEqual({ http_status: 307 })
  expect(told).toHaveLength(1)
})

test.each([
  '',
  'https://collector.example/',
  'http://127.0.0.1.collector.example/',
  'http://localhost@192.0.2.1/',
  'file:///etc',
  'x',
  'http://127.0.0.1:1/',
])('with the address "%s" nobody is told, and nothing breaks', async (succeedUrl) => {
  const { shop, own } = await askFor(succeedUrl)
  expect(await (await shop.post('/control/refunds/callback', { xact_id: own, code: 0 })).json()).toEqual({ http_status: null })
  expect(await shop.refunds()).toMatchObject([{ status: 'approved' }])
})

test('whatever is told to whom, no page and no list shows the address', async () => {
  const { url } = await listen()
  const { shop } = await askFor(url)
  for (const path of ['/', '/control/refunds', '/control/ledger', '/control/calls']) {
    expect(await (await fetch(`${shop.url}${path}`)).text()).not.toContain(url)
  }
})

test('the settings of refunds are shown and changed, and others are refused', async () => {
  const shop = await startShop()
  const usual = {
    sale_days_ago: 0,
    refund_approval: 'auto',
    refund_callback: 'once',
    refund_callback_ms: 5000,
    refund_rows: 'full',
    refund_list: 'approved',
    refund_unchecked: false,
  }
  const shown = async () => (await fetch(`${shop.url}/control/settings`)).json()
  expect(await shown()).toMatchObject(usual)
  const other = {
    sale_days_ago: 2,
    refund_approval: 'never',
    refund_callback: 'none',
    refund_callback_ms: 1,
    refund_rows: 'no-type',
    refund_list: 'all',
    refund_unchecked: true,
  }
  expect((await shop.settings(other)).status).toBe(200)
  expect(await shown()).toMatchObject(other)
  for (const wrong of [
    { refund_approval: 'perhaps' },
    { refund_rows: 'half' },
    { refund_list: 'none' },
    { refund_callback: 3 },
    { sale_days_ago: -1 },
  ]) {
    expect((await shop.settings(wrong)).status).toBe(400)
  }
})

test('the start page shows refunds and what a sale gave back, and its buttons work without scripts', async () => {
  const { url, told } = await listen()
  const { shop, own } = await askFor(url, { refund_approval: 'manual', refund_callback: 'none' })
  const page = async () => (await fetch(`${shop.url}/`)).text()
  const send = async (path: string, fields: Record<string, string>) => {
    const answer = await fetch(`${shop.url}${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
  }
  for (const text of ['30,00 TL', 'CD refund', 'Waiting', 'value="approve"', 'value="reject"', 'value="withdraw"', '1.204,50 TL left']) {
    expect(await page()).toContain(text)
  }
  await send('/control/refunds/decide', { xact_id: own, decision: 'approve' })
  await send('/control/refunds/callback', { xact_id: own, code: '1' })
  expect(told.map(({ body }) => body.code)).toEqual([1])
  const [{ sale_xact_id } = { sale_xact_id: '' }] = await shop.refunds()
  await send('/control/refunds', { xact_id: sale_xact_id, amount_kurus: '' })
  const after = await page()
  for (const text of ['Approved; 1.234,50 TL given back', '1.204,50 TL', 'No sale has anything left', 'panel'])
    expect(after).toContain(text)
  expect(after).not.toContain('value="approve"')
  expect(after).not.toContain('<script')
  await send('/control/settings', { refund_approval: 'never', refund_unchecked: 'true', refund_rows: 'sale-only', sale_days_ago: '2' })
  const never = await page()
  expect(never).toContain('<option value="never" selected>')
  expect(never).not.toContain('value="withdraw"')
})
