import readQrCode from 'jsqr'
import type { Browser, Page } from 'playwright/test'
import sharp from 'sharp'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import type { Order } from '@/e2e/harness/orders'
import { createRawShopper, formsOf } from '@/e2e/harness/raw-shopper'
import { expectAccessible } from '@/e2e/pages/accessible'
import { bank, expectStatus, fillCard, payButton, payByCard } from '@/e2e/pages/shopper-page'

const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const onward = (page: Page) => page.getByRole('button', { name: 'Bankaya devam et' })

async function openPhone(browser: Browser, { javaScriptEnabled = true, locale = 'tr-TR' } = {}): Promise<Page> {
  const context = await browser.newContext({
    locale,
    javaScriptEnabled,
    viewport: { width: 375, height: 800 },
    extraHTTPHeaders: { 'X-Forwarded-For': newAddress() },
  })
  return context.newPage()
}

/** Asks the result page for a one-time link. */
async function askForLink(page: Page, order: Order): Promise<string> {
  await page.goto(`${order.checkout_url}/result`)
  await page.getByText('Bu ödemeye telefonda devam et').click()
  await page.getByRole('button', { name: 'Karekod al' }).click()
  return (await page.locator('#phone p.break-all').textContent()) ?? ''
}

test('a payment is carried on on a phone, both devices finish it, and it is charged once', { tag: '@journey' }, async ({
  page,
  context,
  browser,
  app,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)

  const first = await context.newPage()
  const link = await askForLink(first, order)
  expect(link).toMatch(new RegExp(`^${app.url}/r/[\\w-]{22}$`))
  const code = first.getByRole('img', { name: 'Ödemeye telefonda devam etmek için karekod' })
  const { data, info } = await sharp(await code.screenshot({ scale: 'css' }))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(readQrCode(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(link)
  await expectAccessible(first, 'the code for a phone')

  const phone = await openPhone(browser)
  const prefetched = await phone.request.get(link)
  expect(prefetched.headers()).toMatchObject({
    'referrer-policy': 'same-origin',
    'cache-control': expect.stringContaining('no-store'),
  })
  expect(await prefetched.text()).toContain('name="robots" content="noindex"')
  await phone.goto(link)
  await expect(heading(phone)).toHaveText('Ödemeye bu cihazda devam edin')
  await expectAccessible(phone, 'a link on a phone')
  await onward(phone).click()
  await expect(bank.code(phone)).toBeVisible()

  await expect(heading(first)).toHaveText('Ödeme telefonda sürüyor', { timeout: 30_000 })
  await expectAccessible(first, 'a payment that is carried on elsewhere')
  await bank.approve(phone)
  await expectStatus(phone, 'succeeded')
  await expect(phone.locator('main')).toContainText('•••• 4358')
  await expectStatus(first, 'succeeded')
  await expect(first.locator('main')).toContainText('•••• 4358')

  await bank.approve(page).catch(() => {})
  await page.goto(`${order.checkout_url}/result`)
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
  expect(app.log()).not.toContain(link.split('/').at(-1))
  await phone.context().close()
})

test('if the bank’s page does not open on the phone, the page says so, and a new attempt there is charged once', async ({
  page,
  browser,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  const link = await askForLink(page, order)

  const phone = await openPhone(browser)
  await phone.route(`${simulator.url}/**`, (route) => route.fulfill({ status: 403, body: 'oturum yok' }))
  await phone.goto(link)
  await onward(phone).click()
  await expect(phone.getByText('oturum yok')).toBeVisible()
  await phone.goBack()
  await expect(phone).toHaveURL(link)
  await expect(heading(phone)).toHaveText('Ödemeye bu cihazda devam ediyorsunuz')
  await expect(phone.locator('main')).toContainText('Bankanızın sayfası bu cihazda açılmadıysa')
  await expectAccessible(phone, 'a link whose bank does not open')
  await phone.goto(`${order.checkout_url}/result`)
  await expect(phone.locator('main')).toContainText('Bankanızın sayfası bu cihazda açılmıyorsa')
  await expect(phone.getByText('Bu ödemeye telefonda devam et')).toHaveCount(0)
  await phone.unrouteAll()
  await phone.goto(link)
  await phone.getByRole('link', { name: 'Baştan başla' }).click()
  await payByCard(phone, cards.good)
  await bank.approve(phone)
  await expectStatus(phone, 'succeeded')

  await page.goto(`${order.checkout_url}/result`)
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
  const thief = await openPhone(browser)
  await thief.goto(link)
  await expect(heading(thief)).toHaveText('Bu bağlantı artık kullanılamıyor')
  await expectAccessible(thief, 'a link that is over')
  await thief.getByRole('link', { name: 'Ödeme sayfasına git' }).click()
  await expectStatus(thief, 'succeeded')
  expect(await thief.content()).not.toMatch(/\b4358\b/)
  await phone.context().close()
  await thief.context().close()
})

test('a phone that has lost the payment gets it back by a new code, by keyboard and in its own language, and it is charged once', async ({
  page,
  browser,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  const link = await askForLink(page, order)
  const lost = await openPhone(browser)
  await lost.goto(link)
  await onward(lost).click()
  await expect(bank.code(lost)).toBeVisible()
  // Such as the browser inside another app: what it had is gone with it.
  await lost.context().close()

  await expect(heading(page)).toHaveText('Ödeme telefonda sürüyor', { timeout: 30_000 })
  await expectAccessible(page, 'a payment that a phone has lost')
  await page.locator('#phone summary').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Karekod al' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#phone [role=status]')).toBeFocused()
  const another = (await page.locator('#phone p.break-all').textContent()) ?? ''
  expect(another).not.toBe(link)
  const phone = await openPhone(browser, { locale: 'en-GB' })
  await phone.goto(link)
  await expect(heading(phone)).toHaveText('This link can no longer be used')
  await phone.goto(another)
  await expect(heading(phone)).toHaveText('Continue the payment on this device')
  await phone.getByRole('button', { name: 'Continue to your bank' }).click()
  await bank.approve(phone)
  await expectStatus(phone, 'succeeded')
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
  await phone.context().close()
})

test('a link leads to no bank once its order is cancelled, and the phone is told so', async ({ page, browser, orders, simulator }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  const link = await askForLink(page, order)
  const phone = await openPhone(browser)
  await phone.goto(link)
  await expect(heading(phone)).toHaveText('Ödemeye bu cihazda devam edin')
  await orders.cancel(order.id)
  await onward(phone).click()
  await expect(heading(phone)).toHaveText('Bu bağlantı artık kullanılamıyor')
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(0)
  await phone.context().close()
})

test('a link is used once, there are three of them, and a phone is offered none', async ({ page, browser, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  const links = [await askForLink(page, order), await askForLink(page, order), await askForLink(page, order)]
  expect(new Set(links).size).toBe(3)
  await page.goto(`${order.checkout_url}/result`)
  await page.getByText('Bu ödemeye telefonda devam et').click()
  await page.getByRole('button', { name: 'Karekod al' }).click()
  await expect(page.getByText('en çok üç karekod')).toBeVisible()
  await page.setViewportSize({ width: 375, height: 800 })
  await expect(page.getByText('Bu ödemeye telefonda devam et')).toBeHidden()

  const phone = await openPhone(browser)
  const other = await openPhone(browser)
  for (const each of [phone, other]) await each.goto(links[0] ?? '')
  await onward(phone).click()
  await expect(bank.code(phone)).toBeVisible()
  await onward(other).click()
  await expect(heading(other)).toHaveText('Bu bağlantı artık kullanılamıyor')
  await phone.context().close()
  await other.context().close()
})

test('the button of a link, pressed twice before its answer comes, leads to the bank both times', async ({
  page,
  orders,
  app,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  const path = new URL(await askForLink(page, order)).pathname
  const phone = createRawShopper({ app, simulator }, newAddress())
  const token = path.split('/').at(-1) ?? ''
  const form = formsOf((await phone.request(path)).body).find((fields) => fields.some(([, value]) => value.includes(token))) ?? []
  const answers = await Promise.all([phone.postForm(path, form), phone.postForm(path, form)])
  expect(answers.map(({ headers }) => new URL(headers.location ?? '', app.url).pathname)).toEqual([
    expect.stringMatching(/\/3d\/[\w-]{22}$/),
    expect.stringMatching(/\/3d\/[\w-]{22}$/),
  ])
  const result = await phone.request(`/checkout/${order.id}/result`)
  expect(result.body, 'and it is the one that carries it on').not.toContain('Ödeme telefonda sürüyor')
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a payment is carried on on a phone, and the first browser follows it', { tag: '@journey' }, async ({
    page,
    browser,
    orders,
    simulator,
  }) => {
    const order = await orders.make()
    await page.goto(order.checkout_url)
    await fillCard(page, cards.good)
    await payButton(page).click()
    await page.getByRole('link', { name: 'Bu ödemeye telefonda devam et' }).click()
    const link = await askForLink(page, order)
    const phone = await openPhone(browser, { javaScriptEnabled: false })
    await phone.goto(link)
    await onward(phone).click()
    await page.getByRole('link', { name: 'Ödemenin durumuna bak' }).click()
    await expect(heading(page)).toHaveText('Ödeme telefonda sürüyor')
    await onward(phone).click()
    await bank.approve(phone)
    await phone.locator('#continue').click()
    await expectStatus(phone, 'succeeded')
    await expectStatus(page, 'succeeded')
    expect(await simulator.successes(order.reference)).toHaveLength(1)
    await phone.context().close()
  })
})
