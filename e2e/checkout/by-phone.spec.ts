import readQrCode from 'jsqr'
import sharp from 'sharp'
import { expect, test } from '@/e2e/fixtures'

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
