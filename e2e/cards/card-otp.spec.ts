import type { Locator, Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { clockAhead } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { CARDS, type Customer, newCustomer, newWord, postForm } from '@/e2e/harness/customer'
import type { Call } from '@/e2e/harness/simulator'
import { type Stack, startStack } from '@/e2e/harness/stack'
import { addButton, cardLine, openCards, said, setLanguage, tookOver } from '@/e2e/pages/cards-page'
import { fillCard } from '@/e2e/pages/shopper-page'

const CODE = 'ART2'
const MINUTE = 60_000

/** A shop that requires a verified phone before it adds a card, as Paynet does there; one for all tests of this file. */
let stack: Stack
test.beforeAll(async () => {
  stack = await startStack({ PAYNET_CARD_OTP: 'on' })
  await stack.simulator.settings({ otp_required: true })
})
test.afterAll(async () => {
  await stack.stop()
})

let count = 0
/** A phone number that no other test uses. */
function newPhone(): string {
  count += 1
  return `53${String(process.pid).slice(-4).padStart(4, '0')}${String(1000 + count)}`
}

const phoneField = (page: Page): Locator => page.locator('input[autocomplete="tel-national"]')
const codeField = (page: Page): Locator => page.locator('input[autocomplete="one-time-code"]')
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const problems = (page: Page): Locator => page.getByRole('group', { name: 'Bir sorun var' })

async function open(page: Page, hasScripts = true): Promise<Customer> {
  const customer = await newCustomer(stack)
  await customer.signIn(page.context())
  await openCards(page, stack.app.url, hasScripts)
  return customer
}

async function sendCode(page: Page, phone: string, label = 'Kod gönder'): Promise<void> {
  await phoneField(page).fill(phone)
  await button(page, label).click()
  await expect(codeField(page)).toBeVisible()
}

async function codeCalls(services: string[]): Promise<Call[]> {
  return (await stack.simulator.allCalls()).filter(({ service }) => services.includes(service))
}

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts })

    const language = hasScripts ? 'tr' : 'en'
    test(`a phone, then its code, then the card (${language})`, { tag: '@journey' }, async ({ page, context }) => {
      await setLanguage(context, stack.app.url, language)
      await open(page, hasScripts)
      const is = (tr: string, en: string) => (language === 'tr' ? tr : en)
      await expect(page.locator('input[autocomplete^="cc-"]'), 'no card before a phone').toHaveCount(0)
      const phone = newPhone()
      await sendCode(page, `0${phone.slice(0, 3)} ${phone.slice(3, 6)} ${phone.slice(6)}`, is('Kod gönder', 'Send code'))
      await expect(page.locator('main p:not([role])', { hasText: phone.slice(-4) })).toBeVisible()
      expect(await page.content(), 'of the phone only its end').not.toContain(phone.slice(0, 6))

      await codeField(page).fill(` ${CODE.toLowerCase()} `)
      await button(page, is('Kodu doğrula', 'Verify the code')).click()
      await expect(
        page.getByText(is(`Sonu ${phone.slice(-4)} olan telefon doğrulandı.`, `The phone ending in ${phone.slice(-4)} is verified.`)),
      ).toBeVisible()
      if (hasScripts) await tookOver(page)
      const name = newWord('Ev kartı')
      await fillCard(page, cards.good)
      await page.locator('input[name="card_desc"]').fill(name)
      await addButton(page).click()
      await expect(cardLine(page, name)).toContainText('•••• 4358')
      await expect(phoneField(page), 'one code, one card').toBeVisible()
      await expect(page.getByText(is(`${name} eklendi.`, `${name} has been added.`)), 'and it is said that the card is there').toBeVisible()
    })

    test('wrong, old and missing codes get different messages, and a new one can be requested', async ({ page }) => {
      await open(page, hasScripts)
      await sendCode(page, newPhone())
      const [sent] = (await codeCalls(['card_send_otp'])).slice(-1)
      const confirm = async (code: string, sentence: string) => {
        await codeField(page).fill(code)
        await button(page, 'Kodu doğrula').click()
        await expect(problems(page).getByRole('link')).toHaveText([sentence])
        await expect(codeField(page)).toHaveAccessibleDescription(sentence)
        await expect(codeField(page)).toHaveAttribute('aria-invalid', 'true')
        await expect(codeField(page)).toHaveValue('')
        await expect(page).toHaveTitle(/^Hata: /)
        if (hasScripts) await expect(problems(page)).toBeFocused()
      }
      await confirm('XXXX', 'Kod yanlış. Mesajdaki kodla karşılaştırın.')
      await confirm('', 'Telefonunuza gelen kodu yazın.')
      await stack.simulator.cardFault('otp-expired', sent?.reference_no ?? '', { service: 'card_check_otp' })
      await confirm(CODE, 'Kodun süresi doldu. Yeni bir kod isteyin.')
      expect(await stack.simulator.cardCalls(sent?.reference_no ?? '', 'card_check_otp'), 'an empty one is not passed on').toHaveLength(2)
      expect(await page.content()).not.toContain('XXXX')
    })

    test('a number that is not a Turkish mobile phone is refused at its field, and nothing is sent', async ({ page }) => {
      await open(page, hasScripts)
      const before = (await codeCalls(['card_send_otp'])).length
      const mistakes: Array<[typed: string, sentence: string, shown?: string]> = [
        ['', 'Cep telefonu numaranızı yazın.'],
        ['0212 555 44 33', 'Numarayı 5 ile başlayan 10 hane olarak yazın.'],
        ['532 123', 'Numarayı 5 ile başlayan 10 hane olarak yazın.'],
        ['+1 555 123 4567', 'Numarayı 5 ile başlayan 10 hane olarak yazın.'],
        ['4355 0843 5508 4358', 'Numarayı 5 ile başlayan 10 hane olarak yazın.', ''],
      ]
      for (const [typed, sentence, shown = typed] of mistakes) {
        await phoneField(page).fill(typed)
        await button(page, 'Kod gönder').click()
        await expect(button(page, 'Kod gönder')).not.toHaveAttribute('aria-disabled', 'true')
        await expect(problems(page).getByRole('link')).toHaveText([sentence])
        await expect(phoneField(page)).toHaveAccessibleDescription(sentence)
        await expect(phoneField(page), 'what was typed may be corrected, a card’s number aside').toHaveValue(shown)
      }
      expect(await codeCalls(['card_send_otp'])).toHaveLength(before)
    })

    test('a refusal by the bank is reported, although the code is spent and the phone comes next', async ({ page }) => {
      await open(page, hasScripts)
      await sendCode(page, newPhone())
      await codeField(page).fill(CODE)
      await button(page, 'Kodu doğrula').click()
      await expect(addButton(page)).toBeVisible()
      if (hasScripts) await tookOver(page)
      await fillCard(page, cards.stolen)
      await addButton(page).click()
      await expect(problems(page)).toContainText('Bu kart eklenemedi.')
      await expect(phoneField(page)).toBeVisible()
      if (hasScripts) await expect(problems(page)).toBeFocused()
      expect(await page.content()).not.toMatch(/4355\s?0800/)
    })

    test('another phone starts over, and the old code becomes worthless', async ({ page }) => {
      await open(page, hasScripts)
      await sendCode(page, newPhone())
      await button(page, 'Başka bir telefon kullan').click()
      await expect(phoneField(page)).toBeVisible()
      await expect(phoneField(page)).toHaveValue('')
      await expect(codeField(page)).toHaveCount(0)
    })
  })
}

test('a code can be pasted and sent with Enter', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page)
  await sendCode(page, newPhone())
  await page.evaluate((text) => navigator.clipboard.writeText(text), CODE)
  await codeField(page).focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(codeField(page)).toHaveValue(CODE)
  await page.keyboard.press('Enter')
  await expect(addButton(page)).toBeVisible()
})

test('a code is sent again only after a minute, enforced by the page and the server', async ({ page }) => {
  await page.clock.install()
  const customer = await open(page)
  const phone = newPhone()
  await phoneField(page).fill(phone)
  await button(page, 'Kod gönder').click()
  await expect(codeField(page)).toBeVisible()
  await expect(button(page, 'Yeniden gönder')).toHaveCount(0)
  await expect(page.getByText(/^\d+ saniye sonra yeniden gönderebilirsiniz\.$/)).toBeVisible()
  const early = await postForm(customer.raw, CARDS, 'otp_code', { intent: 'send', user_gsm: newPhone() })
  expect(early.body).toMatch(/\d+ (?:saniye|dakika) sonra yeniden deneyebilirsiniz/)

  // Only the page's clock: the server still knows better.
  await page.clock.fastForward(MINUTE + 1000)
  await expect(said(page, 'Kodu yeniden isteyebilirsiniz.')).toBeAttached()
  await button(page, 'Yeniden gönder').click()
  await expect(problems(page)).toContainText(/\d+ (?:saniye|dakika) sonra yeniden deneyebilirsiniz/)
  expect(await stack.simulator.codesOf(phone)).toEqual([CODE])

  await stack.app.stop()
  await stack.app.start(clockAhead(MINUTE + 1000))
  await page.reload()
  await button(page, 'Yeniden gönder').click()
  await expect(page.getByText(/^\d+ saniye sonra yeniden gönderebilirsiniz\.$/)).toBeVisible()
  expect(await stack.simulator.codesOf(phone)).toEqual([CODE, CODE])

  await stack.app.stop()
  await stack.app.start(clockAhead(6 * MINUTE))
  await page.reload()
  await expect(problems(page)).toContainText('Kodun süresi doldu. Yeni bir kod isteyin.')
  const before = (await codeCalls(['card_check_otp'])).length
  await codeField(page).fill(CODE)
  await button(page, 'Kodu doğrula').click()
  await expect(problems(page)).toContainText('Kodun süresi doldu. Yeni bir kod isteyin.')
  expect(await codeCalls(['card_check_otp']), 'an old code is not passed on').toHaveLength(before)
  await stack.app.stop()
  await stack.app.start()
})

test('the sixth code in an hour is not sent, and the eleventh guess in fifteen minutes is not passed on', async () => {
  const customer = await newCustomer(stack)
  const guess = () => postForm(customer.raw, CARDS, 'otp_code', { intent: 'check', otp_code: 'XXXX' })
  await postForm(customer.raw, CARDS, 'user_gsm', { intent: 'send', user_gsm: newPhone() })
  const before = (await codeCalls(['card_check_otp'])).length
  for (let time = 0; time < 10; time += 1) expect((await guess()).body).toContain('Kod yanlış.')
  expect((await guess()).body).toMatch(/\d+ dakika sonra yeniden deneyebilirsiniz/)
  expect(await codeCalls(['card_check_otp'])).toHaveLength(before + 10)

  const sent = (await codeCalls(['card_send_otp'])).length
  for (let time = 0; time < 4; time += 1) {
    await postForm(customer.raw, CARDS, 'otp_code', { intent: 'forget' })
    await postForm(customer.raw, CARDS, 'user_gsm', { intent: 'send', user_gsm: newPhone() })
  }
  await postForm(customer.raw, CARDS, 'otp_code', { intent: 'forget' })
  const sixth = await postForm(customer.raw, CARDS, 'user_gsm', { intent: 'send', user_gsm: newPhone() })
  expect(sixth.body).toMatch(/\d+ (?:dakika|saat) sonra yeniden deneyebilirsiniz/)
  expect(await codeCalls(['card_send_otp'])).toHaveLength(sent + 4)
})
