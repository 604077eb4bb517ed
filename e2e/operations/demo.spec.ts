import { expect, test } from '@/e2e/fixtures'
import { runNode } from '@/e2e/harness/child'

test('the demo’s people can sign in, find their cards and their payment, and are not made twice', async ({ page, ownStack }) => {
  const stack = await ownStack()
  for (let start = 0; start < 2; start++) {
    expect(await runNode('dist/seed-demo.js', [], stack.app.env)).toMatchObject({ code: 0, errors: '' })
  }
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
