import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { bank, cardFields, expectStatus, fillCard, holdPosts, hydrated, payButton, payByCard } from '@/e2e/pages/shopper-page'

/** Two presses before any answer can have come back. */
const impatience: Array<{ name: string; press: (page: Page) => Promise<void> }> = [
  { name: 'a double click', press: (page) => payButton(page).dblclick() },
  {
    name: 'ten clicks in one tick',
    press: (page) =>
      payButton(page).evaluate((button: HTMLButtonElement) => {
        for (let click = 0; click < 10; click += 1) button.click()
      }),
  },
  {
    name: 'Enter twice',
    press: async (page) => {
      await cardFields(page).cvc.press('Enter')
      await page.keyboard.press('Enter')
    },
  },
]

for (const { name, press } of impatience) {
  test(`${name} on the pay button starts one payment`, { tag: '@journey' }, async ({ page, orders, simulator }) => {
    const order = await orders.make()
    await simulator.fault('slow', order.reference, { service: 'tds_initial', ms: 500 })
    await page.goto(order.checkout_url)
    await hydrated(page)
    await fillCard(page, cards.good)
    const letGo = await holdPosts(page)
    await press(page)
    await expect(payButton(page)).toHaveText('Bankanıza bağlanılıyor…')
    await expect(payButton(page)).toHaveAttribute('aria-disabled', 'true')
    letGo()
    await bank.approve(page)

    await expectStatus(page, 'succeeded')
    expect((await orders.read(order.id)).payments).toHaveLength(1)
    expect(await simulator.calls(order.reference, 'tds_initial')).toHaveLength(1)
    expect(await simulator.successes(order.reference)).toHaveLength(1)
  })
}

test('one rendered form, posted ten times at once, makes one payment that all ten posts lead to', { tag: '@journey' }, async ({
  orders,
  shopper,
  simulator,
}) => {
  const order = await orders.make()
  const path = `/checkout/${order.id}`
  const fields = await shopper.fillForm(order.id, cards.good)
  const answers = await Promise.all(Array.from({ length: 10 }, () => shopper.postForm(path, fields)))

  const [payment, ...more] = (await orders.read(order.id)).payments
  expect(more).toEqual([])
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303))
  expect(new Set(answers.map(({ headers }) => new URL(headers.location ?? '', order.checkout_url).pathname))).toEqual(
    new Set([`${path}/3d/${payment?.id}`]),
  )
  expect(await simulator.calls(order.reference, 'tds_initial')).toHaveLength(1)
})

test('the form of an ended payment starts nothing, and the answer brings a fresh form', async ({ orders, shopper, simulator }) => {
  const order = await orders.make()
  const fields = await shopper.fillForm(order.id, cards.noLimit)
  const started = await shopper.postForm(`/checkout/${order.id}`, fields)
  expect(started.status).toBe(303)
  const page = await shopper.request(started.headers.location ?? '')
  const id = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.body)?.[1]?.replaceAll(/&#43;/g, '+') ?? ''
  const pair = { session_id: id('session_id'), token_id: id('token_id') }
  await shopper.comeBack(await shopper.approve({ paymentId: '', path: '', pair }))
  expect((await orders.read(order.id)).payments.map(({ status }) => status)).toEqual(['declined'])

  const again = await shopper.postForm(`/checkout/${order.id}`, fields)
  expect(again.status).toBe(200)
  expect(again.body).toContain('Bu ödeme denemesi sona erdi.')
  expect(again.body).not.toContain(fields.find(([name]) => name === 'attempt_key')?.[1])
  expect(await simulator.calls(order.reference, 'tds_initial')).toHaveLength(1)
})

test('with two tabs of one order at the bank, the first to come back is charged, the other never', async ({
  page,
  context,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  const other = await context.newPage()
  for (const tab of [page, other]) {
    await tab.goto(order.checkout_url)
    await payByCard(tab, cards.good)
  }
  await bank.approve(other)
  await expectStatus(other, 'succeeded')
  await bank.approve(page)
  await expectStatus(page, 'succeeded')

  const { status, payments } = await orders.read(order.id)
  expect(status).toBe('paid')
  expect(payments.map((payment) => payment.status)).toEqual(['succeeded', 'superseded'])
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('two tabs that come back from the bank at the same moment lead to one charge', { tag: '@journey' }, async ({
  orders,
  shopper,
  simulator,
}) => {
  const order = await orders.make()
  const returns = [
    await shopper.approve(await shopper.challenge(order.id, cards.good)),
    await shopper.approve(await shopper.challenge(order.id, cards.masterCard)),
  ]
  await simulator.fault('slow', order.reference, { service: 'tds_charge', ms: 400 })
  const answers = await Promise.all(returns.map((one) => shopper.comeBack(one)))
  expect(answers.map(({ status }) => status)).toEqual([303, 303])
  const { status, payments } = await orders.read(order.id)
  expect(status).toBe('paid')
  expect(payments.map((payment) => payment.status).sort()).toEqual(['succeeded', 'superseded'])
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('Back, Forward and reload, at the bank and afterwards, never charge again, and our pages never ask to resubmit a form', async ({
  page,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await page.reload()
  await payByCard(page, cards.good)

  await page.goBack()
  await page.waitForURL((url) => url.pathname.startsWith('/checkout/') || url.port !== new URL(order.checkout_url).port)
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await page.reload()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')

  await page.reload()
  await expectStatus(page, 'succeeded')
  // Past the bank's page to the first of ours, the checkout. Before it lies the empty tab.
  await page.evaluate(() => history.go(2 - history.length))
  await expectStatus(page, 'succeeded')
  await page.goto(order.checkout_url)
  await expectStatus(page, 'succeeded')
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('going back to the checkout, from the bank or elsewhere, shows neither number nor code', async ({ page, orders, app }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  await page.goto(`${app.url}/`)
  await page.goBack()
  await expect(payButton(page)).toBeVisible()
  for (const field of ['number', 'cvc'] as const) await expect(cardFields(page)[field]).toHaveValue('')

  await payByCard(page, cards.good)
  // The intermediate page may send the browser on to the bank once more.
  while (page.url() !== order.checkout_url) await page.goBack({ waitUntil: 'commit' })
  await expect(payButton(page)).toBeVisible()
  for (const field of ['number', 'cvc'] as const) await expect(cardFields(page)[field]).toHaveValue('')
})

test('a paid order’s checkout and bank redirect lead to its receipt', async ({ orders, shopper, app }) => {
  const order = await orders.make()
  const challenge = await shopper.challenge(order.id, cards.good)
  const fields = await shopper.fillForm(order.id, cards.good)
  await shopper.comeBack(await shopper.approve(challenge))
  const result = `${app.url}/checkout/${order.id}/result`

  for (const path of [`/checkout/${order.id}`, challenge.path]) {
    const answer = await shopper.request(path)
    expect(answer.status).toBe(303)
    expect(new URL(answer.headers.location ?? '', app.url).href).toBe(result)
  }
  const late = await shopper.postForm(`/checkout/${order.id}`, fields)
  expect(late.status).toBe(303)
  expect(new URL(late.headers.location ?? '', app.url).href).toBe(result)
  expect((await orders.read(order.id)).payments).toHaveLength(1)
})
