import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { clockAhead } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { findFaults } from '@/e2e/pages/axe'
import { expectStatus, fillCard, payButton } from '@/e2e/pages/shopper-page'

const DAY = 24 * 3_600_000
const HALF_HOUR = 30 * 60_000

test('what cannot be read in the dark alone, or is not named in any light, is noticed', async ({ page }) => {
  await page.setContent(`<!doctype html><html lang="tr"><title>Deneme</title>
    <style>body { color: #000; background: #fff } @media (prefers-color-scheme: dark) { body { color: #333; background: #222 } }</style>
    <main><h1>Deneme</h1><input></main>`)
  const faults = await findFaults(page, ['light', 'dark'])
  expect(faults.map(({ scheme, fault }) => `${scheme}: ${fault.id}`)).toEqual(['light: label', 'dark: color-contrast'])
})

test('the shop, the checkout with and without errors, and the not-found page are accessible', async ({ page, app, orders }) => {
  await page.goto('/')
  await expectAccessible(page, 'shop')
  const order = await orders.make({
    description: 'Uzun bir açıklama '.repeat(7).trim(),
    reference: `${orders.newReference()}-`.padEnd(40, 'W'),
    items: [{ name: 'Uzunadlıbirürün'.repeat(9), quantity: 1, unit_amount: 123_450 }],
    cancel_url: 'https://magaza.example/',
  })
  await page.goto(order.checkout_url)
  await expectAccessible(page, 'checkout')
  await fillCard(page, { ...cards.amex, expiry: '', cvc: '' })
  await payButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toBeVisible()
  await expectAccessible(page, 'checkout with errors')
  const answer = await page.goto(`${app.url}/checkout/${'A'.repeat(22)}`)
  expect(answer?.status()).toBe(404)
  await expectAccessible(page, 'not found')
})

test('the page that leaves for the bank is accessible', async ({ page, app, orders, simulator, shopper }) => {
  const order = await orders.make()
  const { path } = await shopper.challenge(order.id, cards.good)
  // Prevented from leaving, as a blocked script would be.
  await page.route(`${simulator.url}/**`, (route) => route.abort())
  await page.route(`**${path}`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace(/requestSubmit\(\)/, 'id') })
  })
  await page.goto(`${app.url}${path}`)
  await expect(page.getByRole('button', { name: 'Bankaya devam et' })).toBeVisible()
  await expectAccessible(page, 'to the bank')
})

/** Puts an order's newest payment into a status and returns the order's id. */
const states: Array<{ status: string; bring: (stack: Stack) => Promise<string> }> = [
  { status: 'succeeded', bring: async (stack) => pay(stack, cards.good) },
  { status: 'declined', bring: async (stack) => pay(stack, cards.noLimit) },
  { status: 'awaiting_3ds', bring: async (stack) => (await challenge(stack)).orderId },
  { status: 'failed', bring: async (stack) => startWith(stack, 'http-500', 0) },
  { status: 'created', bring: async (stack) => startWith(stack, 'slow-before', 60_000) },
  { status: 'charging', bring: async (stack) => chargeWith(stack, 'slow-before', 60_000) },
  { status: 'unknown', bring: async (stack) => chargeWith(stack, 'answer-lost-before', 0) },
  { status: 'review', bring: async (stack) => chargeWith(stack, 'wrong-amount', 0) },
  { status: 'superseded', bring: supersede },
]

test('every state of a result is accessible, in both colour schemes and on a narrow screen', async ({ page, ownStack }) => {
  const stack = await ownStack({ PAYNET_TIMEOUT_MS: '60000', PAYNET_QUIET_MS: '75000' })
  for (const { status, bring } of states) {
    const orderId = await bring(stack)
    await page.goto(`${stack.app.url}/checkout/${orderId}/result`)
    await expectStatus(page, status)
    await expectAccessible(page, status)
  }
  await stack.simulator.stop()
  await stack.app.kill()
})

test('expired orders and payments, and cancelled orders, say so accessibly', async ({ page, ownStack }) => {
  const stack = await ownStack()
  const { orderId, comeBack } = await challenge(stack)
  const cancelled = await stack.orders.make()
  await stack.orders.cancel(cancelled.id)
  await page.goto(cancelled.checkout_url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sipariş iptal edildi')
  await expectAccessible(page, 'cancelled order')

  await stack.app.stop()
  await stack.app.start(clockAhead(HALF_HOUR + 60_000))
  await comeBack()
  await page.goto(`${stack.app.url}/checkout/${orderId}/result`)
  await expectStatus(page, 'expired')
  await expect(page.locator('main')).toContainText('Kartınızdan ücret alınmadı.')
  expect((await stack.orders.read(orderId)).status).toBe('open')
  await expectAccessible(page, 'expired payment')
  const { reference } = await stack.orders.read(orderId)
  expect(await stack.simulator.calls(reference, 'tds_charge'), 'too late to be charged').toEqual([])

  await stack.app.stop()
  await stack.app.start(clockAhead(DAY + HALF_HOUR))
  await page.goto(`${stack.app.url}/checkout/${orderId}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödeme süresi doldu')
  await expect(page.locator('input[autocomplete^="cc-"]')).toHaveCount(0)
  expect((await stack.orders.read(orderId)).status).toBe('expired')
  await expectAccessible(page, 'expired order')
})

test('the fields and the pay button are large enough to touch, and no text makes a phone zoom', async ({ page, orders }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto((await orders.make()).checkout_url)
  for (const control of await page.locator('main input:not([type="hidden"]), main button').all()) {
    const box = await control.boundingBox()
    expect(box?.height ?? 0).toBeGreaterThanOrEqual(44)
    expect(Number.parseFloat(await control.evaluate((element) => getComputedStyle(element).fontSize))).toBeGreaterThanOrEqual(16)
  }
  expect(await page.locator('main input:not([type="hidden"])').count()).toBe(4)
  await expectLabelled(page)
})

async function expectLabelled(page: Page): Promise<void> {
  const inputs = page.locator('main input:not([type="hidden"])')
  for (const input of await inputs.all()) {
    const id = await input.getAttribute('id')
    await expect(page.locator(`label[for="${id}"]`)).toBeVisible()
    await expect(input).toHaveAttribute('type', 'text')
  }
}

async function pay(stack: Stack, card: (typeof cards)['good']): Promise<string> {
  const order = await stack.orders.make({ items: [{ name: 'Fincan', quantity: 1, unit_amount: 123_450 }] })
  await createRawShopper(stack, '10.9.9.1').pay(order.id, card)
  return order.id
}

async function challenge(stack: Stack, orderId?: string, card = cards.good) {
  const shopper = createRawShopper(stack, '10.9.9.2')
  const id = orderId ?? (await stack.orders.make()).id
  const to = await shopper.approve(await shopper.challenge(id, card))
  return { orderId: id, comeBack: () => shopper.comeBack(to) }
}

/** A payment whose start never comes back, or fails. */
async function startWith(stack: Stack, fault: string, ms: number): Promise<string> {
  const order = await stack.orders.make()
  const shopper = createRawShopper(stack, '10.9.9.3')
  await stack.simulator.fault(fault, order.reference, { service: 'tds_initial', ms })
  const posted = shopper.postForm(`/checkout/${order.id}`, await shopper.fillForm(order.id, cards.good)).catch(() => null)
  await expect.poll(() => stack.simulator.calls(order.reference, 'tds_initial')).toHaveLength(1)
  if (ms === 0) await posted
  return order.id
}

/** A payment whose charge never comes back, or comes back like this. */
async function chargeWith(stack: Stack, fault: string, ms: number): Promise<string> {
  const { orderId, comeBack } = await challenge(stack)
  const { reference } = await stack.orders.read(orderId)
  await stack.simulator.fault(fault, reference, { service: 'tds_charge', ms })
  const answered = comeBack().catch(() => null)
  await expect.poll(() => stack.simulator.calls(reference, 'tds_charge')).toHaveLength(1)
  if (ms === 0) await answered
  return orderId
}

/** The newer of two payments came back while the older one was being charged, which was then declined. */
async function supersede(stack: Stack): Promise<string> {
  const older = await challenge(stack, undefined, cards.noLimit)
  const newer = await challenge(stack, older.orderId)
  const { reference } = await stack.orders.read(older.orderId)
  await stack.simulator.fault('slow', reference, { service: 'tds_charge', ms: 1500 })
  const answered = older.comeBack()
  await expect.poll(() => stack.simulator.calls(reference, 'tds_charge')).toHaveLength(1)
  await newer.comeBack()
  await answered
  return older.orderId
}
