import { expect, test } from 'vitest'
import { startShop, tckn } from '@/simulator/test-kit'

test('the status that is set is the one that is answered, known or not', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  const other = await shop.applyWell({ tckn_vkn: tckn })
  for (const status of [1, 2, 3, 4, 5, 6, 77, 0]) {
    expect(await (await shop.setStatus(form_id, status)).json()).toMatchObject({ form_id, status })
    expect(await shop.statusOf(form_id)).toBe(status)
  }
  expect(await shop.statusOf(other)).toBe(0)
  expect((await shop.setStatus(1, 3)).status).toBe(404)
  expect((await shop.setStatus(form_id, -1)).status).toBe(400)
})

test('an application moves by itself if that is switched on, and waits for its documents', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell({ form_type: 2 })
  expect(await shop.statusOf(form_id)).toBe(0)
  await shop.post('/control/applications/settings', { moves: true })
  expect([await shop.statusOf(form_id), await shop.statusOf(form_id)]).toEqual([1, 1])
  for (const doctype_id of [1, 2, 3]) await shop.upload({ form_id, doctype_id })
  expect([await shop.statusOf(form_id), await shop.statusOf(form_id), await shop.statusOf(form_id)]).toEqual([2, 3, 3])
  await shop.setStatus(form_id, 4)
  expect(await shop.statusOf(form_id)).toBe(4)
  expect((await shop.post('/control/applications/settings', { moves: 'perhaps' })).status).toBe(400)
})

test('a single application can be shown, and showing it is not a call to Paynet', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  await shop.applyWell({ tckn_vkn: tckn })
  const found = await (await fetch(`${shop.url}/control/applications?form_id=${form_id}`)).json()
  expect(found).toMatchObject([{ form_id, status: 0, status_name: 'waiting', missing_documents: [1, 2, 3, 4, 5] }])
  expect(await shop.calls()).toHaveLength(2)
})

test('the start page shows applications, escapes hostile names, and its forms work without scripts', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell({ company_name: '<script>window.__hostile=true</script>', is_charged: true })
  const send = (path: string, fields: Record<string, string>) =>
    fetch(`${shop.url}${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })
  for (const response of [
    await send('/control/applications/status', { form_id: String(form_id), status: '3' }),
    await send('/control/applications/settings', { moves: 'true' }),
    await send('/control/faults', { fault: 'application-refused-field', service: '', field: '', times: '1' }),
  ]) {
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
  }
  const page = await (await fetch(`${shop.url}/`)).text()
  for (const text of [String(form_id), '&lt;script&gt;', '12******90', 'collection', '0 of 5', '3 approved', 'Let them stay']) {
    expect(page).toContain(text)
  }
  expect(page).toContain('<option>membership_formdata_insert</option>')
  expect(page).not.toContain('<script')
})

test('openapi.json describes the membership services with the fields that are checked', async () => {
  const shop = await startShop()
  const document = (await (await fetch(`${shop.url}/openapi.json`)).json()) as { paths: Record<string, unknown> }
  for (const path of [
    'formdata_insert',
    'formdata_get',
    'formtypes_and_doctypes',
    'formtypes_and_doctypes_all',
    'upload_file_insert',
    'upload_file_delete',
  ]) {
    expect(document.paths).toHaveProperty(`/v1/membership/${path}`)
  }
  for (const field of ['tckn_vkn', 'product_to_be_sold', 'form_link', 'Vkn_Tckn', 'pars_base64', 'is_required', 'FormID_Enc']) {
    expect(JSON.stringify(document)).toContain(`"${field}"`)
  }
})
