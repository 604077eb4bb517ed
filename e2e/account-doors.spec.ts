import { newEmail, PASSWORD, postForm, registerRaw, signInRaw } from './account-pages'
import { newAddress } from './addresses'
import { expect, test } from './fixtures'
import { multipart, rawRequest } from './raw-request'
import { createRawShopper, inputsOf, type RawShopper } from './raw-shopper'

const WAIT = /\d+ dakika sonra yeniden deneyebilirsiniz/
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Signs in through next-auth's own door. */
async function askDoor(shopper: RawShopper, origin: string, fields: Record<string, string>) {
  const { csrfToken } = JSON.parse((await shopper.request('/api/auth/csrf')).body)
  const body = new URLSearchParams({ csrfToken, json: 'true', ...fields }).toString()
  return shopper.request('/api/auth/callback/credentials', { method: 'POST', headers: { ...FORM, Origin: origin }, body })
}

test('session and device cookies are out of scripts’ and other sites’ reach, and end in time', async ({ shopper, ownStack }) => {
  const plain = await registerRaw(shopper, newEmail())
  expect(plain.status).toBe(303)
  const session = plain.headers['set-cookie']?.find((line) => line.startsWith('session='))
  expect(session).toMatch(/; Path=\/; .*Max-Age=43200; HttpOnly; SameSite=lax$/i)
  expect(session).not.toMatch(/Domain=|Secure/i)
  expect(plain.headers['set-cookie']?.find((line) => line.startsWith('device='))).toMatch(/HttpOnly; SameSite=lax$/i)

  const { app } = await ownStack({ APP_URL: 'https://localhost' })
  const page = await rawRequest(`${app.url}/register`)
  const values: Record<string, string> = { email: newEmail(), password: PASSWORD }
  const form = await multipart(inputsOf(page.body).map(([name, value]) => [name, values[name] ?? value]))
  const secure = await rawRequest(`${app.url}/register`, {
    method: 'POST',
    headers: { ...form.headers, Origin: 'https://localhost' },
    body: form.body,
  })
  for (const name of ['__Host-session', '__Host-device']) {
    const line = secure.headers['set-cookie']?.find((cookie) => cookie.startsWith(`${name}=`))
    expect(line, name).toMatch(/; Path=\/; .*Secure; HttpOnly; SameSite=lax$/i)
    expect(line, name).not.toMatch(/Domain=/i)
  }
  const csrf = await rawRequest(`${app.url}/api/auth/csrf`)
  expect(csrf.headers['set-cookie']).toHaveLength(2)
  for (const line of csrf.headers['set-cookie'] ?? []) expect(line).toMatch(/^__Host-auth-\w+=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

test('a copy of the cookie is anonymous once its owner has signed out', async ({ shopper, app }) => {
  const email = newEmail()
  await registerRaw(shopper, email)
  expect((await shopper.request('/account')).body).toContain(email)
  let copy = ''
  const signedIn = await shopper.request('/api/auth/session')
  for (const line of signedIn.headers['set-cookie'] ?? []) copy = /^session=[^;]+/.exec(line)?.[0] ?? copy
  const withCopy = (path: string) => rawRequest(`${app.url}${path}`, { headers: { Cookie: copy } })
  expect((await withCopy('/account')).status).toBe(200)

  expect((await postForm(shopper, '/account', 'Çıkış yap')).status).toBe(303)
  for (const path of ['/account', '/account?_rsc=1', '/account.rsc', '/account?lang=']) {
    const answer = await withCopy(path)
    expect(answer.body, path).not.toContain(email)
    expect([303, 404], path).toContain(answer.status)
  }
  expect(JSON.parse((await withCopy('/api/auth/session')).body)).toEqual({})
})

test('the eleventh wrong password of an account is not looked at, by the page and by next-auth’s door, whatever its address', async ({
  stack,
  app,
  shopper,
}) => {
  const email = newEmail()
  await registerRaw(shopper, email)
  const stranger = () => createRawShopper(stack, newAddress())
  for (let time = 0; time < 5; time += 1) expect((await signInRaw(stranger(), email, 'yanlış parola')).body).toContain('parola yanlış')
  for (let time = 0; time < 5; time += 1) {
    expect((await askDoor(stranger(), app.url, { email, password: 'yanlış parola' })).status).toBe(401)
  }
  expect((await signInRaw(stranger(), email)).body).toMatch(WAIT)
  const door = await askDoor(stranger(), app.url, { email, password: PASSWORD })
  expect(door.status).toBe(429)
  expect(Number(door.headers['retry-after'])).toBeGreaterThan(0)
  expect(door.headers['set-cookie']?.join() ?? '').not.toContain('session=')

  await postForm(shopper, '/account', 'Çıkış yap')
  expect((await signInRaw(shopper, email)).status, 'the browser that has signed in before').toBe(303)
})

test('the eleventh account of an address in an hour is not made', async ({ stack }) => {
  const busy = createRawShopper(stack, newAddress())
  for (let time = 0; time < 10; time += 1) {
    expect((await registerRaw(busy, newEmail())).status).toBe(303)
    await postForm(busy, '/account', 'Çıkış yap')
  }
  expect((await registerRaw(busy, newEmail())).body).toMatch(/1 saat sonra|\d+ dakika sonra/)
})

test('signing in leads nowhere but to a page of the app', async ({ stack, app, shopper }) => {
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
    const door = await askDoor(createRawShopper(stack, newAddress()), app.url, { email, password: PASSWORD, callbackUrl: next })
    expect(JSON.parse(door.body).url, next).toBe(`${app.url}/account`)
  }
})

test('an account form that comes from elsewhere is refused and does nothing', async ({ shopper, app }) => {
  const email = newEmail()
  const credentials = { email, password: PASSWORD }
  for (const origin of ['', 'null', 'https://evil.example', `${app.url}.evil.example`]) {
    const headers = { Origin: origin }
    expect((await postForm(shopper, '/register', 'Hesap aç', credentials, headers)).status, `register ${origin}`).toBe(403)
    expect((await postForm(shopper, '/login', 'Giriş yap', credentials, headers)).status, `login ${origin}`).toBe(403)
    expect((await askDoor(shopper, origin, credentials)).status, `door ${origin}`).toBe(403)
  }
  expect((await registerRaw(shopper, email)).status).toBe(303)
  for (const button of ['Çıkış yap', 'Her yerden çıkış yap', 'Parolayı değiştir']) {
    expect((await postForm(shopper, '/account', button, {}, { Origin: 'https://evil.example' })).status, button).toBe(403)
  }
  expect((await shopper.request('/account')).status, 'still signed in').toBe(200)
})

test('of next-auth’s paths only those that are used exist, and nothing sent to them is an error of the server', async ({
  app,
  shopper,
}) => {
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
