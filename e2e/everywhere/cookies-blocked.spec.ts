import http from 'node:http'
import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import type { Variables } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { freePort } from '@/e2e/harness/ports'
import type { Stack } from '@/e2e/harness/stack'
import { accountFields, newEmail, PASSWORD, submit } from '@/e2e/pages/account-pages'
import { save } from '@/e2e/pages/dealer-pages'
import { bank, payByCard } from '@/e2e/pages/shopper-page'

type Shop = { stack: Stack; url: string; close: () => void }

/** A shop whose cookies no browser keeps: they are lost on the way, as where its settings block every site's. */
async function withoutCookies(ownStack: (more?: Variables) => Promise<Stack>): Promise<Shop> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const stack = await ownStack({ APP_URL: url, TRUSTED_PROXY_HOPS: '0' })
  const proxy = http.createServer((request, response) => {
    const { method, url: path, headers } = request
    const asked = http.request({ host: '127.0.0.1', port: stack.app.port, method, path, headers }, (answer) => {
      const { 'set-cookie': _, ...kept } = answer.headers
      response.writeHead(answer.statusCode ?? 500, kept)
      answer.pipe(response)
    })
    request.pipe(asked)
  })
  await new Promise<void>((resolve) => proxy.listen(port, resolve))
  return { stack, url, close: () => proxy.close().closeAllConnections() }
}

const notice = (page: Page) => page.getByRole('heading', { level: 1 })

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('a browser without cookies is told that they are needed to register, to sign in, to apply and for the language', async ({
      ownStack,
      browser,
    }) => {
      const shop = await withoutCookies(ownStack)
      const context = await browser.newContext({ baseURL: shop.url, locale: 'tr-TR', javaScriptEnabled })
      const page = await context.newPage()
      try {
        const email = newEmail()
        await page.goto('/register?next=/account')
        await accountFields(page).email.fill(email)
        await accountFields(page).next.fill(PASSWORD)
        await submit(page)
        await expect(notice(page)).toHaveText('Çerezler gerekli')
        await page.getByRole('link', { name: 'Geri dönüp yeniden dene' }).click()
        await expect(page).toHaveURL(`${shop.url}/register?next=/account`)

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
        await expect(page).toHaveURL(`${shop.url}/login?next=/account`)
        expect(await context.cookies()).toEqual([])
      } finally {
        await context.close()
        shop.close()
      }
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

test('paying needs no cookies', async ({ ownStack, browser }) => {
  const shop = await withoutCookies(ownStack)
  const context = await browser.newContext({ locale: 'tr-TR' })
  const page = await context.newPage()
  try {
    const order = await shop.stack.orders.make()
    await page.goto(order.checkout_url)
    await payByCard(page, cards.good)
    await bank.approve(page)
    await expect(page.locator('main')).toHaveAttribute('data-payment-status', 'succeeded')
  } finally {
    await context.close()
    shop.close()
  }
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
