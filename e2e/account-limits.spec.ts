import { askNextAuth, newEmail, PASSWORD, postForm, registerRaw, signInRaw } from './account-pages'
import { newAddress } from './addresses'
import { expect, test } from './fixtures'
import { createRawShopper } from './raw-shopper'

const WAIT = /\d+ dakika sonra yeniden deneyebilirsiniz/

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
    expect((await askNextAuth(stranger(), app.url, { email, password: 'yanlış parola' })).status).toBe(401)
  }
  expect((await signInRaw(stranger(), email)).body).toMatch(WAIT)
  const door = await askNextAuth(stranger(), app.url, { email, password: PASSWORD })
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
