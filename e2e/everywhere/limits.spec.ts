import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { clockAhead } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { readForm } from '@/e2e/harness/customer'
import type { Order } from '@/e2e/harness/orders'
import { createRawShopper, type RawShopper } from '@/e2e/harness/raw-shopper'
import { bank, expectStatus, fillCard, payButton, payByCard } from '@/e2e/pages/shopper-page'

const WAIT = /\d+ (saniye|dakika|saat) sonra yeniden deneyebilirsiniz/

test('an order’s eleventh payment is not started, from any address, and the page says how long to wait', async ({
  page,
  stack,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  for (let time = 0; time < 10; time += 1) await createRawShopper(stack, newAddress()).challenge(order.id, cards.good)
  expect(await simulator.calls(order.reference, 'tds_initial')).toHaveLength(10)

  await page.goto(order.checkout_url)
  await fillCard(page, cards.good)
  await payButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText(WAIT)
  const raw = createRawShopper(stack, newAddress())
  const answer = await raw.postForm(`/checkout/${order.id}`, await raw.fillForm(order.id, cards.good))
  expect([200, 429]).toContain(answer.status)
  expect(answer.body).toMatch(WAIT)
  expect(await simulator.calls(order.reference, 'tds_initial')).toHaveLength(10)

  const other = await orders.make()
  await page.goto(other.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('the twenty-first payment from one address in ten minutes is not started, and another address still pays', async ({
  page,
  stack,
  orders,
  simulator,
}) => {
  const address = newAddress()
  const busy = createRawShopper(stack, address)
  for (let time = 0; time < 20; time += 1) await busy.challenge((await orders.make()).id, cards.good)

  const order = await orders.make()
  const fields = await busy.fillForm(order.id, cards.good)
  // An address claimed by the client itself stands further left, where no trusted proxy writes.
  for (const forwarded of [address, `198.51.100.7, ${address}`, `198.51.100.8,198.51.100.9,${address}`]) {
    const answer = await busy.postForm(`/checkout/${order.id}`, fields, { 'X-Forwarded-For': forwarded })
    expect([200, 429]).toContain(answer.status)
    expect(answer.body).toMatch(WAIT)
  }
  expect(await simulator.calls(order.reference)).toEqual([])
  expect((await orders.read(order.id)).payments).toEqual([])

  await page.setExtraHTTPHeaders({ 'X-Forwarded-For': address })
  await page.goto(order.checkout_url)
  await fillCard(page, cards.good)
  await payButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText(/(\b[1-9]|10) dakika sonra yeniden deneyebilirsiniz/)
  expect(await simulator.calls(order.reference)).toEqual([])

  await page.setExtraHTTPHeaders({ 'X-Forwarded-For': newAddress() })
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('limits survive a restart of the app and end on time', async ({ ownStack }) => {
  const stack = await ownStack()
  const { app, orders, simulator } = stack
  const busy = createRawShopper(stack, newAddress())
  const usedUp = await orders.make()
  for (let time = 0; time < 10; time += 1) await busy.challenge(usedUp.id, cards.good)
  for (let time = 0; time < 10; time += 1) await busy.challenge((await orders.make()).id, cards.good)
  const fresh = await orders.make()
  const tryTo = async (shopper: RawShopper, { id }: Order) =>
    (await shopper.postForm(`/checkout/${id}`, await shopper.fillForm(id, cards.good))).body

  await app.kill()
  await app.start()
  expect(await tryTo(busy, fresh), 'the address').toMatch(WAIT)
  expect(await tryTo(createRawShopper(stack, newAddress()), usedUp), 'the order').toMatch(WAIT)

  await app.stop()
  await app.start(clockAhead(11 * 60_000))
  expect(await tryTo(busy, usedUp), 'the order, eleven minutes later').toMatch(WAIT)
  expect(await simulator.calls(usedUp.reference, 'tds_initial')).toHaveLength(10)
  expect(await simulator.calls(fresh.reference)).toEqual([])
  await busy.pay(fresh.id, cards.good)
  expect((await orders.read(fresh.id)).status, 'the address, eleven minutes later').toBe('paid')
})

test('a form with mistakes does not count towards the payment limit', async ({ page, stack, orders }) => {
  const order = await orders.make()
  const raw = createRawShopper(stack, newAddress())
  for (let time = 0; time < 25; time += 1) {
    const fields = await raw.fillForm(order.id, { ...cards.good, cvc: '' })
    expect((await raw.postForm(`/checkout/${order.id}`, fields)).body).toContain('Güvenlik kodunu yazın.')
  }
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('the shop does not create the sixty-first order from one address in ten minutes, and the page says how long to wait', async ({
  app,
  page,
  stack,
}) => {
  const address = newAddress()
  const busy = createRawShopper(stack, address)
  const form = await readForm(busy, '/', 'product')
  const buy = (from: RawShopper) => from.postForm('/', form)
  for (let time = 0; time < 60; time += 1) expect((await buy(busy)).headers.location).toContain('/checkout/')
  const answer = await buy(busy)
  expect(answer.headers.location).toBeUndefined()
  expect(answer.body).toMatch(/\d+ dakika sonra yeniden sipariş verebilirsiniz/)
  expect((await buy(createRawShopper(stack, newAddress()))).headers.location).toContain('/checkout/')

  await page.setExtraHTTPHeaders({ 'X-Forwarded-For': address })
  await page.goto(app.url)
  await page
    .getByRole('button', { name: /Satın al/ })
    .first()
    .click()
  await expect(page.locator('main').getByText('sonra yeniden sipariş verebilirsiniz')).toBeVisible()
})
