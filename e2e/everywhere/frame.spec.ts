import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { newCustomer } from '@/e2e/harness/customer'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { accountFields, anotherBrowser, newEmail, PASSWORD, postForm, register, submit } from '@/e2e/pages/account-pages'
import { COMPANY, fill } from '@/e2e/pages/dealer-pages'
import { bank, cardFields, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

const SHOP = { cancel_url: 'https://shop.example/basket', success_url: 'https://shop.example/thanks' }

const shopName = (page: Page) => page.getByRole('banner').getByRole('link', { name: 'Deneme Mağazası' })
const signOutButton = (page: Page) => page.getByRole('banner').getByRole('button', { name: 'Çıkış yap', exact: true })

/** Where the merchant's name leads, on a page as it was sent. */
function homeIn(html: string): string | undefined {
  const header = /<header[\s\S]*?<\/header>/.exec(html)?.[0] ?? ''
  return /<a [^>]*href="([^"]*)"[^>]*>Deneme Mağazası/.exec(header)?.[1]
}

function leadsTo({ headers }: RawAnswer): string {
  return (headers.location ?? '').replace(/^https?:\/\/[^/]+/, '')
}

test('the merchant’s name leads to the shop from every page, and stands beside an order’s own ways, which are there once', async ({
  orders,
  shopper,
}) => {
  const open = await orders.make(SHOP)
  const paid = await orders.make(SHOP)
  await shopper.pay(paid.id, cards.good)
  for (const path of [`/checkout/${open.id}`, `/checkout/${paid.id}/result`, '/login', '/dealers/apply', '/nowhere'])
    expect(homeIn((await shopper.request(path)).body), path).toBe('/')
  const linksTo = (url: string, body: string) => body.split(`href="${url}"`).length - 1
  expect(linksTo(SHOP.cancel_url, (await shopper.request(`/checkout/${open.id}`)).body)).toBe(1)
  expect(linksTo(SHOP.success_url, (await shopper.request(`/checkout/${paid.id}/result`)).body)).toBe(1)
})

test('an order’s pages link neither to the account nor to the dealers, whoever is signed in', async ({ orders, stack, shopper }) => {
  const customer = await newCustomer(stack)
  const [open, paid] = [await orders.make(), await orders.make()]
  await shopper.pay(paid.id, cards.good)
  for (const raw of [shopper, customer.raw]) {
    for (const path of [`/checkout/${open.id}`, `/checkout/${paid.id}/result`]) {
      const { body } = await raw.request(path)
      const around = body.replace(/<main[\s\S]*<\/main>/, '')
      expect(around, path).not.toMatch(/href="\/(account|login|register|dealers)/)
    }
  }
})

test('a stranger who has the link of an order sees nothing of the customer in the frame, nor do they after signing out', async ({
  orders,
  stack,
  shopper,
}) => {
  const customer = await newCustomer(stack)
  const order = await orders.make()
  await customer.raw.pay(order.id, cards.good)
  const path = `/checkout/${order.id}/result`
  expect((await customer.raw.request(path)).body).toContain(customer.email)
  for (const raw of [shopper, createRawShopper(stack, newAddress())]) {
    const { body } = await raw.request(path)
    expect(body).not.toContain(customer.email)
    expect(body).not.toMatch(/Çıkış yap|sign-out/)
  }
  expect(leadsTo(await postForm(customer.raw, path, 'Çıkış yap'))).toBe(path)
  expect((await customer.raw.request(path)).body).not.toContain(customer.email)
})

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('from the checkout to the sign-in page, on to a new account, and back to the payment with one press from each', async ({
      page,
      orders,
    }) => {
      const order = await orders.make()
      const back = page.getByRole('banner').getByRole('link', { name: 'Ödemeye dön' })
      await page.goto(order.checkout_url)
      await page.getByRole('link', { name: 'giriş yapın' }).click()
      await back.click()
      await expect(page).toHaveURL(order.checkout_url)
      await expect(back).toHaveCount(0)
      await page.getByRole('link', { name: 'giriş yapın' }).click()
      await page.getByRole('link', { name: 'Hesap açın' }).click()
      await expect(page).toHaveURL(/\/register\?next=/)
      await back.click()
      await expect(page).toHaveURL(order.checkout_url)
      await page.goto(`/register?next=/checkout/${order.id}/result`)
      await expect(page.getByRole('banner').getByRole('link', { name: 'Ödeme sonucuna dön' })).toHaveAttribute(
        'href',
        `/checkout/${order.id}/result`,
      )
      for (const next of ['//evil.example', 'https://evil.example/checkout/x', '/account', `/checkout/x&next=/checkout/${order.id}`]) {
        await page.goto(`/login?next=${next}`)
        await expect(page.getByRole('banner').getByRole('link', { name: /^← Ödeme/ })).toHaveCount(0)
      }
    })

    test('who is signed in is said at the checkout, and signing out there leaves one at the checkout, as a guest', async ({
      page,
      orders,
    }) => {
      const email = newEmail()
      const order = await orders.make()
      await register(page, email)
      await page.goto(order.checkout_url)
      await expect(page.getByRole('banner').getByText(email)).toBeVisible()
      if (javaScriptEnabled) await hydrated(page)
      await signOutButton(page).click()
      await expect(page.getByRole('banner').getByText(email)).toHaveCount(0)
      await expect(page).toHaveURL(order.checkout_url)
      await expect(page.getByRole('link', { name: 'giriş yapın' })).toBeVisible()
      await fillCard(page, cards.good)
      await payButton(page).click()
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Bankaya devam et' }).click()
      await expect(bank.code(page)).toBeVisible()
    })

    test('from the shop one signs in and out again without leaving it', async ({ page }) => {
      const email = newEmail()
      await register(page, email)
      await page.goto('/')
      await page
        .getByRole('banner')
        .getByRole('link', { name: `Hesabım ${email}` })
        .click()
      await expect(page).toHaveURL('/account')
      await page.getByRole('banner').getByRole('link', { name: 'Alışverişe devam et' }).click()
      await expect(page).toHaveURL('/')
      if (javaScriptEnabled) await hydrated(page)
      await signOutButton(page).click()
      await page.getByRole('banner').getByRole('link', { name: 'Giriş yap' }).click()
      await expect(page).toHaveURL('/login?next=%2F')
      await accountFields(page).email.fill(email)
      await accountFields(page).current.fill(PASSWORD)
      await submit(page)
      await expect(page).toHaveURL('/')
      await expect(page.getByRole('banner').getByText(email)).toBeVisible()
    })

    test('the way back to an order stays through each page of the account, the other language and signing out', async ({
      page,
      context,
      stack,
      orders,
    }) => {
      const customer = await newCustomer(stack)
      await customer.saveCard('Ev kartı')
      await customer.signIn(context)
      const order = await orders.make()
      const path = `/checkout/${order.id}?card=new`
      const back = () => page.getByRole('banner').getByRole('link', { name: /Ödemeye dön|Back to the payment/ })
      await page.goto(path)
      await page.getByRole('link', { name: 'Kartlarımı düzenle' }).click()
      await expect(back()).toHaveAttribute('href', path)
      for (const name of ['Ödemelerim', 'Hesap', 'Kartlarım']) {
        await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
        await expect(page.getByRole('navigation').locator('[aria-current="page"]')).toHaveText(name)
        await expect(back(), name).toHaveAttribute('href', path)
      }
      await page.getByRole('link', { name: 'English' }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await expect(back()).toHaveAttribute('href', path)
      if (javaScriptEnabled) await hydrated(page)
      await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click()
      await expect(page).toHaveURL(/\/login\?next=/)
      await page.getByRole('link', { name: 'Create one' }).click()
      await expect(page).toHaveURL(/\/register\?next=/)
      await page.getByRole('link', { name: 'Sign in', exact: true }).click()
      await accountFields(page).email.fill(customer.email)
      await accountFields(page).current.fill(customer.password)
      await submit(page)
      await expect(page, 'and the card that was wished for is chosen').toHaveURL(path)
      await expect(page.locator('input[name="saved_card"][value="new"]')).toBeChecked()
    })

    test('on a dealer’s pages one signs in and out without leaving them, and the code of the merchant’s link is kept', async ({
      page,
      stack,
    }) => {
      const customer = await newCustomer(stack)
      const start = '/dealers/apply?agent_reference=bayi-7'
      await page.goto(start)
      await page.getByRole('banner').getByRole('link', { name: 'Giriş yap' }).click()
      await accountFields(page).email.fill(customer.email)
      await accountFields(page).current.fill(customer.password)
      await submit(page)
      await expect(page).toHaveURL(start)
      await expect(page.getByRole('banner').getByText(customer.email)).toBeVisible()
      if (javaScriptEnabled) await hydrated(page)
      await signOutButton(page).click()
      await expect(page.getByRole('banner').getByText(customer.email)).toHaveCount(0)
      await expect(page).toHaveURL(start)
    })

    test('whoever buys in the shop comes to a checkout whose frame is a checkout’s', async ({ page }) => {
      await page.goto('/')
      if (javaScriptEnabled) await hydrated(page)
      await expect(page.getByRole('contentinfo').getByRole('link', { name: 'Bayi başvurusu' })).toBeVisible()
      await expect(page.getByRole('banner').getByRole('link', { name: 'Giriş yap' })).toBeVisible()
      await page.getByRole('button', { name: 'Satın al' }).first().click()
      await expect(payButton(page)).toBeVisible()
      await expect(page).toHaveURL(/\/checkout\//)
      await expect(page.getByRole('contentinfo').getByRole('link', { name: 'Bayi başvurusu' })).toHaveCount(0)
      await expect(page.getByRole('banner').getByRole('link', { name: 'Giriş yap' })).toHaveCount(0)
    })

    test('a cancelled order leads on to the shop', async ({ page, orders }) => {
      const order = await orders.make()
      await orders.cancel(order.id)
      await page.goto(order.checkout_url)
      await page.getByRole('main').getByRole('link', { name: 'Alışverişe devam et' }).click()
      await expect(page).toHaveURL('/')
    })

    test('whoever comes to an account’s page with a session that has ended is told so where they sign in, and led back', async ({
      page,
      browser,
      app,
    }) => {
      const email = newEmail()
      await register(page, email)
      const context = await anotherBrowser(browser, app, javaScriptEnabled)
      await context.addCookies(await page.context().cookies())
      const other = await context.newPage()
      await other.goto('/account/cards')
      await signOutButton(page).click()
      await expect(page).toHaveURL('/login')
      await expect(page.getByRole('main')).not.toContainText('Oturumunuz kapanmış')
      await other.goto('/account/cards')
      await expect(other).toHaveURL('/login?next=%2Faccount%2Fcards&ended=1')
      await expect(other.getByRole('main')).toContainText('Oturumunuz kapanmış. Devam etmek için yeniden giriş yapın.')
      await accountFields(other).email.fill(email)
      await accountFields(other).current.fill(PASSWORD)
      await submit(other)
      await expect(other).toHaveURL('/account/cards')
      await context.close()
    })

    test('the first press of the Tab key offers to skip the frame', async ({ page, orders }) => {
      await page.goto((await orders.make()).checkout_url)
      await page.keyboard.press('Tab')
      const skip = page.getByRole('link', { name: 'İçeriğe geç' })
      await expect(skip).toBeFocused()
      await expect(skip).toBeInViewport()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
    })
  })
}

test('without scripts, a form of the account that finds its session ended, cookie and all, leads to the sign-in page, which says why', async ({
  stack,
}) => {
  const { raw } = await newCustomer(stack)
  const stranger = createRawShopper(stack, newAddress())
  const path = '/account?next=/account'
  const page = await raw.request(path)
  const form = /<form[\s\S]*?<\/form>/.exec((page.body.match(/<main[\s\S]*<\/main>/)?.[0] ?? '').replace(/[\s\S]*(?=<form)/, ''))?.[0] ?? ''
  const fields = [...form.matchAll(/<input[^>]* name="([^"]*)"(?:[^>]* value="([^"]*)")?/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&quot;', '"')],
  )
  const answer = await stranger.postForm('/account', fields)
  expect(leadsTo(answer)).toBe('/login?next=%2Faccount&ended=1')
  const first = await stranger.request('/account')
  expect(leadsTo(first), 'who never was signed in is told nothing').toBe('/login?next=%2Faccount')
})

test('a session that ends on the way from the checkout to the cards keeps the way back to the order', async ({ orders, shopper }) => {
  const { id } = await orders.make()
  const answer = await shopper.request(`/account/cards?next=/checkout/${id}`)
  expect(leadsTo(answer)).toBe(`/login?next=${encodeURIComponent(`/checkout/${id}`)}`)
})

test('the other language keeps what was typed at the checkout, but nothing of the card except the name on it', async ({ page, orders }) => {
  const order = await orders.make()
  await page.goto(order.checkout_url)
  await fillCard(page, { ...cards.good, holder: 'Ali Duru' })
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(cardFields(page).holder).toHaveValue('Ali Duru')
  for (const field of ['number', 'expiry', 'cvc'] as const) await expect(cardFields(page)[field]).toHaveValue('')
  expect(await page.evaluate(() => sessionStorage.length), 'used once').toBe(0)
  await page.reload()
  await expect(cardFields(page).holder).toHaveValue('')

  // What is kept is looked at where it is written.
  await fillCard(page, { ...cards.good, holder: cards.good.number })
  await page.getByRole('link', { name: 'Türkçe' }).evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()))
  await page.getByRole('link', { name: 'Türkçe' }).click()
  const kept = await page.evaluate(() => JSON.stringify(JSON.parse(sessionStorage.getItem('typed') ?? '').controls))
  for (const secret of [cards.good.number, cards.good.number.replace(/(\d{4})(?=\d)/g, '$1 '), cards.good.cvc, cards.good.expiry])
    expect(kept).not.toContain(secret)

  const arabic = cards.good.number.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))
  await cardFields(page).holder.fill(arabic)
  await page.getByRole('link', { name: 'Türkçe' }).click()
  expect(await page.evaluate(() => String(sessionStorage.getItem('typed')))).not.toContain(arabic.slice(0, 4))
})

test('the other language keeps what was typed into the forms of an account and of a dealer, but no password, tax number or account', async ({
  page,
}) => {
  await page.goto('/login')
  await accountFields(page).email.fill('ali@example.com')
  await accountFields(page).current.fill(PASSWORD)
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(accountFields(page).email).toHaveValue('ali@example.com')
  await expect(accountFields(page).current).toHaveValue('')

  await page.goto('/dealers/apply')
  await page.locator('main form button[type="submit"]').last().click()
  await expect(page).toHaveURL('/dealers/apply/tasks')
  for (const [task, lost, other] of [
    ['business', ['tckn_vkn'], 'Türkçe'],
    ['contact', [], 'English'],
    ['address', [], 'Türkçe'],
    ['bank', ['iban'], 'English'],
    ['sales', [], 'Türkçe'],
  ] as const) {
    await page.goto(`/dealers/apply/${task}`)
    await hydrated(page)
    await fill(page, COMPANY[task])
    const typed = await valuesOf(page)
    await page.getByRole('link', { name: other }).click()
    await expect(page.locator('html')).toHaveAttribute('lang', other === 'English' ? 'en' : 'tr')
    const expected = { ...typed, ...Object.fromEntries(lost.map((name) => [name, ''])) }
    await expect.poll(() => valuesOf(page), task).toEqual(expected)
  }
})

/** What the controls of the page's forms hold. */
function valuesOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const all = document.querySelectorAll<HTMLInputElement>('main form :is(input:not([type="hidden"]), textarea, select)[name]')
    const chosen = [...all].filter(({ type, checked }) => !/radio|checkbox/.test(type) || checked)
    return Object.fromEntries(chosen.map(({ name, value }) => [name, value]))
  })
}

test('what a dealer typed in one language is sent as it stands after the switch', async ({ page }) => {
  await page.goto('/dealers/apply')
  await page.locator('main form button[type="submit"]').last().click()
  await expect(page).toHaveURL('/dealers/apply/tasks')
  await page.goto('/dealers/apply/contact')
  await hydrated(page)
  await fill(page, COMPANY.contact)
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.locator('[name="contact_name"]')).toHaveValue(COMPANY.contact.contact_name)
  await page.locator('main form button[type="submit"]').last().click()
  await expect(page).not.toHaveURL(/contact/)
  await page.goto('/dealers/apply/contact')
  await expect(page.locator('[name="contact_name"]')).toHaveValue(COMPANY.contact.contact_name)
  await expect(page.locator('[name="contact_mail"]')).toHaveValue(COMPANY.contact.contact_mail)
})

test('nothing overlaps in the header at 320 pixels: a merchant’s name of forty letters, a long address', async ({ ownStack, page }) => {
  const stack = await ownStack({ MERCHANT_NAME: 'Kahramanmaraş Dövme Bakır ve Kahve Evi AŞ' })
  const email = `${'cok-uzun-bir-posta-adresi-'.repeat(2)}x@${'alan-adi-'.repeat(5)}ornek.example.com`
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(`${stack.app.url}/register?next=/account`)
  await accountFields(page).email.fill(email)
  await accountFields(page).next.fill(PASSWORD)
  await submit(page)
  await expect(page).toHaveURL(`${stack.app.url}/account`)
  const order = await stack.orders.make()
  for (const path of [`${stack.app.url}/account`, order.checkout_url]) {
    await page.goto(path)
    await expect(page.getByTitle(email)).toHaveAccessibleName(path === order.checkout_url ? '' : `Hesabım ${email}`)
    const boxes = await page
      .getByRole('banner')
      .locator('a, button, p[title]')
      .evaluateAll((all) => all.map((element) => element.getBoundingClientRect().toJSON() as DOMRect))
    for (const [at, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThanOrEqual(0)
      expect(box.right).toBeLessThanOrEqual(320)
      for (const other of boxes.slice(at + 1)) {
        const isApart = box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top
        expect(isApart, JSON.stringify([box, other])).toBe(true)
      }
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  }
})

test('of the frame, only the merchant’s name is printed', async ({ page, orders }) => {
  await register(page, newEmail())
  await page.goto((await orders.make()).checkout_url)
  await page.emulateMedia({ media: 'print' })
  await expect(shopName(page)).toBeVisible()
  await expect(signOutButton(page)).toBeHidden()
  await expect(page.getByRole('contentinfo')).toBeHidden()
  await expect(page.getByRole('link', { name: 'İçeriğe geç' })).toBeHidden()
})

test('signing out whose answer is lost says so, and keeps the page with what was typed', async ({ page, orders }) => {
  const email = newEmail()
  await register(page, email)
  await page.goto((await orders.make()).checkout_url)
  await hydrated(page)
  await cardFields(page).holder.fill('Ali Duru')
  await page.route('**/checkout/*', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()))
  await signOutButton(page).click()
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toBeFocused()
  await expect(cardFields(page).holder).toHaveValue('Ali Duru')
  await page.unrouteAll()
  await signOutButton(page).click()
  await expect(page.getByRole('banner').getByText(email)).toHaveCount(0)
})

test('if the frame itself breaks in the browser, the merchant’s name and help are still there, in the page’s language', async ({
  page,
  orders,
}) => {
  for (const [locale, sentence] of [
    ['tr', 'Ödeme yaptıysanız tekrar ödemeyin'],
    ['en', 'do not pay again'],
  ] as const) {
    await page.context().clearCookies()
    await page.goto((await orders.make({ locale })).checkout_url)
    await hydrated(page)
    await page.evaluate(() => {
      URLSearchParams.prototype.set = () => {
        throw new Error('planted')
      }
    })
    // The router hears of it only some time after hydration.
    await expect(async () => {
      await page.evaluate(() => history.pushState(null, '', '?x=1'))
      await expect(page.getByRole('main')).toContainText(sentence, { timeout: 1_000 })
    }).toPass({ timeout: 60_000 })
    await expect(page.getByRole('banner')).toHaveText('Deneme Mağazası')
    await expect(page.getByRole('contentinfo').getByRole('link')).toHaveAttribute('href', 'mailto:destek@example.com')
    await expect(page.locator('html')).toHaveAttribute('lang', locale)
  }
})
