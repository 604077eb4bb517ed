import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import type { FaultOptions } from '@/e2e/harness/simulator'
import { bank, cardFields, expectStatus, fillCard, payButton, payByCard } from '@/e2e/pages/shopper-page'
import { sideBySide } from '@/e2e/pages/side-by-side'

/** The bank is reached despite these: through the form's own address, or the link that Paynet sent with it. */
const passable = [
  'no-html',
  'no-post-url',
  'html-empty-inputs',
  'html-hostile-script',
  'html-foreign-host',
  'html-http-foreign',
  'html-javascript-action',
  'html-two-forms',
  'html-nested',
  'code-string',
]

/** The origins from which a page requests anything. */
function watchOrigins(page: Page): Set<string> {
  const origins = new Set<string>()
  page.on('request', (request) => origins.add(new URL(request.url()).origin))
  return origins
}

test('hostile or odd HTML from Paynet leads only to the bank and runs no script', async ({ browser, app, orders, simulator }) => {
  await sideBySide(browser, passable, String, async (page, fault) => {
    const order = await orders.make()
    await simulator.fault(fault, order.reference, { service: 'tds_initial' })
    const origins = watchOrigins(page)
    let isSeized = false
    await page.exposeFunction('noteSeizure', () => {
      isSeized = true
    })
    await page.addInitScript("Object.defineProperty(window, '__hostile', { set: () => noteSeizure() })")

    await page.goto(order.checkout_url)
    await payByCard(page, cards.good)
    const [payment] = (await orders.read(order.id)).payments
    const way = await page.request.get(`${order.checkout_url}/3d/${payment?.id}`)
    expect(way.status()).toBe(200)
    expect(await way.text()).not.toMatch(/__hostile|collector\.example|javascript:|onerror/)
    await bank.approve(page)

    await expectStatus(page, 'succeeded')
    expect(isSeized).toBe(false)
    expect([...origins].sort()).toEqual([simulator.url, app.url].sort())
    expect((await simulator.calls(order.reference, 'tds_initial'))[0]?.fault).toBe(fault)
    expect(await simulator.successes(order.reference)).toHaveLength(1)
  })
})

const stopping: Array<{ fault: string } & FaultOptions> = [
  { fault: 'neither' },
  { fault: 'hostile-post-url' },
  { fault: 'missing-pair' },
  { fault: 'answer-lost-after' },
  { fault: 'slow', ms: 4000 },
  { fault: 'truncated' },
  { fault: 'http-500' },
  { fault: 'http-503-html' },
  { fault: 'redirect' },
  { fault: 'html' },
  { fault: 'oversized' },
  { fault: 'code-8' },
]

test('a payment that cannot start says so clearly, goes nowhere and keeps the input, and the same form pays afterwards', async ({
  browser,
  app,
  orders,
  simulator,
}) => {
  await sideBySide(
    browser,
    stopping,
    ({ fault }) => fault,
    async (page, { fault, ...options }) => {
      const order = await orders.make()
      await simulator.fault(fault, order.reference, { service: 'tds_initial', ...options })
      const origins = watchOrigins(page)
      await page.goto(order.checkout_url)
      await fillCard(page, cards.good)
      await payButton(page).click()

      await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText(/kartınızdan ücret alınmadı/)
      await expect(page).toHaveURL(order.checkout_url)
      await expect(page).toHaveTitle(/^Hata: /)
      await expect(cardFields(page).number).toHaveValue('4355 0843 5508 4358')
      await expect(cardFields(page).expiry).toHaveValue(cards.good.expiry)
      await expect(cardFields(page).holder).toHaveValue(cards.good.holder)
      await expect(cardFields(page).cvc).toHaveValue('')
      expect([...origins]).toEqual([app.url])
      const { status, payments } = await orders.read(order.id)
      expect({ status, payments: payments.map((payment) => payment.status) }).toEqual({ status: 'open', payments: ['failed'] })
      expect((await simulator.calls(order.reference)).map(({ service }) => service)).toEqual(['tds_initial'])

      await cardFields(page).cvc.fill(cards.good.cvc)
      await payButton(page).click()
      await bank.approve(page)
      await expectStatus(page, 'succeeded')
      expect(await simulator.successes(order.reference)).toHaveLength(1)
    },
  )
})

test('no payment starts while Paynet refuses our key, and payments resume once it accepts it again', async ({
  page,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await simulator.fault('http-401', order.reference, { service: 'tds_initial' })
  await page.goto(order.checkout_url)
  await fillCard(page, cards.good)
  await payButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText(/kartınızdan ücret alınmadı/)
  await cardFields(page).cvc.fill(cards.good.cvc)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

const returns: Array<{ fault: string; status: string; taken: 0 | 1 }> = [
  { fault: 'return-twice', status: 'succeeded', taken: 1 },
  { fault: 'return-multipart', status: 'succeeded', taken: 1 },
  { fault: 'return-other-case', status: 'succeeded', taken: 1 },
  { fault: 'return-plus-as-blank', status: 'succeeded', taken: 1 },
  { fault: 'return-without-ids', status: 'awaiting_3ds', taken: 0 },
  { fault: 'return-wrong-token', status: 'awaiting_3ds', taken: 0 },
  { fault: 'return-get', status: 'awaiting_3ds', taken: 0 },
]

for (const { fault, status, taken } of returns) {
  test(`a bank that sends the browser back with ${fault} ends ${status}, with ${taken} taken`, async ({ page, orders, simulator }) => {
    const order = await orders.make()
    await simulator.fault(fault, order.reference, { service: 'return' })
    await page.goto(order.checkout_url)
    await payByCard(page, cards.good)
    await bank.approve(page)
    await expectStatus(page, status)
    expect(await simulator.successes(order.reference)).toHaveLength(taken)
    expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(taken)
  })
}
