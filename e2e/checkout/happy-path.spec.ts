import { expect, test } from '@/e2e/fixtures'
import { cards, labelOf, maskOf } from '@/e2e/harness/cards'
import { bank, expectStatus, payButton, payByCard } from '@/e2e/pages/shopper-page'

test('a visitor buys in the shop in Turkish and gets a receipt', { tag: '@journey' }, async ({ page, app, simulator }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Satın al' }).first().click()

  await expect(page).toHaveURL(/\/checkout\/[\w-]{22}$/)
  const price = await page.getByRole('heading', { level: 1 }).textContent()
  const amount = /[\d.]+,\d\d ₺/.exec(price ?? '')?.[0] ?? 'no amount in Turkish'
  await expect(payButton(page)).toContainText(amount)
  await payByCard(page, cards.good)

  expect(new URL(page.url()).hostname, 'the bank is another site').not.toBe(new URL(app.url).hostname)
  await expect(page.locator('.amount')).toContainText(amount.replace(' ₺', ''))
  await bank.approve(page)

  await expectStatus(page, 'succeeded')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödemeniz alındı')
  await expect(page.locator('main')).toContainText(amount)
  await expect(page.locator('html')).toHaveAttribute('lang', 'tr')
  const reference = await page.locator('dd', { hasText: /^SHOP-\w+$/ }).textContent()
  expect(await simulator.successes(reference ?? '')).toHaveLength(1)
})

test('a visitor buys in the shop in English', { tag: '@journey' }, async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.getByRole('button', { name: 'Buy' }).first().click()

  await expect(payButton(page)).toHaveText(/^Pay ₺[\d,]+\.\d\d$/)
  await payByCard(page, cards.masterCard)
  await bank.approve(page)

  await expectStatus(page, 'succeeded')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your payment was received')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.locator('main')).toContainText(/₺[\d,]+\.\d\d/)
})

test('a merchant’s order is shown with its items, paid, and reported to the merchant with its payment', { tag: '@journey' }, async ({
  page,
  orders,
  simulator,
}) => {
  const sent = {
    description: 'Kahve takımı',
    items: [
      { name: 'Fincan', quantity: 2, unit_amount: 11_725 },
      { name: 'Cezve', quantity: 1, unit_amount: 100_000 },
    ],
    success_url: 'https://magaza.example/tesekkurler',
    cancel_url: 'https://magaza.example/sepet',
    locale: 'tr',
  }
  const customer = { name: 'Ayşe Yılmaz', email: 'ayse@example.com', phone: '5321234567' }
  const order = await orders.make({ amount: 123_450, ...sent, customer })
  await page.goto(order.checkout_url)

  await expect(page.getByRole('heading', { level: 1 })).toContainText('1.234,50 ₺')
  await expect(payButton(page)).toHaveText('1.234,50 ₺ öde')
  await expect(page.getByRole('listitem').filter({ hasText: 'Fincan' })).toContainText('234,50 ₺')
  await expect(page.getByRole('listitem').filter({ hasText: 'Cezve' })).toContainText('1.000,00 ₺')
  await expect(page.getByRole('main').locator('a[href="https://magaza.example/sepet"]')).toBeVisible()
  await payByCard(page, cards.good)
  await bank.approve(page)

  await expectStatus(page, 'succeeded')
  await expect(page.getByRole('main').locator('a[href="https://magaza.example/tesekkurler"]')).toBeVisible()
  await expect(page.locator('main')).toContainText('Fincan')
  const paid = await orders.read(order.id)
  const [taken] = await simulator.successes(order.reference)
  expect(taken).toMatchObject({ amount_kurus: 123_450, currency: 'TRY' })
  expect(paid).toEqual({
    ...order,
    ...sent,
    return: 'link',
    max_instalments: null,
    paynet: null,
    refunded_amount: 0,
    refunds: [],
    version: 2,
    metadata: null,
    status: 'paid',
    payments: [
      {
        id: expect.stringMatching(/^[\w-]{22}$/),
        status: 'succeeded',
        reference_no: taken?.reference_no,
        amount: 123_450,
        charged_amount: 123_450,
        fee_amount: 0,
        fee_payer: null,
        xact_id: taken?.xact_id,
        card: maskOf(cards.good),
        instalment: 1,
        monthly_amount: null,
        late: false,
        decline: null,
        paynet: expect.objectContaining({ authorization_code: expect.stringMatching(/^\d{6}$/) }),
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        settled_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    ],
  })
  expect(taken?.reference_no).toMatch(new RegExp(`^${order.reference}-.+$`))
  expect(taken?.reference_no.length).toBeLessThanOrEqual(50)
})

test('a receipt survives a reload and shows the card only to the browser that paid', async ({ page, browser, orders }) => {
  const order = await orders.make({ customer: { name: 'Zeynep Kaya', email: 'zeynep@example.com' } })
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  const code = (await orders.read(order.id)).payments[0]?.paynet.authorization_code
  const mine = [`Visa ${labelOf(cards.good)}`, `Onay kodu${code}`, 'Ödeme şekliTek çekim']
  for (const words of mine) await expect(page.locator('main')).toContainText(words)

  await page.reload()
  await expectStatus(page, 'succeeded')
  for (const words of mine) await expect(page.locator('main')).toContainText(words)

  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(page.url())
  await expectStatus(stranger, 'succeeded')
  await expect(stranger.locator('main')).toContainText(order.reference)
  await expect(stranger.locator('main')).toContainText('1.234,50 ₺')
  const html = await (await stranger.request.get(page.url())).text()
  expect(html).not.toMatch(/\d{4}\*+|\*{4}|••|Zeynep|zeynep@example|Onay kodu|Tek çekim/)
  expect(html).not.toContain(String(code))
  await stranger.context().close()
})

test.describe('the language is the cookie’s, else the order’s, else the browser’s, else Turkish', () => {
  const cases = [
    { name: 'the cookie wins', cookie: 'en', order: 'tr', browser: 'tr-TR', expected: 'en' },
    { name: 'then the order', cookie: null, order: 'en', browser: 'tr-TR', expected: 'en' },
    { name: 'then the browser', cookie: null, order: null, browser: 'en-GB', expected: 'en' },
    { name: 'and the browser’s Turkish', cookie: null, order: null, browser: 'tr-TR', expected: 'tr' },
    { name: 'then Turkish', cookie: null, order: null, browser: 'de-DE', expected: 'tr' },
    { name: 'a cookie with an unknown language does not count', cookie: 'xx', order: 'en', browser: 'tr-TR', expected: 'en' },
  ]
  for (const { name, cookie, order: orderLocale, browser: locale, expected } of cases) {
    test(name, async ({ browser, orders, app }) => {
      const order = await orders.make(orderLocale ? { locale: orderLocale } : {})
      const context = await browser.newContext({ locale })
      if (cookie) await context.addCookies([{ name: 'lang', value: cookie, url: app.url }])
      const page = await context.newPage()
      await page.goto(order.checkout_url)
      await expect(page.locator('html')).toHaveAttribute('lang', expected)
      await expect(payButton(page)).toHaveText(expected === 'en' ? 'Pay ₺1,234.50' : '1.234,50 ₺ öde')
      await context.close()
    })
  }
})

test('a chosen language stays through the bank and back', async ({ page, orders }) => {
  const order = await orders.make({ locale: 'tr' })
  await page.goto(order.checkout_url)
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page).toHaveURL(order.checkout_url)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})
