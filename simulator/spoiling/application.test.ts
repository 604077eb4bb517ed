import { expect, test } from 'vitest'
import { startShop, tckn } from '@/simulator/test-kit'

const insert = 'membership_formdata_insert'

test('an application whose answer was lost has been received, and a second one is answered with code 5', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'answer-lost-after', service: insert })
  await expect(shop.apply()).rejects.toThrow()
  expect(await shop.applications()).toHaveLength(1)
  expect(await (await shop.apply()).json()).toMatchObject({ code: 5 })
})

test('an application that was lost before acting has not been received', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'answer-lost-before', service: insert })
  await expect(shop.apply()).rejects.toThrow()
  expect(await shop.applications()).toEqual([])
  expect(await (await shop.apply()).json()).toMatchObject({ code: 0 })
})

test('an upload and a delete whose answers were lost have happened', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  await shop.fault({ fault: 'answer-lost-after', service: 'membership_upload_file_insert' })
  await expect(shop.upload({ form_id })).rejects.toThrow()
  expect(await shop.applications()).toMatchObject([{ files: [{ deleted: false }] }])
  await shop.fault({ fault: 'answer-lost-after', service: 'membership_upload_file_delete' })
  await expect(shop.deleteUpload({ form_id, doctype_id: 1 })).rejects.toThrow()
  expect(await shop.applications()).toMatchObject([{ files: [{ deleted: true }] }])
})

test('a fault can affect one tax number or one form only', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  const other = await shop.applyWell({ tckn_vkn: tckn })
  const [{ reference_no } = { reference_no: '' }] = await shop.applications()
  await shop.fault({ fault: 'http-500', reference_prefix: reference_no })
  await shop.fault({ fault: 'http-429', reference_prefix: String(form_id) })
  expect((await shop.apply({ tckn_vkn: tckn })).status).toBe(200)
  expect((await shop.apply()).status).toBe(500)
  expect((await shop.getForm({ form_id: other })).status).toBe(200)
  expect((await shop.getForm({ form_id })).status).toBe(429)
})

test('application-refused-field names the given field, or else the IBAN, and receives nothing', async () => {
  const shop = await startShop()
  for (const [wish, field] of [
    [{}, 'iban'],
    [{ field: 'tax_office' }, 'tax_office'],
  ] as const) {
    await shop.fault({ fault: 'application-refused-field', ...wish })
    const response = await shop.apply()
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ result_code: 11, message: expect.stringContaining(`: ${field}: `) })
  }
  expect(await shop.applications()).toEqual([])
  expect((await shop.fault({ fault: 'application-refused-field', field: 'not a name' })).status).toBe(400)
})

test('a first application can be answered with code 5, as a reply or as an error object', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'code-5-first' })
  await shop.fault({ fault: 'code-5-as-400' })
  expect(await (await shop.apply()).json()).toMatchObject({ object_name: insert, code: 5 })
  const refused = await shop.apply()
  expect([refused.status, await refused.json()]).toMatchObject([400, { type: 'invalid_request_error', result_code: 5 }])
  expect(await shop.applications()).toEqual([])
})

test.each([
  ['apply-400-no-code', 400, { type: 'invalid_request_error', result_code: undefined }],
  ['apply-415-no-code', 415, { type: 'invalid_request_error', result_code: undefined }],
  ['apply-422-no-code', 422, { type: 'invalid_request_error', result_code: undefined }],
  ['apply-400-aspnet', 400, { Message: expect.any(String), type: undefined }],
  ['apply-401-code', 401, { result_code: 11 }],
  ['apply-403-code', 403, { result_code: 11 }],
  ['apply-429-code', 429, { result_code: 11 }],
])('%s is answered with %d, and nothing is received', async (fault, status, fields) => {
  const shop = await startShop()
  await shop.fault({ fault })
  const response = await shop.apply()
  expect([response.status, { type: undefined, result_code: undefined, ...((await response.json()) as object) }]).toMatchObject([
    status,
    fields,
  ])
  expect(await shop.applications()).toEqual([])
})

test('apply-413-html is a page, and nothing is received', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'apply-413-html' })
  const response = await shop.apply()
  expect([response.status, await response.text()]).toEqual([413, expect.stringContaining('<html')])
  expect(await shop.applications()).toEqual([])
})

test.each([
  ['form-link-bare-host', /^paynet\.com\.tr\/basvuru-takip/],
  ['form-link-blank', /^ www\.paynet\.com\.tr\/.* $/],
  ['form-link-port', /^www\.paynet\.com\.tr:443\/basvuru-takip/],
  ['form-link-foreign-host', /^basvuru\.example\/basvuru-takip/],
])('%s spoils the link only', async (fault, link) => {
  const shop = await startShop()
  await shop.fault({ fault })
  expect(await (await shop.apply()).json()).toMatchObject({ code: 0, form_id: 4567, form_link: expect.stringMatching(link) })
})

test.each([
  ['form-id-string', { form_id: '4567' }],
  ['missing-form-id', { form_id: undefined, form_link: expect.any(String) }],
  ['missing-form-link', { form_id: 4567, form_link: undefined }],
  ['form-link-hostile', { form_id: 4567, form_link: expect.stringMatching(/^www\.paynet\.com\.tr@collector\.example\/.*<script>/) }],
  ['form-link-javascript', { form_id: 4567, form_link: expect.stringMatching(/^javascript:/) }],
  ['code-string', { code: '0' }],
])('%s spoils the answer to an application that was received', async (fault, fields) => {
  const shop = await startShop()
  await shop.fault({ fault, service: insert })
  const body = (await (await shop.apply()).json()) as object
  expect({ form_id: undefined, form_link: undefined, ...body }).toMatchObject(fields)
  expect(await shop.applications()).toHaveLength(1)
})

test.each([
  ['status-unknown', { form_id: 4567, status: 99 }],
  ['status-cancelled', { form_id: 4567, status: 5 }],
  ['status-deleted', { form_id: 4567, status: 6 }],
  [
    'application-hostile',
    { form_id: 4567, company_name: expect.stringContaining('<script>'), contact_name: expect.stringContaining('onerror=') },
  ],
  ['application-foreign-row', { form_id: 1_004_567, company_name: 'Başkasının şirketi' }],
])('%s spoils the status of an application, once', async (fault, row) => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  await shop.fault({ fault })
  expect(await (await shop.getForm({ form_id })).json()).toMatchObject({ code: 0, Data: [row] })
  expect(await shop.statusOf(form_id)).toBe(0)
})

test('the list of documents can be hostile or empty', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'doctypes-hostile' })
  await shop.fault({ fault: 'doctypes-empty' })
  expect(await (await shop.documents({ form_type: 2 })).json()).toMatchObject({
    Data: [{ doctype_id: 1, doctype_desc: expect.stringContaining('<script>') }, {}, {}],
  })
  expect(await (await shop.documents({ form_type: 2 })).json()).toMatchObject({ code: 0, Data: [] })
})

test.each([
  ['membership_formdata_insert', 'formdata_insert', 'membership_formdata_insert'],
  ['membership_formdata_get', 'formdata_get', 'membership_formdata_get'],
  ['membership_formtypes_and_doctypes', 'formtypes_and_doctypes', 'membership_formtypes_and_doctypes'],
  ['membership_formtypes_and_doctypes_all', 'formtypes_and_doctypes_all', 'membership_formtypes_and_doctypes_all'],
  ['membership_upload_file_insert', 'upload_file_insert', 'membership_file_upload'],
  ['membership_upload_file_delete', 'upload_file_delete', 'membership_file_delete'],
])('a bare return code of %s carries the name of its answer', async (service, path, object_name) => {
  const shop = await startShop()
  await shop.fault({ fault: 'code-8', service })
  const response = await shop.post(`/v1/membership/${path}`, {})
  expect([response.status, await response.json()]).toMatchObject([200, { object_name, code: 8 }])
})
