import { expect, test } from '@/e2e/fixtures'
import { runNode } from '@/e2e/harness/child'
import { expectAccessible } from '@/e2e/pages/accessible'
import { accountFields, newEmail, PASSWORD, register, submit, summary, trySignIn } from '@/e2e/pages/account-pages'

test('every account page is accessible, with mistakes and without', async ({ page, app }) => {
  const email = newEmail()
  await page.goto('/login')
  await expectAccessible(page, 'login')
  await submit(page)
  await expect(summary(page)).toBeVisible()
  await expectAccessible(page, 'login with mistakes')
  await page.goto('/register')
  await expectAccessible(page, 'register')

  await register(page, email)
  await expectAccessible(page, 'account')
  await accountFields(page).current.fill('yanlış parola')
  await accountFields(page).next.fill('yepyeni bir parola')
  await submit(page)
  await expect(summary(page)).toContainText('Mevcut parola yanlış')
  await expectAccessible(page, 'account with mistakes')
  await accountFields(page).current.fill(PASSWORD)
  await accountFields(page).next.fill('yepyeni bir parola')
  await submit(page)
  await expect(page.getByText('Parolanız değiştirildi.')).toBeVisible()
  await expectAccessible(page, 'password changed')

  const { output } = await runNode('dist/user.js', ['reset', email], app.env)
  await page.goto(output.split('\n')[0] ?? '')
  await expectAccessible(page, 'reset')
  await page.goto('/reset/over')
  await expectAccessible(page, 'link that is over')
})

test('fields and buttons are labelled and large enough to touch, and a pasted password is kept whole', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto('/register?next=/account')
  await expect(page.getByRole('button', { name: 'Parolayı göster' })).toBeVisible()
  for (const control of await page.locator('main input:visible, main button, header a').all()) {
    expect((await control.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44)
  }
  for (const input of await page.locator('main input:visible').all()) {
    await expect(page.locator(`label[for="${await input.getAttribute('id')}"]`)).toBeVisible()
    expect(await input.evaluate((element) => getComputedStyle(element).fontSize)).toBe('16px')
    expect(await input.getAttribute('maxlength')).toBeNull()
  }
  const { email, next } = accountFields(page)
  await email.fill(newEmail())
  await next.focus()
  await page.keyboard.insertText('a'.repeat(201))
  await submit(page)
  await expect(summary(page).getByRole('link')).toHaveText(['Parola en çok 200 karakter olabilir.'])
  await expect(next).toHaveValue('a'.repeat(201))
})

test('the account pages break no policy, fail nowhere and contact no other host', async ({ page, app }) => {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== app.url) faults.push(request.url())
  })
  const email = newEmail()
  await register(page, email)
  await accountFields(page).current.fill(PASSWORD)
  await accountFields(page).next.fill('yepyeni bir parola')
  await submit(page)
  await expect(page.getByText('Parolanız değiştirildi.')).toBeVisible()
  await page.getByRole('button', { name: 'Çıkış yap', exact: true }).click()
  await expect(page).toHaveURL('/login')
  await trySignIn(page, email, 'yepyeni bir parola')
  await expect(page).toHaveURL('/account')
  expect(faults).toEqual([])
})

test('a form whose answer is lost says so and keeps the input', async ({ page }) => {
  await page.goto('/login')
  const { email, current } = accountFields(page)
  await email.fill(newEmail())
  await current.fill(PASSWORD)
  await page.route('**/login*', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await submit(page)
  await expect(summary(page)).toContainText('Yanıt alınamadı.')
  await expect(current).toHaveValue(PASSWORD)
})
