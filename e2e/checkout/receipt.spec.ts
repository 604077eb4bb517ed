import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { openToWrite } from '@/e2e/harness/database'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { bank, expectStatus, payByCard } from '@/e2e/pages/shopper-page'

/** Pays an order by card; what Paynet told of it is as if it had told this too. */
async function payAndBeTold(page: Page, stack: Stack, told: object): Promise<void> {
  const order = await stack.orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  const database = openToWrite(stack)
  const { details } = database.prepare('SELECT details FROM payments WHERE order_id = ?').get(order.id) as { details: string }
  const more = JSON.stringify({ ...JSON.parse(details), ...told })
  database.prepare('UPDATE payments SET details = ? WHERE order_id = ?').run(more, order.id)
  database.close()
  await page.reload()
}

const fact = (page: Page, term: string) => page.locator('dl > div', { has: page.getByText(term, { exact: true }) }).locator('dd')

test('a receipt names the card’s bank, its code and the plan in both languages, and fits a narrow screen', async ({ page, ownStack }) => {
  const stack = await ownStack()
  const campaignUrl = 'https://kampanya.example/sec?x=1'
  await payAndBeTold(page, stack, { cardBankId: 'ZRTB', bankName: 'Axess', authorizationCode: '159116', instalment: 6, campaignUrl })

  for (const [term, value] of [
    ['Banka', 'Ziraat Bankası'],
    ['Onay kodu', '159116'],
    ['Ödeme şekli', '6 taksit'],
  ] as const) {
    await expect(fact(page, term)).toHaveText(value)
  }
  await expectAccessible(page, 'receipt')
  // The POS's name is no shopper's business, and an address that Paynet named leads nowhere from here.
  expect(await page.content()).not.toMatch(/Axess|kampanya\.example/)

  await page.context().addCookies([{ name: 'lang', value: 'en', url: stack.app.url }])
  await page.reload()
  for (const [term, value] of [
    ['Bank', 'Ziraat Bankası'],
    ['Authorization code', '159116'],
    ['Payment plan', '6 instalments'],
  ] as const) {
    await expect(fact(page, term)).toHaveText(value)
  }
})

test('a receipt without a bank or a code says what it knows', async ({ page, ownStack }) => {
  const stack = await ownStack()
  await payAndBeTold(page, stack, { cardBankId: null, authorizationCode: null, instalment: null })
  await expect(fact(page, 'Ödeme şekli')).toHaveText('Tek çekim')
  await expect(page.getByText(/^(?:Banka|Onay kodu)$/)).toHaveCount(0)
})
