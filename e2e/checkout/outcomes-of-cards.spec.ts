import { expect, test } from '@/e2e/fixtures'
import { type Card, cards } from '@/e2e/harness/cards'
import { NEGATIVE, watchSentences } from '@/e2e/harness/sentences'
import { bank, cardFields, expectStatus, fillCard, payButton, payByCard } from '@/e2e/pages/shopper-page'

type Decline = { name: string; card: Card; says: RegExp; ways: string[] }

const same = 'Aynı kartla yeniden dene'
const other = 'Başka bir kartla öde'
const atOnce = 'Tek çekim öde'

/** One card for each way on, and what is offered first. */
const declines: Decline[] = [
  { name: 'a card without enough limit', card: cards.noLimit, says: /limiti ya da bakiyesi bu tutara yetmedi/, ways: [other, same] },
  { name: 'a card whose limit is reached', card: cards.limitReached, says: /sınırına ulaşıldı/, ways: [same, other] },
  {
    name: 'a card closed to shopping on the internet',
    card: cards.closedToShopping,
    says: /alışverişine kapalı/,
    ways: [same, other],
  },
  { name: 'an expired card', card: cards.expired, says: /son kullanma tarihi geçmiş/, ways: [other] },
  { name: 'a card that was typed wrong', card: cards.wrongData, says: /kayıtla uyuşmadı/, ways: [same, other] },
  { name: 'a card of the wrong kind', card: cards.notUsable, says: /bu tür bir ödemede kullanılamıyor/, ways: [other] },
  { name: 'a foreign card', card: cards.foreign, says: /yurt dışında verilmiş kartları kabul etmiyor/, ways: [other] },
  { name: 'a debit card in instalments', card: cards.debit, says: /taksit yapılamadı/, ways: [atOnce, other] },
  { name: 'a card that the bank will not honour', card: cards.refused, says: /Bankanız bu ödemeye onay vermedi/, ways: [other, same] },
  {
    name: 'a stolen card, which reads like any refusal',
    card: cards.stolen,
    says: /Bankanız bu ödemeye onay vermedi/,
    ways: [other, same],
  },
  { name: 'a card to be picked up, too', card: cards.pickUp, says: /Bankanız bu ödemeye onay vermedi/, ways: [other, same] },
  { name: 'a card whose 3D fails', card: cards.threeDsFails, says: /Banka doğrulaması \(3D Secure\) tamamlanmadı/, ways: [same, other] },
  {
    name: 'a payment that the shop is to blame for',
    card: cards.shopSide,
    says: /sorun kartınızda değil/,
    ways: ['Mağazayla iletişime geç', same],
  },
]

for (const { name, card, says, ways } of declines) {
  test(`${name} is declined with its reason, and nothing is taken`, async ({ page, app, orders, simulator }) => {
    const seen = await watchSentences(page, app.url)
    const order = await orders.make()
    await page.goto(order.checkout_url)
    await payByCard(page, card)
    await bank.approve(page)

    await expectStatus(page, 'declined')
    await expect(page.locator('main')).toContainText(says)
    await expect(page.locator('main')).toContainText('Kartınızdan ücret alınmadı.')
    expect(await page.locator('main').textContent()).not.toMatch(/alıntı|el koy/)
    await expect(page.locator('main a.button')).toHaveText(ways)
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

test('a decline in doubt asks the shopper to wait until Paynet was asked once more, and only then offers another try', async ({
  page,
  orders,
  shopper,
}) => {
  test.slow()
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.bankUnreachable)
  await bank.approve(page)

  await expectStatus(page, 'declined')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bankanızın yanıtı kesinleşmedi')
  await expect(page.locator('main')).toContainText('yeniden ödeme yapmayın')
  expect(await page.locator('main').textContent()).not.toMatch(NEGATIVE)
  await expect(page.locator('main a.button')).toHaveCount(0)
  const { body } = await shopper.request(`/checkout/${order.id}/result`)
  expect(body, 'without scripts the page refreshes itself, too').toMatch(/<noscript><meta http-equiv="refresh" content="\d+"/i)

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödeme onaylanmadı', { timeout: 60_000 })
  await expect(page.locator('main a.button')).toHaveText([same, other])
  expect((await shopper.request(`/checkout/${order.id}/result`)).body).not.toMatch(/http-equiv="refresh"/i)
})

test('a card refused three times is advised against, on the result page and before the form', async ({ page, orders, shopper }) => {
  const order = await orders.make()
  for (const _ of [1, 2, 3]) await shopper.pay(order.id, cards.limitReached)
  const advice = 'Son denediğiniz kart bu sipariş için birkaç kez onaylanmadı.'
  await page.goto(`${order.checkout_url}/result`)
  await expect(page.locator('main')).toContainText(advice)
  await expect(page.locator('main a.button')).toHaveText([other, same])
  await page.getByRole('link', { name: other }).click()
  await expect(page.locator('main')).toContainText(advice)
})

test('an answer that contradicts its own no is asked about, and the shopper is not told that it was declined', async ({
  page,
  app,
  orders,
}) => {
  const seen = await watchSentences(page, app.url)
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.duplicate)
  await bank.approve(page)
  await expectStatus(page, 'unknown')
  expect(seen.some(({ text }) => NEGATIVE.test(text))).toBe(false)
})

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
  await expect(page.locator('main')).toContainText(/kod yanlış girilmiş/)
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
