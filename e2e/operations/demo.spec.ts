import { expect, test } from '@/e2e/fixtures'
import { runNode } from '@/e2e/harness/child'
import { drawnBy, type Transaction } from '@/e2e/harness/simulator'

test('the demo’s people can sign in, find their cards and their payment, one of them in instalments, and are not made twice', async ({
  page,
  ownStack,
}) => {
  const stack = await ownStack({ INSTALMENTS: 'shopper' })
  for (let start = 0; start < 2; start++) {
    expect(await runNode('dist/seed-demo.js', [], stack.app.env)).toMatchObject({ code: 0, errors: '' })
  }
  const taken = (await (await fetch(`${stack.simulator.url}/control/ledger`)).json()) as Transaction[]
  expect(taken.map(drawnBy)).toMatchObject([
    { priceKurus: 38_900, instalments: 6, feeKurus: 4715 },
    { priceKurus: 38_900, instalments: 1, feeKurus: 0 },
  ])
  for (const [email, cards] of [
    ['ayse@example.com', 3],
    ['mehmet@example.com', 1],
  ] as const) {
    await page.context().clearCookies()
    await page.goto(`${stack.app.url}/login?next=/account`)
    await page.locator('input[autocomplete="email"]').fill(email)
    await page.locator('input[autocomplete="current-password"]').fill('kahve-molasi')
    await page.locator('form button[type="submit"]').last().click()
    await expect(page).toHaveURL(`${stack.app.url}/account`)
    await page.goto(`${stack.app.url}/account/cards`)
    await expect(page.locator('[data-card-id]')).toHaveCount(cards)
    await page.goto(`${stack.app.url}/account/payments`)
    await expect(page.getByRole('main').locator('a[href$="/result"]')).toHaveCount(1)
  }
})
