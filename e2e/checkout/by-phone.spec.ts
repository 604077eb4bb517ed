import readQrCode from 'jsqr'
import sharp from 'sharp'
import { expect, test } from '@/e2e/fixtures'
import { startMailbox } from '@/e2e/harness/mailbox'
import { expectAccessible } from '@/e2e/pages/accessible'
import { cardFields, hydrated, payButton } from '@/e2e/pages/shopper-page'

test('a checkout that was opened on a computer is opened on a phone by its code, in the dark too', async ({ page, orders }) => {
  const { checkout_url } = await orders.make({ locale: 'tr' })
  await page.goto(checkout_url)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto(checkout_url)
    await page.getByText('Telefonda öde', { exact: true }).click()
    const code = page.getByRole('img', { name: 'Bu ödeme sayfasının karekodu' })
    const { data, info } = await sharp(await code.screenshot({ scale: 'css' }))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(readQrCode(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(checkout_url)
    await expect(page.getByText(checkout_url, { exact: true })).toBeVisible()
  }
  await page.setViewportSize({ width: 375, height: 800 })
  await expect(page.getByText('Telefonda öde', { exact: true })).toBeHidden()
})

test('the link is sent to the address of the order, three times, and what was typed stays', async ({ ownStack, browser }) => {
  const mailbox = await startMailbox()
  const { app, orders } = await ownStack(mailbox.variables)
  const email = 'ayse@example.com'
  const order = await orders.make({ locale: 'tr', customer: { email } })
  const open = async (javaScriptEnabled: boolean) => {
    const context = await browser.newContext({ javaScriptEnabled, baseURL: app.url, locale: 'tr-TR' })
    const page = await context.newPage()
    await page.goto(order.checkout_url)
    await page.getByText('Telefonda öde', { exact: true }).click()
    return page
  }
  const button = { name: 'Bağlantıyı e-postama gönder' }

  const page = await open(true)
  await hydrated(page)
  await cardFields(page).holder.fill('Ayşe Yılmaz')
  await page.getByRole('button', button).click()
  await expect(page.getByRole('status').filter({ hasText: 'birkaç dakika içinde gelir' })).toBeVisible()
  await expect(cardFields(page).holder).toHaveValue('Ayşe Yılmaz')
  await expectAccessible(page, 'a link that is on its way')
  const [mail] = await mailbox.wait(email)
  expect(mail?.subject).toBe(`Ödemenizi buradan tamamlayın – Deneme Mağazası (${order.reference})`)
  expect(mail?.html).toContain(`href="${order.checkout_url}"`)

  const plain = await open(false)
  expect(await plain.content()).not.toContain(email)
  // Programs know the page by these.
  await expect(plain.locator('form').first().locator('input[autocomplete="cc-number"]')).toHaveCount(1)
  await expect(payButton(plain)).toContainText('öde')
  for (const said of ['birkaç dakika içinde gelir', 'birkaç dakika içinde gelir', 'en çok üç kez gönderilebilir']) {
    await plain.getByRole('button', button).click()
    await expect(plain.getByText(said)).toBeVisible()
    await expect(plain.getByRole('img', { name: 'Bu ödeme sayfasının karekodu' })).toBeVisible()
  }
  await mailbox.wait(email, 3)

  const { checkout_url } = await orders.make({ locale: 'tr' })
  await page.goto(checkout_url)
  await page.getByText('Telefonda öde', { exact: true }).click()
  await expect(page.getByRole('button', button), 'there is nobody to send it to').toHaveCount(0)
  await mailbox.close()
})
