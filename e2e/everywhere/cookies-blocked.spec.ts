import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import type { App } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { accountFields, newEmail, PASSWORD, submit } from '@/e2e/pages/account-pages'
import { save } from '@/e2e/pages/dealer-pages'
import { bank, payByCard } from '@/e2e/pages/shopper-page'

/** A browser whose settings block every site's cookies. */
async function withoutCookies(app: App, javaScriptEnabled: boolean, walk: (page: Page) => Promise<void>): Promise<void> {
  const profile = test.info().outputPath('profile')
  mkdirSync(join(profile, 'Default'), { recursive: true })
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } }
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(settings))
  const context = await chromium.launchPersistentContext(profile, {
    ...test.info().project.use.launchOptions,
    baseURL: app.url,
    locale: 'tr-TR',
    javaScriptEnabled,
    extraHTTPHeaders: { 'X-Forwarded-For': newAddress() },
  })
  try {
    await walk(await context.newPage())
    expect(await context.cookies()).toEqual([])
  } finally {
    await context.close()
  }
}

const notice = (page: Page) => page.getByRole('heading', { level: 1 })

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('a browser without cookies is told that they are needed to register, to sign in, to apply and for the language', async ({
      app,
    }) => {
      await withoutCookies(app, javaScriptEnabled, async (page) => {
        const email = newEmail()
        await page.goto('/register?next=/account')
        await accountFields(page).email.fill(email)
        await accountFields(page).next.fill(PASSWORD)
        await submit(page)
        await expect(notice(page)).toHaveText('Çerezler gerekli')
        await page.getByRole('link', { name: 'Geri dönüp yeniden dene' }).click()
        await expect(page).toHaveURL('/register?next=/account')

        await page.goto('/login?next=/account')
        await accountFields(page).email.fill(email)
        await accountFields(page).current.fill(PASSWORD)
        await submit(page)
        await expect(notice(page)).toHaveText('Çerezler gerekli')

        await page.goto('/dealers/apply')
        await save(page)
        await expect(notice(page)).toHaveText('Çerezler gerekli')

        await page.goto('/login?next=/account')
        await page.getByRole('contentinfo').getByRole('link', { name: 'English' }).click()
        await expect(notice(page)).toHaveText('Cookies are needed')
        await page.getByRole('link', { name: 'Go back and try again' }).click()
        await expect(page).toHaveURL('/login?next=/account')
      })
    })

    test('a first visitor whose browser keeps cookies is led on without a word', async ({ page }) => {
      await page.goto('/login?next=/account')
      await page.getByRole('contentinfo').getByRole('link', { name: 'English' }).click()
      await expect(page).toHaveURL(/\/login\?next=(\/|%2F)account$/)
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await page.context().clearCookies()
      await page.goto('/register?next=/account')
      await accountFields(page).email.fill(newEmail())
      await accountFields(page).next.fill(PASSWORD)
      await submit(page)
      await expect(page).toHaveURL('/account')
      await page.context().clearCookies()
      await page.goto('/dealers/apply')
      await save(page)
      await expect(page).toHaveURL('/dealers/apply/tasks')
    })
  })
}

test('paying needs no cookies', async ({ app, orders }) => {
  const order = await orders.make()
  await withoutCookies(app, true, async (page) => {
    await page.goto(order.checkout_url)
    await payByCard(page, cards.good)
    await bank.approve(page)
    await expect(page.locator('main')).toHaveAttribute('data-payment-status', 'succeeded')
  })
})

test('a program without cookies that begins an application reads it too, and no address leads away from here', async ({ app, shopper }) => {
  const led = await shopper.request('/cookies?to=%2Fdealers%2Fapply%2Ftasks')
  expect([led.status, led.body.includes('Çerezler gerekli')]).toEqual([200, true])
  const away = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    '/.//evil.example',
    '/a/..//evil.example',
  ]
  for (const to of [...away, `${app.url}//evil.example`]) {
    const path = `/cookies?to=${encodeURIComponent(to)}`
    const on = await shopper.request(path, { headers: { Cookie: 'lang=tr' } })
    expect(new URL(on.headers.location ?? '').origin, to).toBe(app.url)
    const told = await shopper.request(path, { headers: { Referer: to } })
    const [, back = ''] = /class="button" href="([^"]*)"/.exec(told.body) ?? []
    expect(new URL(back, app.url).origin, to).toBe(app.url)
  }
})
