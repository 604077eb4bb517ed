import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { bank, expectStatus, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

test('Stop pressed on the way to the bank gives the form back, and the next press goes on with the same payment', async ({
  page,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  // The next page does not come. Nothing can be asked of a page that is leaving, so it presses Stop by itself.
  await page.route('**/3d/**', () => {})
  await page.evaluate(() => {
    type Navigating = Event & { destination: { sameDocument: boolean } }
    const { navigation } = window as unknown as { navigation: EventTarget }
    const stopOnce = (event: Event) => {
      if ((event as Navigating).destination.sameDocument) return
      navigation.removeEventListener('navigate', stopOnce)
      setTimeout(() => window.stop(), 500)
    }
    navigation.addEventListener('navigate', stopOnce)
  })
  await payButton(page).click({ noWaitAfter: true })
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText(
    'Bankanızın sayfası açılmadı; kartınızdan ücret alınmadı.',
    {
      timeout: 60_000,
    },
  )
  await expect(payButton(page)).toHaveText(/öde$/)
  await expect(page.locator('#number')).toHaveValue('4355 0843 5508 4358')

  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect((await orders.read(order.id)).payments).toHaveLength(1)
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('a page for the bank that never comes gives the form back by itself', async ({ page, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  // An answer that is no page, such as that of a proxy which has lost ours.
  await page.route('**/3d/**', (route) => route.fulfill({ status: 204 }))
  await payButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('Bankanızın sayfası açılmadı', { timeout: 60_000 })
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect((await orders.read(order.id)).payments).toHaveLength(1)
})

test('the page that leaves for the bank says from whom to whom, how much, what comes next and what if no code comes', async ({
  orders,
  shopper,
}) => {
  const order = await orders.make({ amount: 123_450 })
  const { path } = await shopper.challenge(order.id, cards.good)
  for (const [language, parts] of [
    ['tr', ['Deneme Mağazası', 'Bankanız', '1.234,50 ₺', 'doğrulama kodu', 'Kod gelmezse', 'Bankaya devam et']],
    ['en', ['Deneme Mağazası', 'Your bank', '₺1,234.50', 'receives a code', 'If no code arrives', 'Continue to your bank']],
  ] as const) {
    const { status, body } = await shopper.request(path, { headers: { Cookie: `lang=${language}` } })
    expect(status).toBe(200)
    const main = /<main>([\s\S]*)<\/main>/.exec(body)?.[1] ?? ''
    for (const part of parts) expect(main, part).toContain(part)
    expect(main.match(/<(form|button)\b/g), 'one form with one button').toEqual(['<form', '<button'])
    expect(body, 'no framework, nothing loaded').not.toMatch(/<script[^>]+src|<link|<img|url\(/)
  }
})

test('Back from the bank shows a form that can be sent', async ({ page, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  await payButton(page).click()
  await expect(bank.code(page)).toBeVisible()
  while (page.url() !== order.checkout_url) await page.goBack()
  await hydrated(page)
  await expect(payButton(page)).toHaveText(/öde$/)
  await expect(payButton(page)).not.toHaveAttribute('aria-disabled')
  await fillCard(page, cards.good)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('a result that is pending shows its end although our scripts never arrive', async ({ page, orders, simulator }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await fillCard(page, cards.good)
  await payButton(page).click()
  await expect(bank.code(page)).toBeVisible()
  await page.route('**/_next/static/**/*.js', (route) => route.abort())
  await simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge', times: 1 })
  await bank.approve(page)
  await expect(page.locator('main')).toHaveAttribute('data-payment-status', /charging|unknown/)
  await expectStatus(page, 'succeeded')
})

test('more from the bank than is ever read is answered with a page that leads to how the payment stands', async ({ orders, shopper }) => {
  const order = await orders.make()
  const back = await shopper.approve(await shopper.challenge(order.id, cards.good))
  const answer = await shopper.comeBack({ ...back, fields: { ...back.fields, more: 'x'.repeat(20_000) } })
  expect(answer.status).toBe(413)
  expect(answer.headers['content-type']).toContain('text/html')
  expect(answer.body).toContain('<h1>Bankanın yanıtı okunamadı</h1>')
  expect(answer.body).toContain(`href="/checkout/${order.id}/result"`)
})
