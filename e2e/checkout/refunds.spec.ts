import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { newCustomer } from '@/e2e/harness/customer'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import type { Order } from '@/e2e/harness/orders'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { askRefund, decideRefund, giveBack, setPaynet, spoilRefund, untilRefund } from '@/e2e/pages/refunds'
import { expectStatus } from '@/e2e/pages/shopper-page'

const PRICE = 123_450
const SIX = 6
const byHand = { refund_approval: 'manual' } as const
/** A sale of which parts can be given back at once. */
const older = { ...byHand, sale_days_ago: 2 }
const env = () => ({ PAYNET_DAY_ENDS: timeInHalfADay() })

const fact = (page: Page, term: string) => page.locator('dl > div', { has: page.getByText(term, { exact: true }) }).locator('dd')
const notes = (page: Page) => page.locator('[data-refund-status]')

/** Pays without a browser, and puts the shopper's cookies into one that looks at the result. */
async function payAndLook(page: Page, stack: Stack, { instalments }: { instalments?: number } = {}): Promise<Order> {
  const order = await stack.orders.make()
  const shopper = createRawShopper(stack, newAddress())
  await shopper.pay(order.id, instalments === undefined ? cards.good : cards.withPlans, instalments)
  await page.context().addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: stack.app.url })))
  await page.goto(`${order.checkout_url}/result`)
  await expectStatus(page, 'succeeded')
  return order
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a receipt tells what was accepted, then what was given back and what is left paid, and at last that all of it was', {
      tag: javaScriptEnabled ? '@journey' : [],
    }, async ({ page, ownStack }) => {
      const stack = await ownStack(env())
      await setPaynet(stack, older)
      const order = await payAndLook(page, stack)
      await expect(notes(page)).toHaveCount(0)
      await expect(page.getByText(/iade/i)).toHaveCount(0)

      await giveBack(stack, order, 5_000, 'accepted')
      await page.reload()
      await expectStatus(page, 'succeeded')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödemeniz alındı')
      await expect(notes(page)).toContainText('İade talebi alındı (50,00 ₺).')
      await expect(notes(page)).toContainText('Bankanız kartınıza birkaç iş gününde yansıtır.')
      await expect(page.locator('main'), 'nothing is given back on a promise').not.toContainText(/iade edil/i)
      await expect(fact(page, 'Tutar')).toHaveText('1.234,50 ₺')
      if (javaScriptEnabled) await expectAccessible(page, 'accepted')

      await decideRefund(stack, order, 'approve')
      await expect(async () => {
        await page.reload()
        await expect(notes(page)).toContainText('50,00 ₺ iade edildi', { timeout: 100 })
      }).toPass()
      await expectStatus(page, 'succeeded')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödemeniz alındı')
      await expect(fact(page, 'İade edilen')).toHaveText('50,00 ₺')
      await expect(fact(page, 'Net ödenen')).toHaveText('1.184,50 ₺')
      await expect(fact(page, 'Tutar')).toHaveText('1.234,50 ₺')
      if (javaScriptEnabled) await expectAccessible(page, 'a part')

      await giveBack(stack, order, PRICE - 5_000, 'refunded')
      await page.reload()
      await expectStatus(page, 'succeeded')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödemeniz iade edildi')
      await expect(notes(page).first()).toContainText('1.184,50 ₺ iade edildi')
      await expect(notes(page)).toHaveCount(2)
      await expect(fact(page, 'İade edilen')).toHaveText('1.234,50 ₺')
      await expect(fact(page, 'Net ödenen')).toHaveCount(0)
      await expect(page.locator('main')).not.toContainText('alınmadı')
      if (javaScriptEnabled) await expectAccessible(page, 'all of it')

      await page.context().addCookies([{ name: 'lang', value: 'en', url: stack.app.url }])
      await page.reload()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your payment was refunded')
      await expect(notes(page).first()).toContainText('₺1,184.50 was refunded')
      await expect(fact(page, 'Refunded')).toHaveText('₺1,234.50')
    })
  })
}

test('the whole of a sale of today is a charge that was cancelled, once Paynet shows it and no sooner', async ({ page, ownStack }) => {
  const stack = await ownStack(env())
  await setPaynet(stack, byHand)
  const order = await payAndLook(page, stack)
  await giveBack(stack, order, PRICE, 'accepted')
  await page.reload()
  await expect(notes(page)).toContainText('İade talebi alındı (1.234,50 ₺).')
  await expect(page.locator('main')).not.toContainText(/iptal edildi|iade edildi/)

  await decideRefund(stack, order, 'approve')
  await expect(async () => {
    await page.reload()
    await expect(page.getByText('Tahsilat iptal edildi; ekstrenize yansımayabilir.', { exact: true })).toBeVisible({ timeout: 100 })
  }).toPass()
  await expectStatus(page, 'succeeded')
  await expect(page.locator('main')).not.toContainText('alınmadı')
  await expectAccessible(page, 'cancelled')
})

test('a part of a sale of today is asked for, and the day on which it is passed on is told', async ({ page, ownStack }) => {
  const stack = await ownStack(env())
  const order = await payAndLook(page, stack)
  await untilRefund(stack, order, await askRefund(stack, order, 5_000), 'planned')
  await page.reload()
  await expect(notes(page)).toContainText('İade istendi (50,00 ₺).')
  await expect(notes(page)).toContainText(/Talep \d+ \p{L}+ \d{4} tarihinde bankaya iletilecek\./u)
})

test('a request whose answer was lost promises nothing', async ({ page, ownStack }) => {
  const stack = await ownStack(env())
  await setPaynet(stack, older)
  const order = await payAndLook(page, stack)
  await spoilRefund(stack, order, 'answer-lost-after')
  await giveBack(stack, order, 5_000, 'unknown')
  await page.reload()
  await expect(notes(page)).toContainText('İade istendi (50,00 ₺).')
  await expect(notes(page)).toContainText('Talebin sonucu kontrol ediliyor.')
  await expect(page.locator('main')).not.toContainText(/yansıt|yansıma|edildi/)

  await page.emulateMedia({ media: 'print' })
  const [said, amount] = await Promise.all(
    ['İade istendi', '(50,00 ₺).'].map((text) => notes(page).getByText(text, { exact: true }).boundingBox()),
  )
  expect((amount?.x ?? 0) - (said?.x ?? 0) - (said?.width ?? 0), 'on paper, too, the amount stands in its sentence').toBeLessThan(20)
})

test('of a payment by plan its payer reads the amounts and how banks give instalments back, and a stranger reads no amount but the price', async ({
  page,
  browser,
  ownStack,
}) => {
  const stack = await ownStack({ ...env(), INSTALMENTS: 'shopper' })
  await setPaynet(stack, older)
  const order = await payAndLook(page, stack, { instalments: SIX })
  await giveBack(stack, order, 5_000, 'refunded')
  await page.reload()
  await expect(notes(page)).toContainText('50,00 ₺ iade edildi')
  await expect(page.getByText('Bankalar, taksitli ödemelerin iadesini taksitler hâlinde yapabilir.')).toBeVisible()
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(1)

  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(`${order.checkout_url}/result`)
  await expect(notes(stranger)).toContainText('İade yapıldı')
  const amounts = (await stranger.locator('main').innerText()).match(/[\d.]+,\d\d ₺/g) ?? []
  expect([...new Set(amounts)]).toEqual(['1.234,50 ₺'])
  expect(await stranger.content()).not.toMatch(/50,00|\b5000\b|taksit/)
  await stranger.context().close()
})

test('a review whose money was given back says so, lets the order be paid again, and never that nothing was taken', async ({
  page,
  ownStack,
}) => {
  const stack = await ownStack({ ...env(), INSTALMENTS: 'shopper' })
  await setPaynet(stack, older)
  const order = await stack.orders.make()
  await stack.simulator.fault('plan-one-more', order.reference, { service: 'tds_charge' })
  const shopper = createRawShopper(stack, newAddress())
  await shopper.pay(order.id, cards.withPlans, SIX)
  await page.context().addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: stack.app.url })))
  await page.goto(`${order.checkout_url}/result`)
  await expectStatus(page, 'review')
  await expect(page.locator('main')).toContainText('Siparişiniz inceleme bitince kesinleşir')

  const drawn = (await stack.orders.read(order.id)).payments[0]?.charged_amount ?? 0
  await giveBack(stack, order, drawn, 'accepted')
  await page.reload()
  await expectStatus(page, 'review')
  await expect(notes(page)).toContainText('İade talebi alındı')
  await expect(page.locator('main')).not.toContainText('kesinleşir')

  await decideRefund(stack, order, 'approve')
  await expectStatus(page, 'review')
  await expect(async () => {
    await page.reload()
    await expect(page.locator('main')).toHaveAttribute('data-payment-status', 'not_charged', { timeout: 100 })
  }).toPass()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödemeniz iade edildi')
  await expect(page.locator('main')).not.toContainText('alınmadı')

  await page.goto(order.checkout_url)
  const lastTry = page.getByRole('region', { name: 'Ödemeniz iade edildi' })
  await expect(lastTry).toContainText('Kartınızdan alınan tutar iade edildi.')
  await expect(page.locator('main')).not.toContainText('alınmadı')
  await expectAccessible(page, 'the next try')
})

test('a customer’s list tells what went back and what is asked for', async ({ page, context, ownStack }) => {
  const stack = await ownStack(env())
  await setPaynet(stack, older)
  const customer = await newCustomer(stack, { hasPaid: false })
  const paid: Order[] = []
  for (let time = 0; time < 3; time += 1) {
    const order = await stack.orders.make()
    await customer.raw.pay(order.id, cards.good)
    paid.push(order)
  }
  const [whole, part, asked] = paid as [Order, Order, Order]
  await giveBack(stack, whole, PRICE, 'refunded')
  await giveBack(stack, part, 5_000, 'refunded')
  await giveBack(stack, asked, 5_000, 'accepted')
  await customer.signIn(context)
  await page.goto(`${stack.app.url}/account/payments`)
  const line = ({ reference }: Order) => page.locator('[data-payment-state]', { hasText: reference })
  await expect(line(whole)).toHaveAttribute('data-payment-state', 'refunded')
  await expect(line(part)).toHaveAttribute('data-payment-state', 'paid')
  await expect(line(part)).toContainText('50,00 ₺ iade edildi')
  await expect(line(asked)).toContainText('İade istendi')
  await expect(line(asked)).not.toContainText('iade edildi')
  await expectAccessible(page, 'the list')
})
