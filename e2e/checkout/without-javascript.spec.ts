import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { bank, cardFields, expectStatus, fillCard, payButton } from '@/e2e/pages/shopper-page'

const DIGIT_RUN = /\d[\d%+-]{10,}\d/

/** Every address and referrer that the browser sends to the app; none may hold a card number. */
function watchAddresses(page: Page): string[] {
  const seen: string[] = []
  page.on('request', (request) => seen.push(request.url(), request.headers().referer ?? ''))
  return seen
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a visitor buys something, from the shop to the receipt', { tag: '@journey' }, async ({ page, simulator }) => {
    const addresses = watchAddresses(page)
    await page.goto('/')
    await page.getByRole('button', { name: 'Satın al' }).first().click()
    await expect(page).toHaveURL(/\/checkout\/[\w-]{22}$/)
    await fillCard(page, cards.good)
    await payButton(page).click()

    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bankanıza yönlendiriliyorsunuz')
    await page.getByRole('button', { name: 'Bankaya devam et' }).click()
    await bank.approve(page)
    // The bank's own page sends itself back by script; without scripts, by its button.
    await page.locator('#continue').click()
    await expectStatus(page, 'succeeded')

    const reference = await page.locator('dd', { hasText: /^SHOP-\w+$/ }).textContent()
    expect(await simulator.successes(reference ?? '')).toHaveLength(1)
    expect(addresses.filter((address) => DIGIT_RUN.test(address.replaceAll(/[\w-]{22}/g, '')))).toEqual([])
  })

  test('mistakes are shown above the form and at the fields, and neither number nor code comes back', { tag: '@journey' }, async ({
    page,
    orders,
    simulator,
  }) => {
    const order = await orders.make()
    await page.goto(order.checkout_url)
    await fillCard(page, { ...cards.good, number: '4355 0843 5508', cvc: '12' })
    await payButton(page).click()

    await expect(page).toHaveURL(order.checkout_url)
    await expect(page).toHaveTitle(/^Hata: /)
    const summary = page.getByRole('group', { name: 'Bir sorun var' })
    await expect(summary.getByRole('link')).toHaveText([
      'Kart numarası eksik. Bütün rakamları yazın.',
      'Güvenlik kodu 3 rakamdan oluşur, American Express kartlarda 4 rakamdan.',
    ])
    await expect(summary.getByRole('link').first()).toHaveAttribute('href', '#number')
    const { number, cvc, holder } = cardFields(page)
    await expect(number).toHaveAttribute('aria-invalid', 'true')
    await expect(number).toHaveAccessibleDescription('Kart numarası eksik. Bütün rakamları yazın.')
    await expect(number).toHaveValue('')
    await expect(cvc).toHaveValue('')
    await expect(holder).toHaveValue(cards.good.holder)
    expect(await page.content()).not.toMatch(/4355\s?0843/)
    expect(await simulator.calls(order.reference)).toEqual([])

    await fillCard(page, cards.good)
    await payButton(page).click()
    await page.getByRole('button', { name: 'Bankaya devam et' }).click()
    await bank.approve(page)
    await page.locator('#continue').click()
    await expectStatus(page, 'succeeded')
  })

  test('the form reports a payment that Paynet does not start', async ({ page, orders, simulator }) => {
    const order = await orders.make()
    await simulator.fault('http-500', order.reference, { service: 'tds_initial' })
    await page.goto(order.checkout_url)
    await fillCard(page, cards.good)
    await payButton(page).click()
    await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('kartınızdan ücret alınmadı')
    await expect(page).toHaveURL(order.checkout_url)
    expect(await page.content()).not.toMatch(/4355\s?0843/)
  })

  test('an undecided result reloads until it is decided', async ({ page, orders, simulator }) => {
    const order = await orders.make()
    await simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge' })
    await page.goto(order.checkout_url)
    await fillCard(page, cards.good)
    await payButton(page).click()
    await page.getByRole('button', { name: 'Bankaya devam et' }).click()
    await bank.approve(page)
    await page.locator('#continue').click()
    await expectStatus(page, 'unknown')
    await expectStatus(page, 'succeeded')
    expect(await simulator.successes(order.reference)).toHaveLength(1)
  })

  test('a link switches the language, which stays', async ({ page, orders }) => {
    const order = await orders.make({ locale: 'tr' })
    await page.goto(order.checkout_url)
    await page.getByRole('link', { name: 'English' }).click()
    await expect(page).toHaveURL(order.checkout_url)
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(payButton(page)).toHaveText('Pay ₺1,234.50')
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await page.getByRole('link', { name: 'Türkçe' }).click()
    await expect(page.locator('html')).toHaveAttribute('lang', 'tr')
  })
})

test('a form sent before the scripts load is posted, reaches the bank, and leaves the card in no address', async ({
  page,
  app,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  const addresses = watchAddresses(page)
  const held: Array<() => void> = []
  await page.route('**/_next/static/**/*.js', async (route) => {
    await new Promise<void>((release) => held.push(release))
    await route.continue().catch(() => undefined)
  })
  await page.goto(order.checkout_url, { waitUntil: 'commit' })
  await fillCard(page, cards.good)
  expect(held.length).toBeGreaterThan(0)
  const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url() === order.checkout_url)
  await payButton(page).click()
  expect((await posted).isNavigationRequest(), 'the browser itself posts, no script').toBe(true)
  await expect(bank.code(page)).toBeVisible()
  for (const release of held) release()
  await bank.approve(page)

  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
  const entries = await page.evaluate(() => [location.href, document.referrer])
  const ours = [...addresses, ...entries, app.log()].map((text) => text.replaceAll(/[\w-]{22}/g, ''))
  expect(ours.filter((text) => /\b\d{12,}\b/.test(text) || text.includes('4355'))).toEqual([])
})

test('input typed before the scripts load stays and counts', async ({ page, orders }) => {
  const order = await orders.make()
  let release = () => {}
  const gate = new Promise<void>((open) => {
    release = open
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await gate
    await route.continue()
  })
  await page.goto(order.checkout_url, { waitUntil: 'commit' })
  await fillCard(page, cards.good)
  release()
  await expect(cardFields(page).number, 'grouped by the scripts').toHaveValue('4355 0843 5508 4358')
  await expect(cardFields(page).cvc).toHaveValue(cards.good.cvc)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})
