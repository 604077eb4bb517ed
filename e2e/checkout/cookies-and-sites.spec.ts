import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { bank, expectStatus, fillCard, payButton, payByCard } from '@/e2e/pages/shopper-page'

test('a Lax cookie is sent with the result page but not with the bank’s POST; a Strict one with neither', async ({
  page,
  context,
  app,
  orders,
}) => {
  await context.addCookies([
    { name: 'lax-probe', value: '1', url: app.url, sameSite: 'Lax' },
    { name: 'strict-probe', value: '1', url: app.url, sameSite: 'Strict' },
  ])
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  const posted = page.waitForRequest((request) => request.url().startsWith(`${app.url}/api/paynet/return/`))
  const shown = page.waitForRequest((request) => request.url().endsWith('/result'))
  await bank.approve(page)

  const post = await posted
  expect(post.method()).toBe('POST')
  expect((await post.allHeaders()).cookie).toBeUndefined()
  expect((await post.response())?.status()).toBe(303)
  const result = await shown
  expect(result.method()).toBe('GET')
  const cookies = (await result.allHeaders()).cookie ?? ''
  expect(cookies).toContain('lax-probe=1')
  expect(cookies).not.toContain('strict-probe')
  await expectStatus(page, 'succeeded')
})

test('the app’s cookies are Lax, HttpOnly and aptly named', async ({ page, context, app, orders }) => {
  const order = await orders.make()
  await page.goto(`${order.checkout_url}?lang=tr`)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  const cookies = (await context.cookies(app.url)).map(({ name, sameSite, httpOnly }) => ({ name, sameSite, httpOnly }))
  expect(cookies.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
    { name: 'lang', sameSite: 'Lax', httpOnly: true },
    { name: 'payer', sameSite: 'Lax', httpOnly: true },
  ])
})

test('the return works from a browser that has lost every cookie, and the result shows it no card', async ({ page, context, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await context.clearCookies()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(await page.content()).not.toContain('******')
  expect((await orders.read(order.id)).status).toBe('paid')
})

test('the return answers a plain 303 to the result on APP_URL, sets no cookie and must not be stored', async ({ app, orders, shopper }) => {
  const order = await orders.make()
  const to = await shopper.approve(await shopper.challenge(order.id, cards.good))
  const answer = await rawRequest(to.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(to.fields).toString(),
  })
  expect(answer.status).toBe(303)
  expect(answer.headers.location).toBe(`${app.url}/checkout/${order.id}/result`)
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(answer.headers['cache-control']).toContain('no-store')
})

test('the id that leads to the bank is shown only to the paying browser, not to others with the order’s link', async ({
  orders,
  shopper,
  stack,
}) => {
  const order = await orders.make()
  const { path, paymentId, pair } = await shopper.challenge(order.id, cards.good)
  const result = `/checkout/${order.id}/result`
  expect((await shopper.request(result)).body).toContain(path)

  const passerBy = createRawShopper(stack, newAddress())
  await passerBy.challenge((await orders.make()).id, cards.good)
  for (const other of [createRawShopper(stack, newAddress()), passerBy]) {
    for (const path of [result, `/checkout/${order.id}`]) {
      const answer = await other.request(path)
      expect(answer.status).toBe(200)
      for (const secret of [paymentId, pair.session_id, pair.token_id]) expect(answer.body).not.toContain(secret)
    }
  }
})

test('a browser that keeps no cookies reaches its bank, and its result page does not loop', async ({ page, context, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  const wayToBank = `${order.checkout_url}/3d/${(await orders.read(order.id)).payments[0]?.id}`
  await context.clearCookies()
  await page.goto(`${order.checkout_url}/result`)
  await expectStatus(page, 'awaiting_3ds')
  expect(await page.content()).not.toContain('/3d/')
  await page.goto(wayToBank)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('two tabs that start at once, before there is a cookie, both reach their bank', async ({ context, orders }) => {
  const tabs = await Promise.all([1, 2].map(async () => ({ page: await context.newPage(), order: await orders.make() })))
  for (const { page, order } of tabs) {
    await page.goto(order.checkout_url)
    await fillCard(page, cards.good)
  }
  await Promise.all(tabs.map(({ page }) => payButton(page).click()))
  for (const { page } of tabs) {
    await bank.approve(page)
    await expectStatus(page, 'succeeded')
  }
})
