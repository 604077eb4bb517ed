import { type BrowserContext, type Page, request } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards, maskOf } from '@/e2e/harness/cards'
import { newCustomer, newCustomerWithCard } from '@/e2e/harness/customer'
import { fillApplication } from '@/e2e/harness/dealer-walk'
import { createRawShopper, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { accountFields, newEmail, PASSWORD } from '@/e2e/pages/account-pages'
import { tookOver } from '@/e2e/pages/cards-page'
import { COMPANY, fill } from '@/e2e/pages/dealer-pages'
import { bank, expectStatus, fillCard, payButton } from '@/e2e/pages/shopper-page'

type Losing = { page: Page; context: BrowserContext; stack: Stack }

/** A form: how to get to it and fill it in, its button, what must still stand in it, and where the next press leads. */
type Form = {
  name: string
  open: (losing: Losing) => Promise<string>
  fillIn?: (page: Page) => Promise<void>
  button: string
  /** Where several buttons are called so, which one. */
  nth?: number
  kept?: (page: Page) => Promise<void>
  next: (page: Page) => Promise<void>
  /** The same where the first press was done already and only its answer was lost. */
  after?: (page: Page) => Promise<void>
}

async function asCustomer({ context, stack }: Losing): Promise<void> {
  await (await newCustomerWithCard(stack)).customer.signIn(context)
}

async function asDealer({ context, stack }: Losing, prepare: (dealer: RawShopper) => Promise<void>): Promise<void> {
  const dealer = createRawShopper(stack, newAddress())
  await prepare(dealer)
  await context.addCookies(dealer.cookies().map((cookie) => ({ ...cookie, url: stack.app.url })))
}

const at =
  (path: string | RegExp) =>
  async (page: Page): Promise<void> =>
    expect(page).toHaveURL(path)
const says =
  (text: string | RegExp) =>
  async (page: Page): Promise<void> =>
    expect(page.getByRole('main')).toContainText(text)

const FORMS: Form[] = [
  { name: 'buying', open: async () => '/', button: 'Satın al', nth: 0, next: at(/\/checkout\/[\w-]{22}$/) },
  {
    name: 'paying',
    open: async ({ stack }) => (await stack.orders.make()).checkout_url,
    fillIn: (page) => fillCard(page, cards.good),
    button: '1.234,50 ₺ öde',
    kept: (page) => expect(page.locator('#holder')).toHaveValue(cards.good.holder),
    next: async (page) => expect(page.locator('#otp')).toBeVisible(),
  },
  {
    name: 'signing in',
    open: async ({ page, context, stack }) => {
      const { email, password } = await newCustomer(stack)
      await context.addCookies([{ name: 'lang', value: 'tr', url: stack.app.url }])
      await page.goto('/login')
      await accountFields(page).email.fill(email)
      await accountFields(page).current.fill(password)
      return ''
    },
    button: 'Giriş yap',
    kept: (page) => expect(accountFields(page).email).not.toHaveValue(''),
    next: at('/account/cards'),
  },
  {
    name: 'creating an account',
    open: async () => '/register',
    fillIn: async (page) => {
      await accountFields(page).email.fill(newEmail())
      await accountFields(page).next.fill(PASSWORD)
    },
    button: 'Hesap aç',
    kept: (page) => expect(accountFields(page).next).toHaveValue(PASSWORD),
    next: at('/account/cards'),
    after: says('Hesabınız varsa giriş yapın.'),
  },
  {
    name: 'changing the password',
    open: async (losing) => {
      const { password, signIn } = await newCustomer(losing.stack)
      await signIn(losing.context)
      await losing.page.goto('/account')
      await accountFields(losing.page).current.fill(password)
      await accountFields(losing.page).next.fill('yepyeni bir parola')
      return ''
    },
    button: 'Parolayı değiştir',
    kept: (page) => expect(accountFields(page).next).toHaveValue('yepyeni bir parola'),
    next: says('Parolanız değiştirildi.'),
    after: says('önce yeni parolanızı, olmazsa eskisini deneyin'),
  },
  { name: 'signing out', open: async (losing) => asCustomer(losing).then(() => '/account'), button: 'Çıkış yap', next: at('/login') },
  {
    name: 'signing out everywhere',
    open: async (losing) => asCustomer(losing).then(() => '/account'),
    button: 'Bütün cihazlardan çıkış yap',
    next: at('/login'),
  },
  {
    name: 'making a card the default',
    open: async (losing) => {
      const { customer } = await newCustomerWithCard(losing.stack)
      await customer.saveCard('İş kartı', cards.masterCard)
      await customer.signIn(losing.context)
      return '/account/cards'
    },
    button: 'Varsayılan yap',
    nth: 0,
    next: says('önerilecek.'),
  },
  {
    name: 'renaming a card',
    open: async (losing) => asCustomer(losing).then(() => '/account/cards'),
    fillIn: async (page) => {
      await page.locator('summary', { hasText: 'Adını değiştir' }).click()
      await page.getByLabel('Kart adı').fill('Yazlık kartım')
    },
    button: 'Adı kaydet',
    kept: (page) => expect(page.getByLabel('Kart adı')).toHaveValue('Yazlık kartım'),
    next: says('Kartın yeni adı: Yazlık kartım.'),
  },
  {
    name: 'deleting a card',
    open: async (losing) => asCustomer(losing).then(() => '/account/cards'),
    fillIn: (page) => page.locator('summary', { hasText: 'Sil' }).click(),
    button: 'Evet, kartı sil',
    next: says('Kart silindi.'),
  },
  {
    name: 'adding a card',
    open: async (losing) => asCustomer(losing).then(() => '/account/cards'),
    fillIn: (page) => fillCard(page, cards.masterCard),
    button: 'Kartı ekle',
    kept: (page) => expect(page.locator('#holder')).toHaveValue(cards.masterCard.holder),
    next: says('eklendi.'),
    after: says('Bu form daha önce gönderildi.'),
  },
  { name: 'beginning an application', open: async () => '/dealers/apply', button: 'Başvuruya başla', next: at('/dealers/apply/tasks') },
  {
    name: 'answering a page of the application',
    open: async (losing) => asDealer(losing, fillApplication).then(() => '/dealers/apply/contact'),
    fillIn: (page) => fill(page, { ...COMPANY.contact, contact_name: 'Veli Duru' }),
    button: 'Kaydet ve devam et',
    kept: (page) => expect(page.locator('#contact_name')).toHaveValue('Veli Duru'),
    next: at(/\/dealers\/apply\/(?!contact)/),
  },
  {
    name: 'asking for the link of an application',
    open: async (losing) => asDealer(losing, fillApplication).then(() => '/dealers/apply/tasks'),
    button: 'Bağlantı al',
    next: async (page) => expect(page.locator('#resume-link')).toBeVisible(),
  },
  {
    name: 'deleting a draft',
    open: async (losing) => asDealer(losing, fillApplication).then(() => '/dealers/apply/tasks'),
    fillIn: (page) => page.locator('summary', { hasText: 'Taslağı sil' }).click(),
    button: 'Evet, taslağı sil',
    next: at('/dealers/apply'),
  },
  {
    name: 'sending an application',
    open: async (losing) => asDealer(losing, fillApplication).then(() => '/dealers/apply/check'),
    button: 'Onayla ve başvuruyu gönder',
    next: at(/\/dealers\/applications\//),
  },
]

/** What comes instead of our answer, and what the page says of it. */
const LOSSES = [
  ['no answer', 'Yanıt alınamadı.', null],
  ['a proxy’s 502', 'Sunucu şu an yanıt veremiyor.', { status: 502, contentType: 'text/html', body: '<h1>502 Bad Gateway</h1>' }],
  ['a 413', 'sunucunun kabul ettiğinden büyük', { status: 413, contentType: 'text/html', body: '<h1>413</h1>' }],
  ['a 429', 'çok fazla istek', { status: 429, contentType: 'text/html', body: '<h1>429</h1>' }],
  ['a 403', 'kabul etmedi', { status: 403, contentType: 'text/html', body: '<h1>Blocked</h1>' }],
  ['a network’s sign-in page', 'ağ giriş yapmanızı', { status: 200, contentType: 'text/html', body: '<h1>Wi-Fi</h1>' }],
  ['an action that a new version does not have', 'güncellendi', 'unknown action'],
] as const

for (const form of FORMS) {
  test(`${form.name}: whatever comes instead of an answer, the page stays, says so and sends again`, async ({ page, context, stack }) => {
    const path = await form.open({ page, context, stack })
    if (path) await page.goto(path)
    await tookOver(page)
    await form.fillIn?.(page)
    const { pathname } = new URL(page.url())
    const button = page.getByRole('button', { name: form.button, exact: form.nth === undefined }).nth(form.nth ?? 0)
    for (const [what, sentence, answer] of LOSSES) {
      await page.route('**/*', (route) => {
        if (route.request().method() !== 'POST') return route.fallback()
        if (answer === null) return route.abort()
        if (answer !== 'unknown action') return route.fulfill(answer)
        return route.continue({ headers: { ...route.request().headers(), 'next-action': 'f'.repeat(42) } })
      })
      await button.click()
      await expect(page.locator('body'), what).toContainText(sentence)
      await expect(button, what).not.toHaveAttribute('aria-disabled')
      expect(new URL(page.url()).pathname, what).toBe(pathname)
      await form.kept?.(page)
      await page.unrouteAll()
    }
    await button.click()
    await form.next(page)
  })
}

for (const form of FORMS) {
  test(`${form.name}: where only the answer was lost, the next press leads to what the first one did`, async ({ page, context, stack }) => {
    const path = await form.open({ page, context, stack })
    if (path) await page.goto(path)
    await tookOver(page)
    await form.fillIn?.(page)
    const button = page.getByRole('button', { name: form.button, exact: form.nth === undefined }).nth(form.nth ?? 0)
    // It arrives and is done; neither its answer nor its cookies come back.
    await page.route('**/*', async (route) => {
      const posted = route.request()
      if (posted.method() !== 'POST') return route.fallback()
      const apart = await request.newContext()
      const [headers, data] = [await posted.allHeaders(), posted.postDataBuffer() ?? undefined]
      await apart.fetch(posted.url(), { method: 'POST', headers, data, maxRedirects: 0 })
      await apart.dispose()
      return route.abort()
    })
    await button.click()
    await expect(page.locator('body')).toContainText('Yanıt alınamadı.')
    await page.unrouteAll()
    await button.click()
    await (form.after ?? form.next)(page)
  })
}

test('a payment whose first press arrived and whose answer was lost is one payment; with another card it is another one', async ({
  page,
  orders,
  simulator,
}) => {
  for (const [card, starts] of [
    [cards.good, 1],
    [cards.masterCard, 2],
  ] as const) {
    const order = await orders.make()
    await page.goto(order.checkout_url)
    await tookOver(page)
    await fillCard(page, cards.good)
    await page.route('**/checkout/*', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      await route.fetch({ maxRedirects: 0 })
      return route.abort()
    })
    await payButton(page).click()
    await expect(page.getByRole('main')).toContainText('Yanıt alınamadı.')
    await page.unrouteAll()
    await fillCard(page, card)
    await payButton(page).click()
    if (starts === 2) {
      await expect(page.getByRole('main')).toContainText('Bu ödeme denemesi sona erdi.')
      await page.locator('#cvc').fill(card.cvc)
      await payButton(page).click()
    }
    await bank.approve(page)
    await expectStatus(page, 'succeeded')
    expect(await simulator.calls(order.reference, 'tds_initial')).toHaveLength(starts)
    expect((await simulator.successes(order.reference)).map(({ card_masked }) => card_masked)).toEqual([maskOf(card)])
  }
})

test('a lost session is told in its form, which keeps what was typed and goes on after signing in', async ({ page, context, stack }) => {
  const { customer } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  await page.goto('/account/cards')
  await tookOver(page)
  await fillCard(page, cards.masterCard)
  const cookies = await context.cookies()
  await context.clearCookies()
  await page.getByRole('button', { name: 'Kartı ekle' }).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('Oturumunuz kapanmış.')
  await expect(page.getByRole('link', { name: /Giriş yapın/ })).toHaveAttribute('target', '_blank')
  await expect(page.locator('#holder')).toHaveValue(cards.masterCard.holder)
  await context.addCookies(cookies)
  await page.locator('#cvc').fill(cards.masterCard.cvc)
  await page.getByRole('button', { name: 'Kartı ekle' }).click()
  await expect(page.getByRole('main')).toContainText('eklendi.')
})

test('a draft that this browser has lost is told in its form, which keeps the answers', async ({ page, context, stack }) => {
  await asDealer({ page, context, stack }, fillApplication)
  await page.goto('/dealers/apply/contact')
  await tookOver(page)
  await fill(page, { contact_name: 'Veli Duru' })
  const cookies = await context.cookies()
  await context.clearCookies()
  await page.getByRole('button', { name: 'Kaydet ve devam et' }).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('bu tarayıcıda artık açık değil')
  await expect(page.locator('#contact_name')).toHaveValue('Veli Duru')
  await context.addCookies(cookies)
  await page.getByRole('button', { name: 'Kaydet ve devam et' }).click()
  await expect(page).not.toHaveURL(/contact/)
})

test.describe('a form of an earlier version, sent without scripts', () => {
  test.use({ javaScriptEnabled: false })

  for (const [locale, heading, charged] of [
    ['tr', 'Sayfa güncellendi', 'kartınızdan ücret alınmadı'],
    ['en', 'This page has been updated', 'your card was not charged'],
  ] as const) {
    test(`is answered with a page that says so and leads back (${locale})`, async ({ page, context, app, orders, simulator }) => {
      await context.addCookies([{ name: 'lang', value: locale, url: app.url }])
      const order = await orders.make()
      for (const path of [order.checkout_url, '/login', '/dealers/apply', '/']) {
        await page.goto(path)
        const posted = page.waitForResponse((response) => response.request().method() === 'POST')
        await page.route('**/*', (route) => {
          const body = route.request().postDataBuffer()?.toString('latin1') ?? ''
          if (route.request().method() !== 'POST') return route.fallback()
          // The id of each action, wherever it stands, becomes one that no build has.
          return route.continue({ postData: Buffer.from(body.replace(/[0-9a-f]{42}(?=")/g, 'ab'.repeat(21)), 'latin1') })
        })
        if (path === order.checkout_url) await fillCard(page, cards.good)
        else if (path === '/login') await accountFields(page).email.fill(newEmail())
        if (path === '/login') await accountFields(page).current.fill(PASSWORD)
        await page.locator('main form button[type="submit"]').last().click()
        expect((await posted).status(), path).toBe(409)
        await expect(page.getByRole('heading', { level: 1 }), path).toHaveText(heading)
        await expect(page.locator('html')).toHaveAttribute('lang', locale)
        await expect(page.getByText(charged)).toHaveCount(path === order.checkout_url ? 1 : 0)
        await page.unrouteAll()
        await page.getByRole('main').getByRole('link').click()
        await expect(page, 'the same page, as it is now').toHaveURL(path)
        await expect(page.locator('main form').first(), path).toBeVisible()
      }
      expect(await simulator.calls(order.reference)).toEqual([])
    })
  }
})
