import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { readDatabaseFiles, readMails, readMetrics } from '@/e2e/harness/leak-haystacks'
import { addressesIn, findLeaks, shapesOfSecret } from '@/e2e/harness/leak-search'
import { type Mailbox, startMailbox } from '@/e2e/harness/mailbox'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { createRawShopper, formsOf } from '@/e2e/harness/raw-shopper'
import { expectAccessible } from '@/e2e/pages/accessible'
import {
  accountFields,
  anotherBrowser,
  newEmail,
  PASSWORD,
  postForm,
  register,
  registerRaw,
  signIn,
  submit,
  summary,
  trySignIn,
} from '@/e2e/pages/account-pages'

const NEXT = 'unutulmayan yeni parola'
const OVER = 'Bu bağlantı artık kullanılamıyor'

let mailbox: Mailbox
test.beforeAll(async () => {
  mailbox = await startMailbox()
})
test.afterAll(() => mailbox.close())

for (const hasScripts of [true, false]) {
  test(`a lost password is set anew by mail, once, ${hasScripts ? 'with' : 'without'} JavaScript`, async ({ ownStack, browser }) => {
    const { app } = await ownStack()
    const [signedIn, forgetful] = [await anotherBrowser(browser, app), await anotherBrowser(browser, app, hasScripts)]
    const [there, here] = [await signedIn.newPage(), await forgetful.newPage()]
    const email = newEmail()
    await register(there, email)
    await app.stop()
    await app.start(mailbox.variables)

    await here.goto('/login')
    await here.getByRole('link', { name: 'Parolanızı mı unuttunuz?' }).click()
    await expect(here).toHaveURL('/forgot')
    await accountFields(here).email.fill('ayşe')
    await submit(here)
    await expect(summary(here)).toContainText('ad@ornek.com')
    await expect(accountFields(here).email).toHaveValue('ayşe')
    if (hasScripts) await expectAccessible(here, 'the form')
    await accountFields(here).email.fill(email)
    await submit(here)
    await expect(here).toHaveURL('/forgot?sent=1')
    await expect(here.getByRole('heading', { level: 1 })).toHaveText('E-postanızı kontrol edin')
    if (hasScripts) await expectAccessible(here, 'what follows it')
    const answered = await here.getByRole('main').innerText()

    const [mail] = await mailbox.wait(email)
    const [link = ''] = /http:\/\/\S+\/reset\/[\w-]{22}/.exec(mail?.text ?? '') ?? []
    expect(mail?.subject).toBe('Yeni parolanızı belirleyin – Deneme Mağazası')
    expect(mail?.html).toContain(`href="${link}"`)
    const opened = await here.goto(link)
    expect(opened?.headers()['referrer-policy']).toBe('same-origin')
    await there.goto('/account')
    await expect(there, 'nothing has happened yet').toHaveURL('/account')
    await accountFields(here).next.fill(NEXT)
    await submit(here)
    await expect(here).toHaveURL('/account')

    await there.goto('/account')
    await expect(there, 'the other browser is signed out').toHaveURL(/\/login\?next=/)
    await trySignIn(there, email)
    await expect(summary(there), 'the old password is over').toContainText('parola yanlış')
    await signIn(there, email, NEXT)
    await here.goto(link)
    await expect(here.getByRole('heading', { level: 1 })).toHaveText(OVER)
    await here.getByRole('link', { name: 'Yeni bağlantı iste' }).click()
    await expect(here).toHaveURL('/forgot')
    const [, changed] = await mailbox.wait(email, 2)
    expect(changed?.subject).toBe('Parolanız değiştirildi – Deneme Mağazası')
    expect(changed?.text).toContain(`${app.url}/forgot`)

    await accountFields(here).email.fill(newEmail())
    await submit(here)
    await expect(here).toHaveURL('/forgot?sent=1')
    expect(await here.getByRole('main').innerText(), 'of nobody, the same').toBe(answered)
    await signedIn.close()
    await forgetful.close()
  })
}

test('a request that is lost keeps the address, and can be sent again', async ({ ownStack, browser }) => {
  const { app } = await ownStack(mailbox.variables)
  const context = await anotherBrowser(browser, app)
  const page = await context.newPage()
  const email = newEmail()
  await page.goto('/forgot')
  await page.route('**/forgot', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await accountFields(page).email.fill(email)
  await submit(page)
  await expect(summary(page)).toBeVisible()
  await expect(accountFields(page).email).toHaveValue(email)
  await page.unroute('**/forgot')
  await submit(page)
  await expect(page).toHaveURL('/forgot?sent=1')
  await context.close()
})

test('the answer tells nothing, neither address nor link stands in a log, a metric or the database, and a mail holds its own link only', async ({
  ownStack,
}) => {
  const stack = await ownStack({ ...mailbox.variables, LOG_LEVEL: 'trace' })
  const [email, stranger] = [newEmail(), newEmail()]
  await stack.app.stop()
  await stack.app.start({ SMTP_URL: '', MAIL_FROM: '' })
  await registerRaw(createRawShopper(stack, newAddress()), email)
  await stack.app.stop()
  await stack.app.start()
  const ask = (address: string, headers = {}) =>
    postForm(createRawShopper(stack, newAddress()), '/forgot', 'Bağlantı gönder', { email: address }, headers)
  const shape = ({ status, headers, body }: RawAnswer) => ({ status, to: headers.location, names: Object.keys(headers).toSorted(), body })

  const first = await ask(email)
  expect([first.status, first.headers.location]).toEqual([303, expect.stringMatching(/\/forgot\?sent=1$/)])
  for (const address of [stranger, email, email, email]) expect(shape(await ask(address))).toEqual(shape(first))
  expect((await ask(email, { Origin: 'https://evil.example' })).status).toBe(403)
  const mails = await mailbox.wait(email, 3)
  const tokens = mails.map(({ text }) => /\/reset\/([\w-]+)/.exec(text)?.[1] ?? '')
  const person = createRawShopper(stack, newAddress())
  const pages: string[] = []
  for (const token of tokens) pages.push((await person.request(`/reset/${token}`)).body)
  // Two mails are sent at once, so the link that was made last need not arrive last.
  const good = tokens.filter((_, index) => pages[index]?.includes('Parolayı kaydet'))
  expect(good, 'one of them works').toHaveLength(1)
  await postForm(person, `/reset/${good[0]}`, 'Parolayı kaydet', { new_password: NEXT })
  await mailbox.wait(email, 4)
  const metrics = await readMetrics(stack)
  await stack.app.stop()
  await stack.app.start()

  expect(await mailbox.of(email), 'three an hour, and one that it was changed').toHaveLength(4)
  expect(await mailbox.of(stranger)).toEqual([])
  const secrets = Object.entries({ email, stranger, token: tokens[2] ?? '', earlier: tokens[0] ?? '' })
  const needles = secrets.flatMap(([name, text]) => shapesOfSecret(name, text))
  const log = { name: 'output of the app', bytes: Buffer.from(stack.app.log()) }
  const haystacks = [log, metrics, ...(await readDatabaseFiles(stack))]
  expect(findLeaks([{ name: 'itself', bytes: Buffer.from(tokens[2] ?? '') }], needles), 'the search finds').toEqual(['token in itself'])
  expect(findLeaks(haystacks, needles)).toEqual([])

  const mine = (await readMails(mailbox)).filter(({ name }) => name.includes(email))
  expect(new Set(tokens).size, 'each has another').toBe(3)
  expect(mine.map(addressesIn)).toEqual([...tokens.map((token) => [`${stack.app.url}/reset/${token}`]), [`${stack.app.url}/forgot`]])
  const passwords = [PASSWORD, NEXT].flatMap((password) => shapesOfSecret('a password', password))
  expect(findLeaks(mine, passwords)).toEqual([])
})

test('without mail, the page says whom to ask, and a form from before leads there', async ({ ownStack }) => {
  const stack = await ownStack(mailbox.variables)
  const shopper = createRawShopper(stack, newAddress())
  const form = formsOf((await shopper.request('/forgot')).body).find((fields) => fields.some(([name]) => name === 'email')) ?? []
  await stack.app.stop()
  await stack.app.start({ SMTP_URL: '', MAIL_FROM: '' })
  expect((await shopper.request('/login')).body).not.toContain('href="/forgot"')
  const { body } = await shopper.request('/forgot')
  expect(body).toContain('mailto:destek@example.com')
  expect(body).not.toContain('name="email"')
  const answer = await shopper.postForm('/forgot', form)
  expect([answer.status, answer.headers.location]).toEqual([303, expect.stringMatching(/\/forgot$/)])
})
