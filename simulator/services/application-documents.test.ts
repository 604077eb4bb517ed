import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { pdf, secretKey, startShop } from '@/simulator/test-kit'

const png = Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64')
const jpeg = Buffer.from('ffd8ffe000', 'hex').toString('base64')

test('a sole trader needs the documents of the published sample', async () => {
  const shop = await startShop()
  const row = (doctype_id: number, doctype_desc: string) => ({
    formtype_id: 2,
    doctype_id,
    formtype_desc: 'Şahıs Firma',
    doctype_desc,
    is_required: true,
  })
  const sample = {
    Data: [row(1, 'Kimlik Ön Görseli'), row(2, 'Kimlik Arka Görseli'), row(3, 'Vergi Levhası Görseli')],
    object_name: 'membership_formtypes_and_doctypes',
    code: 0,
    message: 'Başarılı İşlem',
  }
  for (const form_type of [2, '2']) expect(await (await shop.documents({ form_type })).json()).toEqual(sample)
})

test('documents are listed by form type and all at once', async () => {
  const shop = await startShop()
  const idsOf = async (response: Response) =>
    ((await response.json()) as { Data: { formtype_id: number; doctype_id: number }[] }).Data.map(
      (row) => `${row.formtype_id}/${row.doctype_id}`,
    )
  expect(await idsOf(await shop.documents({ form_type: 3 }))).toEqual(['3/1', '3/2', '3/3', '3/4', '3/5'])
  expect(await idsOf(await shop.allDocuments())).toEqual(['2/1', '2/2', '2/3', '3/1', '3/2', '3/3', '3/4', '3/5', '4/99'])
  expect((await shop.documents({ form_type: 7 })).status).toBe(404)
  expect((await shop.documents({})).status).toBe(400)
})

test.each([
  ['application/pdf', pdf],
  ['image/png', png],
  ['image/jpeg', jpeg],
])('a file is recognised as %s by its first bytes, and only its type, size and digest are kept', async (media_type, pars_base64) => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  expect(await (await shop.upload({ form_id: String(form_id), doctype_id: '3', pars_base64 })).json()).toEqual({
    object_name: 'membership_file_upload',
    code: 0,
    message: 'Başarılı İşlem',
  })
  const bytes = Buffer.from(pars_base64, 'base64')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const [application] = await shop.applications()
  expect(application?.files).toEqual([{ doctype_id: 3, at: expect.any(String), media_type, bytes: bytes.length, sha256, deleted: false }])
})

test.each([
  ['nothing', undefined],
  ['what is no base64', 'JVBERi0*'],
  ['base64 for URLs', '_9j_4A=='],
  ['base64 in lines', `${pdf.slice(0, 4)}\n${pdf.slice(4)}`],
  ['base64 without its padding', png.replaceAll('=', '').slice(0, 10)],
  ['a data address', `data:application/pdf;base64,${pdf}`],
  ['a page', Buffer.from('<html></html>').toString('base64')],
  ['a GIF', Buffer.from('GIF89a').toString('base64')],
  ['more than 5 MB', Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(5 * 1024 * 1024)]).toString('base64')],
  ['a number', 5],
])('%s is refused as a file', async (_name, pars_base64) => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  const response = await shop.upload({ form_id, pars_base64 })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ result_code: 11, message: expect.stringContaining('pars_base64') })
  expect(await shop.applications()).toMatchObject([{ files: [] }])
})

test('a file of 5 MB is accepted, as JSON and as a form', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell()
  const pars_base64 = Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(5 * 1024 * 1024 - 5, 0xfb)]).toString('base64')
  expect((await shop.upload({ form_id, pars_base64 })).status).toBe(200)
  const asForm = await fetch(`${shop.url}/v1/membership/upload_file_insert`, {
    method: 'POST',
    headers: { authorization: `Basic ${secretKey}` },
    body: new URLSearchParams({ form_id: String(form_id), doctype_id: '2', pars_base64 }),
  })
  expect(asForm.status).toBe(200)
})

test('a document that the form type does not have is refused, and so is an unknown form', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell({ form_type: 2 })
  const foreign = await shop.upload({ form_id, doctype_id: 4 })
  expect(foreign.status).toBe(400)
  expect(await foreign.json()).toMatchObject({ message: expect.stringContaining('doctype_id') })
  expect((await shop.upload({ form_id: 1 })).status).toBe(404)
  expect((await shop.deleteUpload({ form_id: 1, doctype_id: 1 })).status).toBe(404)
})

test('a second file of a type replaces the first, and a deleted file is marked and counts as missing', async () => {
  const shop = await startShop()
  const form_id = await shop.applyWell({ form_type: 2 })
  for (const doctype_id of [1, 2, 3]) await shop.upload({ form_id, doctype_id })
  await shop.upload({ form_id, doctype_id: 1, pars_base64: jpeg })
  expect((await shop.applications())[0]).toMatchObject({ missing_documents: [], files: [{}, {}, { media_type: 'image/jpeg' }] })
  expect(await (await shop.deleteUpload({ form_id, doctype_id: 1 })).json()).toEqual({
    object_name: 'membership_file_delete',
    code: 0,
    message: 'Başarılı İşlem',
  })
  expect((await shop.applications())[0]).toMatchObject({ missing_documents: [1], files: [{}, {}, { doctype_id: 1, deleted: true }] })
  const again = await shop.deleteUpload({ form_id, doctype_id: 1 })
  expect(again.status).toBe(404)
  expect(await again.json()).toMatchObject({ result_code: 12 })
})
