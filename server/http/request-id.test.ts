import { once } from 'node:events'
import net from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { requestId } from '@/lib/request-id'
import { ask, formOf, serve } from './serve.test-kit'

const AN_ID = /^[A-Za-z0-9_-]{22}$/
const idOf = async (port: number, asked: Parameters<typeof ask>[1]) => {
  const { statusCode, headers } = await ask(port, asked)
  return [statusCode, headers['request-id']]
}

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('every answer of the API has an id of its own', () => {
  test.each([
    [200, 'of the app', '/api/orders', {}],
    [200, 'to Paynet', `/api/paynet/refund/${'a'.repeat(22)}/b`, { method: 'POST', body: '{}' }],
    [200, 'however it is spelled', '//api//orders/', {}],
    [400, 'what is no address', '/api/%ff', {}],
    [404, 'where nothing is', '/api/orders/a/b', { method: 'POST', body: '{}' }],
    [404, 'not even a path', '/api?x', {}],
    [404, 'what is switched off', '/api/auth/csrf', {}],
    [405, 'another method', '/api/health/live', { method: 'DELETE' }],
    [405, 'a method that nobody has', '/api/orders', { method: 'TRACE' }],
    [414, 'an address that is too long', `/api/orders?${'a'.repeat(9_000)}`, {}],
    [431, 'too many headers', '/api/orders', { headers: Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`x-${n}`, 'x'])) }],
  ])('%i: %s', async (status, _what, path, more) => {
    const port = await serve({ ACCOUNTS: 'off' }, (_request, response) => void response.end())
    const asked = { path, ...more, headers: { ...('headers' in more ? more.headers : {}), 'Request-Id': 'theirs' } }
    const [first, second] = [await idOf(port, asked), await idOf(port, asked)]
    expect([first, second]).toEqual(Array(2).fill([status, expect.stringMatching(AN_ID)]))
    expect(first[1]).not.toBe(second[1])
  })

  test('and each has one line in the log that names it, a watcher’s aside', async () => {
    const lines: object[] = []
    vi.spyOn(log, 'info').mockImplementation((event, fields) => void lines.push({ event, requestId: requestId(), ...fields }))
    const port = await serve({}, (_request, response) => void response.end())
    const asked = [
      ['/api/orders/SIP-4355084355084358', 'POST', 'api-orders', 200],
      ['/api/events?after=secret', 'GET', 'api-events', 200],
      ['/api/health/live', 'DELETE', 'health', 405],
      ['/api/nothing', 'TRACE', 'unrouted', 405],
    ] as const
    const expected = []
    for (const [path, method, route, httpStatus] of asked) {
      const [, id] = await idOf(port, { path, method })
      expected.push({ event: 'api.answered', requestId: id, route, method, httpStatus, durationMs: expect.any(Number) })
      await idOf(port, { path: '/api/health/live' })
      await ask(port, { path: '/checkout/x' })
    }
    await expect.poll(() => lines).toEqual(expected)
  })

  test('408: a body that does not come', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const port = await serve({}, (_request, response) => void response.end())
    const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
    socket.write('POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx')
    const answered = once(socket, 'data')
    await expect.poll(() => vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(10_000)
    expect((await answered)[0]).toMatch(/^HTTP\/1\.1 408 [\s\S]*\r\nRequest-Id: [\w-]{22}\r\n/)
    socket.destroy()
  })

  test('500: what breaks, and its line in the log has it, too', async () => {
    let logged: string | null = null
    vi.spyOn(log, 'error').mockImplementation(() => {
      logged = requestId()
    })
    const port = await serve({}, () => {
      throw new Error('planted')
    })
    expect(await idOf(port, { path: '/api/orders' })).toEqual([500, expect.stringMatching(AN_ID)])
    const { headers } = await ask(port, { path: '/api/orders' })
    expect(logged).toBe(headers['request-id'])
  })

  test('503: when too many wait', async () => {
    // A turn would end as soon as the thread is idle.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const port = await serve({ TRUSTED_PROXY_HOPS: '1' }, () => new Promise(() => {}))
    const answers = Array.from({ length: 4 + 256 + 1 }, () =>
      idOf(port, { path: '/api/orders', headers: { 'X-Forwarded-For': '192.0.2.7' } }),
    )
    for (const held of answers) held.catch(() => {})
    expect(await Promise.race(answers)).toEqual([503, expect.stringMatching(AN_ID)])
  })
})

describe('what is no answer of the API has none', () => {
  test.each([
    ['a page', '/login', {}],
    ['a form', '/login', { method: 'POST', ...formOf([]) }],
    ['a page whose name begins alike', '/apiary', {}],
    ['a file', '/icon.svg', {}],
    ['the metrics', '/metrics', {}],
    ['a refusal', '/', { method: 'TRACE' }],
  ])('%s', async (_what, path, more) => {
    const ids: unknown[] = []
    const port = await serve({}, (_request, response) => {
      ids.push(requestId())
      response.end()
    })
    expect((await idOf(port, { path, ...more }))[1]).toBeUndefined()
    expect(ids.filter((id) => id !== null)).toEqual([])
  })

  test('even when it follows one of the API on the same connection', async () => {
    const seen: unknown[] = []
    const port = await serve({}, (request, response) => {
      seen.push([request.url, requestId()])
      response.end()
    })
    const socket = net.connect(port, '127.0.0.1')
    socket.write(['/api/orders', '/metrics', '/api/orders'].map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''))
    await expect.poll(() => seen.length).toBe(3)
    socket.destroy()
    const id = expect.stringMatching(AN_ID)
    expect(seen).toEqual([
      ['/api/orders', id],
      ['/metrics', null],
      ['/api/orders', id],
    ])
  })
})

test('requests that are handled at the same time keep their ids apart, and what goes on after an answer keeps its id', async () => {
  const both: Array<() => void> = []
  const after: Record<string, unknown> = {}
  const port = await serve({}, async (request, response) => {
    const path = request.url ?? ''
    const seen = [requestId()]
    await new Promise<void>((resolve) => {
      both.push(resolve)
      if (both.length === 2) for (const go of both) go()
    })
    seen.push(requestId())
    const later = async () => {
      while (Object.keys(after).length === 0 && path.endsWith('a')) await turn()
      after[path] = [...new Set([...seen, requestId()])]
    }
    void trackUntilDone(later())
    response.end()
  })
  const paths = ['/api/orders/a', '/api/orders/b']
  const answers = await Promise.all(paths.map((path) => ask(port, { path })))
  await expect.poll(() => Object.keys(after).length).toBe(2)
  expect(after).toEqual(Object.fromEntries(paths.map((path, index) => [path, [answers[index]?.headers['request-id']]])))
})
