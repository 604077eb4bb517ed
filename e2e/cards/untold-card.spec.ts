import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { newCustomer, newWord } from '@/e2e/harness/customer'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { addButton, cardLine, cardLines, cardsWords, openCards, setLanguage, watchPage } from '@/e2e/pages/cards-page'
import { bank, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

/** Pays with the box ticked. No answer of the charge arrives while faults last, and checks are answered or not. */
async function saveWhilePaying(page: Page, { orders, simulator }: Stack, name: string, areChecksAnswered: boolean): Promise<string> {
  const order = await orders.make()
  await simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge', times: 100 })
  if (!areChecksAnswered) await simulator.fault('http-500', order.reference, { service: 'check', times: 100 })
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  await page.locator('input[name="save_card"]').check()
  await page.locator('input[name="card_desc"]').fill(name)
  await payButton(page).click()
  await bank.approve(page)
  await page.waitForURL(/\/result$/)
  return order.reference
}

for (const language of ['tr', 'en'] as const) {
  const words = cardsWords[language]

  test(`a first card that is still asked for is not denied, and then it is there (${language})`, async ({ page, context, ownStack }) => {
    // The card may be asked for until five such times after the bank: long enough for a busy machine.
    const stack = await ownStack({ PAYNET_QUIET_MS: '8000' })
    const { app } = stack
    const customer = await newCustomer(stack)
    await customer.signIn(context)
    await setLanguage(context, app.url, language)
    const name = newWord('İlk kart')
    const reference = await saveWhilePaying(page, stack, name, false)
    const { faults, foreign } = watchPage(page, app.url)
    await openCards(page, app.url)
    const note = page.getByRole('group', { name: words.untold })
    await expect(note).toContainText(words.untoldSoon)
    await expect(page.getByText(words.empty)).toHaveCount(0)
    await expect(addButton(page)).toBeVisible()
    await expectAccessible(page, 'a card that is asked for')

    await stack.simulator.clearFaults()
    await expect(async () => {
      if (await note.isVisible()) await note.getByRole('link', { name: words.reload }).click({ timeout: 1_000 })
      await expect(cardLine(page, name)).toBeVisible({ timeout: 1_000 })
    }).toPass({ timeout: 60_000 })
    await expect(note).toHaveCount(0)
    expect(await stack.simulator.successes(reference)).toHaveLength(1)
    expect([...faults, ...foreign]).toEqual([])
  })

  test(`a first card of which no answer tells is said to be unknown, and comes with the next one (${language})`, async ({
    page,
    context,
    app,
    stack,
  }) => {
    const customer = await newCustomer(stack)
    await customer.signIn(context)
    await setLanguage(context, app.url, language)
    const name = newWord('İlk kart')
    const reference = await saveWhilePaying(page, stack, name, true)
    const note = page.getByRole('group', { name: words.untold })
    await expect(async () => {
      await openCards(page, app.url)
      await expect(page.getByText(words.empty)).toHaveCount(0)
      await expect(note).toContainText(words.untoldLater, { timeout: 500 })
    }).toPass({ timeout: 30_000 })
    await expectAccessible(page, 'a card that is unknown')
    expect(await stack.simulator.calls(reference, 'tds_charge')).toHaveLength(2)
    expect(await stack.simulator.successes(reference)).toHaveLength(1)

    await fillCard(page, { ...cards.masterCard, cvc: '' })
    await addButton(page).click()
    await expect(cardLines(page)).toHaveCount(2)
    await expect(cardLine(page, name)).toBeVisible()
    await expect(note).toHaveCount(0)
  })
}
