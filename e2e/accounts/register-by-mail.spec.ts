import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { linkToConfirm, newWord } from '@/e2e/harness/customer'
import { readDatabaseFiles } from '@/e2e/harness/leak-haystacks'
import { findLeaks, shapesOfSecret } from '@/e2e/harness/leak-search'
import { type Mailbox, startMailbox } from '@/e2e/harness/mailbox'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import {
  accountFields,
  anotherBrowser,
  newEmail,
  PASSWORD,
  postForm,
  registerRaw,
  signInRaw,
  submit,
  summary,
  trySignIn,
} from '@/e2e/pages/account-pages'
import { bank, expectStatus, fillCard, payButton } from '@/e2e/pages/shopper-page'

const OVER = 'Bu bağlantı artık kullanılamıyor'

let mailbox: Mailbox
test.beforeAll(async () => {
  mailbox = await startMailbox()
})
test.afterAll(() => mailbox.close())

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

async function fillIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await accountFields(page).email.fill(email)
  await accountFields(page).next.fill(password)
}

for (const hasScripts of [true, false]) {
  test(`on the way to paying, an account is opened by mail, and a card saved with it, ${hasScripts ? 'with' : 'without'} JavaScript`, async ({
    ownStack,
    browser,
  }) => {
    const { app, orders, simulator } = await ownStack(mailbox.variables)
    const context = await anotherBrowser(browser, app, hasScripts)
    const page = await context.newPage()
    const order = await orders.make()
    const email = newEmail()

    await page.goto(order.checkout_url)
    await page.getByRole('main').getByRole('link', { name: 'Giriş yapın' }).click()
    await page.getByRole('link', { name: 'Hesap açın' }).click()
    await expect(page.getByRole('main')).toContainText('Adresinizi onaylamanız için size bir e-posta göndeririz')
    await fillIn(page, 'ayşe', 'kısa')
    await submit(page)
    await expect(summary(page)).toContainText('ad@ornek.com')
    await fillIn(page, email)
    await submit(page)
    await expect(page).toHaveURL(`/register?sent=1&next=${encodeURIComponent(`/checkout/${order.id}`)}`)
    await expect(heading(page)).toHaveText('E-postanızı kontrol edin')
    if (hasScripts) await expectAccessible(page, 'what follows the form')
    await page.getByRole('main').getByRole('link', { name: 'Ödemeye dön' }).click()
    await expect(page, 'whoever does not want to wait pays').toHaveURL(order.checkout_url)

    const [mail] = await mailbox.wait(email)
    const path = await linkToConfirm(mailbox, email)
    expect(mail?.subject).toBe('E-posta adresinizi onaylayın – Deneme Mağazası')
    expect(mail?.html).toContain(`href="${app.url}${path}"`)
    for (let time = 0; time < 2; time += 1) {
      const opened = await page.goto(path)
      const { 'referrer-policy': referrer, 'cache-control': cache } = opened?.headers() ?? {}
      expect([referrer, cache]).toEqual(['same-origin', expect.stringContaining('no-store')])
      await expect(page.locator('meta[name="robots"]')).toHaveAttribute('content', /noindex/)
    }
    await expect(page.getByRole('main')).toContainText(email)
    if (hasScripts) await expectAccessible(page, 'the link')
    await submit(page)
    await expect(summary(page)).toContainText('Parolanızı yazın')
    await accountFields(page).next.fill('galatasaray')
    await submit(page)
    await expect(summary(page)).toContainText('Bu parola çok yaygın')
    if (hasScripts) await expectAccessible(page, 'a common password')
    expect(await page.content(), 'whoever has the mailbox has no business with the order yet').not.toContain(order.id)
    await accountFields(page).next.fill(PASSWORD)
    await submit(page)
    await expect(page, 'back where they came from').toHaveURL(order.checkout_url)
    await expect(page.getByText(email)).toBeVisible()

    const name = newWord('Ev kartı')
    await fillCard(page, cards.good)
    await page.locator('input[name="save_card"]').check()
    await page.locator('input[name="card_desc"]').fill(name)
    await payButton(page).click()
    if (!hasScripts) await page.getByRole('button', { name: 'Bankaya devam et' }).click()
    await bank.approve(page)
    if (!hasScripts) await page.locator('#continue').click()
    await expectStatus(page, 'succeeded')
    expect((await simulator.cards()).map(({ card_desc }) => card_desc)).toContain(name)

    await page.goto(path)
    await expect(heading(page), 'the link is used up').toHaveText(OVER)
    if (hasScripts) await expectAccessible(page, 'a link that is over')
    await context.close()
  })
}

test('in English and by keyboard alone, with nowhere to go back to, an account is opened and leads to its cards', async ({
  ownStack,
  browser,
}) => {
  const { app } = await ownStack(mailbox.variables)
  const context = await browser.newContext({ baseURL: app.url, locale: 'en-GB', extraHTTPHeaders: { 'X-Forwarded-For': newAddress() } })
  const page = await context.newPage()
  const email = newEmail()
  await page.goto('/register')
  await accountFields(page).email.focus()
  await page.keyboard.type(email)
  await accountFields(page).next.focus()
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText('Check your e-mail')
  await expect(page.getByRole('main').getByRole('link'), 'nothing but to sign in, and to ask again').toHaveText([
    'Go to the sign-in page',
    'Ask again',
  ])
  expect((await mailbox.wait(email))[0]?.subject).toBe('Confirm your e-mail address – Deneme Mağazası')
  await page.goto(await linkToConfirm(mailbox, email))
  await expect(heading(page)).toHaveText('Confirm your e-mail address')
  await accountFields(page).next.focus()
  await page.keyboard.type('short')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: 'There is a problem' })).toContainText('at least 8 characters')
  await accountFields(page).next.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/account/cards')
  await page.goto('/register?sent=1')
  await expect(page, 'who is signed in has nothing to wait for').toHaveURL('/account/cards')
  await context.close()
})

/** What an answer says, without what is new in each: its nonce, its time, and what carries it. */
function sameOf({ status, headers, body }: RawAnswer): unknown {
  const nonce = /'nonce-(\w+)'/.exec(String(headers['content-security-policy']))?.[1] ?? 'none'
  const { date: _date, ...others } = headers
  return JSON.parse(
    JSON.stringify({ status, others, body })
      .replaceAll(nonce, 'nonce')
      .replace(/Expires=[\w, :]+/, 'Expires=then')
      .replace(/way-on=[\w-]{43}/, 'way-on=keyed digest'),
  )
}

/** Registers, and follows; every answer on the way. */
async function answersTo(stack: Stack, email: string): Promise<unknown[]> {
  const stranger = createRawShopper(stack, newAddress())
  const posted = await postForm(stranger, '/register?next=/account', 'Hesap aç', { email, password: 'des Fremden Parole' })
  const { pathname, search } = new URL(posted.headers.location ?? '', stack.app.url)
  const followed = await stranger.request(pathname + search)
  return [sameOf(posted), sameOf(followed), stranger.cookies().map(({ name }) => name)]
}

test('whoever registers an address that has an account gets the same answers byte for byte; its owner gets another mail', async ({
  ownStack,
  browser,
}) => {
  const stack = await ownStack(mailbox.variables)
  const { app } = stack
  const [known, unknown] = [newEmail(), newEmail()]
  const owner = createRawShopper(stack, newAddress())
  await registerRaw(owner, known)
  await postForm(owner, await linkToConfirm(mailbox, known), 'Hesabı aç', { password: PASSWORD })

  const answers = await answersTo(stack, known)
  expect(answers[0]).toMatchObject({ status: 303, others: { location: expect.stringMatching(/\/register\?sent=1&next=%2Faccount$/) } })
  expect(answers[2], 'where to go on').toEqual(['way-on'])
  expect(await answersTo(stack, unknown)).toEqual(answers)
  for (let time = 0; time < 3; time += 1) expect(await answersTo(stack, known), 'nor over a limit').toEqual(answers)

  const [, mail] = await mailbox.wait(known, 2)
  expect(mail?.subject).toBe('Zaten bir hesabınız var – Deneme Mağazası')
  expect(mail?.text).toContain(`${app.url}/forgot`)
  expect(mail?.text).not.toMatch(/\/(register|reset)\//)
  await mailbox.wait(unknown)
  const context = await anotherBrowser(browser, app)
  const page = await context.newPage()
  await page.goto(`${app.url}/login`)
  await trySignIn(page, known, 'des Fremden Parole')
  await expect(summary(page), 'a stranger’s password is nobody’s').toContainText('parola yanlış')
  await context.close()
  expect((await signInRaw(createRawShopper(stack, newAddress()), known)).status).toBe(303)
})

test('neither address nor link nor password stands in a log or in the database', async ({ ownStack }) => {
  const stack = await ownStack({ ...mailbox.variables, LOG_LEVEL: 'trace' })
  const [email, forgotten] = [newEmail(), newEmail()]
  const person = createRawShopper(stack, newAddress())
  await registerRaw(person, email)
  await registerRaw(person, forgotten)
  const links = [await linkToConfirm(mailbox, email), await linkToConfirm(mailbox, forgotten)]
  for (const link of links) await person.request(link)
  await postForm(person, links[0] ?? '', 'Hesabı aç', { password: PASSWORD })
  await stack.app.stop()
  await stack.app.start()

  const [token = '', earlier = ''] = links.map((link) => link.split('/').at(-1) ?? '')
  const needles = Object.entries({ email, forgotten, token, earlier, password: PASSWORD }).flatMap(([name, text]) =>
    shapesOfSecret(name, text),
  )
  const haystacks = [{ name: 'output of the app', bytes: Buffer.from(stack.app.log()) }, ...(await readDatabaseFiles(stack))]
  expect(findLeaks([{ name: 'itself', bytes: Buffer.from(token) }], needles), 'the search finds').toEqual(['token in itself'])
  expect(findLeaks(haystacks, needles)).toEqual([])
})

test('a link works although mail is switched off meanwhile, and registering signs in at once then', async ({ ownStack }) => {
  const stack = await ownStack(mailbox.variables)
  const email = newEmail()
  await registerRaw(createRawShopper(stack, newAddress()), email)
  const link = await linkToConfirm(mailbox, email)
  await stack.app.stop()
  await stack.app.start({ SMTP_URL: '', MAIL_FROM: '' })
  const person = createRawShopper(stack, newAddress())
  const confirmed = await postForm(person, link, 'Hesabı aç', { password: PASSWORD })
  expect([confirmed.status, confirmed.headers.location]).toEqual([303, expect.stringMatching(/\/account\/cards$/)])
  expect((await person.request('/account')).body).toContain(email)
  const other = createRawShopper(stack, newAddress())
  await registerRaw(other, newEmail())
  expect((await other.request('/account')).status).toBe(200)
})

test('only the browser that asked for an account goes on to where it came from', async ({ ownStack }) => {
  const stack = await ownStack(mailbox.variables)
  const [asker, another] = [createRawShopper(stack, newAddress()), createRawShopper(stack, newAddress())]
  for (const [person, end] of [
    [another, '/account/cards'],
    [asker, '/account'],
  ] as const) {
    const email = newEmail()
    await postForm(asker, '/register?next=/account', 'Hesap aç', { email, password: PASSWORD })
    const confirmed = await postForm(person, await linkToConfirm(mailbox, email), 'Hesabı aç', { password: PASSWORD })
    expect([confirmed.status, new URL(confirmed.headers.location ?? '', stack.app.url).pathname]).toEqual([303, end])
  }
})

test('at a shared computer, nobody is led to where the one before came from', async ({ ownStack }) => {
  const stack = await ownStack(mailbox.variables)
  const [shared, own] = [createRawShopper(stack, newAddress()), createRawShopper(stack, newAddress())]
  await postForm(shared, '/register?next=/account', 'Hesap aç', { email: newEmail(), password: PASSWORD })
  const email = newEmail()
  await postForm(own, '/register?next=/account', 'Hesap aç', { email, password: PASSWORD })
  const confirmed = await postForm(shared, await linkToConfirm(mailbox, email), 'Hesabı aç', { password: PASSWORD })
  expect([confirmed.status, new URL(confirmed.headers.location ?? '', stack.app.url).pathname]).toEqual([303, '/account/cards'])
})
