import { expect, test } from '@/e2e/fixtures'
import { startMailbox } from '@/e2e/harness/mailbox'
import { expectAccessible } from '@/e2e/pages/accessible'
import { anotherBrowser } from '@/e2e/pages/account-pages'
import { begin } from '@/e2e/pages/dealer-pages'

test.use({ viewport: { width: 375, height: 760 } })

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test('a dealer has the link sent by mail, reads it in the mailbox and goes on in another browser', async ({ browser, ownStack }) => {
      const mailbox = await startMailbox()
      const { app } = await ownStack(mailbox.variables)
      const page = await (await anotherBrowser(browser, app, javaScriptEnabled)).newPage()
      await page.setViewportSize({ width: 375, height: 760 })
      await begin(page)
      await page.goto('/dealers/apply/tasks')
      const send = page.getByRole('button', { name: 'Bağlantıyı e-postayla gönder' })
      await page.locator('[name="link_email"]').fill('dealer@')
      await send.click()
      await expect(page.getByText('E-posta adresini ad@ornek.com biçiminde yazın.').first()).toBeVisible()
      await expect(page.locator('[name="link_email"]')).toHaveValue('dealer@')
      await page.locator('[name="link_email"]').fill('dealer@example.com')
      await send.click()
      await expect(page.getByText('Bağlantı birkaç dakika içinde e-postanıza gelir.')).toBeVisible()
      if (javaScriptEnabled) await expectAccessible(page, 'the link by mail')
      await expect.poll(() => mailbox.mails()).toMatchObject([{ to: 'dealer@example.com' }])

      const other = await (await anotherBrowser(browser, app)).newPage()
      await other.goto(mailbox.url)
      await other.getByRole('link', { name: /Bayi başvurunuza buradan devam edin/ }).click()
      const button = other.frameLocator('iframe').getByRole('link', { name: 'Başvuruya devam et' })
      const href = await button.getAttribute('href')
      await other.goto(href ?? '')
      await other.getByRole('button', { name: 'Devam et' }).click()
      await expect(other).toHaveURL(`${app.url}/dealers/apply/tasks`)
      await mailbox.close()
    })
  })
}

test('without mail, the link is there to be copied', async ({ page }) => {
  await begin(page)
  await page.goto('/dealers/apply/tasks')
  await expect(page.locator('[name="link_email"]')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Bağlantı al' })).toBeVisible()
})
