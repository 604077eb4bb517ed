import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import { bank, expectStatus, payByCard } from '@/e2e/pages/shopper-page'

test('a return that finds the database busy is sent again by its page and charged once', async ({ page, ownStack }) => {
  const { app, folder, orders, simulator } = await ownStack()
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)

  const other = openSqliteFile(`${folder}/checkout.db`)
  other.exec('BEGIN IMMEDIATE')
  const busy = page.waitForResponse((response) => response.url().startsWith(`${app.url}/api/paynet/return/`))
  await bank.approve(page)
  expect((await busy).status()).toBe(503)
  await expect(page.locator('h1')).toHaveText('Ödemeniz kontrol ediliyor')
  await expect(page.locator('form#again button[type="submit"]')).toBeVisible()
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(0)
  other.exec('ROLLBACK')
  other.close()

  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
})
