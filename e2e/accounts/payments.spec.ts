import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards, maskOf } from '@/e2e/harness/cards'
import { newCustomer, newCustomerWithCard } from '@/e2e/harness/customer'
import { expectAccessible } from '@/e2e/pages/accessible'
import { accountFields, newEmail, register, submit } from '@/e2e/pages/account-pages'
import { cardLine, cardsWords } from '@/e2e/pages/cards-page'

const PAYMENTS = '/account/payments'
const words = cardsWords.tr
const lines = (page: Page) => page.locator('[data-payment-state]')

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a customer finds each payment with its receipt, and from a card what it has paid', { tag: '@journey' }, async ({
      page,
      context,
      stack,
      orders,
    }) => {
      const { customer, card } = await newCustomerWithCard(stack, cards.troy)
      await customer.signIn(context)
      await page.goto('/account/cards')
      await expect(cardLine(page, card.card_desc)).toBeVisible()
      await expect(page.getByRole('link', { name: words.payments }), 'nothing yet').toHaveCount(0)

      const [order, declined] = [await orders.make(), await orders.make()]
      // The form has the saved card chosen.
      await customer.raw.pay(order.id, cards.troy)
      const newCard = { ...cards.noLimit, saved_card: 'new' }
      await customer.raw.pay(declined.id, newCard)

      await page.goto('/account')
      await page.getByRole('link', { name: 'Ödemelerim' }).click()
      await expect(page).toHaveURL(PAYMENTS)
      await expect(page.getByRole('link', { name: 'Ödemelerim' })).toHaveAttribute('aria-current', 'page')
      await expect(lines(page)).toHaveCount(2)
      await expect(page.locator('main')).not.toContainText(declined.reference)
      const newest = lines(page).first()
      await expect(newest).toContainText('1.234,50 ₺')
      await expect(newest).toContainText('Ödendi')
      await expect(newest).toContainText(order.reference)
      await expect(newest).toContainText('Troy •••• 5454')
      await expect(page.locator('main')).not.toContainText(maskOf(cards.troy))
      await newest.getByRole('link', { name: 'Makbuzu gör' }).click()
      await expect(page).toHaveURL(`${order.checkout_url}/result`)
      await expect(page.locator('main')).toHaveAttribute('data-payment-status', 'succeeded')

      await page.goto('/account/cards')
      const link = cardLine(page, card.card_desc).getByRole('link', { name: words.payments })
      await expect(link).toContainText('(1)')
      await link.click()
      await expect(page).toHaveURL(`${PAYMENTS}?card=${card.id}`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bu kartla yapılan ödemeler')
      await expect(page.locator('main')).toContainText(card.card_desc)
      await expect(lines(page)).toHaveCount(1)
      await expect(lines(page)).toContainText(order.reference)
      await page.getByRole('link', { name: 'Bütün ödemeleriniz' }).click()
      await expect(lines(page)).toHaveCount(2)
    })

    test('every page of an account keeps the way back to the order, and a card that was added offers it', async ({
      page,
      context,
      stack,
      orders,
    }) => {
      const customer = await newCustomer(stack)
      await customer.signIn(context)
      const order = await orders.make()
      const query = `?next=${encodeURIComponent(`/checkout/${order.id}`)}`
      await page.goto(`/account/cards${query}`)
      for (const [name, path] of [
        ['Ödemelerim', PAYMENTS],
        ['Hesap', '/account'],
        ['Kartlarım', '/account/cards'],
      ] as const) {
        await page.getByRole('navigation', { name: 'Hesap sayfaları' }).getByRole('link', { name, exact: true }).click()
        await expect(page).toHaveURL(`${path}${query}`)
      }
      await page.locator('input[autocomplete="cc-number"]').fill(cards.good.number)
      await page.locator('input[autocomplete="cc-exp"]').fill(cards.good.expiry)
      await page.locator('input[autocomplete="cc-name"]').fill(cards.good.holder)
      await submit(page)
      await page.getByRole('main').getByRole('link', { name: 'Ödemeye dön' }).click()
      await expect(page).toHaveURL(order.checkout_url)
    })
  })
}

test('more payments than fit on a page are read there and back, each once, without scripts', async ({ browser, app, stack, orders }) => {
  const customer = await newCustomer(stack)
  const references: string[] = []
  for (let count = 0; count < 20; count += 1) {
    const order = await orders.make()
    await customer.raw.pay(order.id, cards.good)
    references.unshift(order.reference)
  }
  const context = await browser.newContext({ baseURL: app.url, locale: 'tr-TR', javaScriptEnabled: false })
  await customer.signIn(context)
  const page = await context.newPage()
  await page.goto(PAYMENTS)
  await expect(lines(page)).toHaveCount(20)
  for (const [index, reference] of references.entries()) await expect(lines(page).nth(index)).toContainText(reference)
  await expect(page.getByRole('link', { name: 'Daha yeni' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Daha eski' }).click()
  await expect(lines(page), 'the one that made the customer').toHaveCount(1)
  await expect(page.getByRole('link', { name: 'Daha eski' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Daha yeni' }).click()
  await expect(lines(page)).toHaveCount(20)
  await expect(lines(page).first()).toContainText(references[0] ?? '')
  await context.close()
})

test('no place and no card of another customer shows anything of theirs, and garbage is no error', async ({ stack }) => {
  const { customer: victim, card: theirs } = await newCustomerWithCard(stack, cards.troy)
  const paid = await stack.orders.make()
  await victim.raw.pay(paid.id, cards.good)
  const { customer } = await newCustomerWithCard(stack, cards.good)
  const own = await customer.raw.request(PAYMENTS)
  const count = (body: string) => body.split('data-payment-state=').length
  for (const query of ['older=x', 'newer=x', `older=${paid.id}`, 'older=a&older=b', 'newer=%00', `older=${'A'.repeat(22)}`, 'older[]=1']) {
    const answer = await customer.raw.request(`${PAYMENTS}?${query}`)
    expect([answer.status, count(answer.body)], query).toEqual([200, count(own.body)])
    expect(answer.body).not.toContain(paid.reference)
  }
  for (const query of [
    `card=${theirs.id}`,
    'card=',
    'card=x',
    'card=%27',
    `card=${'A'.repeat(22)}`,
    `card=${theirs.id}&card=${theirs.id}`,
  ]) {
    const answer = await customer.raw.request(`${PAYMENTS}?${query}`)
    expect(answer.status, query).toBe(404)
    expect(answer.body).not.toContain(theirs.card_desc)
  }
})

test('a page that is opened signed out leads through the sign-in page: to the order one came from, else to itself', async ({ shopper }) => {
  const to = async (path: string) => new URL((await shopper.request(path)).headers.location ?? '', 'http://x').searchParams.get('next')
  const order = `/checkout/${'A'.repeat(22)}`
  for (const path of [PAYMENTS, '/account', '/account/cards']) {
    expect(await to(path)).toBe(path)
    expect(await to(`${path}?next=${order}`)).toBe(order)
    expect(await to(`${path}?next=${order}/result`)).toBe(`${order}/result`)
    expect(await to(`${path}?next=//evil.example`)).toBe(path)
  }
})

test('an address that leads elsewhere is not kept', async ({ stack }) => {
  const customer = await newCustomer(stack)
  for (const next of [
    '//evil.example',
    'https://evil.example',
    '/checkout/../account',
    '/account',
    '/checkout/x/y',
    'javascript:alert(1)',
  ]) {
    const { status, body } = await customer.raw.request(`${PAYMENTS}?next=${encodeURIComponent(next)}`)
    expect(status).toBe(200)
    expect(body.match(/href="\/account[^"]*"/g)?.filter((href) => href.includes('next'))).toEqual([])
  }
})

test('who has paid nothing is told what will stand here', async ({ page }) => {
  await register(page, newEmail())
  await page.goto(PAYMENTS)
  await expect(page.locator('main')).toContainText('Henüz ödemeniz yok.')
  await expectAccessible(page, 'no payments')
})

test('the account says whose it is and since when', async ({ page }) => {
  const email = newEmail()
  await register(page, email)
  await expect(page.locator('main')).toContainText(email)
  const today = new Intl.DateTimeFormat('tr-TR', { dateStyle: 'long', timeZone: 'Europe/Istanbul' }).format(new Date())
  await expect(page.locator('dd', { hasText: today })).toBeVisible()
  await expect(accountFields(page).current).toBeVisible()
})
