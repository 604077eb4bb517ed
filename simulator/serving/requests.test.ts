import { expect, test } from 'vitest'
import { payment, secretKey, startShop } from '@/simulator/test-kit'

const base64Key = Buffer.from(`${secretKey}:`).toString('base64')

test.each([
  ['base64 of the key and a colon', `Basic ${base64Key}`],
  ['base64 of the key', `Basic ${Buffer.from(secretKey).toString('base64')}`],
  ['the bare key', secretKey],
  ['another scheme', `Bearer ${secretKey}`],
  ['another key', 'Basic sck_other'],
])('a key sent as %s is refused', async (_form, authorization) => {
  const shop = await startShop()
  const response = await shop.post('/v2/transaction/tds_initial', payment, { authorization })
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ type: 'authorization_error', code: 401, result_code: 7 })
  expect(await shop.calls()).toMatchObject([{ authorization: 'bad', http_status: 401 }])
})

test('the raw key after the word Basic is accepted', async () => {
  const shop = await startShop()
  expect((await shop.initial()).status).toBe(200)
  expect(await shop.calls()).toMatchObject([{ authorization: 'ok', return_url: payment.return_url, domain: payment.domain }])
})

test.each(['20.50', '1.234,50', '1234,505', '-5', '', '0', '0,00', ' 20', '20 TL', 20.5, -20, 0])(
  'the amount %j is refused',
  async (amount) => {
    const shop = await startShop()
    const response = await shop.initial({ amount })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ type: 'invalid_request_error', code: 400, result_code: 11 })
  },
)

test.each([
  ['149,90', 149.9],
  ['20', 20],
  ['0,01', 0.01],
  [20, 20],
  ['1234,5', 1234.5],
  ['999999999,99', 999_999_999.99],
])('the amount %j is charged as %d lira', async (amount, lira) => {
  const shop = await startShop()
  expect(await (await shop.charge(await shop.openPassed({ amount }))).json()).toMatchObject({ amount: lira })
})

test.each([
  [{ reference_no: undefined }, 11],
  [{ reference_no: 'x'.repeat(51) }, 11],
  [{ return_url: undefined }, 11],
  [{ return_url: 'javascript:alert(1)' }, 11],
  [{ return_url: `https://shop.example/${'x'.repeat(256)}` }, 11],
  [{ domain: null }, 11],
  [{ card_holder: 'x'.repeat(51) }, 11],
  [{ description: 'x'.repeat(141) }, 11],
  [{ instalment: -3 }, 11],
  [{ instalment: 101 }, 11],
  [{ iban: 'x' }, 11],
  [{ iban: 'TR330006100519786457841327' }, 11],
  [{ card_holder_mail: 'ayse@' }, 11],
  [{ card_holder_mail: `${'x'.repeat(50)}@shop.example` }, 11],
  [{ card_holder_phone: '05321234567' }, 11],
  [{ user_gsm_no: '2121234567' }, 11],
  [{ agent_id: 'x'.repeat(11) }, 11],
  [{ company_amount: '1234,51' }, 11],
  [{ transaction_type: 2 }, 11],
  [{ ratio_code: 'NOBODY' }, 23],
  [{ card_holder: undefined }, 11],
  [{ pan: undefined }, 11],
  [{ card_hash: 'abc' }, 11],
  [{ save_card: true }, 11],
  [{ pan: '4355 0843 5508 4358' }, 18],
  [{ pan: '43550843' }, 18],
  [{ month: 13 }, 18],
  [{ year: 203 }, 18],
  [{ cvc: '12' }, 18],
  [{ pan: '4355080000050018' }, 18],
  [{ pan: undefined, month: undefined, year: undefined, cvc: undefined, card_hash: 'abc' }, 25],
])('%j is refused with result code %d', async (fields, resultCode) => {
  const shop = await startShop()
  const response = await shop.initial(fields)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ type: 'invalid_request_error', code: 400, result_code: resultCode })
})

test.each([
  { month: '08', year: '23' },
  { month: 1, year: 99 },
  { month: '12', year: '2019' },
])('the card date %j is accepted', async (fields) => {
  const shop = await startShop()
  expect((await shop.initial(fields)).status).toBe(200)
})

test("the page's own sample is answered", async () => {
  const shop = await startShop()
  const response = await shop.post('/v2/transaction/tds_initial', {
    return_url: 'https://pts-kurumsal.paynet.com.tr/Demo/TDSCharge',
    amount: '20',
    reference_no: 'REF1001',
    domain: 'paynet.com.tr',
    card_holder: 'Paynet A.Ş',
    pan: '1212121212121212',
    month: '12',
    year: '23',
    cvc: '000',
  })
  expect(await response.json()).toMatchObject({ code: 0, object_name: 'tdsinitial_response' })
  expect(await shop.calls()).toMatchObject([{ unknown_fields: [], remark: null }])
})

test('fields that the page does not have are accepted and noted by name, never by value', async () => {
  const shop = await startShop()
  const told = { callback_url: 'https://shop.example', conversationId: 'a-secret', '4355084355084358': 'x', pos_type: 5 }
  expect((await shop.initial(told)).status).toBe(200)
  const [call] = await shop.calls()
  expect(call?.unknown_fields).toEqual(['callback_url', 'conversationId', '(a name of other characters)'])
  const page = await (await fetch(shop.url)).text()
  expect(page).toContain('no such field: callback_url, conversationId, (a name of other characters)')
  expect(page).not.toContain('a-secret')
})

test('where the merchant has Paynet ask for it, a payment that saves its card must name a phone', async () => {
  const shop = await startShop()
  await shop.post('/control/settings', { gsm_required: true })
  const wish = { save_card: true, card_desc: 'Kartım', user_unique_id: 'shopper-1' }
  const refused = await shop.initial(wish)
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ result_code: 11, message: expect.stringContaining('user_gsm_no') })
  expect((await shop.initial({ ...wish, user_gsm_no: '5321234567' })).status).toBe(200)
  expect((await shop.initial()).status).toBe(200)
})

test('a form body means the same as a JSON body', async () => {
  const shop = await startShop()
  const response = await fetch(`${shop.url}/v2/transaction/tds_initial`, {
    method: 'POST',
    headers: { authorization: `Basic ${secretKey}` },
    body: new URLSearchParams({ ...payment, month: '12', year: '30', instalment: '3', add_commission: 'false' }),
  })
  expect(await response.json()).toMatchObject({ code: 0, object_name: 'tdsinitial_response' })
})

test('a body that is neither JSON nor a form is refused', async () => {
  const shop = await startShop()
  const response = await shop.post('/v1/transaction/check', { reference_no: 'x' }, { 'content-type': 'text/plain' })
  expect(response.status).toBe(400)
})

test('Paynet accepts only POST', async () => {
  const shop = await startShop()
  const response = await fetch(`${shop.url}/v2/transaction/tds_charge`)
  expect(response.status).toBe(405)
  expect(await response.json()).toMatchObject({ code: 405 })
})

test('an unknown path is an error that does not look like "no data"', async () => {
  const shop = await startShop()
  const response = await shop.post('/v2/transaction/hosted-payment', {})
  expect(response.status).toBe(404)
  expect(await response.json()).not.toMatchObject({ result_code: 12 })
})

test('a reference that was paid is refused, but not one that was declined', async () => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed({ reference_no: 'PAID' }))
  await shop.charge(await shop.openPassed({ reference_no: 'DECLINED', pan: '4355080000030051' }))
  expect(await (await shop.initial({ reference_no: 'PAID' })).json()).toMatchObject({ code: 400, result_code: 5 })
  expect((await shop.initial({ reference_no: 'DECLINED' })).status).toBe(200)
})

test('openapi.json describes every service with the fields that are checked', async () => {
  const shop = await startShop()
  const document = JSON.stringify(await (await fetch(`${shop.url}/openapi.json`)).json())
  for (const word of ['/v2/transaction/tds_initial', '/v2/transaction/tds_charge', '/v1/transaction/check']) {
    expect(document).toContain(word)
  }
  for (const field of ['reference_no', 'card_hash', 'bank_authorization_code', 'agent_reference', 'result_code']) {
    expect(document).toContain(`"${field}"`)
  }
})
