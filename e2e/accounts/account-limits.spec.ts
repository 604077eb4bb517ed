import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { askNextAuth, newEmail, PASSWORD, postForm, registerRaw, signInRaw } from '@/e2e/pages/account-pages'

const WAIT = /\d+ dakika sonra yeniden deneyebilirsiniz/

test('an account’s eleventh wrong password is not checked, on the page or through next-auth, from any address', async ({
  stack,
  app,
  shopper,
}) => {
  const email = newEmail()
  await registerRaw(shopper, email)
  const stranger = () => createRawShopper(stack, newAddress())
  for (let time = 0; time < 5; time += 1) expect((await signInRaw(stranger(), email, 'yanlış parola')).body).toContain('parola yanlış')
  for (let time = 0; time < 5; time += 1) {
    expect((await askNextAuth(stranger(), app.url, { email, password: 'yanlış parola' })).status).toBe(401)
  }
  expect((await signInRaw(stranger(), email)).body).toMatch(WAIT)
  const program = await askNextAuth(stranger(), app.url, { email, password: PASSWORD })
  expect(program.status).toBe(429)
  expect(Number(program.headers['retry-after'])).toBeGreaterThan(0)
  expect(program.headers['set-cookie']?.join() ?? '').not.toContain('session=')

  await postForm(shopper, '/account', 'Çıkış yap')
  expect((await signInRaw(shopper, email)).status, 'the browser that has signed in before').toBe(303)
})

test('an address cannot create an eleventh account within an hour', async ({ stack }) => {
  const busy = createRawShopper(stack, newAddress())
  for (let time = 0; time < 10; time += 1) {
    expect((await registerRaw(busy, newEmail())).status).toBe(303)
    await postForm(busy, '/account', 'Çıkış yap')
  }
  expect((await registerRaw(busy, newEmail())).body).toMatch(/1 saat sonra|\d+ dakika sonra/)
})

test('a flood of sign-ins gets 503 and a time to wait, and does not stop shoppers from paying', async ({ ownStack }) => {
  const stack = await ownStack()
  const { app, orders } = stack
  const shopper = createRawShopper(stack, newAddress())
  const email = newEmail()
  await registerRaw(shopper, email)
  const payer = createRawShopper(stack, newAddress())
  const order = await orders.make()
  const way = await payer.approve(await payer.challenge(order.id, cards.good))
  const strangers = Array.from({ length: 10 }, () => createRawShopper(stack, newAddress()))
  await Promise.all(strangers.map((stranger) => stranger.request('/api/auth/csrf')))
  const flood = Array.from({ length: 400 }, (_, index) =>
    askNextAuth(strangers[index % 10] ?? shopper, app.url, { email: newEmail(), password: 'yanlış parola' }),
  )
  await payer.comeBack(way)
  expect((await orders.read(order.id)).status).toBe('paid')
  const answers = await Promise.all(flood)
  expect(answers.filter(({ status }) => ![401, 429, 503].includes(status))).toEqual([])
  const busy = answers.filter(({ status }) => status === 503)
  expect(busy.length).toBeGreaterThan(0)
  for (const { headers } of busy) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect((await askNextAuth(createRawShopper(stack, newAddress()), app.url, { email, password: PASSWORD })).status).toBe(200)
})
