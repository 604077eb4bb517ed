import { expect, test } from 'vitest'
import { phone, startShop } from '@/simulator/test-kit'

const code = { ...phone, otp_code: 'ART2' }

/** A shop whose clock the test moves. */
async function startClockedShop(cardOtp = true) {
  let now = new Date('2030-01-01T10:00:00Z')
  const shop = await startShop({ cardOtp, now: () => now })
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000)
  }
  return { shop, pass }
}

test("a code is sent with its expiry, 180 seconds from now, in Istanbul's time", async () => {
  const { shop } = await startClockedShop()
  expect(await (await shop.sendOtp()).json()).toEqual({
    otp_expire: '2030-01-01T13:03:00.000000+03:00',
    object_name: 'card_send_otp',
    code: 0,
    message: 'Başarılı İşlem',
  })
})

test.each([
  [{}, 0],
  [{ otp_code: 'art2' }, 0],
  [{ otp_code: 'ART3' }, 1],
  [{ otp_session_id: 'otp-2' }, 1],
  [{ user_gsm: '5321234568' }, 1],
])('the right code with %j is code %d', async (fields, expected) => {
  const { shop } = await startClockedShop()
  await shop.sendOtp()
  const response = await shop.checkOtp(fields)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ object_name: 'card_check_otp', code: expected })
})

test('a code is valid for 180 seconds, however often it is checked, and a new one starts again', async () => {
  const { shop, pass } = await startClockedShop()
  await shop.sendOtp()
  pass(179)
  for (const _ of [1, 2]) expect(await (await shop.checkOtp()).json()).toMatchObject({ code: 0 })
  pass(1)
  expect(await (await shop.checkOtp()).json()).toMatchObject({ code: 10 })
  expect(await (await shop.checkOtp({ otp_code: 'ZZZZ' })).json()).toMatchObject({ code: 1 })
  await shop.sendOtp()
  expect(await (await shop.checkOtp()).json()).toMatchObject({ code: 0 })
})

test.each(['532123456', '05321234567', '4321234567', '532 123 4567'])('the phone number %j is refused', async (user_gsm) => {
  const shop = await startShop()
  for (const response of [await shop.sendOtp({ user_gsm }), await shop.checkOtp({ user_gsm })]) {
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ result_code: 11 })
  }
})

test.each([
  ['no code', {}, 1],
  ['a wrong code', { ...code, otp_code: 'ART3' }, 1],
  ['a code of another session', { ...code, otp_session_id: 'otp-2' }, 1],
  ['a code of another phone', { ...code, user_gsm: '5321234568' }, 1],
])('if a code is required, saving with %s is refused', async (_case, fields, expected) => {
  const { shop } = await startClockedShop()
  await shop.sendOtp()
  const response = await shop.saveCard(fields)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ object_name: 'card_save', code: expected, message: expect.stringMatching(/\S/) })
  expect(await shop.storedCards()).toEqual([])
})

test('if a code is required, the right one saves the card, even twice, until it expires', async () => {
  const { shop, pass } = await startClockedShop()
  await shop.sendOtp()
  const first = await shop.storeCard({ ...code, otp_code: 'art2' })
  expect(await shop.storeCard(code)).toEqual(first)
  pass(180)
  expect(await (await shop.saveCard(code)).json()).toMatchObject({ code: 10 })
})

test('the requirement can be switched on and off while the simulator runs', async () => {
  const shop = await startShop()
  const settings = async () => (await fetch(`${shop.url}/control/settings`)).json()
  expect(await settings()).toMatchObject({ otp_required: false, otp_random: false })
  expect(await (await shop.post('/control/settings', { otp_required: true })).json()).toMatchObject({ otp_required: true })
  expect(await (await shop.saveCard()).json()).toMatchObject({ code: 1 })
  await shop.post('/control/reset', {})
  expect(await settings()).toMatchObject({ otp_required: true, otp_random: false })
  await shop.post('/control/settings', { otp_required: false })
  expect(await (await shop.saveCard()).json()).toMatchObject({ code: 0 })
  expect((await shop.post('/control/settings', { otp_required: 'perhaps' })).status).toBe(400)
})

test('a random code is read from the phone that it was sent to', async () => {
  const shop = await startShop()
  await shop.post('/control/settings', { otp_random: true })
  await shop.sendOtp()
  const messages = (await (await fetch(`${shop.url}/control/phone/${phone.user_gsm}`)).json()) as { otp_code: string }[]
  expect(messages).toMatchObject([{ otp_session_id: 'otp-1', otp_code: expect.stringMatching(/^[A-Z0-9]{4}$/) }])
  expect(await (await shop.checkOtp({ otp_code: messages[0]?.otp_code })).json()).toMatchObject({ code: 0 })
  expect(await (await fetch(`${shop.url}/control/phone/5000000000`)).json()).toEqual([])
})

test.each(['card_check_otp', 'card_save'])('otp-expired makes %s say that the code has expired', async (service) => {
  const { shop } = await startClockedShop()
  await shop.sendOtp()
  await shop.fault({ fault: 'otp-expired', service })
  const response = service === 'card_save' ? await shop.saveCard(code) : await shop.checkOtp()
  expect(await response.json()).toMatchObject({ object_name: service, code: 10 })
  expect(await shop.storedCards()).toEqual([])
})
