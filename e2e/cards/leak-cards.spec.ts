import { randomBytes, randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { type Card, cards, maskOf } from '@/e2e/harness/cards'
import { CARDS, type Customer, fill, newCustomer, readForm } from '@/e2e/harness/customer'
import { readDatabaseFiles, readLogs, readStaticFiles, recordTraffic, type Traffic } from '@/e2e/harness/leak-haystacks'
import { canaryCard, findCodes, findLeaks, type Haystack, shapesOfNumber, shapesOfSecret } from '@/e2e/harness/leak-search'
import type { Stack } from '@/e2e/harness/stack'
import { addButton, cardLine, fold, openCards } from '@/e2e/pages/cards-page'
import { bank, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

const letters = (length: number) => Array.from(randomBytes(length), (byte) => String.fromCharCode(97 + (byte % 26))).join('')
const word = letters(12)
const visa: Card = { ...cards.good, number: canaryCard('4', 16), cvc: '729', holder: `Kanarya ${word}` }
const amex: Card = { ...cards.amex, number: canaryCard('37', 15), cvc: '8305', holder: `Kanarya ${word}` }
const phone = `53${randomInt(10 ** 7, 10 ** 8)}`
/** Long enough to be searched for without a field name; real codes have four characters. */
const wrongCode = `Q${letters(9).toUpperCase()}`

const codeField = (page: Page) => page.locator('input[autocomplete="one-time-code"]')

/** Adds a card with a phone's code, saves another while paying, pays with one, and makes mistakes in between. */
async function everyWay(stack: Stack, page: Page, hasScripts: boolean): Promise<void> {
  const { app, simulator, orders } = stack
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const here = `${phone.slice(0, 9)}${hasScripts ? 1 : 2}`
  await openCards(page, app.url, hasScripts)
  await page.locator('input[autocomplete="tel-national"]').fill(here)
  await press('Kod gönder')
  await codeField(page).fill(wrongCode)
  await press('Kodu doğrula')
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('Kod yanlış.')
  await codeField(page).fill((await simulator.codesOf(here)).at(-1) ?? '')
  await press('Kodu doğrula')
  await expect(addButton(page)).toBeVisible()
  if (hasScripts) await hydrated(page)
  const add = async (card: Card, description: string) => {
    await fillCard(page, card)
    await page.locator('input[name="card_desc"]').fill(description)
    await addButton(page).click()
  }
  await add({ ...visa, expiry: '13/30' }, visa.number)
  await expect(page.getByRole('group', { name: 'Bir sorun var' })).toContainText('Kart adında bir numara var.')
  await add(visa, `Kanarya ${word}`)
  const line = cardLine(page, `Kanarya ${word}`)
  await expect(line).toBeVisible()

  await fold(line, 'Adını değiştir').click()
  await line.getByLabel('Kart adı').fill(visa.number)
  await line.getByRole('button', { name: 'Adı kaydet' }).click()
  await expect(line.getByLabel('Kart adı')).toHaveAttribute('aria-invalid', 'true')

  const pay = async (choose: () => Promise<void>, fault: string | null) => {
    const order = await orders.make()
    if (fault) await simulator.fault(fault, order.reference, { service: 'tds_charge' })
    await page.goto(order.checkout_url)
    if (hasScripts) await hydrated(page)
    await choose()
    await payButton(page).click()
    if (!hasScripts) await page.getByRole('button', { name: 'Bankaya devam et' }).click()
    await bank.approve(page)
    if (!hasScripts) await page.locator('#continue').click()
    await expect(async () => {
      if (!hasScripts) await page.reload()
      await expect(page.locator('main')).toHaveAttribute('data-payment-status', 'succeeded', { timeout: 500 })
    }).toPass({ timeout: 60_000 })
  }
  const saveAmex = async () => {
    await page.locator('input[name="saved_card"][value="new"]').check()
    await fillCard(page, amex)
    await page.locator('input[name="save_card"]').check()
    await page.locator('input[name="card_desc"]').fill(`Amex ${word}`)
  }
  await pay(saveAmex, 'answer-lost-after')
  await pay(saveAmex, null)
  await pay(async () => undefined, null)

  await openCards(page, app.url, hasScripts)
  await fold(cardLine(page, `Kanarya ${word}`), 'Sil').click()
  await cardLine(page, `Kanarya ${word}`).getByRole('button', { name: 'Evet, kartı sil' }).click()
  await expect(cardLine(page, `Kanarya ${word}`)).toHaveCount(0)
}

async function walk(browser: Browser, stack: Stack, hasScripts: boolean): Promise<{ traffic: Traffic; customer: Customer }> {
  const customer = await newCustomer(stack)
  const headers = { 'X-Forwarded-For': newAddress() }
  const context = await browser.newContext({ javaScriptEnabled: hasScripts, locale: 'tr-TR', extraHTTPHeaders: headers })
  context.setDefaultTimeout(60_000)
  await customer.signIn(context)
  const traffic = recordTraffic(context, hasScripts ? 'with scripts' : 'without scripts')
  await everyWay(stack, await context.newPage(), hasScripts)
  return { traffic, customer }
}

/** The names by which Paynet's books know owners and cards. */
async function readNames({ simulator }: Stack): Promise<Record<'card_hash' | 'card_owner_id' | 'user_unique_id', string[]>> {
  const lines = (await readFile(simulator.ledgerFile, 'utf8')).trimEnd().split('\n')
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const all = (kind: string, field: string) => [
    ...new Set(records.filter((record) => record.kind === kind).map((record) => String(record[field]))),
  ]
  return {
    card_hash: all('stored-card', 'card_hash'),
    card_owner_id: all('card-owner', 'card_owner_id'),
    user_unique_id: all('card-owner', 'user_unique_id'),
  }
}

/** A code of four characters counts next to its field's name, as a security code does. */
function findOtpCodes(haystacks: Haystack[], codes: string[]): string[] {
  const near = new RegExp(`(?:otp|code|kod)\\w*\\W{1,12}(?:value\\W{1,4})?(?:${codes.join('|')})\\b`, 'i')
  return haystacks.filter(({ bytes }) => near.test(bytes.toString('latin1'))).map(({ name }) => name)
}

test('no saved card’s number, code, phone or Paynet name appears in anything written, sent or shown', async ({ browser, ownStack }) => {
  const stack = await ownStack({ LOG_LEVEL: 'trace', PAYNET_CARD_OTP: 'on' })
  await stack.simulator.settings({ otp_required: true, otp_random: true })
  const walks = [await walk(browser, stack, true), await walk(browser, stack, false)]

  const foreign = await stack.orders.make()
  const [{ customer } = { customer: await newCustomer(stack) }] = walks
  const [firstCard] = await stack.simulator.cards()
  const refused = await customer.raw.postForm(
    CARDS,
    fill(await readForm(customer.raw, CARDS, 'card'), { card: firstCard?.card_hash ?? '', intent: 'delete' }),
    { Origin: 'https://evil.example' },
  )
  const refusals = [{ name: 'a refusal', bytes: Buffer.from(`${JSON.stringify(refused.headers)}\n${refused.body}`) }]
  expect([refused.status, foreign.status]).toEqual([403, 'open'])

  const names = await readNames(stack)
  const codes = (await Promise.all([1, 2].map((end) => stack.simulator.codesOf(`${phone.slice(0, 9)}${end}`)))).flat()
  const database = await readDatabaseFiles(stack)
  const logs = await readLogs(stack)
  const ours = logs.filter(({ name }) => name === 'output of the app')
  const urls = await Promise.all(walks.map(({ traffic }) => traffic.urls()))
  // The bank is on Paynet's side of the wall: what its own pages say is not ours.
  const received = (await Promise.all(walks.map(({ traffic }) => traffic.all())))
    .flat()
    .filter(({ name }) => !name.includes(stack.simulator.url))
  const sent = [...urls, ...received, ...refusals, ...(await readStaticFiles())]
  const everything = [...database, ...logs, ...sent]
  const numbers = [visa, amex].flatMap(({ number }) => shapesOfNumber('a card number', number))

  expect(findLeaks(everything, numbers)).toEqual([])
  expect([...findCodes(everything, visa.cvc), ...findCodes(everything, amex.cvc)]).toEqual([])
  for (const [name, values] of Object.entries(names)) {
    const needles = values.flatMap((value) => shapesOfSecret(name, value))
    // Our name for an owner is not one of Paynet's secrets; it lies in our own database, and only there.
    expect(findLeaks(name === 'user_unique_id' ? [...sent, ...ours] : [...sent, ...ours, ...database], needles)).toEqual([])
  }
  const phones = [1, 2].flatMap((end) => shapesOfSecret('a phone', `${phone.slice(0, 9)}${end}`))
  expect(findLeaks(everything, phones)).toEqual([])
  expect(findLeaks(everything, shapesOfSecret('a code as typed', wrongCode))).toEqual([])
  expect(findOtpCodes(everything, codes)).toEqual([])
  expect(findLeaks([...database, ...ours, ...urls], shapesOfSecret('what a card is called', `Kanarya ${word}`))).toEqual([])

  // Some of what must be there was found, so the search looked in the right places.
  expect(names.card_hash.length, 'cards that Paynet knows').toBe(4)
  expect(names.card_owner_id).toHaveLength(2)
  expect(codes).toHaveLength(2)
  const ledger = logs.filter(({ name }) => name === 'ledger of the simulator')
  expect(findLeaks(ledger, shapesOfSecret('card_hash', names.card_hash[0] ?? ''))).toEqual(['card_hash in ledger of the simulator'])
  expect(findLeaks(database, shapesOfSecret('owner', names.user_unique_id[0] ?? '')).length).toBeGreaterThan(0)
  expect(findLeaks(received, [{ name: 'a description', text: `Kanarya ${word}` }]).length).toBeGreaterThan(3)
  expect(
    findLeaks(
      received,
      [1, 2].map((end) => ({ name: 'the end of a phone', text: `Sonu ${phone.slice(6, 9)}${end}` })),
    ).length,
  ).toBeGreaterThan(0)
  expect(
    findLeaks([...database, ...received], [{ name: 'the mask', text: maskOf(amex).replace('******', '*****') }]).length,
  ).toBeGreaterThan(0)
  const services = ['card_save', 'card_list', 'card_delete', 'card_send_otp', 'card_check_otp']
  expect(
    findLeaks(
      ours,
      services.map((text) => ({ name: text, text: `"service":"${text}"` })),
    ),
  ).toHaveLength(services.length)
  expect(findLeaks(urls, [{ name: 'cards', text: CARDS }])).toHaveLength(2)
})

test('the search for codes finds one next to its name and nowhere else', () => {
  const bytes = (text: string) => [{ name: 'here', bytes: Buffer.from(text) }]
  for (const text of ['"otp_code":"ART2"', 'otp_code=ART2&', 'name="otp_code" value="ART2"', 'name="otp_code"\r\n\r\nART2', 'code: ART2']) {
    expect(findOtpCodes(bytes(text), ['ART2']), text).toEqual(['here'])
  }
  expect(findOtpCodes(bytes('"digest":"xART2y","parts":"ART2"'), ['ART2'])).toEqual([])
})
