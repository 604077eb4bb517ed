import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { createRawShopper } from '@/e2e/harness/raw-shopper'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="100" fill="#123456"/></svg>'

test('the merchant’s logo stands on every page, keeps its place before it is there, leads to the shop, and can do nothing', async ({
  ownStack,
  page,
}) => {
  const file = join(tmpdir(), `paynet-checkout-logo-${process.pid}.svg`)
  writeFileSync(file, SVG)
  const stack = await ownStack({ MERCHANT_LOGO: file, MERCHANT_URL: 'https://www.example.com/' })
  const { app, orders } = stack
  const shopper = createRawShopper(stack, newAddress())
  const order = await orders.make()
  const { path } = await shopper.challenge(order.id, cards.good)
  for (const address of ['/', `/checkout/${order.id}`, `/checkout/${order.id}/result`, path, '/login', '/nothing']) {
    const { body } = await shopper.request(address)
    expect(body, address).toMatch(/<img[^>]*class="logo"[^>]*src="\/logo\?v=[\w-]{16}"[^>]*>/)
    expect(body, address).toMatch(
      /<img(?=[^>]*width="96")(?=[^>]*height="32")(?=[^>]*alt="Deneme Mağazası")[^>]*class="logo"|<img[^>]*class="logo"(?=[^>]*width="96")(?=[^>]*height="32")(?=[^>]*alt="Deneme Mağazası")/,
    )
    expect(body, address).toContain('href="https://www.example.com/"')
  }

  const src = /src="(\/logo\?v=[\w-]+)"/.exec((await shopper.request('/')).body)?.[1] ?? ''
  const logo = await shopper.request(src)
  expect([logo.status, logo.body]).toEqual([200, SVG])
  expect(logo.headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; .*sandbox$/),
  })
  expect((await shopper.request(src, { headers: { 'If-None-Match': logo.headers.etag ?? '' } })).status).toBe(304)
  expect((await shopper.request('/logo')).headers['cache-control']).toBe('public, max-age=300')
  expect((await shopper.request('/logo', { method: 'POST' })).status).toBe(405)

  writeFileSync(file, SVG.replace('<rect', '<script/><rect'))
  expect((await shopper.request('/logo')).body, 'it was read at the start').toBe(SVG)

  for (const address of [`/checkout/${order.id}`, `/checkout/${order.id}/result`]) {
    const broken: string[] = []
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()))
    await page.goto(`${app.url}${address}`)
    const size = await page
      .locator('img.logo')
      .evaluate((picture: HTMLImageElement) => [picture.width, picture.height, picture.naturalWidth > 0])
    expect(size).toEqual([96, 32, true])
    expect(broken).toEqual([])
  }
})

test('without a logo there is none', async ({ shopper }) => {
  expect((await shopper.request('/logo')).status).toBe(404)
  expect((await shopper.request('/')).body).not.toContain('/logo')
})
