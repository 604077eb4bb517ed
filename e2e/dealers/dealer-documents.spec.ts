import http from 'node:http'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { apply } from '@/e2e/harness/dealer-walk'
import { createRawShopper, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { tookOver } from '@/e2e/pages/cards-page'

// These need the pages of the dealer's form: an application is made through them.

const MB = 1024 * 1024
const photo = (size: number) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(size - 4, 7)])

type Received = { status: number; location: string; body: string }

/** Megabytes take their time on a busy machine. */
const PATIENT = { PAYNET_TIMEOUT_MS: '60000', PAYNET_QUIET_MS: '75000' }

/** What a browser without scripts posts for a file. */
async function post(
  dealer: RawShopper,
  stack: Stack,
  path: string,
  file: Buffer,
  more: { origin?: string; doctype?: string; intent?: string } = {},
): Promise<Received> {
  const form = new FormData()
  form.append('doctype_id', more.doctype ?? '1')
  form.append('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'kimlik.jpg')
  form.append('file', new Blob([]), '')
  form.append('intent', more.intent ?? 'send')
  const encoded = new Response(form)
  const answer = await dealer.request(`/api${path}/documents`, {
    method: 'POST',
    headers: { 'Content-Type': encoded.headers.get('content-type') ?? '', Origin: more.origin ?? stack.app.url },
    body: new Uint8Array(await encoded.arrayBuffer()),
  })
  return { status: answer.status, location: answer.headers.location ?? '', body: answer.body }
}

async function files(stack: Stack): Promise<Array<{ doctype_id: number; bytes: number; deleted: boolean }>> {
  const applications = (await (await fetch(`${stack.simulator.url}/control/applications`)).json()) as Array<{
    files: Array<{ doctype_id: number; bytes: number; deleted: boolean }>
  }>
  return applications[0]?.files ?? []
}

test('a 5 MB photo can be sent, replaced and removed without scripts', { tag: '@journey' }, async ({ ownStack }) => {
  const stack = await ownStack(PATIENT)
  const dealer = createRawShopper(stack, newAddress())
  const path = await apply(dealer)
  const sent = await post(dealer, stack, path, photo(5 * MB))
  expect([sent.status, sent.location]).toEqual([303, `${stack.app.url}${path}?document=uploaded&of=1#document-1`])
  expect(await files(stack)).toEqual([expect.objectContaining({ doctype_id: 1, bytes: 5 * MB, deleted: false })])
  await post(dealer, stack, path, photo(1_000))
  expect(await files(stack)).toEqual([expect.objectContaining({ bytes: 1_000 })])
  const removed = await post(dealer, stack, path, Buffer.alloc(0), { intent: 'remove' })
  expect(removed.location).toContain('document=removed')
  expect(await files(stack)).toEqual([expect.objectContaining({ deleted: true })])
  expect((await dealer.request(`${path}?document=removed&of=1`)).body).toContain('Belge Paynet’ten kaldırıldı.')
})

test('a file that is too large is reported as such with 413, and one that is not a document with a message', async ({ ownStack }) => {
  const stack = await ownStack(PATIENT)
  const dealer = createRawShopper(stack, newAddress())
  const path = await apply(dealer)
  const large = await post(dealer, stack, path, photo(9 * MB))
  expect(large.status).toBe(413)
  expect(large.body).toContain('5 MB')
  const program = await post(dealer, stack, path, Buffer.from('MZ is no photo'))
  expect(program.location).toContain('document=not-a-document')
  expect(await files(stack)).toEqual([])
})

test('files are accepted only from the owner’s own page', async ({ ownStack }) => {
  const stack = await ownStack(PATIENT)
  const dealer = createRawShopper(stack, newAddress())
  const path = await apply(dealer)
  const stranger = createRawShopper(stack, newAddress())
  expect((await post(stranger, stack, path, photo(1_000))).status, 'with only the link').toBe(404)
  expect((await post(dealer, stack, path, photo(1_000), { origin: 'https://evil.example' })).status).toBe(403)
  expect((await post(dealer, stack, path, photo(1_000), { origin: 'null' })).status).toBe(403)
  expect((await post(dealer, stack, '/dealers/applications/AAAAAAAAAAAAAAAAAAAAAA', photo(1_000))).status).toBe(404)
  expect(await files(stack)).toEqual([])
})

test('with scripts, the page reports the outcome of a file in place', async ({ ownStack, page, context }) => {
  const stack = await ownStack(PATIENT)
  const dealer = createRawShopper(stack, newAddress())
  const path = await apply(dealer)
  await context.addCookies(dealer.cookies().map((cookie) => ({ ...cookie, url: stack.app.url })))
  await page.goto(`${stack.app.url}${path}`)
  await tookOver(page)
  await expectAccessible(page, 'the application’s page')
  const item = page.locator('#document-1')
  await item
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no photo') })
  await expect(item.getByRole('status')).toHaveText('Dosya PDF, JPEG ya da PNG olmalı.')
  const heic = { name: 'IMG_0042.HEIC', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x24ftypheic\0\0\0\0mif1heic') }
  await item.locator('input[type=file]').first().setInputFiles(heic)
  await expect(item.getByRole('status')).toContainText('Bu fotoğraf HEIC biçiminde')
  await item
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo(5 * MB) })
  await expect(item.getByRole('status')).toHaveText('Belge Paynet’e iletildi.')
  await expect(item.locator('[data-document-status]')).toHaveAttribute('data-document-status', 'uploaded')
  await expect(page).toHaveURL(`${stack.app.url}${path}`)
  expect(await files(stack)).toEqual([expect.objectContaining({ bytes: 5 * MB })])
})

/** Begins an upload that never ends: resolves with the status of its answer, if there is one. */
function beginUpload(dealer: RawShopper, stack: Stack, path: string) {
  const request = http.request(`${stack.app.url}/api${path}/documents`, {
    method: 'POST',
    agent: new http.Agent(),
    headers: {
      'Content-Type': 'multipart/form-data; boundary=x',
      'Content-Length': MB,
      Origin: stack.app.url,
      Cookie: dealer
        .cookies()
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
    },
  })
  request.on('error', () => {})
  // More than is read ahead: from there on it takes up the handler's time.
  request.write(`--x\r\n${'x'.repeat(200_000)}`)
  return {
    end: () => request.destroy(),
    status: new Promise<number>((resolve) => request.on('response', (to) => resolve(to.statusCode ?? 0))),
  }
}

test('one applicant’s slow uploads take one place and block no other applicant’s', async ({ ownStack }) => {
  const stack = await ownStack(PATIENT)
  const [slow, other] = [createRawShopper(stack, newAddress()), createRawShopper(stack, newAddress())]
  const [slowPath, path] = await Promise.all([apply(slow), apply(other)])
  const begun = Array.from({ length: 4 }, () => beginUpload(slow, stack, slowPath))
  const refused = new Promise<void>((resolve) => {
    let left = 3
    for (const { status } of begun) void status.then((code) => code === 503 && --left === 0 && resolve())
  })
  await refused
  expect((await post(other, stack, path, photo(MB))).location).toContain('document=uploaded')
  expect((await post(slow, stack, slowPath, photo(1_000))).status, 'one at a time').toBe(503)
  for (const { end } of begun) end()
  await expect.poll(async () => (await post(slow, stack, slowPath, photo(1_000))).status).toBe(303)
})

test('an application’s uploads are counted before they are read, whatever they contain', async ({ ownStack }) => {
  const stack = await ownStack(PATIENT)
  const dealer = createRawShopper(stack, newAddress())
  const path = await apply(dealer)
  for (let time = 0; time < 60; time += 1) expect((await post(dealer, stack, path, Buffer.from('MZ'))).status).toBe(303)
  const one = await post(dealer, stack, path, photo(1_000))
  expect([one.status, (await files(stack)).length]).toEqual([429, 0])
})
