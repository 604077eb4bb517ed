import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { newCustomer, newWord } from '@/e2e/harness/customer'
import { expectAccessible } from '@/e2e/pages/accessible'
import { addButton, cardLine, cardsWords, fold, openCards, said, watchPage } from '@/e2e/pages/cards-page'
import { bank, expectStatus, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

const { tr } = cardsWords
const LONG = `Uzunadlıbirkart${'ı'.repeat(35)}`

/**
 * Sizes for fingers and eyes: buttons, links on a line of their own, folds and fields are high enough, and no
 * text makes a phone zoom.
 */
async function expectTouchable(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 375, height: 800 })
  for (const control of await page.locator('main button, main summary, main input:not([type="hidden"]), main label.card-choice').all()) {
    if (!(await control.isVisible())) continue
    const { height, font, label } = await control.evaluate((element) => {
      const isTick = element.matches('[type="radio"], [type="checkbox"]')
      const target = isTick ? (element.closest('label') ?? element) : element
      return {
        height: target.getBoundingClientRect().height,
        font: element.matches('input') && !isTick ? Number.parseFloat(getComputedStyle(element).fontSize) : 16,
        label: target.outerHTML.slice(0, 120),
      }
    })
    expect(height, `${name}: ${label}`).toBeGreaterThanOrEqual(44)
    expect(font, `${name}: ${label}`).toBeGreaterThanOrEqual(16)
  }
  await page.setViewportSize({ width: 1280, height: 720 })
}

test('the cards page is accessible: empty, full, with a fold open, with mistakes and when Paynet is down', async ({
  page,
  context,
  app,
  stack,
  simulator,
}) => {
  const { faults, foreign } = watchPage(page, app.url)
  const customer = await newCustomer(stack)
  await customer.signIn(context)
  await openCards(page, app.url)
  await expect(page.getByText(tr.empty)).toBeVisible()
  await expectAccessible(page, 'no cards')

  const saved = await customer.saveCard(LONG, { ...cards.good, expiry: '01/20' })
  await simulator.seedCards(saved.card_owner_id, 2)
  await openCards(page, app.url)
  await expectAccessible(page, 'cards')
  await expectTouchable(page, 'cards')
  await fold(cardLine(page, 'Kart 2'), tr.remove).click()
  await fold(cardLine(page, LONG), tr.rename).click()
  await cardLine(page, LONG).getByLabel(tr.name).fill('')
  await cardLine(page, LONG).getByRole('button', { name: tr.saveName }).click()
  await expect(cardLine(page, LONG).getByLabel(tr.name)).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page, 'two open folds, one with a name that will not do')
  await expectTouchable(page, 'two open folds')
  await cardLine(page, 'Kart 2').getByRole('button', { name: tr.removeForGood }).click()
  await expect(said(page, tr.removed)).toBeVisible()
  await addButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toBeFocused()
  await expectAccessible(page, 'one card deleted, another with mistakes')

  await simulator.cardFault('http-500', saved.card_owner_id, { service: 'card_list', times: 100 })
  await openCards(page, app.url, false)
  await expectAccessible(page, 'stale')
  expect(faults, 'console and content policy').toEqual([])
  expect(foreign).toEqual([])
})

test('the checkout with saved cards is accessible, with the box ticked and with a mistake, and so is its receipt', async ({
  page,
  context,
  app,
  stack,
  orders,
}) => {
  const { faults, foreign } = watchPage(page, app.url)
  const customer = await newCustomer(stack)
  await customer.signIn(context)
  await customer.saveCard(newWord('Eski'), { ...cards.masterCard, expiry: '01/20' })
  await customer.saveCard(LONG)
  await page.goto((await orders.make()).checkout_url)
  await hydrated(page)
  await expectAccessible(page, 'checkout with saved cards')
  await expectTouchable(page, 'checkout with saved cards')
  await page.locator('input[name="saved_card"][value="new"]').check()
  await page.locator('input[name="save_card"]').check()
  await expectTouchable(page, 'checkout that saves')
  await fillCard(page, cards.troy)
  await page.locator('input[name="card_desc"]').fill('4355 0843 5508 4358')
  await payButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toBeFocused()
  await expectAccessible(page, 'checkout with a mistake')
  expect(foreign, 'up to the bank').toEqual([])
  await page.locator('input[name="card_desc"]').fill('Troy')
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  await expect(page.getByRole('link', { name: 'Kartlarım' })).toBeVisible()
  await expectAccessible(page, 'receipt')
  expect(faults, 'console and content policy').toEqual([])
})

test('the phone code steps are accessible', async ({ page, context, ownStack }) => {
  const stack = await ownStack({ PAYNET_CARD_OTP: 'on' })
  const { faults, foreign } = watchPage(page, stack.app.url)
  await stack.simulator.settings({ otp_required: true })
  const customer = await newCustomer(stack)
  await customer.signIn(context)
  await openCards(page, stack.app.url)
  await expectTouchable(page, 'phone')
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  await press('Kod gönder')
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toBeFocused()
  await expectAccessible(page, 'no phone')
  await page.locator('input[autocomplete="tel-national"]').fill('5321234567')
  await press('Kod gönder')
  await expect(page.locator('input[autocomplete="one-time-code"]')).toBeVisible()
  await expectTouchable(page, 'code')
  await page.locator('input[autocomplete="one-time-code"]').fill('XXXX')
  await press('Kodu doğrula')
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toBeFocused()
  await expectAccessible(page, 'wrong code')
  await page.locator('input[autocomplete="one-time-code"]').fill('ART2')
  await press('Kodu doğrula')
  await expect(addButton(page)).toBeVisible()
  await expectAccessible(page, 'card after a code')
  expect(faults, 'console and content policy').toEqual([])
  expect(foreign).toEqual([])
})
