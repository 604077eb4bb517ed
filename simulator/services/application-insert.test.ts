import { expect, test } from 'vitest'
import { dealer, startShop, tckn } from '@/simulator/test-kit'

/** The table of the published page: field, maximum length, whether it is optional. */
const table: readonly [field: string, maxLength: number, isOptional?: 'optional'][] = [
  ['contact_gsm_no', 10],
  ['agent_reference', 10],
  ['contact_name', 100],
  ['contact_mail', 50],
  ['company_name', 100],
  ['tax_office', 20],
  ['tckn_vkn', 20],
  ['adres1', 50],
  ['adres2', 50],
  ['city', 50],
  ['province', 50],
  ['postal_code', 8],
  ['iban', 26],
  ['company_fieldof_activity', 50],
  ['products_to_be_sold', 200],
  ['phone', 12],
  ['infrastructure_provider', 50, 'optional'],
  ['web_site', 50, 'optional'],
  ['approx_creditcard_budget', 50, 'optional'],
]

/** What the sample leaves empty. */
const maybeEmpty = ['agent_reference', 'tax_office', 'iban', 'company_fieldof_activity', 'products_to_be_sold', 'phone']
const required = table.filter(([field, , isOptional]) => !isOptional && !maybeEmpty.includes(field)).map(([field]) => field)
const freeText = table.filter(([field]) => !['contact_gsm_no', 'tckn_vkn', 'city', 'iban', 'phone', 'contact_mail'].includes(field))

async function expectRefusal(fields: object, field: string): Promise<void> {
  const shop = await startShop()
  const response = await shop.apply(fields)
  expect(response.status).toBe(400)
  const refusal = (await response.json()) as { message: string }
  expect(refusal).toMatchObject({ type: 'invalid_request_error', code: 400, result_code: 11 })
  expect(refusal.message).toContain(`: ${field}: `)
  expect(await shop.applications()).toEqual([])
}

/** The published sample, whole and as it stands. */
const sample = {
  form_id: 0,
  device_id: '2001',
  form_type: 2,
  company_name: 'deneme',
  adres1: 'maslak mahallesi paynet sokak',
  adres2: 'uso center kat:17',
  province: 'Sarıyer',
  city: '34',
  postal_code: '34098',
  tckn: '12345678901',
  tckn_vkn: '1234567890',
  iban: '',
  product_to_be_sold: '',
  contact_name: 'Ali Duru',
  contact_gsm_no: '5556667788',
  contact_mail: 'aliduru@duruali.com',
  platform: 'WEB',
  company_code: '',
  company_fieldof_activity: '',
  tax_office: '',
  web_site: '',
  approx_creditcard_budget: '',
  infrastructure_provider: '',
  phone: '',
  is_web_sales: true,
  is_agent_network: false,
  is_charged: true,
  agent_reference: '',
}
const { product_to_be_sold: products, ...rest } = sample

test.each([
  ['as it stands', sample],
  ['with the products as the table spells them', { ...rest, products_to_be_sold: products }],
  ['with both spellings', { ...sample, products_to_be_sold: products }],
])('the published sample is received, %s', async (_how, body) => {
  const shop = await startShop()
  const answer = await shop.post('/v1/membership/formdata_insert', body)
  expect(await answer.json()).toMatchObject({ object_name: 'membership_formdata_insert', code: 0, form_id: expect.any(Number) })
  expect(await shop.applications()).toHaveLength(1)
})

test.each([5, 6])('a tax number is accepted again once its application has status %d', async (status) => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  expect(await (await shop.apply()).json()).toMatchObject({ code: 5 })
  await shop.setStatus(form_id, status)
  expect(await (await shop.apply()).json()).toMatchObject({ code: 0 })
})

test.each(required)('an application without %s is refused, and so is one where it is null, empty or blank', async (field) => {
  for (const value of [undefined, null, '', '  ']) await expectRefusal({ [field]: value }, field)
})

test.each(freeText)('%s of %d characters is accepted, and of one more refused', async (field, maxLength) => {
  const shop = await startShop()
  expect(await (await shop.apply({ [field]: 'ş'.repeat(maxLength) })).json()).toMatchObject({ code: 0 })
  await expectRefusal({ [field]: 'ş'.repeat(maxLength + 1) }, field)
})

test('a mail address of 50 characters is accepted, and of 51 refused', async () => {
  const shop = await startShop()
  expect((await shop.apply({ contact_mail: `${'a'.repeat(43)}@x.test` })).status).toBe(200)
  await expectRefusal({ contact_mail: `${'a'.repeat(44)}@x.test` }, 'contact_mail')
})

test('an application with the optional fields left out is received', async () => {
  const shop = await startShop()
  expect(await (await shop.apply()).json()).toMatchObject({ code: 0 })
  expect((await shop.applications())[0]).toMatchObject({ is_web_sales: false, is_charged: false, is_agent_network: false })
})

test.each([
  ['contact_gsm_no', ['05556667788', '555666778', '55566677889', '2126667788', '555 666 77', 5_556_667_788]],
  ['phone', ['02126667788', '212666778', '21266677889', '212-666778', '+902126667']],
  ['contact_mail', ['ali', 'ali@duru', 'ali duru@duru.example', '@duru.example']],
  ['tckn_vkn', ['1234567891', '12345678902', '123456789', '012345678901', 'x'.repeat(21), 1_234_567_890]],
  ['tckn', ['12345678902', '1234567890', 'x'.repeat(12)]],
  ['vkn', ['1234567891', '10000000146', 'x'.repeat(11)]],
  ['iban', ['TR330006100519786457841327', 'TR33 0006 1005 1978 6457 8413 26', 'DE89370400440532013000', '330006100519786457841326']],
  ['city', ['0', '00', '82', '034', 'İstanbul', '-1', '1.5', 34]],
  ['form_type', [1, 4, '1', 'x', 2.5]],
  ['is_web_sales', ['yes', 2, 'evet']],
  ['is_charged', ['on']],
  ['is_agent_network', [{}]],
])('%s is refused if it is one of %j', async (field, values) => {
  for (const value of values) await expectRefusal({ [field]: value }, field)
})

test.each(['1', '01', '34', '81'])('%s is a city', async (city) => {
  const shop = await startShop()
  expect((await shop.apply({ city })).status).toBe(200)
})

test.each([
  [{ tckn_vkn: tckn }, 2],
  [{ tckn_vkn: undefined, tckn }, 2],
  [{ tckn_vkn: undefined, vkn: '1234567890' }, 3],
  [{ tckn, form_type: 2 }, 2],
  [{ tckn, form_type: '3' }, 3],
])('%j is received as form type %d', async (fields, form_type) => {
  const shop = await startShop()
  expect((await shop.apply(fields)).status).toBe(200)
  expect(await shop.applications()).toMatchObject([{ form_type }])
})

test('a company applies with its tax number, not with a person', async () => {
  await expectRefusal({ tckn_vkn: tckn, form_type: 3 }, 'tckn_vkn')
  await expectRefusal({ tckn_vkn: undefined, tckn, form_type: 3 }, 'tckn_vkn')
})

test("the sample's spelling of the products is accepted, and the table's counts if both are sent", async () => {
  const shop = await startShop()
  const first = await shop.applyWell({ products_to_be_sold: undefined, product_to_be_sold: 'Terlik' })
  const second = await shop.applyWell({ tckn_vkn: tckn, product_to_be_sold: 'Terlik' })
  expect(await (await shop.getForm({ form_id: first })).json()).toMatchObject({ Data: [{ products_to_be_sold: 'Terlik' }] })
  expect(await (await shop.getForm({ form_id: second })).json()).toMatchObject({ Data: [{ products_to_be_sold: 'Ayakkabı' }] })
})

test('a form body means the same as JSON, even with flags as text and unknown fields', async () => {
  const shop = await startShop()
  const response = await fetch(`${shop.url}/v1/membership/formdata_insert`, {
    method: 'POST',
    headers: { authorization: 'Basic sck_test_0123456789/+abc' },
    body: new URLSearchParams({
      ...dealer,
      form_type: '3',
      is_web_sales: 'true',
      is_charged: 'False',
      is_agent_network: '1',
      form_id: '0',
      x: 'y',
    }),
  })
  expect(await response.json()).toMatchObject({ code: 0 })
  const [application] = await shop.applications()
  expect(application).toMatchObject({ is_web_sales: true, is_charged: false, is_agent_network: true })
  expect(new Set(application?.filled)).toEqual(
    new Set([...Object.keys(dealer), 'form_type', 'is_web_sales', 'is_charged', 'is_agent_network']),
  )
})

test('a refusal names the field and never a value', async () => {
  const shop = await startShop()
  const secrets = {
    tckn_vkn: '7777777777',
    iban: 'TR888888888888888888888888',
    contact_gsm_no: '0555444333',
    contact_mail: 'kim@kimse',
    city: '99x',
  }
  for (const [field, value] of Object.entries(secrets)) {
    const text = await (await shop.apply({ [field]: value })).text()
    expect(text).toContain(field)
    expect(text).not.toContain(value)
  }
  const log = JSON.stringify(await shop.calls())
  for (const value of Object.values(secrets)) expect(log).not.toContain(value)
})
