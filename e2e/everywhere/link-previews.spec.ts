import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { createRawShopper } from '@/e2e/harness/raw-shopper'

/** What a page says of itself in its head, by name, unescaped; the programs that show links read no further. */
function headOf(html: string): Record<string, string> {
  const head = html.slice(0, html.indexOf('</head>'))
  const tags = [...head.matchAll(/<(?:meta|link) [^>]*>/g)].map(
    ([tag]) =>
      (name: string) =>
        new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '',
  )
  return Object.fromEntries(
    tags.map((of) => [
      of('property') || of('name') || of('rel'),
      (of('content') || of('href')).replaceAll('&amp;', '&').replaceAll('&lt;', '<'),
    ]),
  )
}

const MERCHANT = 'Deneme Mağazası'

test('a shared link to an order shows the merchant and the amount in the order’s language, and nothing of who pays for what', async ({
  app,
  orders,
  shopper,
}) => {
  const customer = { name: 'Ayşe Yılmaz', email: 'ayse@example.org' }
  const items = [{ name: 'Gizli Hediye', quantity: 1, unit_amount: 123_450 }]
  for (const [locale, amount] of [
    ['tr', '1.234,50 ₺'],
    ['en', '₺1,234.50'],
  ] as const) {
    const order = await orders.make({ amount: 123_450, locale, items, customer })
    const { body } = await shopper.request(`/checkout/${order.id}`)
    const head = headOf(body)
    expect(head['og:title']).toContain(amount)
    expect(head['og:title']).toContain(MERCHANT)
    expect(head).toMatchObject({ 'og:site_name': MERCHANT, 'og:image:width': '1200', 'twitter:card': 'summary_large_image' })
    expect(head['og:locale']).toMatch(locale)
    expect(body).toContain('noindex')
    const told = Object.entries(head).filter(([name]) => /^(og|twitter):|description/.test(name))
    expect(told.length).toBeGreaterThan(10)
    for (const secret of ['Ayşe', 'ayse@', 'Gizli', order.reference]) expect(JSON.stringify(told)).not.toContain(secret)

    const image = head['og:image'] ?? ''
    expect(image, 'absolute').toMatch(new RegExp(`^${app.url}/checkout/${order.id}/link-picture\\?v=[\\w-]{16}$`))
    const picture = await shopper.request(image.slice(app.url.length))
    expect(picture.status).toBe(200)
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-robots-tag': 'noindex',
    })
    expect(picture.headers).not.toHaveProperty('set-cookie')
    const again = await shopper.request(image.slice(app.url.length), { headers: { 'If-None-Match': picture.headers.etag ?? '' } })
    expect(again.status).toBe(304)
    const bare = await shopper.request(`/checkout/${order.id}/link-picture`)
    expect([bare.status, bare.headers['cache-control']], 'without its version it is kept for a while only').toEqual([
      200,
      'public, max-age=300',
    ])
  }
})

test('whoever holds no order’s link has nothing drawn', async ({ shopper }) => {
  for (const id of ['A'.repeat(22), 'x', '%20']) {
    const answer = await shopper.request(`/checkout/${id}/link-picture?v=x`)
    expect([answer.status, answer.headers['content-type']], id).toEqual([404, expect.stringContaining('text/plain')])
    expect(headOf((await shopper.request(`/checkout/${id}`)).body)['og:image'] ?? '').not.toContain('/checkout/')
  }
})

test('every other page has the merchant’s picture, icon and colour', async ({ page, app, shopper }) => {
  for (const path of ['/', '/login', '/register', '/dealers/apply', '/nothing']) {
    const head = headOf((await shopper.request(path)).body)
    expect(head['og:image'], path).toMatch(new RegExp(`^${app.url}/link-picture\\?v=[\\w-]{16}$`))
    expect(head, path).toMatchObject({ 'theme-color': '#1f5f5b', manifest: '/manifest.webmanifest' })
  }
  await page.goto('/')
  const sizes = await page.evaluate(async () => {
    const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="icon"], link[rel="apple-touch-icon"]')].map(({ href }) => href)
    const manifest = await (await fetch('/manifest.webmanifest')).json()
    const icons = (manifest as { icons: Array<{ src: string }> }).icons.map(({ src }) => src)
    const picture = document.querySelector<HTMLMetaElement>('meta[property="og:image"]')?.content ?? ''
    const load = async (src: string) => {
      const image = new Image()
      image.src = src
      await image.decode()
      return `${image.naturalWidth}×${image.naturalHeight}`
    }
    return Promise.all([...links, ...icons, picture].map(load))
  })
  expect(sizes).toEqual(['48×48', '32×32', '180×180', '192×192', '512×512', '512×512', '1200×630'])
})

test('browsers find the icons under the names that they try by themselves, and password managers the page that changes one', async ({
  app,
  shopper,
}) => {
  for (const [path, type] of [
    ['/favicon.ico', 'image/x-icon'],
    ['/icon.svg', 'image/svg+xml'],
    ['/apple-touch-icon.png', 'image/png'],
    ['/apple-touch-icon-precomposed.png', 'image/png'],
    ['/manifest.webmanifest', 'application/manifest+json'],
  ] as const) {
    const answer = await shopper.request(path)
    expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']], path).toEqual([
      200,
      type,
      'public, max-age=300',
    ])
    expect((await shopper.request(path, { method: 'POST', body: 'x' })).status, path).toBe(405)
  }
  expect((await shopper.request('/icons/none.png')).status).toBe(404)
  const change = await shopper.request('/.well-known/change-password')
  expect([change.status, change.headers.location]).toEqual([302, `${app.url}/account`])
})

test('the icon, the colour of the browser and the picture follow the merchant’s accent and name, whatever that name is', async ({
  ownStack,
}) => {
  const name = `<b>"Kahve" & 'Çay'</b> قهوة ☕️ ${'W'.repeat(60)}`
  const stack = await ownStack({ BRAND_ACCENT: '#b3261e', MERCHANT_NAME: name, ACCOUNTS: 'off' })
  const shopper = createRawShopper(stack, newAddress())
  const order = await stack.orders.make()
  const head = headOf((await shopper.request(`/checkout/${order.id}`)).body)
  expect(head['theme-color']).toBe('#b3261e')
  expect(head['og:title'], 'still escaped').toMatch(/– (<|&lt;)b&gt;&quot;Kahve/)
  expect((await shopper.request('/icon.svg')).body).toContain('fill="#b3261e"')
  const manifest = JSON.parse((await shopper.request('/manifest.webmanifest')).body) as Record<string, string>
  expect(manifest).toMatchObject({ name, theme_color: '#b3261e' })
  expect((await shopper.request(`/checkout/${order.id}/link-picture`)).headers['content-type']).toBe('image/png')
  expect((await shopper.request('/.well-known/change-password')).status, 'accounts are off').toBe(404)
})
