import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { openToWrite } from '@/e2e/harness/database'
import type { Order, Orders } from '@/e2e/harness/orders'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { OF_LEAVING } from '@/e2e/pages/axe'
import { bank, expectStatus, fillCard, payButton, payByCard } from '@/e2e/pages/shopper-page'

const SHOP = 'https://magaza.example'
const goingOn = { return: 'auto', success_url: `${SHOP}/tesekkurler?no={REFERENCE}&id={ORDER_ID}#{REFERENCE}` }
const thanksOf = ({ id, reference }: Order) => `${SHOP}/tesekkurler?no=${reference}&id=${id}#${reference}`

/** The browser will go on by itself. */
const leaving = (page: Page) => page.locator('meta[http-equiv="refresh"]')
const stay = (page: Page) => page.getByRole('link', { name: 'Burada kal' })

/** A shop that answers, unless it is said to leave the browser where it is. */
async function openShop(page: Page, isOpen = true): Promise<void> {
  await page.route(`${SHOP}/**`, (route) => route.fulfill(isOpen ? { body: 'Teşekkürler' } : { status: 204 }))
}

async function payNew(page: Page, orders: Orders, fields: Record<string, unknown> = goingOn): Promise<Order> {
  const order = await orders.make(fields)
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  return order
}

test('a shopper who has paid is told so and sent to the shop, whose address names the order', async ({ page, orders }) => {
  await openShop(page)
  const order = await payNew(page, orders)
  await expectStatus(page, 'succeeded')
  await expect(page.locator('main [role="status"]').first()).toContainText(/5 saniye içinde .+ sayfasına yönlendirileceksiniz\./)
  await page.waitForURL(thanksOf(order))
})

test('a receipt that came by asking again leads on as well', async ({ page, orders, simulator }) => {
  await openShop(page)
  const order = await orders.make(goingOn)
  await simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge' })
  await simulator.fault('http-500', order.reference, { service: 'check', times: 1 })
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await page.waitForURL(thanksOf(order), { timeout: 30_000 })
})

test('whoever wants to stays, and is sent nowhere whatever they do on the page', async ({ page, orders }) => {
  await openShop(page, false)
  const order = await payNew(page, orders)
  await expectStatus(page, 'succeeded')
  await expectAccessible(page, 'a receipt that leads on', [OF_LEAVING])
  await stay(page).click()
  await expect(page).toHaveURL(`${order.checkout_url}/result?stay=1`)
  await expect(page.locator('main')).toHaveAttribute('data-payment-status', 'succeeded')
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your payment was received')
  await expect(leaving(page)).toHaveCount(0)
  await expect(page.getByText('You will be taken to')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Continue shopping' })).toHaveAttribute('href', thanksOf(order))
})

test('a receipt is only a receipt for other browsers, later, and where the shop did not ask', async ({ page, browser, ownStack }) => {
  const stack = await ownStack()
  await openShop(page, false)
  await payNew(page, stack.orders, { success_url: goingOn.success_url })
  await expectStatus(page, 'succeeded')
  await expect(leaving(page)).toHaveCount(0)

  const order = await payNew(page, stack.orders)
  await expectStatus(page, 'succeeded')
  await expect(leaving(page)).toHaveCount(1)
  const other = await (await browser.newContext({ locale: 'tr-TR' })).newPage()
  await other.goto(`${order.checkout_url}/result`)
  await expectStatus(other, 'succeeded')
  await expect(leaving(other)).toHaveCount(0)
  paidBefore(stack, order, 2 * 60_000)
  await page.reload()
  await expectStatus(page, 'succeeded')
  await expect(leaving(page)).toHaveCount(0)
  await expect(stay(page)).toHaveCount(0)
})

/** As if so much time had passed since. */
function paidBefore(stack: Stack, { id }: Order, ms: number): void {
  const database = openToWrite(stack)
  database.prepare('UPDATE payments SET settled_at = settled_at - ? WHERE order_id = ?').run(ms, id)
  database.close()
}

test('nobody is sent on from a payment that failed', async ({ page, orders }) => {
  const order = await orders.make({ ...goingOn, cancel_url: `${SHOP}/sepet/{ORDER_ID}` })
  await page.goto(order.checkout_url)
  const back = page.locator(`main a[href="${SHOP}/sepet/${order.id}"]`)
  await expect(back).toBeVisible()
  await payByCard(page, cards.good)
  await bank.decline(page, '51')
  await expectStatus(page, 'declined')
  await expect(leaving(page)).toHaveCount(0)
  await expect(back).toBeVisible()
  await orders.cancel(order.id)
  await page.goto(order.checkout_url)
  await expect(back).toBeVisible()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a shopper who has paid is sent to the shop, or stays', async ({ page, orders }) => {
    await openShop(page, false)
    const pay = async () => {
      const order = await orders.make(goingOn)
      await page.goto(order.checkout_url)
      await payByCardWithoutScripts(page)
      await expectStatus(page, 'succeeded')
      return order
    }
    await pay()
    await stay(page).click()
    await expect(page.locator('main')).toHaveAttribute('data-payment-status', 'succeeded')
    await expect(leaving(page)).toHaveCount(0)
    await page.unrouteAll()
    await openShop(page)
    await page.waitForURL(thanksOf(await pay()))
  })
})

async function payByCardWithoutScripts(page: Page): Promise<void> {
  await fillCard(page, cards.good)
  await payButton(page).click()
  await page.getByRole('button', { name: 'Bankaya devam et' }).click()
  await bank.approve(page)
  await page.locator('#continue').click()
}
