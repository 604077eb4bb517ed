import type { Page, Response } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { rawRequest } from '@/e2e/harness/raw-request'
import { bank, expectStatus, payByCard } from '@/e2e/pages/shopper-page'

/** What a page has received so far, requests for it included. */
function listen(page: Page): Response[] {
  const answers: Response[] = []
  page.on('response', (response) => answers.push(response))
  return answers
}

const encodingOf = (answer: Response | undefined) => answer?.headers()['content-encoding']

test('the checkout’s scripts and style arrive packed, to be kept for good, and the page itself packed, not to be kept', {
  tag: '@journey',
}, async ({ page, orders }) => {
  const answers = listen(page)
  await page.goto(`/checkout/${(await orders.make()).id}`, { waitUntil: 'networkidle' })
  const files = answers.filter((answer) => new URL(answer.url()).pathname.startsWith('/_next/static/'))
  expect(files.filter((file) => file.url().endsWith('.js')).length).toBeGreaterThan(4)
  for (const file of files) {
    expect(file.headers(), file.url()).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      etag: expect.stringMatching(/^"[\w-]+"$/),
    })
    const { responseBodySize } = await file.request().sizes()
    expect(responseBodySize, file.url()).toBeLessThan((await file.body()).length)
  }
  const document = answers.find((answer) => answer.url().includes('/checkout/'))
  expect([encodingOf(document), document?.headers()['cache-control']]).toEqual(['gzip', expect.stringContaining('no-store')])
})

test('nothing that answers a form is compressed, nor the page that leaves for the bank', { tag: '@journey' }, async ({
  page,
  orders,
  app,
}) => {
  const answers = listen(page)
  await page.goto(`/checkout/${(await orders.make()).id}`)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  const ours = answers.filter((answer) => answer.url().startsWith(app.url))
  const posts = ours.filter((answer) => answer.request().method() === 'POST')
  expect(posts.length).toBeGreaterThan(1)
  for (const post of posts) expect(encodingOf(post), post.url()).toBeUndefined()
  const challenge = ours.filter((answer) => answer.url().includes('/3d/') && answer.request().isNavigationRequest())
  expect(challenge.length).toBeGreaterThan(0)
  for (const answer of challenge) expect(encodingOf(answer), answer.url()).toBeUndefined()
})

test('a page with somebody’s cookies is not compressed for another site, and is for their own next step', async ({ app, page, orders }) => {
  const path = `/checkout/${(await orders.make()).id}`
  await page.goto(`${path}?lang=en`)
  expect(encodingOf((await page.goto(path)) ?? undefined), 'typed by the person').toBe('gzip')
  // Another host is another site; a link there is followed as an attacker’s page would follow it.
  await page.route('http://elsewhere.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<a href="${app.url}${path}?guess">go</a>` }),
  )
  await page.goto('http://elsewhere.example/')
  const [answer] = await Promise.all([page.waitForResponse((response) => response.url().includes('?guess')), page.getByText('go').click()])
  expect([(await answer.request().allHeaders()).cookie, encodingOf(answer)]).toEqual([expect.stringContaining('lang=en'), undefined])
})

test('each file is what was built, in each encoding, and no address leads anywhere else', async ({ app }) => {
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec((await rawRequest(`${app.url}/login`)).body)?.[1] ?? ''
  const ask = (path: string, accepted?: string, method = 'GET') =>
    rawRequest(`${app.url}${path}`, { method, headers: accepted === undefined ? {} : { 'Accept-Encoding': accepted } })
  const tags = new Set<unknown>()
  for (const [accepted, encoding] of [
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
    [undefined, undefined],
  ]) {
    const answer = await ask(script, accepted)
    expect([answer.status, answer.headers['content-encoding']], accepted).toEqual([200, encoding])
    expect((await ask(script, accepted, 'HEAD')).headers).toMatchObject({
      etag: answer.headers.etag,
      'content-length': answer.headers['content-length'],
    })
    tags.add(answer.headers.etag)
  }
  expect(tags.size).toBe(3)
  for (const path of ['/robots.txt', '/brands/marks.svg']) {
    const { status, headers } = await ask(path)
    expect([status, headers['cache-control']], path).toEqual([200, 'public, max-age=0, must-revalidate'])
  }
  for (const path of [
    '/_next/static/none.js',
    '/_next/static/../server/middleware-manifest.json',
    '/_next/static/%2e%2e/BUILD_ID',
    '/_next/static/..%2fBUILD_ID',
    '/_next/static/..%5cBUILD_ID',
    '/_next/BUILD_ID',
    '/.next/BUILD_ID',
    '/.next/files/index.json',
    '/brands/../../package.json',
    '/package.json',
    '/.env',
  ]) {
    expect((await ask(path, 'br')).status, path).toBe(404)
  }
})
