import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { openToWrite } from '@/e2e/harness/database'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { askNextAuth, newEmail, PASSWORD, postForm, registerRaw, signInRaw } from '@/e2e/pages/account-pages'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

test('signing in leads only to pages of the app', async ({ stack, app, shopper }) => {
  const email = newEmail()
  await registerRaw(shopper, email)
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    '/%2f%2fevil.example',
    '/\t/evil.example',
    '/.//evil',
    '/a@b',
  ]) {
    const visitor = createRawShopper(stack, newAddress())
    const answer = await postForm(visitor, `/login?next=${encodeURIComponent(next)}`, 'Giriş yap', { email, password: PASSWORD })
    expect([answer.status, new URL(answer.headers.location ?? '', app.url).href], next).toEqual([303, `${app.url}/account/cards`])
    const again = await visitor.request(`/login?next=${encodeURIComponent(next)}`)
    expect([again.status, new URL(again.headers.location ?? '', app.url).href], next).toEqual([303, `${app.url}/account/cards`])
    const program = await askNextAuth(createRawShopper(stack, newAddress()), app.url, { email, password: PASSWORD, callbackUrl: next })
    expect(JSON.parse(program.body).url, next).toBe(`${app.url}/account`)
  }
})

test('an account form from another site is refused and does nothing', async ({ shopper, app }) => {
  const email = newEmail()
  const credentials = { email, password: PASSWORD }
  for (const origin of ['', 'null', 'https://evil.example', `${app.url}.evil.example`]) {
    const headers = { Origin: origin }
    expect((await postForm(shopper, '/register', 'Hesap aç', credentials, headers)).status, `register ${origin}`).toBe(403)
    expect((await postForm(shopper, '/login', 'Giriş yap', credentials, headers)).status, `login ${origin}`).toBe(403)
    expect((await askNextAuth(shopper, origin, credentials)).status, `next-auth ${origin}`).toBe(403)
  }
  expect((await registerRaw(shopper, email)).status).toBe(303)
  for (const button of ['Çıkış yap', 'Bütün cihazlardan çıkış yap', 'Parolayı değiştir']) {
    expect((await postForm(shopper, '/account', button, {}, { Origin: 'https://evil.example' })).status, button).toBe(403)
  }
  expect((await shopper.request('/account')).status, 'still signed in').toBe(200)
})

test('only the next-auth paths in use exist, and nothing sent to them causes a server error', async ({ app, shopper }) => {
  await registerRaw(shopper, newEmail())
  const origin = { Origin: app.url }
  for (const path of ['_log', 'signin', 'signin/credentials', 'error', 'verify-request', 'callback', 'session', '__proto__', 'csrf/x']) {
    expect(
      (await shopper.request(`/api/auth/${path}`, { method: 'POST', headers: { ...FORM, ...origin }, body: 'a=b' })).status,
      path,
    ).toBe(404)
  }
  for (const path of ['_log', 'signin', 'signout', 'error', 'callback/credentials', 'constructor', 'session/x']) {
    expect((await shopper.request(`/api/auth/${path}`)).status, path).toBe(404)
  }
  const garbage = [
    'session=x',
    'session=%',
    'auth-csrf=|',
    'auth-callback=javascript:x',
    'session.0=a; session.1=b',
    'sessionx=1',
    `session=${'x'.repeat(4000)}`,
  ]
  for (const cookie of [...garbage, 'session=eyJhbGciOiJub25lIn0..a.b.c']) {
    for (const path of ['session', 'csrf', 'providers', 'session?callbackUrl=x', 'csrf?callbackUrl=http://[']) {
      const answer = await rawRequest(`${app.url}/api/auth/${path}`, { headers: { Cookie: cookie, Authorization: 'Bearer %' } })
      expect(answer.status, `${path} ${cookie}`).toBe(200)
      expect(answer.headers['cache-control']).toContain('no-store')
    }
    expect((await rawRequest(`${app.url}/account`, { headers: { Cookie: cookie } })).status, cookie).toBe(303)
  }
  for (const path of ['callback/credentials', 'signout']) {
    const post = (body: string, type: string) =>
      rawRequest(`${app.url}/api/auth/${path}`, { method: 'POST', headers: { ...origin, 'Content-Type': type }, body })
    expect((await post('x'.repeat(9000), FORM['Content-Type'])).status).toBe(413)
    for (const body of ['{', '[]', 'null', '{"csrfToken":{"a":1}}', '{"email":["a"]}']) {
      expect((await post(body, 'application/json')).status, body).toBe(400)
    }
    expect((await post('email=a', 'multipart/form-data; boundary=x')).status).toBe(400)
    for (const body of ['', 'csrfToken=x', 'csrfToken=%', '__proto__=1&json=true', 'email=%ff']) {
      expect((await post(body, FORM['Content-Type'])).status, body).toBeLessThan(500)
    }
  }
})

test('a database failure is reported in a sentence that leaks nothing of its message', async ({ ownStack, address }) => {
  const stack = await ownStack()
  const shopper = createRawShopper(stack, address)
  const email = newEmail()
  await registerRaw(shopper, email)
  const database = openToWrite(stack)
  database.exec('ALTER TABLE users RENAME TO gone')
  const visitor = createRawShopper(stack, newAddress())
  const form = await signInRaw(visitor, email)
  expect(form.body).toContain('Şu an yanıt veremiyoruz.')
  const program = await askNextAuth(visitor, stack.app.url, { email, password: PASSWORD })
  expect(program.status).toBe(503)
  const session = await shopper.request('/api/auth/session')
  expect(session.status).toBe(503)
  expect(session.headers['set-cookie'], 'the session is kept for later').toBeUndefined()
  for (const { body, headers } of [form, program, session])
    expect(`${body}${JSON.stringify(headers)}`).not.toMatch(/no such table|select |gone/i)
  database.exec('ALTER TABLE gone RENAME TO users')
  database.close()
  expect((await shopper.request('/account')).body).toContain(email)
})
