import { readFileSync } from 'node:fs'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { ROOT } from '@/e2e/harness/child'
import { newCustomerWithCard } from '@/e2e/harness/customer'
import { createRawShopper, type Fields, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'

const ALL_OFF = { SHOP: 'off', ACCOUNTS: 'off', DEALERS: 'off' }
const ID = 'A'.repeat(22)

/** Every address that is gone with a part, handlers too. */
const WAYS_IN = {
  ACCOUNTS: [
    ...[
      '/login',
      '/login?next=/account',
      '/login/',
      '/%6cogin',
      '/register',
      '/account',
      '/account/cards',
      '/account/payments',
      '/forgot',
      `/reset/${ID}`,
      '/reset/over',
      `/register/${ID}`,
      '/register/over',
    ],
    ...['/api/auth/csrf', '/api/auth/session', '/api/auth/providers', '/api/auth/callback/credentials', '/api/auth/signout'],
  ],
  DEALERS: [
    ...['/dealers/apply', '/dealers/apply?agent_reference=A-1', '/dealers/apply/tasks', '/dealers/apply/company', '/dealers/apply/check'],
    ...[`/dealers/apply/resume/${ID}`, `/dealers/applications/${ID}`, `/api/dealers/applications/${ID}/documents`],
  ],
}

type Action = { exportedName: string; filename: string; workers: Record<string, unknown> }

/** Every server action of the build, by the id that a post names. */
function actions(): Array<Action & { id: string }> {
  const manifest = JSON.parse(readFileSync(`${ROOT}.next/server/server-reference-manifest.json`, 'utf8')) as {
    node: Record<string, Action>
  }
  return Object.entries(manifest.node).map(([id, action]) => ({ id, ...action }))
}

/** The part of the app that an action belongs to; null for paying. */
function partOf({ filename }: Action): 'SHOP' | 'ACCOUNTS' | 'DEALERS' | null {
  if (filename === 'app/actions.ts') return 'SHOP'
  if (/^app\/((login|register|account|forgot|reset)\/|sign-out\.ts)|\/result\/actions\.ts$/.test(filename)) return 'ACCOUNTS'
  return filename.startsWith('app/dealers/') ? 'DEALERS' : null
}

/** One page of each kind that a shopper meets, by its path. */
async function everyPage({ orders }: Stack, shopper: RawShopper): Promise<string[]> {
  const [open, paid, declined, pending, cancelled] = await Promise.all(
    Array.from({ length: 5 }, () => orders.make({ cancel_url: 'https://shop.example/back', success_url: 'https://shop.example/thanks' })),
  )
  if (!open || !paid || !declined || !pending || !cancelled) throw new Error('no orders')
  await shopper.pay(paid.id, cards.good)
  await shopper.pay(declined.id, cards.noLimit)
  const { path } = await shopper.challenge(pending.id, cards.good)
  await orders.cancel(cancelled.id)
  const results = [paid, declined, pending].map(({ id }) => `/checkout/${id}/result`)
  return ['/', '/nothing', `/checkout/${open.id}`, ...results, path, `/checkout/${ID}/3d/${ID}`, `/checkout/${cancelled.id}`]
}

/** Where a page's links and forms lead on this site, but for places within the page. */
function leadsTo(html: string, base: URL): string[] {
  return [...html.matchAll(/\s(?:href|action|src)="([^#"][^"]*|)"/g)]
    .map(([, address = '']) => new URL(address.replaceAll('&amp;', '&'), base))
    .filter(({ origin }) => origin === base.origin)
    .map(({ pathname, search }) => pathname + search)
}

test('what is switched off answers 404 at every way in, is linked nowhere, and runs no action', async ({ ownStack }) => {
  const stack = await ownStack(ALL_OFF)
  const { app, orders } = stack
  const shopper = createRawShopper(stack, newAddress())
  for (const path of Object.values(WAYS_IN).flat()) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT']) {
      const answer = await shopper.request(path, { method, headers: { Origin: app.url, Accept: 'text/html' } })
      // Next leads a path with a slash at its end to the one without it.
      if (path === '/login/' && answer.status === 303) continue
      expect([404, ...(method === 'PUT' ? [405] : [])], `${method} ${path}`).toContain(answer.status)
      expect(answer.headers['set-cookie'], path).toBeUndefined()
    }
    // Next gives a page that is asked for as data an address of its own first, and puts its 404 into the data.
    const headers = { RSC: '1' }
    let data = await shopper.request(path, { headers })
    for (let times = 0; times < 2 && data.status === 303; times += 1) data = await shopper.request(data.headers.location ?? '', { headers })
    if (data.status !== 404) expect(data.body, `${path} as data`).toContain('NEXT_HTTP_ERROR_FALLBACK;404')
  }

  const { id } = await orders.make()
  const off = actions().filter((action) => partOf(action) !== null)
  expect(off.length).toBeGreaterThan(12)
  for (const { id: action, exportedName, workers } of off) {
    const own = Object.keys(workers).map((worker) => worker.replace(/^app|\/?page$/g, '').replaceAll(/\[\w+\]/g, ID) || '/')
    expect(own.length, exportedName).toBeGreaterThan(0)
    for (const path of [...own, '/', `/checkout/${id}`, '/nothing']) {
      const fields: Fields = [
        [`$ACTION_ID_${action}`, ''],
        ['product', 'fincan'],
        ['email', 'a@example.com'],
      ]
      const headers = { Origin: app.url, 'Next-Action': action, 'Content-Type': 'text/plain;charset=UTF-8' }
      const answers = [await shopper.postForm(path, fields), await shopper.request(path, { method: 'POST', headers, body: '[]' })]
      for (const { status, headers: answered, body } of answers) {
        // Where an action is not a page's own, Next does not find it, or says so in the data that it answers with.
        if (status === 200 && !own.includes(path)) expect(body, `${exportedName} at ${path}`).toContain('NEXT_HTTP_ERROR_FALLBACK;404')
        else expect(own.includes(path) ? [404] : [404, 409], `${exportedName} at ${path}`).toContain(status)
        expect(answered['set-cookie'], exportedName).toBeUndefined()
      }
    }
  }

  const pages = await everyPage(stack, shopper)
  const checked = new Set<string>()
  for (const language of ['tr', 'en']) {
    for (const page of pages) {
      const answer = await shopper.request(page, { headers: { 'Accept-Language': language } })
      expect([200, 404], page).toContain(answer.status)
      expect(answer.body, page).toContain('</html>')
      const shown = answer.body.replaceAll(/<script[\s\S]*?<\/script>/g, '')
      expect(shown, page).not.toMatch(/giriş yap|sign in|Hesabım|My account|Kartlarım|Bayi|dealer|save_card/i)
      for (const path of leadsTo(answer.body, new URL(page, app.url))) {
        if (checked.has(path)) continue
        checked.add(path)
        expect(path, page).not.toMatch(/^\/(login|register|account|forgot|reset|dealers|api\/auth|api\/dealers)|^\/$/)
        if (!path.includes('lang=')) expect((await shopper.request(path)).status, `${path} on ${page}`).toBeLessThan(404)
      }
    }
  }
  expect(checked.size).toBeGreaterThan(5)
})

test('each part is switched off by itself, and the others stay', async ({ ownStack }) => {
  const stack = await ownStack({ ACCOUNTS: 'off' })
  const shopper = createRawShopper(stack, newAddress())
  expect((await shopper.request('/login')).status).toBe(404)
  expect((await shopper.request('/dealers/apply')).body).not.toContain('href="/account"')
  expect((await shopper.request('/')).body).toContain('name="product"')

  await stack.app.stop()
  await stack.app.start({ ACCOUNTS: 'on', DEALERS: 'off' })
  expect((await shopper.request('/dealers/apply')).status).toBe(404)
  const login = await shopper.request('/login')
  expect([login.status, login.body.includes('/dealers')]).toEqual([200, false])
})

test('when accounts are switched off a customer is a guest who pays, and none of their cards is shown or charged', async ({ ownStack }) => {
  const stack = await ownStack()
  const { customer, card } = await newCustomerWithCard(stack)
  const order = await stack.orders.make()
  const withCards = await customer.raw.request(`/checkout/${order.id}`)
  expect(withCards.body).toContain(card.id)
  const formFromBefore = await customer.raw.fillForm(order.id, cards.good)

  await stack.app.stop()
  await stack.app.start({ ACCOUNTS: 'off' })
  const page = await customer.raw.request(`/checkout/${order.id}`)
  expect(page.body).not.toContain(card.id)
  expect(page.body).not.toMatch(/saved_card|save_card|\/account|\/login/)
  for (const path of [`/checkout/${order.id}`, '/', '/nowhere']) {
    const { body } = await customer.raw.request(path)
    expect(body, path).not.toContain(customer.email)
    expect(body, path).not.toMatch(/sign-out|Çıkış yap|Giriş yap/)
  }

  const chosen = formFromBefore.filter(([name]) => name !== 'saved_card')
  const refused = await customer.raw.postForm(`/checkout/${order.id}`, [...chosen, ['saved_card', card.id]])
  expect([refused.status, refused.body.includes('Bu kart artık kayıtlı değil')]).toEqual([200, true])
  expect(await stack.simulator.calls(order.reference)).toEqual([])

  const started = await customer.raw.postForm(`/checkout/${order.id}`, [
    ...(await customer.raw.fillForm(order.id, cards.good)),
    ['save_card', 'on'],
    ['card_desc', 'Ev kartı'],
  ])
  expect(started.headers.location, 'a card that was to be saved is paid with all the same').toMatch(/\/3d\//)
  expect(await stack.simulator.cards()).toHaveLength(1)
})

test.describe('without the shop, the start page', () => {
  test('is quiet: the merchant’s name, a sentence, help, and nothing to buy or to find in a search', async ({ ownStack, page }) => {
    const stack = await ownStack(ALL_OFF)
    await page.goto(stack.app.url)
    await expect(page.locator('h1')).toHaveText('Deneme Mağazası')
    await expect(page.locator('main')).toContainText('size gönderilen ödeme bağlantısını')
    await expect(page.locator('main a')).toHaveAttribute('href', 'mailto:destek@example.com')
    await expect(page.locator('meta[name="robots"]')).toHaveAttribute('content', 'noindex')
    expect(await page.locator('form').count()).toBe(0)
    expect((await createRawShopper(stack, newAddress()).request('/', { headers: { 'Accept-Language': 'en' } })).body).toContain(
      'exactly as it was sent to you',
    )
  })

  test('leads to the merchant’s own site where that is known, and so does the name on every page', async ({ ownStack }) => {
    const stack = await ownStack({ ...ALL_OFF, MERCHANT_URL: 'https://www.example.com/magaza' })
    const shopper = createRawShopper(stack, newAddress())
    const answer = await shopper.request('/')
    expect([answer.status, answer.headers.location]).toEqual([303, 'https://www.example.com/magaza'])
    for (const path of await everyPage(stack, shopper)) {
      if (path !== '/') expect((await shopper.request(path)).body, path).toContain('href="https://www.example.com/magaza"')
    }
  })
})
