import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { newCustomerWithCard } from '@/e2e/harness/customer'
import { anotherBrowser, newEmail, PASSWORD, register } from '@/e2e/pages/account-pages'

/** Where the page's link to the other language leads. */
function languageLink(body: string): string {
  const link = /<a [^>]*hrefLang="(?:tr|en)"[^>]*>/i.exec(body)?.[0] ?? ''
  return (/href="([^"]*)"/.exec(link)?.[1] ?? '').replaceAll('&amp;', '&')
}

const QUERIES = [
  '',
  '?next=%2Faccount',
  '?a=1&a=2&b=',
  '?x=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&y=%C5%9F+%2B%26',
  '?lang=de&x=1',
  '?x=%0d%0aX:y',
]

test('on every page the link to the other language keeps all that the address says, without a script or a referrer', async ({
  shopper,
  orders,
  stack,
}) => {
  const [open, paid, cancelled] = [
    await orders.make({ locale: 'tr' }),
    await orders.make({ locale: 'tr' }),
    await orders.make({ locale: 'tr' }),
  ]
  await shopper.pay(paid.id, cards.good)
  await orders.cancel(cancelled.id)
  const { customer } = await newCustomerWithCard(stack)
  const guests = [
    '/',
    '/login',
    '/register',
    '/forgot',
    '/dealers/apply',
    '/nowhere',
    `/reset/${'x'.repeat(22)}`,
    `/register/${'x'.repeat(22)}`,
  ]
  const paths = [...guests, ...[open, cancelled].map(({ id }) => `/checkout/${id}`), `/checkout/${paid.id}/result`]
  for (const path of paths) {
    for (const query of QUERIES) {
      const url = new URL(path + query, stack.app.url)
      const page = await shopper.request(path + query, { headers: { Cookie: 'lang=tr' } })
      const link = languageLink(page.body)
      expect(link, `${path}${query} ${page.status}`).toMatch(/^\?(?:[^"'<>\s]*&)?lang=en/)
      expect(page.body).not.toContain('<script>alert(1)')
      const followed = new URL(link, url)
      const answer = await shopper.request(followed.pathname + followed.search)
      expect(answer.status).toBe(303)
      const back = new URL(answer.headers.location ?? '')
      url.searchParams.delete('lang')
      expect([back.origin, back.pathname, [...back.searchParams]]).toEqual([url.origin, url.pathname, [...url.searchParams]])
    }
  }
  for (const path of ['/account', '/account/cards']) {
    const page = await customer.raw.request(`${path}?x=1`)
    expect(languageLink(page.body), path).toBe('?x=1&lang=en')
  }
})

test('who changes the language of the sign-in page still arrives where it was to lead', async ({ browser, app, page }) => {
  const email = newEmail()
  await register(page, email)
  for (const withScripts of [false, true]) {
    const context = await anotherBrowser(browser, app, withScripts)
    const other = await context.newPage()
    await other.goto('/login?next=/account/cards')
    await other.getByRole('link', { name: 'English' }).click()
    await expect(other).toHaveURL(/\/login\?next=%2Faccount%2Fcards$/)
    await expect(other.locator('html')).toHaveAttribute('lang', 'en')
    await other.locator('input[autocomplete="email"]').fill(email)
    await other.locator('input[autocomplete="current-password"]').fill(PASSWORD)
    await other.locator('form button[type="submit"]').last().click()
    await expect(other).toHaveURL('/account/cards')
    // The link is this page's now, not that of the page before.
    await expect(other.getByRole('link', { name: 'Türkçe' })).toHaveAttribute('href', '?lang=tr')
    await context.close()
  }
})

test('of several language cookies the valid one counts, whichever comes first, and a choice wins over all', async ({
  browser,
  app,
  orders,
  shopper,
}) => {
  const order = await orders.make({ locale: 'tr' })
  for (const cookie of ['lang=de; lang=en', 'lang=en; lang=de', 'lang=; lang=en; lang=%E0%A4%A', 'lang=tr; lang=en', 'lang="en"']) {
    const page = await shopper.request(`/checkout/${order.id}`, { headers: { Cookie: cookie } })
    expect([page.status, /<html lang="(\w+)"/.exec(page.body)?.[1]], cookie).toEqual([200, 'en'])
  }
  const context = await anotherBrowser(browser, app)
  // As another program of the shop's sets them, for a part of the site and after ours.
  await context.addCookies([
    { name: 'lang', value: 'tr', domain: 'localhost', path: '/' },
    { name: 'lang', value: 'tr-TR', domain: 'localhost', path: '/checkout' },
  ])
  const page = await context.newPage()
  await page.goto(order.checkout_url)
  for (const [link, lang] of [
    ['English', 'en'],
    ['Türkçe', 'tr'],
    ['English', 'en'],
  ] as const) {
    await page.getByRole('link', { name: link }).click()
    await expect(page.locator('html')).toHaveAttribute('lang', lang)
    await expect(page).toHaveURL(order.checkout_url)
  }
  await context.close()
})
