import { expect, test } from '@/e2e/fixtures'
import { runNode } from '@/e2e/harness/child'
import { accountFields, anotherBrowser, newEmail, PASSWORD, register, signIn, submit, summary, trySignIn } from '@/e2e/pages/account-pages'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('somebody registers, signs out, mistypes the password, and signs in again', { tag: '@journey' }, async ({ page }) => {
      const email = newEmail()
      await register(page, ` ${email.toUpperCase()} `)
      await expect(page.getByText(email)).toBeVisible()

      await page.getByRole('button', { name: 'Çıkış yap', exact: true }).click()
      await expect(page).toHaveURL('/login')
      await page.goto('/account')
      await expect(page).toHaveURL(/\/login\?next=%2Faccount$/)

      await trySignIn(page, email, `${PASSWORD}x`)
      await expect(summary(page)).toContainText('E-posta adresi ya da parola yanlış. Kontrol edip yeniden deneyin.')
      await expect(page).toHaveTitle('Hata: Giriş – Deneme Mağazası')
      await expect(accountFields(page).email).toHaveValue(email)
      await expect(accountFields(page).current).toHaveValue('')
      if (javaScriptEnabled) await expect(summary(page)).toBeFocused()
      await accountFields(page).current.fill(PASSWORD)
      await submit(page)
      await expect(page).toHaveURL('/account')
    })

    test('mistakes are named at the fields, the address stays, and an address that has an account makes no second one', async ({
      page,
    }) => {
      const email = newEmail()
      await page.goto('/register?next=/account')
      await accountFields(page).email.fill(email)
      await accountFields(page).next.fill('kısa')
      await submit(page)
      await expect(summary(page).getByRole('link')).toHaveText(['Parola en az 8 karakter olmalı.'])
      await expect(summary(page).getByRole('link')).toHaveAttribute('href', '#password')
      await expect(accountFields(page).next).toHaveAccessibleDescription('Parola en az 8 karakter olmalı.')
      await expect(accountFields(page).email).toHaveValue(email)
      await accountFields(page).next.fill(PASSWORD)
      await submit(page)
      await expect(page).toHaveURL('/account')

      await page.context().clearCookies()
      await page.goto('/register')
      await accountFields(page).email.fill(email)
      await accountFields(page).next.fill('başka bir parola')
      await submit(page)
      await expect(summary(page)).toContainText('Bu adresle hesap açılamadı. Hesabınız varsa giriş yapın.')
      await expect(accountFields(page).next).toHaveValue('')
    })

    test('a new password ends the session of another browser and keeps this one', async ({ page, app, browser }) => {
      const email = newEmail()
      await register(page, email)
      const other = await (await anotherBrowser(browser, app, javaScriptEnabled)).newPage()
      await signIn(other, email)

      await accountFields(page).current.fill('yanlış parola')
      await accountFields(page).next.fill('yepyeni bir parola')
      await submit(page)
      await expect(summary(page)).toContainText('Mevcut parola yanlış.')
      await accountFields(page).current.fill(PASSWORD)
      await accountFields(page).next.fill('yepyeni bir parola')
      await submit(page)
      await expect(page.getByRole('status').filter({ hasText: 'Parolanız değiştirildi.' })).toBeVisible()
      await page.goto('/account')
      await expect(page.getByText(email)).toBeVisible()

      await other.goto('/account')
      await expect(other).toHaveURL(/\/login\?next=/)
      await signIn(other, email, 'yepyeni bir parola')
      await page.getByRole('button', { name: 'Bütün cihazlardan çıkış yap' }).click()
      await expect(page).toHaveURL('/login')
      await other.goto('/account')
      await expect(other, 'signed out everywhere').toHaveURL(/\/login\?next=/)
      await other.context().close()
    })

    test('a lost password is set anew with the link of the operator’s command, once', { tag: '@journey' }, async ({
      page,
      app,
      browser,
    }) => {
      const email = newEmail()
      await register(page, email)
      const command = await runNode('dist/user.js', ['reset', email], app.env)
      expect([command.code, command.errors]).toEqual([0, ''])
      const [link = ''] = command.output.split('\n')
      expect(link).toMatch(new RegExp(`^${app.url}/reset/[\\w-]{22}$`))

      const context = await anotherBrowser(browser, app, javaScriptEnabled)
      const other = await context.newPage()
      await other.goto(link)
      await accountFields(other).next.fill('unutulmayan parola')
      await submit(other)
      await expect(other).toHaveURL('/account')
      await expect(other.getByText(email)).toBeVisible()
      await page.goto('/account')
      await expect(page, 'sessions from before have ended').toHaveURL(/\/login\?next=/)
      await page.goto(link)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bu bağlantı artık kullanılamıyor')
      await context.close()
    })
  })
}

test('all of it in English', async ({ page }) => {
  const email = newEmail()
  await page.goto('/register?lang=en')
  await register(page, email)
  await expect(page.getByRole('link', { name: 'My account' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
  await trySignIn(page, email, 'wrong password')
  await expect(summary(page)).toContainText('The e-mail address or the password is wrong.')
  await expect(page).toHaveTitle('Error: Sign in – Deneme Mağazası')
  await signIn(page, email)
})

test('going back after signing out shows nothing of the account', async ({ page }) => {
  const email = newEmail()
  await register(page, email)
  await page.goto('/')
  await page.goto('/account')
  await page.getByRole('button', { name: 'Çıkış yap', exact: true }).click()
  await expect(page).toHaveURL('/login')
  await page.goBack()
  await expect(page).toHaveURL(/\/login/)
  await expect(page.getByText(email)).toHaveCount(0)
})

test('a password can be shown and hidden, and is hidden again when it is sent', async ({ page }) => {
  await page.goto('/login')
  const { email, current } = accountFields(page)
  await email.fill(newEmail())
  await current.fill(PASSWORD)
  const toggle = page.getByRole('button', { name: 'Parolayı göster' })
  expect((await toggle.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44)
  await toggle.click()
  await expect(current).toHaveAttribute('type', 'text')
  await expect(current).toHaveValue(PASSWORD)
  await page.getByRole('button', { name: 'Parolayı gizle' }).click()
  await expect(current).toHaveAttribute('type', 'password')
  await toggle.click()
  await submit(page)
  await expect(summary(page)).toBeVisible()
  await expect(current).toHaveAttribute('type', 'password')
})
