import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { type Card, cards, labelOf, maskOf } from '@/e2e/harness/cards'
import { fill, newCustomer, newCustomerWithCard, newWord, readForm } from '@/e2e/harness/customer'
import { postForm } from '@/e2e/pages/account-pages'
import { cardLine, cardLines, openCards, setLanguage } from '@/e2e/pages/cards-page'
import { bank, cardFields, expectStatus, fillCard, holdPosts, hydrated, payButton } from '@/e2e/pages/shopper-page'

const choices = (page: Page) => page.locator('input[name="saved_card"]')
const choice = (page: Page, name: string) => page.locator('label', { hasText: name }).locator('input[name="saved_card"]')
const newCard = (page: Page) => page.locator('input[name="saved_card"][value="new"]')
const tick = (page: Page) => page.locator('input[name="save_card"]')
const description = (page: Page) => page.locator('input[name="card_desc"]')
const problems = (page: Page) => page.getByRole('group', { name: 'Bir sorun var' })

/** From the bank back to a result; without scripts, through its buttons. */
async function approve(page: Page, hasScripts: boolean): Promise<void> {
  if (!hasScripts) await page.getByRole('button', { name: /Bankaya devam et|Continue to/ }).click()
  await bank.approve(page)
  if (!hasScripts) await page.locator('#continue').click()
}

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts })

    const language = hasScripts ? 'tr' : 'en'
    test(`a card is saved while paying and pays the next order in two clicks (${language})`, { tag: '@journey' }, async ({
      page,
      context,
      app,
      stack,
      orders,
      simulator,
    }) => {
      const customer = await newCustomer(stack)
      await customer.signIn(context)
      await setLanguage(context, app.url, language)
      const first = await orders.make()
      await page.goto(first.checkout_url)
      if (hasScripts) await hydrated(page)
      await expect(choices(page), 'nothing to choose from yet').toHaveCount(0)
      await expect(tick(page)).not.toBeChecked()
      await expect(description(page)).toBeHidden()
      await fillCard(page, cards.good)
      await tick(page).check()
      const name = newWord('Ev kartı')
      await description(page).fill(name)
      await payButton(page).click()
      await approve(page, hasScripts)
      await expectStatus(page, 'succeeded')
      await expect(page.locator('main')).toContainText(language === 'tr' ? 'Kartınız kaydedildi.' : 'Your card was saved.')
      await page.getByRole('link', { name: language === 'tr' ? 'Kartlarım' : 'My cards' }).click()
      await expect(cardLine(page, name)).toContainText('•••• 4358')
      const stored = (await simulator.cards()).filter(({ card_desc }) => card_desc === name)
      expect(stored).toHaveLength(1)

      const second = await orders.make()
      await page.goto(second.checkout_url)
      if (hasScripts) await hydrated(page)
      await expect(choice(page, name)).toBeChecked()
      await expect(cardFields(page).number).toBeHidden()
      await expect(tick(page)).toBeHidden()
      const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url() === second.checkout_url)
      await payButton(page).click()
      expect((await posted).postData() ?? '').not.toMatch(/\b\d{12,}\b|435508|Ayşe/)
      if (!hasScripts) await expect(page.locator('main'), 'the bank is known before it is asked').toContainText('Axess')
      await approve(page, hasScripts)
      await expectStatus(page, 'succeeded')
      await expect(page.locator('main')).toContainText(`Visa ${labelOf(cards.good)}`)
      const [paid] = await simulator.successes(second.reference)
      expect(paid).toMatchObject({ amount_kurus: 123_450, card_masked: maskOf(cards.good), save_card: false })
      const { payments } = await orders.read(second.id)
      expect(payments.map(({ status, card }) => [status, card])).toEqual([['succeeded', maskOf(cards.good)]])
    })

    test('choosing a card that is no longer saved gets a message, charges nothing, and the card is not offered again', async ({
      page,
      context,
      app,
      stack,
      orders,
      simulator,
    }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.saveCard(newWord('Öteki'), cards.troy)
      await customer.signIn(context)
      // A browser that has paid before, so no cookie is set now, which would make the page reload.
      await context.addCookies([{ name: 'payer', value: 'p'.repeat(22), url: app.url }])
      const order = await orders.make()
      await page.goto(order.checkout_url)
      if (hasScripts) await hydrated(page)
      await newCard(page).check()
      await choice(page, card.card_desc).check()
      await simulator.deleteCardAtPaynet(card.card_hash)
      await customer.raw.request('/account/cards')

      await payButton(page).click()
      await expect(problems(page)).toContainText('Bu kart artık kayıtlı değil; kartınızdan ücret alınmadı. Başka bir kart seçin.')
      expect(await simulator.calls(order.reference)).toEqual([])
      expect((await orders.read(order.id)).payments).toEqual([])
      await expect(choice(page, card.card_desc)).toHaveCount(0)
      await expect(choices(page)).toHaveCount(2)
      await expect(newCard(page)).toBeChecked()
      await expect(cardFields(page).number).toBeVisible()
      await fillCard(page, cards.good)
      await payButton(page).click()
      await approve(page, hasScripts)
      await expectStatus(page, 'succeeded')
    })

    test('if the session ends meanwhile, a new card pays as a guest’s and is reported as not saved', async ({
      page,
      context,
      stack,
      orders,
      simulator,
    }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.signIn(context)
      const order = await orders.make()
      await page.goto(order.checkout_url)
      if (hasScripts) await hydrated(page)
      await newCard(page).check()
      await fillCard(page, cards.masterCard)
      await tick(page).check()
      await postForm(customer.raw, '/account', 'Çıkış yap')
      await payButton(page).click()
      await approve(page, hasScripts)
      await expectStatus(page, 'succeeded')
      await expect(page.locator('main')).toContainText('Kartınız kaydedilemedi; ödemeniz bundan etkilenmedi.')
      expect(await simulator.cards(card.card_owner_id)).toHaveLength(1)
    })

    test('if the session ends meanwhile, a saved card asks to sign in and leads back to this checkout, where it is chosen again', async ({
      page,
      context,
      app,
      stack,
      orders,
      simulator,
    }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.saveCard(newWord('Önce önerilen'), cards.masterCard)
      await customer.signIn(context)
      const order = await orders.make()
      await page.goto(order.checkout_url)
      if (hasScripts) await hydrated(page)
      await choice(page, card.card_desc).check()
      await postForm(customer.raw, '/account', 'Çıkış yap')
      await payButton(page).click()
      const back = `/checkout/${order.id}?card=${card.id}`
      await expect(page).toHaveURL(`${app.url}/login?next=${encodeURIComponent(back)}&ended=1`)
      await expect(page.locator('main')).toContainText('Oturumunuz kapanmış. Kayıtlı kartınızla ödemek için yeniden giriş yapın')
      await expect(page.getByRole('link', { name: 'Ödemeye dön' })).toHaveAttribute('href', back)
      expect(await simulator.calls(order.reference)).toEqual([])
      await page.getByLabel('E-posta adresi').fill(customer.email)
      await page.locator('input[autocomplete="current-password"]').fill(customer.password)
      await page.getByRole('button', { name: 'Giriş yap' }).click()
      await expect(page).toHaveURL(app.url + back)
      await expect(choice(page, card.card_desc)).toBeChecked()
      if (hasScripts) await hydrated(page)
      await payButton(page).click()
      await approve(page, hasScripts)
      await expectStatus(page, 'succeeded')
    })
  })
}

test('the most recently used card stands first and is chosen, until the owner makes another one the default', async ({
  page,
  context,
  stack,
  orders,
}) => {
  const customer = await newCustomer(stack)
  const older = await customer.saveCard(newWord('Eski'), cards.good)
  const newer = await customer.saveCard(newWord('Yeni'), cards.masterCard)
  await customer.signIn(context)
  const names = () =>
    page
      .locator('label', { has: choices(page) })
      .locator('span.font-medium')
      .allTextContents()
  await page.goto((await orders.make()).checkout_url)
  await hydrated(page)
  expect(await names()).toEqual([newer.card_desc, older.card_desc, 'Yeni kart'])
  await expect(choice(page, newer.card_desc)).toBeChecked()

  await choice(page, older.card_desc).check()
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  await expect(page.locator('main')).toContainText(`Visa ${labelOf(cards.good)}`)
  await page.goto((await orders.make()).checkout_url)
  expect(await names()).toEqual([older.card_desc, newer.card_desc, 'Yeni kart'])
  await expect(choice(page, older.card_desc)).toBeChecked()

  const form = fill(await readForm(customer.raw, '/account/cards', 'card', newer.id), { intent: 'default' })
  expect((await customer.raw.postForm('/account/cards', form)).status).toBe(200)
  await page.reload()
  expect(await names(), 'the default stands first').toEqual([newer.card_desc, older.card_desc, 'Yeni kart'])
  await expect(choice(page, newer.card_desc)).toBeChecked()
  await openCards(page, stack.app.url)
  await expect(cardLines(page).getByRole('heading'), 'the same order as on the list').toHaveText([newer.card_desc, older.card_desc])
})

test('the new card is one key away, and switching clears the security code', async ({ page, context, stack, orders, simulator }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await choice(page, card.card_desc).focus()
  await page.keyboard.press('ArrowDown')
  await expect(newCard(page)).toBeFocused()
  await expect(newCard(page)).toBeChecked()
  const fields = cardFields(page)
  await expect(fields.number).toBeVisible()
  await fillCard(page, cards.masterCard)
  await newCard(page).focus()
  await page.keyboard.press('ArrowUp')
  await expect(choice(page, card.card_desc)).toBeChecked()
  await expect(fields.number).toBeHidden()
  await page.keyboard.press('ArrowDown')
  await expect(fields.cvc).toHaveValue('')
  await expect(fields.number).toHaveValue('5571 1355 7113 5575')

  await fields.cvc.fill('987')
  await newCard(page).focus()
  await page.keyboard.press('ArrowUp')
  const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url() === order.checkout_url)
  await payButton(page).click()
  const body = (await posted).postData() ?? ''
  expect(body).toContain(card.id)
  for (const name of ['number', 'expiry', 'cvc', 'holder']) expect(body).not.toMatch(new RegExp(`name="(?:_\\d+_)?${name}"`))
  expect(body).not.toMatch(/\b5571|\b5575|\b987\b|Ayşe/)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toMatchObject([{ card_masked: maskOf(cards.good) }])
})

test('two clicks lead from the checkout to the bank with any of the cards', async ({ page, context, stack, orders }) => {
  const customer = await newCustomer(stack)
  const older = await customer.saveCard(newWord('Eski'), cards.good)
  await customer.saveCard(newWord('Yeni'), cards.masterCard)
  await customer.signIn(context)
  await page.goto((await orders.make()).checkout_url)
  await page.locator('label', { hasText: older.card_desc }).click()
  await payButton(page).click()
  await expect(bank.code(page)).toBeVisible()
})

test('double-clicking the pay button with a saved card makes one payment', async ({ page, context, stack, orders, simulator }) => {
  const { customer } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await simulator.fault('slow', order.reference, { service: 'tds_initial', ms: 400 })
  await page.goto(order.checkout_url)
  await hydrated(page)
  const letGo = await holdPosts(page)
  await payButton(page).dblclick()
  letGo()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(await simulator.calls(order.reference, 'tds_initial')).toHaveLength(1)
  expect((await orders.read(order.id)).payments).toHaveLength(1)
})

test('the receipt reports a card that Paynet could not save and links to the cards; the payment is fine', async ({
  page,
  context,
  app,
  stack,
  orders,
  simulator,
}) => {
  const customer = await newCustomer(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await simulator.fault('save-card-fails', order.reference, { service: 'tds_charge' })
  await payAndSave(page, order.checkout_url, cards.good, newWord('Olmaz'))
  await expectStatus(page, 'succeeded')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödemeniz alındı')
  await expect(page.locator('main')).toContainText('Kartınız kaydedilemedi; ödemeniz bundan etkilenmedi.')
  await page.getByRole('link', { name: 'Kartlarım' }).click()
  await expect(page).toHaveURL(`${app.url}/account/cards?next=/checkout/${order.id}/result`)
  await expect(page.getByText('Kayıtlı kartınız yok')).toBeVisible()
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

async function payAndSave(page: Page, url: string, card: Card, name: string): Promise<void> {
  await page.goto(url)
  await hydrated(page)
  if ((await newCard(page).count()) > 0) await newCard(page).check()
  await fillCard(page, card)
  await tick(page).check()
  await description(page).fill(name)
  await payButton(page).click()
  await bank.approve(page)
}

test('if the charge’s answer is lost, the payment is found; the receipt does not claim to know about the card, and the list shows it', async ({
  page,
  context,
  app,
  stack,
  orders,
  simulator,
}) => {
  const { customer } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge' })
  const name = newWord('Kayıp')
  await payAndSave(page, order.checkout_url, cards.masterCard, name)
  await expectStatus(page, 'succeeded')
  await expect(page.locator('main')).toContainText('Kartınızın kaydedilip kaydedilmediği')
  await openCards(page, app.url)
  await expect(cardLine(page, name)).toContainText('•••• 5575')
  await expect(cardLine(page, name)).toContainText('Son kullanma tarihi: 12/')
  await page.goto(`${order.checkout_url}/result`)
  await expect(page.locator('main')).toContainText('Kartınız kaydedildi.')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})

test('a first card whose answer was lost is found when the next card is saved', async ({
  page,
  context,
  app,
  stack,
  orders,
  simulator,
}) => {
  const customer = await newCustomer(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge' })
  const lost = newWord('İlk')
  await payAndSave(page, order.checkout_url, cards.masterCard, lost)
  await expectStatus(page, 'succeeded')
  const next = await customer.saveCard(newWord('Sonraki'), cards.good)
  await openCards(page, app.url)
  await expect(cardLine(page, lost)).toContainText('•••• 5575')
  await expect(cardLine(page, next.card_desc)).toBeVisible()
  expect(await simulator.cards(next.card_owner_id), 'one owner, who has both').toHaveLength(2)
})

test('a saved card that Paynet no longer has is refused with a sentence, no longer offered, and nothing is charged', async ({
  page,
  context,
  stack,
  orders,
  simulator,
}) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await simulator.deleteCardAtPaynet(card.card_hash)
  await page.goto(order.checkout_url)
  await hydrated(page)
  await payButton(page).click()
  await expect(problems(page)).toContainText('kartınızdan ücret alınmadı')
  await expect(page).toHaveURL(order.checkout_url)
  expect(await simulator.ledger(order.reference)).toEqual([])
  await expect(choice(page, card.card_desc), 'no longer chosen, nor offered').toHaveCount(0)
  await page.reload()
  await expect(choice(page, card.card_desc)).toHaveCount(0)
  await fillCard(page, cards.good)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('of saved cards a guest sees only a sign-in link, which leads back and then offers them', async ({ page, app, stack, orders }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await expect(choices(page)).toHaveCount(0)
  await expect(tick(page)).toHaveCount(0)
  await expect(description(page)).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Kartlarımı düzenle' })).toHaveCount(0)
  await page.getByRole('link', { name: 'giriş yapın' }).click()
  await expect(page).toHaveURL(`${app.url}/login?next=${encodeURIComponent(`/checkout/${order.id}`)}`)
  await page.getByLabel('E-posta adresi').fill(customer.email)
  await page.locator('input[autocomplete="current-password"]').fill(customer.password)
  await page.getByRole('button', { name: 'Giriş yap' }).click()
  await expect(page).toHaveURL(order.checkout_url)
  await expect(choice(page, card.card_desc)).toBeChecked()
  await expect(page.getByRole('link', { name: 'Kartlarımı düzenle' })).toHaveAttribute(
    'href',
    `/account/cards?next=${encodeURIComponent(`/checkout/${order.id}`)}`,
  )
})

test('the owner sees the card on the result in another browser; a stranger and another account do not', async ({
  browser,
  page,
  context,
  app,
  stack,
  orders,
}) => {
  const { customer } = await newCustomerWithCard(stack)
  const other = await newCustomer(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')

  const elsewhere = await customer.signInAgain()
  const seen = async (cookies: Array<{ name: string; value: string }>) => {
    const fresh = await browser.newContext({ extraHTTPHeaders: { 'X-Forwarded-For': newAddress() } })
    await fresh.addCookies(cookies.map((cookie) => ({ ...cookie, url: app.url })))
    const there = await fresh.newPage()
    await there.goto(`${order.checkout_url}/result`)
    await expectStatus(there, 'succeeded')
    const html = await there.content()
    await fresh.close()
    return html.includes(labelOf(cards.good))
  }
  expect(await seen(elsewhere.cookies()), 'the owner').toBe(true)
  expect(await seen([]), 'a stranger').toBe(false)
  expect(await seen(other.raw.cookies()), 'another account').toBe(false)
})

test('a description with a card number is refused at its field, by the scripts and by the server', async ({
  page,
  context,
  stack,
  orders,
  simulator,
}) => {
  const customer = await newCustomer(stack)
  await customer.signIn(context)
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  await tick(page).check()
  await description(page).fill('4355 0843 5508 4358')
  await payButton(page).click()
  await expect(problems(page).getByRole('link')).toHaveText([/Kart adında bir numara var/])
  await problems(page).getByRole('link').click()
  await expect(description(page)).toBeFocused()

  const fields = await customer.raw.fillForm(order.id, cards.good)
  const typed = fill(fields, { save_card: 'on', card_desc: '4355 0843 5508 4358' })
  const answer = await customer.raw.postForm(`/checkout/${order.id}`, typed)
  expect(answer.body).toContain('Kart adında bir numara var')
  expect(answer.body).not.toMatch(/4355\s?0843/)
  expect(await simulator.calls(order.reference)).toEqual([])
})
