import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { postMainForm } from '@/e2e/harness/dealer-walk'
import { multipart, rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper, inputsOf } from '@/e2e/harness/raw-shopper'
import { askNextAuth, newEmail, PASSWORD, postForm, registerRaw, signInRaw } from '@/e2e/pages/account-pages'

test('session and device cookies expire, and neither scripts nor other sites can reach them', async ({ shopper, ownStack }) => {
  const plain = await registerRaw(shopper, newEmail())
  expect(plain.status).toBe(303)
  const session = plain.headers['set-cookie']?.find((line) => line.startsWith('session='))
  expect(session).toMatch(/; Path=\/; .*Max-Age=43200; HttpOnly; SameSite=lax$/i)
  expect(session).not.toMatch(/Domain=|Secure/i)
  expect(plain.headers['set-cookie']?.find((line) => line.startsWith('device='))).toMatch(/HttpOnly; SameSite=lax$/i)

  const { app } = await ownStack({ APP_URL: 'https://localhost' })
  const page = await rawRequest(`${app.url}/register`, { headers: { Host: 'localhost' } })
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

test('a copied cookie is anonymous once its owner has signed out', async ({ shopper, app }) => {
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

test('a program that speaks next-auth signs in, reads its session and signs out, which also ends a copy of its cookie', async ({
  stack,
  app,
  shopper,
}) => {
  const email = newEmail()
  await registerRaw(shopper, email)
  const program = createRawShopper(stack, newAddress())
  const signedIn = await askNextAuth(program, app.url, { email, password: PASSWORD, callbackUrl: `${app.url}/account` })
  expect([signedIn.status, JSON.parse(signedIn.body)]).toEqual([200, { url: `${app.url}/account` }])
  const session = await program.request('/api/auth/session')
  expect(JSON.parse(session.body)).toEqual({
    user: { id: expect.stringMatching(/^[\w-]{22}$/), email },
    expires: expect.stringMatching(/^\d{4}-.*Z$/),
  })
  const copy = { Cookie: /session=[^;]+/.exec(session.headers['set-cookie']?.join() ?? '')?.[0] ?? '' }
  expect((await rawRequest(`${app.url}/account`, { headers: copy })).body).toContain(email)

  const { csrfToken } = JSON.parse((await program.request('/api/auth/csrf')).body)
  const signedOut = await program.request('/api/auth/signout', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: app.url },
    body: JSON.stringify({ csrfToken, json: true }),
  })
  expect([signedOut.status, new URL(JSON.parse(signedOut.body).url).origin]).toEqual([200, app.url])
  expect((await rawRequest(`${app.url}/account`, { headers: copy })).status).toBe(303)
  expect((await shopper.request('/account')).status, 'the other session lives').toBe(200)
})

test('a dealer’s draft belongs only to its account: signing out removes it from the browser, and no other account sees it there', async ({
  stack,
  shopper,
}) => {
  const draft = '/dealers/apply/contact'
  const answers = { contact_name: 'Gizem Kanaryagil', contact_gsm_no: '5559081726', contact_mail: 'gizem@kanarya.example' }
  const email = newEmail()
  await registerRaw(shopper, email)
  await postMainForm(shopper, '/dealers/apply', {})
  await postMainForm(shopper, draft, answers)
  expect((await shopper.request(draft)).body).toContain(answers.contact_name)
  const kept = shopper.cookies().filter(({ name }) => name === 'application')
  expect(kept).toHaveLength(1)

  const signedOut = await postForm(shopper, '/account', 'Çıkış yap')
  for (const name of ['application', 'payer']) {
    expect(
      signedOut.headers['set-cookie']?.find((line) => line.startsWith(`${name}=`)),
      name,
    ).toMatch(/^\w+=;.*(?:Max-Age=0|1970)/i)
  }
  expect((await shopper.request(draft)).status).toBe(303)
  const copy = { Cookie: `application=${kept[0]?.value}` }
  expect((await shopper.request(draft, { headers: copy })).status, 'nor with a copy of its cookie').toBe(303)

  const next = createRawShopper(stack, newAddress())
  await registerRaw(next, newEmail())
  const session = next.cookies().map(({ name, value }) => `${name}=${value}`)
  const seen = await next.request(draft, { headers: { Cookie: [...session, copy.Cookie].join('; ') } })
  expect([seen.status, seen.body.includes(answers.contact_name)]).toEqual([303, false])

  await signInRaw(shopper, email)
  expect((await shopper.request(draft)).body, 'it waits for its owner').toContain(answers.contact_name)
})

test('a guest’s draft needs no account, and moves to the one that the guest signs in to', async ({ shopper }) => {
  const page = '/dealers/apply/contact'
  await postMainForm(shopper, '/dealers/apply', {})
  await postMainForm(shopper, page, { contact_name: 'Gizem Kanaryagil', contact_gsm_no: '5559081726', contact_mail: 'g@kanarya.example' })
  expect((await shopper.request(page)).body).toContain('Gizem Kanaryagil')
  const email = newEmail()
  await registerRaw(shopper, email)
  await postMainForm(shopper, '/dealers/apply/bank', { iban: 'TR330006100519786457841326' })
  await postForm(shopper, '/account', 'Çıkış yap')
  expect((await shopper.request(page)).status).toBe(303)
  await signInRaw(shopper, email)
  expect((await shopper.request(page)).body).toContain('Gizem Kanaryagil')
})
