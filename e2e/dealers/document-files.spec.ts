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
  return { path, first, input: first.locator('#file-1'), retry: first.getByRole('button', { name: /Yeniden dene|Try again/ }) }
}

const levha = { name: 'levha.jpg', mimeType: 'image/jpeg', buffer: PHOTO }

for (const [locale, unreadable, again] of [
  ['tr', 'Bu dosya artık okunamıyor', 'Belge Paynet’e iletildi.'],
  ['en', 'This file can no longer be read', 'The document was passed on to Paynet.'],
] as const) {
  test(`a file that is deleted or changed before it is tried again is told beside it (${locale})`, async ({
    page,
    context,
    shopper,
    app,
  }) => {
    await context.addCookies([{ name: 'lang', value: locale, url: app.url }])
    const { first, input, retry } = await open(page, shopper, app.url)
    const file = join(test.info().outputPath(), 'levha.jpg')
    const changes: Array<[string, () => void]> = [
      ['deleted', () => rmSync(file)],
      ['replaced', () => writeFileSync(file, Buffer.alloc(100, 9))],
      ['emptied', () => truncateSync(file)],
    ]
    for (const [what, change] of changes) {
      writeFileSync(file, PHOTO)
      await page.route('**/documents', (route) => route.abort())
      await input.setInputFiles(file)
      await expect(retry, what).toBeVisible()
      await page.unrouteAll()
      // Files tell their age in whole milliseconds or worse.
      await page.waitForTimeout(1_100)
      change()
      await retry.click()
      await expect(first.getByRole('status'), what).toContainText(unreadable)
      await expect(input, what).toHaveAccessibleDescription(new RegExp(unreadable))
      await expect(retry, 'another file is needed').toHaveCount(0)
    }
    writeFileSync(file, PHOTO)
    await input.setInputFiles(file)
    await expect(first.getByRole('status')).toContainText(again)
  })
}

test('an empty file, one that is too large and several at once are told apart', async ({ page, shopper, app }) => {
  const { first, input } = await open(page, shopper, app.url)
  await input.setInputFiles({ ...levha, buffer: Buffer.alloc(0) })
  await expect(first.getByRole('status')).toContainText('Bu dosya boş görünüyor.')
  await input.setInputFiles({ ...levha, buffer: Buffer.concat([PHOTO, Buffer.alloc(6_000_000)]) })
  await expect(first.getByRole('status')).toContainText('Dosya 5 MB’tan büyük.')
  await drop(page, '#document-1 form', 2)
  await expect(first.getByRole('status')).toContainText('Her belge için tek dosya gönderilir.')
})

/** Drops photos on an element, as from another window. */
async function drop(page: Page, target: string, count: number) {
  await page.evaluate(
    ({ target, count }) => {
      const files = new DataTransfer()
      const head = new Uint8Array(50_000)
      head.set([0xff, 0xd8, 0xff, 0xe0])
      for (let each = 0; each < count; each += 1) files.items.add(new File([head], `levha${each}.jpg`, { type: 'image/jpeg' }))
      const how = { bubbles: true, cancelable: true, dataTransfer: files }
      const element = document.querySelector(target)
      element?.dispatchEvent(new DragEvent('dragover', how))
      element?.dispatchEvent(new DragEvent('drop', how))
    },
    { target, count },
  )
}

test('a dropped file is sent at once, one that misses its field replaces no page, and what is missing is counted down', async ({
  page,
  shopper,
  app,
}) => {
  const { first } = await open(page, shopper, app.url)
  const count = page.getByText(/^Gerekli belgeler: \d\/5 gönderildi$/)
  const steps = page.getByRole('list', { name: 'Başvurunun durumu' })
  await expect(count).toContainText('0/5')
  await expect(page.getByRole('progressbar', { name: /Gerekli belgeler/ })).toHaveAttribute('value', '0')
  await expect(steps.locator('[aria-current="step"]')).toContainText('Belgeler 0/5')
  await drop(page, 'footer', 1)
  await expect(page.locator('[data-document-status="uploaded"]')).toHaveCount(0)
  await drop(page, '#document-1 form', 1)
  await expect(first.getByRole('status')).toHaveText('Belge Paynet’e iletildi.')
  await expect(first).toContainText('levha0.jpg')
  await expect(count).toContainText('1/5')
  for (const id of [2, 3, 4, 5]) await page.locator(`#file-${id}`).setInputFiles(levha)
  await expect(count).toContainText('5/5')
  await expect(page.locator('[data-document-status="uploaded"]')).toHaveCount(5)
  await expect(steps.locator('[aria-current="step"]')).toHaveText('İnceleme')
  await expect(page.getByText('Gerekli belgelerin hepsi gönderildi.')).toBeVisible()
})

test('files that are chosen while one is on its way wait for their turn, and leaving asks first', async ({ page, shopper, app }) => {
  const { first } = await open(page, shopper, app.url)
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let posts = 0
  await page.route('**/documents', async (route) => {
    posts += 1
    await released
    await route.continue()
  })
  await page.locator('#file-1').setInputFiles(levha)
  await expect(first.getByRole('progressbar')).toBeVisible()
  await page.locator('#file-2').setInputFiles(levha)
  await expect(page.locator('#document-2')).toContainText('Sırada')
  expect(posts).toBe(1)
  // A browser asks only those who have done something on the page.
  await page.locator('h1').click()
  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => setTimeout(() => location.assign('/')))
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  release()
  for (const id of [1, 2]) await expect(page.locator(`#document-${id}`).getByRole('status')).toHaveText('Belge Paynet’e iletildi.')
  await page.goto(app.url)
})

test('without scripts there is a plain form for each document', async ({ browser, shopper, app }) => {
  const path = await apply(shopper)
  const context = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false, locale: 'tr-TR' })
  await context.addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: app.url })))
  const page = await context.newPage()
  await page.goto(path)
  const first = page.locator('#document-1')
  await first.getByRole('button', { name: /Gönder/ }).click()
  await expect(page.getByText('Önce bir dosya seçin.')).toBeVisible()
  await page.locator('#file-1').setInputFiles(levha)
  await page
    .locator('#document-1')
    .getByRole('button', { name: /Gönder/ })
    .click()
  await expect(page.locator('#document-1')).toContainText('Belge Paynet’e iletildi.')
  await expect(page.getByText('Gerekli belgeler: 1/5 gönderildi')).toBeVisible()
  await context.close()
})

for (const [status, heading] of [
  [3, 'Paynet başvurunuzu inceledi'],
  [4, 'Paynet başvurunuzu inceledi'],
  [5, 'Paynet bu başvuruyu kapattı'],
] as const) {
  test(`an application with Paynet’s status ${status} asks for nothing, takes no documents and says so`, async ({ ownStack, page }) => {
    const { app, simulator } = await ownStack()
    const shopper = createRawShopper({ app, simulator }, newAddress())
    const path = await apply(shopper)
    const [sent] = (await (await fetch(`${simulator.url}/control/applications`)).json()) as Array<{ form_id: number }>
    const decided = await fetch(`${simulator.url}/control/applications/status`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ form_id: sent?.form_id, status }),
    })
    expect(decided.ok).toBe(true)
    await page.context().addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: app.url })))
    await page.goto(`${app.url}${path}`)
    const main = page.getByRole('main')
    await expect(main.getByRole('heading', { level: 1 })).toHaveText(heading)
    await expect(main).toHaveAttribute('data-application-status', 'received')
    await expect(main).not.toContainText('belgelerinizi inceler')
    await expect(main.locator('svg.text-good, input[type=file]')).toHaveCount(0)
    await expect(main.locator('[aria-current="step"]')).toContainText('Sonuç')
    const answer = await page.request.post(`${app.url}/api${path}/documents`, {
      headers: { Origin: app.url },
      multipart: { doctype_id: '1', intent: 'send', file: levha },
      maxRedirects: 0,
    })
    expect([answer.status(), answer.headers().location]).toEqual([303, `${app.url}${path}`])
    await page.context().clearCookies()
    await page.goto(`${app.url}${path}`)
    await expect(main.getByRole('heading', { level: 1 }), 'for those with the link, too').toHaveText(heading)
    if (status === 5) return
    await main.getByRole('link', { name: 'Hesabınızla giriş yapın' }).click()
    await expect(page).toHaveURL(`${app.url}/login?next=${encodeURIComponent(path)}`)
  })
}

test('a printed application has its answers, masked, and its documents, and nothing to press', async ({ page, shopper, app }) => {
  await open(page, shopper, app.url)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('heading', { name: 'Gönderdiğiniz bilgiler' })).toBeVisible()
  await expect(page.locator('dd:visible', { hasText: 'A*** D***' })).toBeVisible()
  await expect(page.getByRole('heading', { name: /Vergi Levhası/ })).toBeVisible()
  await expect(page.locator('main :is(button, input):visible')).toHaveCount(0)
})

test('an upload that broke off, a proxy’s 413, a busy server and a lost session are each told as what they are', async ({
  page,
  context,
  shopper,
  app,
}) => {
  const { first, input, retry } = await open(page, shopper, app.url)
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
    await input.setInputFiles(levha)
    await expect(first.getByRole('status')).toContainText(sentence)
    await page.unrouteAll()
  }
  const cookies = await context.cookies()
  await context.clearCookies()
  await retry.click()
  await expect(first.getByRole('status')).toContainText('Bu başvuru bu tarayıcıda artık açık değil')
  await context.addCookies(cookies)
  await retry.click()
  await expect(first.getByRole('status')).toContainText('Belge Paynet’e iletildi.')
})

test('an application that takes no documents any more is told beside the file', async ({ ownStack, page }) => {
  const { app, simulator, folder } = await ownStack()
  const { first, input } = await open(page, createRawShopper({ app, simulator }, newAddress()), app.url)
  // As when an operator has closed it since the page was opened.
  const database = openSqliteFile(`${folder}/checkout.db`)
  database.prepare("UPDATE applications SET status = 'refused'").run()
  database.close()
  await input.setInputFiles(levha)
  await expect(first.getByRole('status')).toContainText('Bu başvuru şu an belge almıyor')
})
