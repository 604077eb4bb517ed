import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { dealer, secretKey, startShop, tckn } from '@/simulator/test-kit'

test('a received application is answered with the fields and types of the published sample', async () => {
  const shop = await startShop()
  const response = await shop.apply()
  expect(response.status).toBe(200)
  const received = (await response.json()) as object
  expect(Object.keys(received)).toEqual(['object_name', 'code', 'message', 'form_id', 'form_link'])
  expect(received).toEqual({
    object_name: 'membership_formdata_insert',
    code: 0,
    message: 'Başarılı İşlem',
    form_id: 4567,
    form_link: expect.stringMatching(/^www\.paynet\.com\.tr\/basvuru-takip\?form_id=[\w%*.-]+$/),
  })
  expect(await shop.applyWell({ tckn_vkn: tckn })).toBe(4568)
})

test('a second application of a tax number is answered with code 5, whichever field carries it', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  for (const fields of [{}, { company_name: 'Başka' }, { tckn_vkn: undefined, vkn: dealer.tckn_vkn }, { tckn }]) {
    const response = await shop.apply(fields)
    expect(response.status).toBe(200)
    const body = (await response.json()) as object
    expect(body).toEqual({ object_name: 'membership_formdata_insert', code: 5, message: expect.any(String) })
  }
  await shop.setStatus(form_id, 4)
  expect(await (await shop.apply()).json()).toMatchObject({ code: 5 })
  expect(await shop.applications()).toHaveLength(1)
})

test('an application is returned with names, numbers and addresses masked', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell({
    tckn,
    form_type: 2,
    contact_name: 'Ali',
    contact_surname: 'Duru',
    platform: 'WEB',
    device_id: '2001',
  })
  const body = (await (await shop.getForm({ form_id })).json()) as object
  expect(Object.keys(body)).toEqual(['Data', 'object_name', 'code', 'message'])
  expect(body).toMatchObject({
    object_name: 'membership_formdata_get',
    code: 0,
    Data: [
      {
        form_id,
        status: 0,
        form_type: 2,
        device_id: '2001',
        platform: 'WEB',
        contact_name: 'Al*****ru',
        contact_gsm_no: '55******88',
        contact_mail: 'al*****le',
        company_name: 'Deneme Ticaret',
        tckn: '10*******46',
        vkn: '12******90',
        iban: 'TR********************1326',
        adres1: 'Ma*****ak',
        adres2: 'Us*****17',
        city: '34',
        province: 'Sarıyer',
        postal_code: '34098',
      },
    ],
  })
})

test('form_id may be text, and the tax number of the older edition must match', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  expect((await shop.getForm({ form_id: String(form_id), Vkn_Tckn: dealer.tckn_vkn })).status).toBe(200)
  for (const fields of [{ form_id, Vkn_Tckn: tckn }, { form_id: 1 }]) {
    const response = await shop.getForm(fields)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ type: 'no_data_error', code: 404, result_code: 12 })
  }
  expect((await shop.getForm({ Vkn_Tckn: dealer.tckn_vkn })).status).toBe(400)
})

test('an application is logged under the start of a keyed digest of its tax number, later calls under its form_id', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  await shop.getForm({ form_id })
  const reference_no = createHmac('sha256', secretKey).update(dealer.tckn_vkn).digest('hex').slice(0, 12)
  expect(await shop.calls()).toMatchObject([{ reference_no }, { reference_no: String(form_id) }])
  expect(await shop.applications()).toMatchObject([{ form_id, reference_no }])
})

test('two simultaneous applications of one tax number count as overlapping', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'slow-before', service: 'membership_formdata_insert', ms: 60_000, times: 2 })
  const applying = [shop.apply(), shop.apply()]
  await expect.poll(async () => (await shop.calls()).length).toBe(2)
  const replies = await shop.release(Promise.all(applying))
  for (const reply of replies) expect(await reply.json()).toMatchObject({ code: 0 })
  expect(await shop.applications()).toHaveLength(2)
  expect(await shop.calls()).toMatchObject([{ overlapping: true }, { overlapping: true }])
})
