import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { newCustomer } from '@/e2e/harness/customer'
import { openToWrite } from '@/e2e/harness/database'
import type { Order } from '@/e2e/harness/orders'
import { createRawShopper, formsOf, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { accountFields, newEmail, PASSWORD, submit } from '@/e2e/pages/account-pages'
import { bank, expectStatus, hydrated, payByCard } from '@/e2e/pages/shopper-page'

/** Pays an order by card; what Paynet told of it is as if it had told this too. */
async function payAndBeTold(page: Page, stack: Stack, told: object): Promise<void> {
  const order = await stack.orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  const database = openToWrite(stack)
  const { details } = database.prepare('SELECT details FROM payments WHERE order_id = ?').get(order.id) as { details: string }
  const more = JSON.stringify({ ...JSON.parse(details), ...told })
  database.prepare('UPDATE payments SET details = ? WHERE order_id = ?').run(more, order.id)
  database.close()
  await page.reload()
}

const fact = (page: Page, term: string) => page.locator('dl > div', { has: page.getByText(term, { exact: true }) }).locator('dd')

test('a receipt names the card’s bank, its code and the plan in both languages, and fits a narrow screen', async ({ page, ownStack }) => {
  const stack = await ownStack()
  const campaignUrl = 'https://kampanya.example/sec?x=1'
  await payAndBeTold(page, stack, { cardBankId: 'ZRTB', bankName: 'Axess', authorizationCode: '159116', campaignUrl })

  for (const [term, value] of [
    ['Banka', 'Ziraat Bankası'],
    ['Onay kodu', '159116'],
    ['Ödeme şekli', 'Tek çekim'],
  ] as const) {
    await expect(fact(page, term)).toHaveText(value)
  }
  await expectAccessible(page, 'receipt')
  // The POS's name is no shopper's business, and an address that Paynet named leads nowhere from here.
  expect(await page.content()).not.toMatch(/Axess|kampanya\.example/)

  await page.context().addCookies([{ name: 'lang', value: 'en', url: stack.app.url }])
  await page.reload()
  for (const [term, value] of [
    ['Bank', 'Ziraat Bankası'],
    ['Authorization code', '159116'],
    ['Payment plan', 'Single payment'],
  ] as const) {
    await expect(fact(page, term)).toHaveText(value)
  }
})

test('a receipt without a bank or a code says what it knows', async ({ page, ownStack }) => {
  const stack = await ownStack()
  await payAndBeTold(page, stack, { cardBankId: null, authorizationCode: null })
  await expect(fact(page, 'Ödeme şekli')).toHaveText('Tek çekim')
  await expect(page.getByText(/^(?:Banka|Onay kodu)$/)).toHaveCount(0)
})

/** Pays an order without a browser, and puts the shopper's cookies into one. */
async function payAsGuest(page: Page, stack: Stack, fields: Record<string, unknown> = {}): Promise<{ order: Order; shopper: RawShopper }> {
  const order = await stack.orders.make(fields)
  const shopper = createRawShopper(stack, newAddress())
  await shopper.pay(order.id, cards.good)
  await page.context().addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: stack.app.url })))
  await page.goto(`${order.checkout_url}/result`)
  await expectStatus(page, 'succeeded')
  return { order, shopper }
}

const items = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Elde boyanmış kahve fincanı, no. ${index + 1}`, quantity: 2, unit_amount: 4_990 }))

const amountOf = (lines: ReturnType<typeof items>) => lines.reduce((sum, { quantity, unit_amount }) => sum + quantity * unit_amount, 0)

test('a receipt by plan tells price, difference and what was drawn, adds up, prints on one page, and tells a stranger the price alone', async ({
  page,
  browser,
  ownStack,
}) => {
  const stack = await ownStack({ INSTALMENTS: 'shopper' })
  const lines = [{ name: 'Kahve makinesi', quantity: 1, unit_amount: 120_000 }]
  const order = await stack.orders.make({ items: lines, amount: 120_000 })
  const shopper = createRawShopper(stack, newAddress())
  const fields = (await shopper.fillForm(order.id, cards.good)).filter(([name]) => name !== 'plan')
  const started = await shopper.postForm(`/checkout/${order.id}`, [...fields, ['plan', '6.134544.22424']])
  const way = new URL(started.headers.location ?? '', stack.app.url).pathname
  await page.context().addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: stack.app.url })))
  await page.goto(`${stack.app.url}${way}`)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')

  for (const [term, value] of [
    ['Karttan çekilen tutar', '1.345,44 ₺'],
    ['Ödeme şekli', '6 taksit × 224,24 ₺'],
    ['Vade farkı', '145,44 ₺'],
    ['Sipariş tutarı', '1.200,00 ₺'],
  ] as const) {
    await expect(fact(page, term)).toHaveText(value)
  }
  await expect(page.locator('.receipt-total')).toHaveText(/^Toplam\s*1\.345,44 ₺$/)
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [320, 375, 1280]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      await expectAccessible(page, `receipt by plan, ${width} px, ${colorScheme}`)
    }
  }
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(1)

  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(`${order.checkout_url}/result`)
  await expect(fact(stranger, 'Tutar')).toHaveText('1.200,00 ₺')
  expect(await stranger.locator('main').innerText()).not.toMatch(/taksit|1\.345,44|Vade farkı/)
  await stranger.context().close()
})

test('a receipt of one or six items prints on one page, and one of a hundred on pages that are full', async ({ page, stack }) => {
  for (const [count, most] of [
    [1, 1],
    [6, 1],
    [100, 4],
  ] as const) {
    const lines = items(count)
    await payAsGuest(page, stack, { items: lines, amount: amountOf(lines) })
    await page.emulateMedia({ colorScheme: 'dark' })
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length
    expect(pages, `${count} items`).toBeLessThanOrEqual(most)
  }
})

test('a printed receipt has the total, who sold it, when, and how to ask about it, and nothing to press', async ({ page, stack }) => {
  const lines = items(2)
  const { order } = await payAsGuest(page, stack, { items: lines, amount: amountOf(lines) })
  await page.emulateMedia({ media: 'print' })
  const main = page.locator('main')
  await expect(main.locator('.receipt-total')).toHaveText(/^Toplam\s*199,60 ₺$/)
  for (const term of ['İşyeri', 'Sipariş no', 'Takip numarası', 'Tarih', 'Kart', 'Onay kodu']) await expect(fact(page, term)).toBeVisible()
  await expect(fact(page, 'Kart')).toHaveText('Visa •••• 4358')
  await expect(main.getByRole('link', { name: 'destek@example.com' })).toBeVisible()
  await expect(fact(page, 'Sipariş no')).toHaveText(order.reference)
  await expect(main.locator('button:visible, a.button:visible')).toHaveCount(0)
})

test('sharing hands on the address of the result and nothing else, or copies it and says so', async ({ page, stack }) => {
  const { order } = await payAsGuest(page, stack)
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'share', {
      configurable: true,
      value: async (what: unknown) => Object.assign(window, { shared: what }),
    })
  })
  const button = page.getByRole('button', { name: 'Paylaş' })
  await hydratedButton(page)
  await button.click()
  const address = `${order.checkout_url}/result`
  expect(await page.evaluate(() => (window as unknown as { shared: unknown }).shared)).toEqual({ url: address })

  await page.evaluate(() => {
    Object.defineProperty(navigator, 'share', { configurable: true, value: undefined })
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => Object.assign(window, { copied: text }) },
    })
  })
  const said = page.getByRole('status').filter({ hasText: 'kopyalandı' })
  await expect(said).toHaveCount(0)
  await button.click()
  await expect(said).toHaveText('Makbuzun bağlantısı kopyalandı.')
  expect(await page.evaluate(() => (window as unknown as { copied: unknown }).copied)).toBe(address)

  await page.evaluate(() => Object.assign(window, { print: () => Object.assign(window, { printed: true }) }))
  await page.getByRole('button', { name: 'Yazdır' }).click()
  expect(await page.evaluate(() => (window as unknown as { printed: unknown }).printed)).toBe(true)
})

async function hydratedButton(page: Page): Promise<void> {
  await page.waitForFunction(() => Object.keys(document.querySelector('main button') ?? {}).some((key) => key.startsWith('__reactProps')))
}

test('a receipt leads on to the page that the shop named, else to the shop', async ({ page, stack }) => {
  const onward = page.getByRole('link', { name: 'Alışverişe devam et' })
  await payAsGuest(page, stack, { success_url: 'https://magaza.example/tesekkurler' })
  await expect(onward).toHaveAttribute('href', 'https://magaza.example/tesekkurler')
  await payAsGuest(page, stack)
  await onward.click()
  await expect(page).toHaveURL(`${stack.app.url}/`)
})

test('every line of a receipt can be read at twice the size of text on a phone', async ({ page, stack }) => {
  await payAsGuest(page, stack, {
    reference: `${stack.orders.newReference()}-`.padEnd(40, 'a'),
    items: [{ name: 'Elde boyanmış kahve fincanı takımı', quantity: 12, unit_amount: 100_000_00 }],
    amount: 1_200_000_00,
  })
  await page.setViewportSize({ width: 375, height: 800 })
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
  const crammed = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.querySelector('main') as Element, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const range = document.createRange()
      range.selectNodeContents(node)
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
      if (lines > 1 && text.length / lines < 5) found.push(`${text}: ${lines} lines`)
    }
    return found
  })
  expect(crammed).toEqual([])
  const { inner, content } = await page.evaluate(() => ({ inner: innerWidth, content: document.documentElement.scrollWidth }))
  expect(content).toBeLessThanOrEqual(inner)
})

const offer = (page: Page) => page.getByRole('heading', { name: 'Makbuzunuzu saklamak ister misiniz?' })
const claimButton = (page: Page) => page.getByRole('button', { name: 'Bu ödemeyi hesabıma ekle' })

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts })

    test('a guest who has paid may open an account and put this payment into it', { tag: '@journey' }, async ({ page, stack }) => {
      const { order } = await payAsGuest(page, stack)
      await expect(page.getByRole('button', { name: 'Yazdır' }), 'only where it can do something').toBeVisible({ visible: hasScripts })
      await expect(offer(page)).toBeVisible()
      const next = `?next=/checkout/${order.id}/result`
      if (hasScripts) await expectAccessible(page, 'receipt of a guest')
      await expect(page.locator('main a[href^="/login"]')).toHaveAttribute('href', `/login${next}`)
      await page.getByRole('link', { name: 'Hesap aç' }).click()
      await expect(page).toHaveURL(new RegExp(`/register\\${next}$`))
      await accountFields(page).email.fill(newEmail())
      await accountFields(page).next.fill(PASSWORD)
      await submit(page)
      await expectStatus(page, 'succeeded')

      await expect(page.getByText('Bu ödeme hesabınızda kayıtlı.')).toHaveCount(0)
      if (hasScripts) await hydrated(page)
      await claimButton(page).click()
      await expect(page.getByText('Bu ödeme hesabınızda kayıtlı.')).toBeVisible()
      await expect(claimButton(page)).toHaveCount(0)
      await expect(page.getByRole('link', { name: 'Ödemelerim' })).toHaveAttribute('href', `/account/payments${next}`)
      await page.reload()
      await expect(page.getByText('Bu ödeme hesabınızda kayıtlı.')).toBeVisible()
      expect(owners(stack, order.id)).toHaveLength(1)
    })
  })
}

/** The accounts that have an order's payments. */
function owners(stack: Stack, orderId: string): unknown[] {
  const database = openToWrite(stack)
  const found = database.prepare('SELECT user_id FROM payments WHERE order_id = ? AND user_id IS NOT NULL').pluck().all(orderId)
  database.close()
  return found
}

test('nobody else can put a payment into an account: no stranger with the link, no other browser, no other account', async ({
  page,
  stack,
}) => {
  const { order, shopper } = await payAsGuest(page, stack)
  const path = `/checkout/${order.id}/result`
  const claimOf = (body: string) => formsOf(body).find((fields) => fields.some(([name]) => name.startsWith('$ACTION')))

  const stranger = createRawShopper(stack, newAddress())
  const seen = (await stranger.request(path)).body
  expect(seen).not.toMatch(/saklamak ister misiniz|hesabıma ekle|next=\/checkout/)
  const other = await newCustomer(stack)
  expect((await other.raw.request(path)).body, 'another browser, signed in').not.toMatch(/saklamak|hesabıma ekle/)

  // The payer's own form, as it is shown once they are signed in, sent by everybody else.
  const payer = await newCustomer(stack, { hasPaid: false })
  const session = payer.raw.cookies().filter(({ name }) => name !== 'payer')
  const paying = shopper.cookies().filter(({ name }) => name === 'payer')
  expect(paying).toHaveLength(1)
  const withCookies = (jar: Array<{ name: string; value: string }>) => ({
    Cookie: jar.map(({ name, value }) => `${name}=${value}`).join('; '),
  })
  const page1 = await stranger.request(path, { headers: withCookies([...session, ...paying]) })
  const form = claimOf(page1.body)
  if (!form) throw new Error('the payer sees no form')

  const noSession = await stranger.postForm(path, form, withCookies(paying))
  expect(noSession.body, 'the paying browser, signed out').toContain('/login?next=')
  for (const [who, jar] of [
    ['a stranger', []],
    ['another browser, signed in', session],
    ['another account', other.raw.cookies()],
    ['another browser’s cookie', [...session, { name: 'payer', value: 'p'.repeat(22) }]],
  ] as const) {
    await stranger.postForm(path, form, withCookies([...jar]))
    expect(owners(stack, order.id), who).toEqual([])
  }

  // Another payment's id in the form changes nothing there, either.
  const foreign = await stack.orders.make()
  await createRawShopper(stack, newAddress()).pay(foreign.id, cards.good)
  const [foreignPayment] = (await stack.orders.read(foreign.id)).payments
  const [ownPayment] = (await stack.orders.read(order.id)).payments
  const swapped = form.map(([name, value]): [string, string] => [name, value.replaceAll(ownPayment?.id ?? '', foreignPayment?.id ?? '')])
  expect(swapped).not.toEqual(form)
  const refused = await stranger.postForm(path, swapped, withCookies([...session, ...paying]))
  expect(refused.body).toContain('Bu ödeme hesabınıza eklenemedi')
  expect([owners(stack, order.id), owners(stack, foreign.id)]).toEqual([[], []])

  await stranger.postForm(path, form, withCookies([...session, ...paying]))
  expect(owners(stack, order.id)).toHaveLength(1)
  await stranger.postForm(path, form, withCookies([...other.raw.cookies().filter(({ name }) => name !== 'payer'), ...paying]))
  const page2 = await stranger.request(path, { headers: withCookies(session) })
  expect(page2.body, 'it stays the first account’s').toContain('Bu ödeme hesabınızda kayıtlı')
})
