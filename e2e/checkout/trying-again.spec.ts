import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards, maskOf } from '@/e2e/harness/cards'
import { newCustomer, newWord } from '@/e2e/harness/customer'
import { bank, cardFields, expectStatus, fillCard, hydrated, payButton, payByCard } from '@/e2e/pages/shopper-page'

const lastTry = (page: Page) => page.locator('section[aria-labelledby="last-try"]')
const choice = (page: Page, id: string) => page.locator(`input[name="saved_card"][value="${id}"]`)
const newCard = (page: Page) => choice(page, 'new')

async function expectOnlyNameAndDate(page: Page, { holder, expiry }: { holder: string; expiry: string }): Promise<void> {
  const fields = cardFields(page)
  await expect(fields.holder).toHaveValue(holder)
  await expect(fields.expiry).toHaveValue(expiry)
  await expect(fields.number).toHaveValue('')
  await expect(fields.cvc).toHaveValue('')
  await expect(fields.number).toHaveAccessibleDescription('Bizde saklanmadığı için yeniden yazın.')
}

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts })

    const toBank = async (page: Page) => {
      await payButton(page).click()
      if (!hasScripts) await page.getByRole('button', { name: 'Bankaya devam et' }).click()
      await expect(bank.code(page)).toBeVisible()
    }
    const approve = async (page: Page) => {
      await bank.approve(page)
      if (!hasScripts) await page.locator('#continue').click()
    }

    test('after a refusal a guest reads why, and name and date come back, but neither number nor code', { tag: '@journey' }, async ({
      page,
      orders,
    }) => {
      const order = await orders.make()
      await page.goto(order.checkout_url)
      await expect(lastTry(page)).toHaveCount(0)
      await fillCard(page, cards.wrongData)
      await toBank(page)
      await approve(page)
      await expectStatus(page, 'declined')

      await page.goto(order.checkout_url)
      await expect(lastTry(page)).toContainText('Ödeme onaylanmadı')
      await expect(lastTry(page)).toContainText('Kart bilgileri bankanızdaki kayıtla uyuşmadı.')
      await expect(lastTry(page)).toContainText('Kartınızdan ücret alınmadı.')
      await expect(lastTry(page)).toContainText('Visa •••• 0082')
      await expectOnlyNameAndDate(page, cards.wrongData)
      expect(await page.content()).not.toMatch(/435508|\*{4}/)
      await fillCard(page, cards.good)
      await toBank(page)
      await approve(page)
      await expectStatus(page, 'succeeded')
    })

    test('Back from the bank brings name and date back, and says that an attempt stands there', async ({ page, orders }) => {
      const order = await orders.make()
      await page.goto(order.checkout_url)
      if (hasScripts) await hydrated(page)
      await fillCard(page, cards.good)
      await toBank(page)
      await page.goto(order.checkout_url)
      await expectOnlyNameAndDate(page, cards.good)
      await lastTry(page).getByRole('link', { name: 'Bankaya devam et' }).click()
      if (!hasScripts) await page.getByRole('button', { name: 'Bankaya devam et' }).click()
      await expect(bank.code(page), 'the same attempt goes on').toBeVisible()
    })

    test('a declined saved card is marked and another one is chosen, unless the shopper wishes for it', async ({
      page,
      context,
      stack,
      orders,
      simulator,
    }) => {
      const customer = await newCustomer(stack)
      const good = await customer.saveCard(newWord('İyi'), cards.masterCard)
      const bad = await customer.saveCard(newWord('Limitsiz'), { ...cards.noLimit, cvc: '' })
      await customer.signIn(context)
      const order = await orders.make()
      await page.goto(order.checkout_url)
      await expect(choice(page, bad.id)).toBeChecked()
      await toBank(page)
      await approve(page)
      await expectStatus(page, 'declined')

      await page.goto(order.checkout_url)
      await expect(choice(page, good.id)).toBeChecked()
      const marked = page.locator('label', { has: choice(page, bad.id) })
      await expect(marked).toContainText('Bu kart az önce reddedildi. Kartınızın limiti ya da bakiyesi bu tutara yetmedi.')
      await expect(page.locator('label', { has: choice(page, good.id) })).not.toContainText('reddedildi')

      await page.goto(`${order.checkout_url}?card=new`)
      await expect(newCard(page)).toBeChecked()
      await expect(cardFields(page).number).toBeVisible()
      await page.goto(`${order.checkout_url}?card=${bad.id}`)
      await expect(choice(page, bad.id)).toBeChecked()
      await expect(marked).toContainText('Bu kart az önce reddedildi.')
      for (const wish of ['?card=', '?card=yok', '?card=new&card=new', `?card=${'x'.repeat(22)}`]) {
        await page.goto(order.checkout_url + wish)
        await expect(choice(page, good.id), wish).toBeChecked()
      }

      await page.goto(`${order.checkout_url}?card=${good.id}`)
      await toBank(page)
      await approve(page)
      await expectStatus(page, 'succeeded')
      expect(await simulator.successes(order.reference)).toMatchObject([{ card_masked: maskOf(cards.masterCard) }])
    })

    test('what the page says of storing the card is true of the card that is chosen', async ({ page, context, stack, orders }) => {
      const customer = await newCustomer(stack)
      await customer.saveCard(newWord('Kart'), cards.good)
      await customer.signIn(context)
      await page.goto((await orders.make()).checkout_url)
      const said = page.locator('.of-typed, .of-kept, .of-saved').filter({ visible: true })
      await expect(said).toHaveText(['Kayıtlı kartınızın numarası bizde değil, Paynet’te durur.'])
      await newCard(page).check()
      await expect(said).toHaveText(['Kart numaranızı ve güvenlik kodunuzu saklamayız.'])
      await page.locator('input[name="save_card"]').check()
      await expect(said).toHaveText(['Kartınızı Paynet saklar; numarası ve güvenlik kodu bizde kalmaz.'])
    })
  })
}

test('the browser’s Back from the bank shows name and date again, and says why the number is gone', async ({ page, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  for (let steps = 0; steps < 3 && !page.url().startsWith(order.checkout_url); steps += 1) await page.goBack()
  await expect(page).toHaveURL(order.checkout_url)
  await hydrated(page)
  await expectOnlyNameAndDate(page, cards.good)
})

test('above the form, no link leads to a bank’s page that is over', async ({ page, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.cancel(page)
  await expectStatus(page, 'awaiting_3ds')
  await page.goto(order.checkout_url)
  await expect(lastTry(page)).toContainText('Kartınızdan ücret alınmadı.')
  await expect(lastTry(page)).toContainText('ödemeyi bankanızda onaylamadığınız sürece ücret alınmaz')
  await expect(lastTry(page).getByRole('link')).toHaveCount(0)
})

test('signing out takes along what was typed, and a security code in another box is not kept at all', async ({
  browser,
  app,
  stack,
  orders,
}) => {
  const context = await browser.newContext({ baseURL: app.url, locale: 'tr-TR' })
  await (await newCustomer(stack, { hasPaid: false })).signIn(context)
  const page = await context.newPage()
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await fillCard(page, cards.wrongData)
  await page.locator('input[name="save_card"]').check()
  await page.locator('input[name="card_desc"]').fill(`Kod ${cards.wrongData.cvc}`)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'declined')
  await page.goto(order.checkout_url)
  await expect(cardFields(page).holder).toHaveValue(cards.wrongData.holder)
  await expect(page.locator('input[name="save_card"]')).toBeChecked()
  await expect(page.locator('input[name="card_desc"]')).toHaveValue('')

  await hydrated(page)
  await page.getByRole('button', { name: 'Çıkış yap' }).click()
  await expect(page.getByRole('button', { name: 'Çıkış yap' })).toHaveCount(0)
  await page.goto(order.checkout_url)
  await expect(cardFields(page).holder).toHaveValue('')
  await expect(cardFields(page).expiry).toHaveValue('')
  await context.close()
})

test('a saved card that may do at a second try stays chosen, even where another one is the default', async ({
  page,
  context,
  stack,
  orders,
}) => {
  const customer = await newCustomer(stack)
  const doubtful = await customer.saveCard(newWord('Şifreli'), cards.threeDsFails)
  await customer.saveCard(newWord('Yeni'), cards.good)
  await customer.signIn(context)
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await choice(page, doubtful.id).check()
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'declined')
  await page.goto(order.checkout_url)
  await expect(choice(page, doubtful.id)).toBeChecked()
  await expect(page.locator('label', { has: choice(page, doubtful.id) })).toContainText('Bu kart az önce reddedildi.')
})

test('who only holds the link learns the status of the last try, and nothing of the card, its bank or its shopper', async ({
  browser,
  page,
  orders,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.noLimit)
  const stranger = await (await browser.newContext({ locale: 'tr-TR' })).newPage()
  await stranger.goto(order.checkout_url)
  await expect(lastTry(stranger)).toBeVisible()
  await expect(lastTry(stranger).getByRole('link')).toHaveCount(0)
  expect(await stranger.content()).not.toContain('/3d/')

  await bank.approve(page)
  await expectStatus(page, 'declined')
  await stranger.goto(order.checkout_url)
  await expect(lastTry(stranger)).toContainText('Ödeme onaylanmadı')
  await expect(cardFields(stranger).holder).toHaveValue('')
  await expect(cardFields(stranger).expiry).toHaveValue('')
  expect(await stranger.content()).not.toMatch(/\b0051\b|Ayşe|Ayrıntı/)
  await stranger.context().close()
})

test('while the bank’s answer is in doubt the button waits, and works by itself once Paynet was asked', async ({ page, orders }) => {
  test.slow()
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.bankUnreachable)
  await bank.approve(page)
  await expectStatus(page, 'declined')
  await page.goto(order.checkout_url)
  await expect(payButton(page)).toBeDisabled()
  await expect(payButton(page)).toHaveText('Bankanızın yanıtı bekleniyor…')
  await expect(lastTry(page)).toContainText('yeniden ödeme yapmayın')
  await fillCard(page, cards.good)
  await expect(payButton(page)).toBeEnabled({ timeout: 60_000 })
  await expect(cardFields(page).number, 'what was typed stays').toHaveValue('4355 0843 5508 4358')
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('the merchant’s terms and privacy notice open beside the typed card, where there are any', async ({ page, orders, ownStack }) => {
  const terms = 'https://magaza.example/kosullar'
  const privacy = 'https://magaza.example/gizlilik'
  const stack = await ownStack({ MERCHANT_TERMS_URL: terms, MERCHANT_PRIVACY_URL: privacy })
  await page.goto((await stack.orders.make()).checkout_url)
  for (const [name, href] of [
    ['Satış koşulları (yeni sekmede açılır)', terms],
    ['Gizlilik bildirimi (yeni sekmede açılır)', privacy],
  ] as const) {
    const link = page.getByRole('link', { name })
    await expect(link).toHaveAttribute('href', href)
    await expect(link).toHaveAttribute('target', '_blank')
    await expect(link).toHaveAttribute('rel', /noopener/)
  }
  await page.goto((await orders.make()).checkout_url)
  await expect(page.getByRole('link', { name: /yeni sekmede/ })).toHaveCount(0)
})

test('a hundred items scroll by themselves, so that the total and the card stay in sight', async ({ page, orders }) => {
  const items = Array.from({ length: 100 }, (_, index) => ({ name: `Ürün ${index + 1}`, quantity: 1, unit_amount: 100 }))
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto((await orders.make({ amount: 10_000, items })).checkout_url)
  const list = page.getByRole('region', { name: 'Sipariş içeriği (100 ürün)' })
  await list.focus()
  await page.keyboard.press('End')
  await expect(page.getByText('Ürün 100')).toBeInViewport()
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport()
  await expect(page.getByText('Toplam')).toBeInViewport()
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport()
})

test('the checkout needs no sideways scroll at 320 pixels with text of twice the size', async ({ page, orders }) => {
  await page.setViewportSize({ width: 320, height: 700 })
  const items = [{ name: 'Çokuzunadlıbirürünveaçıklamasıyanyanayazılmış', quantity: 1, unit_amount: 1_234_567_890 }]
  await page.goto((await orders.make({ amount: 1_234_567_890, items })).checkout_url)
  await page.locator('summary').first().click()
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '32px'))
  await payButton(page).click()
  const beyond = await page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
      .map((each) => `${each.tagName} ${each.textContent}`),
  )
  expect(beyond).toEqual([])
})
