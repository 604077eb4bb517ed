import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from '@/e2e/fixtures'

const H2C = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'
const SOCKET = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

test('a client that asks for HTTP/2 with each request, as Java’s does, is answered in HTTP/1.1, before pages were asked for and after', async ({
  app,
  orders,
  shopper,
}) => {
  const socket = net.connect({ port: app.port, host: '127.0.0.1' })
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  await once(socket, 'connect')
  const { host } = new URL(app.url)
  let answered = 0
  const send = async (line: string, more: string, body = '') => {
    socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\n${more}${body ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : ''}\r\n${body}`)
    answered += 1
    await expect.poll(() => received.match(/HTTP\/1\.1 \d+/g)?.length).toBe(answered)
  }
  await send('GET /api/health/live', H2C)
  expect((await shopper.request('/')).status).toBe(200)
  await send('GET /', H2C)
  const key = `Authorization: Bearer ${app.env.MERCHANT_API_KEY}\r\nContent-Type: application/json\r\n`
  const reference = orders.newReference()
  await send('POST /api/orders', H2C + key, JSON.stringify({ reference, amount: 100 }))
  await send('GET /_next/webpack-hmr', SOCKET)
  await send('GET /api/health/live', SOCKET)
  socket.destroy()
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 201', 'HTTP/1.1 404', 'HTTP/1.1 200'])
  expect(received).toContain(`"reference":"${reference}"`)
})

test('an address of the API with slashes to spare is the one that was meant, and no post is led away', async ({ app, orders, shopper }) => {
  const headers = { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` }
  const reference = orders.newReference()
  const body = JSON.stringify({ reference, amount: 100 })
  const statuses: number[] = []
  for (const path of ['/api/orders/', '//api/orders', '/api//orders//']) {
    const answer = await fetch(`${app.url}${path}`, { method: 'POST', headers, body, redirect: 'manual' })
    statuses.push(answer.status)
    expect(((await answer.json()) as { reference: string }).reference).toBe(reference)
  }
  expect(statuses).toEqual([201, 200, 200])
  const order = await orders.make()
  expect((await shopper.request(`/api/orders/${order.id}/`, { headers })).status).toBe(200)
  expect((await shopper.request(`/api/orders/${order.id}/cancel/`, { headers, method: 'POST' })).status).toBe(200)
  expect((await shopper.request('/api/health/ready/')).status).toBe(200)
})
