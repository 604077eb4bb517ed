import { rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { apply } from '@/e2e/harness/dealer-walk'
import { createRawShopper, type RawShopper } from '@/e2e/harness/raw-shopper'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import { tookOver } from '@/e2e/pages/cards-page'

const PHOTO = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200_000, 7)])

async function open(page: Page, shopper: RawShopper, url: string) {
  const path = await apply(shopper)
  await page.context().addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url })))
  await page.goto(new URL(path, url).href)
  await tookOver(page)
  const first = page.locator('#document-1')
  return { first, input: first.locator('#file-1'), send: first.getByRole('button', { name: /Gönder|Send/ }).first() }
}

for (const [locale, unreadable, again] of [
  ['tr', 'Bu dosya artık okunamıyor', 'Belge Paynet’e iletildi.'],
  ['en', 'This file can no longer be read', 'The document was passed on to Paynet.'],
] as const) {
  test(`a file that was deleted or changed after it was chosen is told beside it (${locale})`, async ({ page, context, shopper, app }) => {
    await context.addCookies([{ name: 'lang', value: locale, url: app.url }])
    const { first, input, send } = await open(page, shopper, app.url)
    const file = join(test.info().outputPath(), 'levha.jpg')
    const changes: Array<[string, () => void]> = [
      ['deleted', () => rmSync(file)],
      ['replaced', () => writeFileSync(file, Buffer.alloc(100, 9))],
      ['emptied', () => truncateSync(file)],
    ]
    for (const [what, change] of changes) {
      writeFileSync(file, PHOTO)
      await input.setInputFiles(file)
      // Files tell their age in whole milliseconds or worse.
      await page.waitForTimeout(1_100)
      change()
      await send.click()
      await expect(first.getByRole('status'), what).toContainText(unreadable)
      await expect(input, what).toHaveAccessibleDescription(new RegExp(unreadable))
      await expect(send).not.toHaveAttribute('aria-disabled', 'true')
    }
    writeFileSync(file, PHOTO)
    await input.setInputFiles(file)
    await send.click()
    await expect(first.getByRole('status')).toContainText(again)
  })
}

test('an empty file, one that is too large and none are told apart', async ({ page, shopper, app }) => {
  const { first, input, send } = await open(page, shopper, app.url)
  await send.click()
  await expect(first.getByRole('status')).toContainText('Önce bir dosya seçin.')
  await input.setInputFiles({ name: 'levha.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) })
  await send.click()
  await expect(first.getByRole('status')).toContainText('Bu dosya boş görünüyor.')
  await input.setInputFiles({ name: 'levha.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([PHOTO, Buffer.alloc(6_000_000)]) })
  await send.click()
  await expect(first.getByRole('status')).toContainText('Dosya 5 MB’tan büyük.')
})

test('an upload that broke off, a proxy’s 413, a busy server and a lost session are each told as what they are', async ({
  page,
  context,
  shopper,
  app,
}) => {
  const { first, input, send } = await open(page, shopper, app.url)
  const html = (status: number) => ({ status, contentType: 'text/html', body: `<h1>${status}</h1>` })
  const losses: Array<[string, ReturnType<typeof html> | null]> = [
    ['Bağlantı kesildi', null],
    ['Sunucu bu büyüklükte bir dosyayı kabul etmedi.', html(413)],
    ['Sunucu şu an yanıt veremiyor.', html(502)],
    ['çok fazla istek', html(429)],
    ['Beklenmeyen bir yanıt geldi', html(200)],
  ]
  for (const [sentence, answer] of losses) {
    await page.route('**/documents', (route) => (answer ? route.fulfill(answer) : route.abort()))
    await input.setInputFiles({ name: 'levha.jpg', mimeType: 'image/jpeg', buffer: PHOTO })
    await send.click()
    await expect(first.getByRole('status')).toContainText(sentence)
    await page.unrouteAll()
  }
  const cookies = await context.cookies()
  await context.clearCookies()
  await send.click()
  await expect(first.getByRole('status')).toContainText('Bu başvuru bu tarayıcıda artık açık değil')
  await context.addCookies(cookies)
  await send.click()
  await expect(first.getByRole('status')).toContainText('Belge Paynet’e iletildi.')
})

test('an application that takes no documents any more is told beside the file', async ({ ownStack, page }) => {
  const { app, simulator, folder } = await ownStack()
  const { first, input, send } = await open(page, createRawShopper({ app, simulator }, newAddress()), app.url)
  // As when an operator has closed it since the page was opened.
  const database = openSqliteFile(`${folder}/checkout.db`)
  database.prepare("UPDATE applications SET status = 'refused'").run()
  database.close()
  await input.setInputFiles({ name: 'levha.jpg', mimeType: 'image/jpeg', buffer: PHOTO })
  await send.click()
  await expect(first.getByRole('status')).toContainText('Bu başvuru şu an belge almıyor')
})
