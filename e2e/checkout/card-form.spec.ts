import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { bank, cardFields, expectStatus, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

test.beforeEach(async ({ page, orders }) => {
  await page.goto((await orders.make()).checkout_url)
  await hydrated(page)
})

/** Tabs until the focus is where it should be; fails if it never gets there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 15; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not reach ${selector}`)
}

test('a payment can be made using only the keyboard, with a visible focus on each field', async ({ page }) => {
  const typed: Array<[string, string]> = [
    ['cc-number', cards.good.number],
    ['cc-exp', cards.good.expiry],
    ['cc-csc', cards.good.cvc],
    ['cc-name', cards.good.holder],
  ]
  for (const [token, text] of typed) {
    await tabTo(page, `input[autocomplete="${token}"]`)
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement ?? document.body)
      return { isOutlined: outlineStyle !== 'none' && outlineWidth !== '0px', boxShadow }
    })
    expect(outline.isOutlined || outline.boxShadow !== 'none', token).toBe(true)
    await page.keyboard.type(text)
  }
  await tabTo(page, 'form button[type="submit"]')
  await page.keyboard.press('Enter')
  await expect(bank.code(page)).toBeFocused()
  await page.keyboard.type('a')
  await page.keyboard.press('Enter')
  await expectStatus(page, 'succeeded')
})

test('submitting an empty form shows a summary that has the focus and links to each field', { tag: '@journey' }, async ({ page }) => {
  await payButton(page).click()
  const summary = page.getByRole('group', { name: 'Bir sorun var' })
  await expect(summary).toBeFocused()
  await expect(page).toHaveTitle(/^Hata: /)
  const fields = cardFields(page)
  const links = summary.getByRole('link')
  await expect(links).toHaveCount(4)
  const sentences = await links.allTextContents()
  expect(new Set(sentences).size).toBe(4)
  for (const field of Object.values(fields)) {
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    const description = await field.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent)
    expect(sentences).toContain(description)
  }
  await links.filter({ hasText: 'Güvenlik kodunu yazın.' }).click()
  await expect(fields.cvc).toBeFocused()

  await fields.cvc.fill('123')
  await expect(fields.cvc, 'right again, and said so at once').not.toHaveAttribute('aria-invalid', 'true')
  await fillCard(page, cards.good)
  await expect(page).toHaveTitle(/^(?!Hata: )/)
  await payButton(page).click()
  await expect(bank.code(page)).toBeVisible()
})

test('different mistakes get different messages, and none appears while a field is first being typed', async ({ page }) => {
  const { number, expiry } = cardFields(page)
  await number.pressSequentially('4355')
  await expiry.pressSequentially('13')
  for (const field of [number, expiry]) await expect(field).not.toHaveAttribute('aria-invalid', 'true')

  const mistakes: Array<[Partial<typeof cards.good>, string]> = [
    [{ number: '4355 0843' }, 'Kart numarası eksik. Bütün rakamları yazın.'],
    [{ number: '4355 0843 5508 4358 4358' }, 'Kart numarasında fazla rakam var.'],
    [{ number: 'kart' }, 'Kart numarasına yalnızca rakam yazın.'],
    [{ expiry: '13/40' }, 'Ay 01 ile 12 arasında olmalı.'],
    [{ expiry: 'x' }, 'Tarihi ay ve yıl olarak yazın: AA/YY.'],
    [{ cvc: 'abc' }, 'Güvenlik koduna yalnızca rakam yazın.'],
    [{ holder: '4355084355084358' }, 'Ad alanında bir numara var. Buraya kartın üzerindeki adı yazın.'],
  ]
  for (const [mistake, sentence] of mistakes) {
    await fillCard(page, { ...cards.good, ...mistake })
    await payButton(page).click()
    await expect(page.getByRole('group', { name: 'Bir sorun var' }).getByRole('link')).toHaveText([sentence])
  }
})

test('the caret stays in place when a digit in the middle of the number is corrected', async ({ page }) => {
  const { number } = cardFields(page)
  await number.pressSequentially('4355084355084358')
  await expect(number).toHaveValue('4355 0843 5508 4358')
  const caret = () => number.evaluate((input: HTMLInputElement) => input.selectionStart)
  await number.evaluate((input: HTMLInputElement) => input.setSelectionRange(7, 7))
  await page.keyboard.press('Backspace')
  await expect(number).toHaveValue('4355 0435 5084 358')
  expect(await caret()).toBe(6)
  await page.keyboard.type('8')
  await expect(number).toHaveValue('4355 0843 5508 4358')
  expect(await caret()).toBe(7)
})

const pastes: Array<[string, string]> = [
  ['4355 0843 5508 4358', '4355 0843 5508 4358'],
  ['4355-0843-5508-4358', '4355 0843 5508 4358'],
  [' 4355.0843.5508.4358 ', '4355 0843 5508 4358'],
  ['375622005485014', '3756 220054 85014'],
]
for (const [pasted, shown] of pastes) {
  test(`a number pasted as "${pasted}" is read as a number`, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const { number } = cardFields(page)
    await page.evaluate((text) => navigator.clipboard.writeText(text), pasted)
    await number.focus()
    await page.keyboard.press('ControlOrMeta+v')
    await expect(number).toHaveValue(shown)
  })
}

test('of four brands the number’s one stays from the sixth digit, in words too, and an unknown one blocks nothing', async ({ page }) => {
  const { number } = cardFields(page)
  const marks = page.locator('form .brand-row img')
  const said = page.locator('form p[role="status"]').first()
  await expect(marks).toHaveCount(4)
  await expect(said).toHaveText('')
  await expect(number).toHaveAccessibleDescription('Visa, Mastercard, American Express, Troy')
  const brands: Array<[string, string | null]> = [
    ['43550', null],
    ['435508', 'Visa'],
    ['557113', 'Mastercard'],
    ['375622', 'American Express'],
    ['979207', 'Troy'],
    ['658761', 'Troy'],
    ['999999', null],
  ]
  for (const [digits, name] of brands) {
    await number.fill(digits)
    await expect(said).toHaveText(name ?? '')
    await expect(page.locator('form .brand-row img.is-found')).toHaveCount(name === null ? 0 : 1)
    if (name !== null) await expect(number).toHaveAccessibleDescription(name)
  }
  await expect(number).not.toHaveAttribute('aria-invalid', 'true')
})

test('the region that tells the brand stands in the first HTML', async ({ page, orders }) => {
  const html = await (await page.request.get((await orders.make()).checkout_url)).text()
  expect(html).toMatch(/<p role="status" class="sr-only"><\/p><div class="card-dates">/)
})

test('the expiry date is grouped while it is typed, and can be corrected and deleted', async ({ page }) => {
  const { expiry } = cardFields(page)
  await expiry.pressSequentially('1228')
  await expect(expiry).toHaveValue('12/28')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('9')
  await expect(expiry).toHaveValue('12/29')
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('Backspace')
  await expect(expiry).toHaveValue('')
  await expiry.pressSequentially('3/31')
  await expect(expiry).toHaveValue('3/31')
})

test('a security code takes no digit more than its brand has, and a pasted one stays to be corrected', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { number, cvc } = cardFields(page)
  await number.fill(cards.good.number)
  await cvc.pressSequentially('12345')
  await expect(cvc).toHaveValue('123')
  await number.fill(cards.amex.number)
  await cvc.press('End')
  await page.keyboard.type('45')
  await expect(cvc).toHaveValue('1234')

  await page.evaluate(() => navigator.clipboard.writeText('98765'))
  await cvc.selectText()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(cvc).toHaveValue('98765')
  await expect(cvc).toHaveAttribute('aria-invalid', 'true')
  await expect(cvc).toHaveAccessibleDescription(/4 rakam/)
})

test('a field says what is wrong with it now, not what was wrong when the form was sent', async ({ page }) => {
  await payButton(page).click()
  const { number } = cardFields(page)
  await expect(number).toHaveAccessibleDescription('Kart numarasını yazın.')
  await number.pressSequentially('43550843')
  await expect(number).toHaveAccessibleDescription('Kart numarası eksik. Bütün rakamları yazın.')
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('Kart numarası eksik.')
})

test('once everything is right, the list of what was wrong folds to one line', async ({ page }) => {
  await payButton(page).click()
  await fillCard(page, cards.good)
  const summary = page.getByRole('group', { name: 'Düzeltildi' })
  await expect(summary.getByRole('listitem')).toHaveCount(0)
  expect((await summary.boundingBox())?.height).toBeLessThan(60)
})

test('American Express asks for the four digits on the front and accepts them', async ({ page }) => {
  const { number, cvc } = cardFields(page)
  await expect(cvc).toHaveAccessibleDescription('Arka yüzdeki 3 rakam')
  await number.fill(cards.amex.number)
  await expect(cvc).toHaveAccessibleDescription('Ön yüzdeki 4 rakam')
  await fillCard(page, { ...cards.amex, cvc: '123' })
  await payButton(page).click()
  await expect(cvc).toHaveAttribute('aria-invalid', 'true')
  await fillCard(page, cards.amex)
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

test('values autofilled without an event count', async ({ page }) => {
  await page.evaluate(
    (card) => {
      for (const [token, value] of Object.entries(card)) {
        const input = document.querySelector<HTMLInputElement>(`input[autocomplete="${token}"]`)
        if (input) input.value = value
      }
    },
    { 'cc-number': cards.troy.number, 'cc-exp': '12/2031', 'cc-csc': '000', 'cc-name': 'Ayşe Yılmaz' },
  )
  await payButton(page).click()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
})

for (const expiry of ['3/31', '03/31', '0331', '03/2031', '03 - 31']) {
  test(`the date "${expiry}" is understood`, async ({ page, simulator }) => {
    await fillCard(page, { ...cards.good, expiry })
    await payButton(page).click()
    await expect(bank.code(page)).toBeVisible()
    expect(page.url().startsWith(simulator.url)).toBe(true)
  })
}

test('numbers that were pasted with marks nobody sees, or in other digits, show as they were understood and pay', async ({ page }) => {
  const fields = cardFields(page)
  const paste = (text: string) =>
    page.evaluate((pasted) => {
      document.execCommand('insertText', false, pasted)
    }, text)
  await fields.number.focus()
  await paste('\u202a4355\u00a00843\u20095508\u20124358\u202c')
  await expect(fields.number).toHaveValue('4355 0843 5508 4358')
  await fields.number.evaluate((input) => (input as HTMLInputElement).setSelectionRange(5, 9))
  await paste('٠٨\u200b٤')
  await expect(fields.number).toHaveValue('4355 0845 5084 358')
  expect(await fields.number.evaluate((input) => (input as HTMLInputElement).selectionStart)).toBe(8)
  await page.keyboard.type('3')
  await expect(fields.number).toHaveValue('4355 0843 5508 4358')
  await fields.expiry.focus()
  await paste('\u206612\u2215\u0662\u0669\u2069')
  await fields.cvc.focus()
  await expect(fields.expiry).toHaveValue('12/29')
  await paste('０００')
  await fields.holder.fill('Ayşe Yılmaz')
  await fields.holder.blur()
  await expect(fields.cvc).toHaveValue('000')
  await payButton(page).click()
  await expect(bank.code(page)).toBeVisible()
})

test('digits that a keyboard composes are left alone until they are whole', async ({ page }) => {
  const { number } = cardFields(page)
  await number.focus()
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: '４３５５０８', selectionStart: 6, selectionEnd: 6 })
  await expect(number).toHaveValue('４３５５０８')
  await session.send('Input.insertText', { text: '４３５５０８' })
  await expect(number).toHaveValue('4355 08')
})
