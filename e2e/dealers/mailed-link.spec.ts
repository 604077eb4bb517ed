import { expect, test } from '@/e2e/fixtures'
import { readDatabaseFiles, readMails, readMetrics } from '@/e2e/harness/leak-haystacks'
import { addressesIn, findLeaks, shapesOfSecret } from '@/e2e/harness/leak-search'
import { startMailbox } from '@/e2e/harness/mailbox'
import { expectAccessible } from '@/e2e/pages/accessible'
import { anotherBrowser } from '@/e2e/pages/account-pages'
import { begin } from '@/e2e/pages/dealer-pages'

test.use({ viewport: { width: 375, height: 760 } })

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test('a dealer has the link sent by mail, reads it in the mailbox and goes on in another browser', async ({ browser, ownStack }) => {
      const mailbox = await startMailbox()
      const stack = await ownStack({ ...mailbox.variables, LOG_LEVEL: 'trace' })
      const { app } = stack
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

      const [mail = { name: '', bytes: Buffer.of() }] = await readMails(mailbox)
      expect(addressesIn(mail), 'its own link only').toEqual([href])
      const secrets = Object.entries({ token: href?.split('/').at(-1) ?? '', address: 'dealer@example.com' })
      const log = { name: 'output of the app', bytes: Buffer.from(app.log()) }
      const needles = secrets.flatMap(([name, text]) => shapesOfSecret(name, text))
      expect(findLeaks([log, await readMetrics(stack), ...(await readDatabaseFiles(stack))], needles)).toEqual([])
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
