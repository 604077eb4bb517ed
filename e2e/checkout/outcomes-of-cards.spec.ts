import { expect, test } from '@/e2e/fixtures'
import { type Card, cards } from '@/e2e/harness/cards'
import { NEGATIVE, watchSentences } from '@/e2e/harness/sentences'
import { bank, cardFields, expectStatus, fillCard, payButton, payByCard } from '@/e2e/pages/shopper-page'

const declines: Array<{ name: string; card: Card; says: RegExp }> = [
  { name: 'a card without enough limit', card: cards.noLimit, says: /limiti ya da bakiyesi bu tutar için yetersiz/ },
  { name: 'a card closed to shopping on the internet', card: cards.closedToShopping, says: /internet alışverişine kapalı/ },
  { name: 'an expired card', card: cards.expired, says: /süresi dolmuş/ },
  { name: 'a card that the bank will not honour', card: cards.refused, says: /Bankanız bu ödemeye onay vermedi/ },
  { name: 'a stolen card, which reads like any refusal', card: cards.stolen, says: /Bankanız bu ödemeye onay vermedi/ },
  { name: 'a card whose 3D fails', card: cards.threeDsFails, says: /banka doğrulamasında onaylanmadı/ },
]

for (const { name, card, says } of declines) {
  test(`${name} is declined with its reason, and nothing is taken`, async ({ page, app, orders, simulator }) => {
    const seen = await watchSentences(page, app.url)
    const order = await orders.make()
    await page.goto(order.checkout_url)
    await payByCard(page, card)
    await bank.approve(page)

    await expectStatus(page, 'declined')
    await expect(page.locator('main')).toContainText(says)
    await expect(page.locator('main')).toContainText('Kartınızdan ücret alınmadı.')
    expect(await page.locator('main').textContent()).not.toMatch(/alıntı/)
    const { status, payments } = await orders.read(order.id)
    expect({ status, payments: payments.map((payment) => payment.status) }).toEqual({ status: 'open', payments: ['declined'] })
    await expect(page.locator('main'), 'a reference to quote').toContainText(payments[0]?.reference_no ?? 'none')
    expect(await simulator.successes(order.reference)).toEqual([])
    expect(
      seen.some(({ text }) => NEGATIVE.test(text)),
      'the watch knows a negative sentence when it sees one',
    ).toBe(true)
  })
}

test('after a decline the same order can be paid with another card', { tag: '@journey' }, async ({ page, orders, simulator }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.noLimit)
  await bank.approve(page)
  await expectStatus(page, 'declined')
  await page.getByRole('link', { name: 'Başka bir kartla öde' }).click()
  await expect(page).toHaveURL(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)

  await expectStatus(page, 'succeeded')
  const { status, payments } = await orders.read(order.id)
  expect({ status, payments: payments.map((payment) => payment.status) }).toEqual({ status: 'paid', payments: ['succeeded', 'declined'] })
  expect(new Set(payments.map((payment) => payment.reference_no)).size).toBe(2)
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('a payment succeeds with a card that the bank only half verified', async ({ page, orders, simulator }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.halfVerified)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('three wrong codes at the bank cause a decline, and nothing is taken', async ({ page, orders, simulator }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.wrongThrice(page)
  await expectStatus(page, 'declined')
  await expect(page.locator('main')).toContainText(/kod yanlıştı/)
  expect(await simulator.successes(order.reference)).toEqual([])
})

test('a payment succeeds with one wrong code followed by the right one', async ({ page, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page, 'wrong')
  await expect(page.locator('#wrong')).toBeVisible()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('cancelling at the bank charges nothing, and the shopper can pay afterwards', { tag: '@journey' }, async ({
  page,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.cancel(page)

  await expectStatus(page, 'awaiting_3ds')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Banka doğrulaması tamamlanmadı')
  expect(await simulator.calls(order.reference, 'tds_charge')).toEqual([])
  expect((await orders.read(order.id)).status).toBe('open')

  await page.getByRole('link', { name: 'Başka bir kartla öde' }).click()
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('if Paynet will not start a payment with a card, the form says so without giving a reason, and nothing is taken', async ({
  page,
  orders,
  simulator,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await fillCard(page, cards.refusedAtStart)
  await payButton(page).click()

  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('Ödeme başlatılamadı, kartınızdan ücret alınmadı.')
  await expect(page).toHaveURL(order.checkout_url)
  await expect(cardFields(page).holder).toHaveValue(cards.refusedAtStart.holder)
  await expect(cardFields(page).cvc).toHaveValue('')
  expect((await orders.read(order.id)).payments.map(({ status }) => status)).toEqual(['failed'])
  expect(await simulator.calls(order.reference, 'tds_charge')).toEqual([])

  await fillCard(page, cards.good)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})
