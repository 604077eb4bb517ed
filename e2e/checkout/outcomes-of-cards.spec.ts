import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { type Card, cards } from '@/e2e/harness/cards'
import { CARDS, newCustomer, newCustomerWithCard, newWord, postForm } from '@/e2e/harness/customer'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { NEGATIVE, watchSentences } from '@/e2e/harness/sentences'
import { bank, cardFields, expectStatus, fillCard, hydrated, payButton, payByCard } from '@/e2e/pages/shopper-page'

type Decline = { name: string; card: Card; says: RegExp; ways?: string[] }

/** Where no saved card was used there is one way to pay again. */
const retry = 'Yeniden dene'

/** One card for each reason that reads differently. */
const declines: Decline[] = [
  { name: 'a card without enough limit', card: cards.noLimit, says: /limiti ya da bakiyesi bu tutara yetmedi/ },
  { name: 'a card whose limit is reached', card: cards.limitReached, says: /sınırına ulaşıldı/ },
  {
    name: 'a card closed to shopping on the internet',
    card: cards.closedToShopping,
    says: /alışverişine kapalı/,
  },
  { name: 'an expired card', card: cards.expired, says: /son kullanma tarihi geçmiş/ },
  { name: 'a card that was typed wrong', card: cards.wrongData, says: /kayıtla uyuşmadı/ },
  { name: 'a card of the wrong kind', card: cards.notUsable, says: /bu tür bir ödemede kullanılamıyor/ },
  { name: 'a foreign card', card: cards.foreign, says: /yurt dışında verilmiş kartları kabul etmiyor/ },
  { name: 'a debit card in instalments', card: cards.debit, says: /taksit yapılamadı/ },
  { name: 'a card that the bank will not honour', card: cards.refused, says: /Bankanız bu ödemeye onay vermedi/ },
  {
    name: 'a stolen card, which reads like any refusal',
    card: cards.stolen,
    says: /Bankanız bu ödemeye onay vermedi/,
  },
  { name: 'a card to be picked up, too', card: cards.pickUp, says: /Bankanız bu ödemeye onay vermedi/ },
  { name: 'a card whose 3D fails', card: cards.threeDsFails, says: /Banka doğrulaması \(3D Secure\) tamamlanmadı/ },
  {
    name: 'a payment that the shop is to blame for',
    card: cards.shopSide,
    says: /sorun kartınızda değil/,
    ways: ['Mağazayla iletişime geç', retry],
  },
]

for (const { name, card, says, ways = [retry] } of declines) {
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

test('after a saved card was declined, one way leads back to it and the other to the best other card', async ({
  page,
  context,
  stack,
  orders,
}) => {
  const customer = await newCustomer(stack)
  const [good, limited] = [
    await customer.saveCard(newWord('Sağlam'), cards.good),
    await customer.saveCard(newWord('Sınırlı'), cards.masterCard),
  ]
  await customer.signIn(context)
  const order = await orders.make()
  const payWith = async (id: string) => {
    await page.goto(order.checkout_url)
    await hydrated(page)
    await page.locator(`input[name="saved_card"][value="${id}"]`).check()
    await payButton(page).click()
    await bank.decline(page, '61')
    await expectStatus(page, 'declined')
  }
  await payWith(limited.id)
  const [same, other] = [
    page.getByRole('link', { name: 'Aynı kartla yeniden dene' }),
    page.getByRole('link', { name: 'Başka bir kartla öde' }),
  ]
  await expect(page.locator('main a.button')).toHaveText(['Aynı kartla yeniden dene', 'Başka bir kartla öde'])
  await expect(same).toHaveAttribute('href', `/checkout/${order.id}?card=${limited.id}`)
  await expect(other).toHaveAttribute('href', `/checkout/${order.id}?card=${good.id}`)

  // A passer-by with the link learns of no card.
  const passerBy = createRawShopper(stack, newAddress())
  const { body } = await passerBy.request(`/checkout/${order.id}/result`)
  expect(body).not.toMatch(/\?card=/)
  for (const { id } of [good, limited]) expect(body).not.toContain(id)

  await postForm(customer.raw, CARDS, 'card', { card: good.id, intent: 'delete' })
  await page.reload()
  await expect(other, 'no other card is left').toHaveAttribute('href', `/checkout/${order.id}?card=new`)
  await postForm(customer.raw, CARDS, 'card', { card: limited.id, intent: 'delete' })
  await page.reload()
  await expect(page.locator('main a.button'), 'nor is this one').toHaveText([retry])
  await expect(page.locator('main a.button')).toHaveAttribute('href', `/checkout/${order.id}`)
})

test('both ways on after a refusal stand on the first screen of a small phone', async ({ page, context, stack, orders }) => {
  await page.setViewportSize({ width: 375, height: 667 })
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await page.locator(`input[name="saved_card"][value="${card.id}"]`).check()
  await payButton(page).click()
  await bank.decline(page, '51')
  await expectStatus(page, 'declined')
  await expect(page.locator('main a.button')).toHaveCount(2)
  for (const way of await page.locator('main a.button').all()) await expect(way).toBeInViewport({ ratio: 1 })
})

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
  await expect(page.locator('main a.button')).toHaveText([retry])
  expect((await shopper.request(`/checkout/${order.id}/result`)).body).not.toMatch(/http-equiv="refresh"/i)
})

test('a card refused three times is advised against, on the result page and before the form', async ({ page, orders, shopper }) => {
  const order = await orders.make()
  for (const _ of [1, 2, 3]) await shopper.pay(order.id, cards.limitReached)
  const advice = 'Son denediğiniz kart bu sipariş için birkaç kez onaylanmadı.'
  await page.goto(`${order.checkout_url}/result`)
  await expect(page.locator('main')).toContainText(advice)
  await expect(page.locator('main a.button')).toHaveText([retry])
  await page.getByRole('link', { name: retry }).click()
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
  await page.getByRole('link', { name: retry }).click()
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

test('who comes back from the bank without an answer is never led to its dead page, and can go back to the shop', async ({
  page,
  orders,
  simulator,
}) => {
  for (const fault of ['return-without-ids', 'return-get', 'return-wrong-token']) {
    const order = await orders.make({ cancel_url: 'https://magaza.example/sepet' })
    await simulator.fault(fault, order.reference, { service: 'return' })
    await page.goto(order.checkout_url)
    await payByCard(page, cards.good)
    await bank.approve(page)
    await expectStatus(page, 'awaiting_3ds')
    await expect(page.locator('main'), fault).toContainText('Kartınızdan ücret alınmadı.')
    await expect(page.locator('main a.button'), fault).toHaveText([retry, 'Mağazaya dön'])
    await expect(page.locator('main a.button').last()).toHaveAttribute('href', 'https://magaza.example/sepet')
    expect(await page.content()).not.toContain('/3d/')
  }
})

test('who is still at the bank is led back there from the result, and nothing says yet how it ends', async ({ page, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await page.goto(`${order.checkout_url}/result`)
  await expectStatus(page, 'awaiting_3ds')
  await expect(page.locator('main a.button')).toHaveText(['Bankaya devam et', retry])
  expect(await page.locator('main').textContent()).not.toMatch(NEGATIVE)
  await page.getByRole('link', { name: 'Bankaya devam et' }).click()
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
  await expect(page.locator('main')).toContainText('Kartınızdan ücret alınmadı.')
  await expect(page.locator('main a.button'), 'the bank’s page is over').toHaveText([retry])

  await page.getByRole('link', { name: retry }).click()
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
