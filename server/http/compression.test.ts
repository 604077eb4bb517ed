import { expect, test } from 'vitest'
import { ask, formOf, serve } from './serve.test-kit'

/** Whether the app behind the server is told that the client accepts a compressed answer. */
async function mayCompress(path: string, headers: Record<string, string> = {}, post?: { headers: Record<string, string>; body: string }) {
  const seen: Array<string | undefined> = []
  const port = await serve({}, (request, response) => {
    seen.push(request.headers['accept-encoding'])
    response.end()
  })
  const sent = { 'Accept-Encoding': 'gzip', ...headers, ...post?.headers }
  expect((await ask(port, { path, headers: sent, ...(post ? { method: 'POST', body: post.body } : {}) })).statusCode).toBe(200)
  expect(seen).toHaveLength(1)
  return seen[0] === 'gzip'
}

test.each(['/', '/login?next=/account', '/checkout/a', '/checkout/a/result', '/dealers/apply', '/nothing'])(
  'a page, %s, may be compressed',
  async (path) => {
    expect(await mayCompress(path)).toBe(true)
  },
)

test('an answer that may repeat a form’s fields is not compressed', async () => {
  for (const path of ['/login', '/checkout/a', '/dealers/apply/iban']) {
    expect(await mayCompress(path, { 'Sec-Fetch-Site': 'same-origin' }, formOf([['email', 'a@example.com']])), path).toBe(false)
  }
})

test.each(['/checkout/a/3d/b', '/api/orders/a', '/api/auth/csrf', '/api/auth/session', '/api/health/live', '/metrics'])(
  'an answer that holds Paynet’s session, or is for a program, is not compressed: %s',
  async (path) => {
    expect(await mayCompress(path)).toBe(false)
  },
)

test.each(['cross-site', 'same-site', undefined, 'x', 'none, same-origin'])(
  'a page with somebody’s cookies is not compressed if %s asked for it',
  async (site) => {
    const asked: Record<string, string> = site === undefined ? {} : { 'Sec-Fetch-Site': site }
    for (const path of ['/account?guess', '/dealers/apply/iban', '/']) {
      expect(await mayCompress(path, { Cookie: 'session=1', ...asked })).toBe(false)
      expect(await mayCompress(path, asked), 'without a cookie').toBe(true)
    }
  },
)

test.each(['same-origin', 'none'])('a page with somebody’s cookies may be compressed if they came by %s', async (site) => {
  expect(await mayCompress('/account', { Cookie: 'session=1', 'Sec-Fetch-Site': site })).toBe(true)
})
