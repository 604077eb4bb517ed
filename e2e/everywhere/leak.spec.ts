import { randomBytes } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { type Card, cards, labelOf, maskOf } from '@/e2e/harness/cards'
import { readDatabaseFiles, readLogs, readPairs, readRefusals, readStaticFiles, recordTraffic } from '@/e2e/harness/leak-haystacks'
import { canaryCard, findCodes, findLeaks, shapesOfNumber, shapesOfSecret } from '@/e2e/harness/leak-search'
import type { Order } from '@/e2e/harness/orders'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { bank, expectStatus, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

/** Letters only: a name with a number in it is refused. */
const word = Array.from(randomBytes(12), (byte) => String.fromCharCode(97 + (byte % 26))).join('')
const visa: Card = { ...cards.good, number: canaryCard('4', 16), cvc: '729', holder: `Kanarya ${word}` }
const amex: Card = { ...cards.amex, number: canaryCard('37', 15), cvc: '8305', holder: `Kanarya ${word}` }
const { refusedAtStart } = cards
const customer = { name: `Müşteri ${word}`, email: `kanarya-${word}@example.com`, phone: '5329081746' }
const secretKey = `sck_${randomBytes(24).toString('hex')}`

const numbers = [visa, amex, refusedAtStart].flatMap(({ number }) => shapesOfNumber('a card number', number))
const spaced = (number: string) => number.replace(/(\d{4})(?=\d)/g, '$1 ')
const problems = (page: Page) => page.getByRole('group', { name: 'Bir sorun var' })

/** A browser of its own, from an address of its own, that pays, makes mistakes and is refused in every way. */
class Walk {
  constructor(
    readonly stack: Stack,
    readonly page: Page,
    readonly hasScripts: boolean,
  ) {}

  async send(order: Order, card: Card): Promise<void> {
    await this.page.goto(order.checkout_url)
    if (this.hasScripts) await hydrated(this.page)
    await fillCard(this.page, card)
    await payButton(this.page).click()
  }

  /** Through the bank to a result. */
  async pay(card: Card, fault: string | null, status: string): Promise<void> {
    const order = await this.stack.orders.make({ customer })
    if (fault) await this.stack.simulator.fault(fault, order.reference, { service: 'tds_charge' })
    await this.send(order, card)
    if (!this.hasScripts) await this.page.getByRole('button', { name: 'Bankaya devam et' }).click()
    await bank.approve(this.page)
    if (!this.hasScripts) await this.page.locator('#continue').click()
    await this.reloadUntil(status)
  }

  /** Back to the form, with a sentence about what was wrong; the page's own markup is searched too. */
  async err(card: Card, sentence: RegExp, order?: Order): Promise<void> {
    await this.send(order ?? (await this.stack.orders.make({ customer })), card)
    await expect(problems(this.page)).toContainText(sentence)
    const markup = { name: `markup after ${sentence}`, bytes: Buffer.from(await this.page.content()) }
    expect(findLeaks([markup], numbers)).toEqual([])
    expect([...findCodes([markup], visa.cvc), ...findCodes([markup], amex.cvc)]).toEqual([])
  }

  private async reloadUntil(status: string): Promise<void> {
    if (this.hasScripts) return expectStatus(this.page, status, 20_000)
    await expect(async () => {
      await this.page.reload()
      await expectStatus(this.page, status, 100)
    }).toPass({ timeout: 20_000 })
  }
}

/** An order whose payment attempts are used up. */
async function exhaustedOrder(stack: Stack): Promise<Order> {
  const order = await stack.orders.make({ customer })
  for (let time = 0; time < 10; time += 1) await createRawShopper(stack, newAddress()).challenge(order.id, visa)
  return order
}

async function everyWay(walk: Walk): Promise<void> {
  await walk.pay(visa, null, 'succeeded')
  await walk.pay(amex, null, 'succeeded')
  await walk.pay(visa, 'decline', 'declined')
  await walk.pay(visa, 'answer-lost-after', 'succeeded')
  await walk.pay(visa, 'wrong-amount', 'review')
  await walk.err({ ...visa, expiry: '13/30' }, /Ay 01 ile 12/)
  await walk.err({ ...amex, cvc: '83' }, /Güvenlik kodu/)
  await walk.err({ ...visa, holder: visa.number }, /Ad alanında bir numara var/)
  await walk.err({ ...visa, holder: spaced(visa.number) }, /Ad alanında bir numara var/)
  await walk.err({ ...visa, number: `${visa.number}00000` }, /fazla rakam/)
  await walk.err(refusedAtStart, /Ödeme başlatılamadı/)
  await walk.err(visa, /Çok sayıda deneme yapıldı/, await exhaustedOrder(walk.stack))
  const order = await walk.stack.orders.make({ customer })
  await walk.stack.simulator.fault('bad-json', order.reference, { service: 'tds_initial' })
  await walk.err(visa, /Ödeme şu an başlatılamıyor/, order)
}

function browse(browser: Browser, hasScripts: boolean): Promise<BrowserContext> {
  return browser.newContext({ javaScriptEnabled: hasScripts, locale: 'tr-TR', extraHTTPHeaders: { 'X-Forwarded-For': newAddress() } })
}

test('no card number, security code, key, personal detail or 3D session appears in anything written, sent or shown', async ({
  browser,
  ownStack,
}) => {
  test.setTimeout(150_000)
  const stack = await ownStack({ LOG_LEVEL: 'trace', PAYNET_TIMEOUT_MS: '5000', PAYNET_QUIET_MS: '6250' }, secretKey)
  const traffics = await Promise.all(
    [true, false].map(async (hasScripts) => {
      const context = await browse(browser, hasScripts)
      context.setDefaultTimeout(15_000)
      const traffic = recordTraffic(context, hasScripts ? 'with scripts' : 'without scripts')
      await everyWay(new Walk(stack, await context.newPage(), hasScripts))
      return traffic
    }),
  )

  const refusals = [...(await readRefusals(stack, visa)), ...(await readRefusals(stack, amex))]
  const database = await readDatabaseFiles(stack)
  const logs = await readLogs(stack)
  const urls = await Promise.all(traffics.map((traffic) => traffic.urls()))
  const received = (await Promise.all(traffics.map((traffic) => traffic.all()))).flat()
  const everything = [...database, ...logs, ...urls, ...received, ...refusals, ...(await readStaticFiles())]
  const pairs = (await readPairs(stack)).flatMap((id) => shapesOfSecret('a session or token', id))

  expect(findLeaks(everything, numbers)).toEqual([])
  expect([...findCodes(everything, visa.cvc), ...findCodes(everything, amex.cvc)]).toEqual([])
  expect(findLeaks(everything, shapesOfSecret('the secret key', secretKey))).toEqual([])
  for (const name of ['AUTH_SECRET', 'DATA_KEY', 'MERCHANT_API_KEY']) {
    expect(findLeaks(everything, shapesOfSecret(name, stack.app.env[name] ?? 'not set'))).toEqual([])
  }
  const people = Object.entries(customer).flatMap(([name, value]) => shapesOfSecret(`the customer's ${name}`, value))
  const appLog = logs.filter(({ name }) => name === 'output of the app')
  expect(findLeaks([...database, ...appLog, ...urls], people)).toEqual([])
  expect(findLeaks([...database, ...appLog, ...urls], shapesOfSecret('the name on the card', visa.holder))).toEqual([])
  expect(pairs.length).toBeGreaterThan(100)
  expect(findLeaks([...database, ...appLog, ...urls], pairs)).toEqual([])

  // Some of what must be there was found, so the search looked in the right places.
  const mask = [{ name: 'the mask', text: maskOf(visa) }]
  expect(findLeaks(database, mask).length).toBeGreaterThan(0)
  expect(findLeaks(received, [{ name: 'the card', text: labelOf(visa) }]).length).toBeGreaterThan(0)
  expect(findLeaks(logs, [{ name: 'a payment', text: 'paynet.call' }])).toEqual(['a payment in output of the app'])
  expect(findLeaks(urls, [{ name: 'a result page', text: '/result' }])).toHaveLength(2)
})

test('the search finds planted secrets in each of their shapes', () => {
  const bytes = (text: string) => [{ name: 'here', bytes: Buffer.from(`x${text}y`) }]
  const spacedOut = spaced(visa.number)
  const shown = [visa.number, spacedOut, spacedOut.replaceAll(' ', '-'), encodeURIComponent(spacedOut), [...visa.number].reverse().join('')]
  const encoded = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${visa.number}&cvc`).toString('base64'))
  for (const text of [...shown, ...encoded]) expect(findLeaks(bytes(text), numbers), text).toEqual(['a card number in here'])
  expect(findLeaks(bytes(maskOf(visa)), numbers)).toEqual([])
  expect(findLeaks(bytes(Buffer.from(`Basic ${secretKey}`).toString('base64')), shapesOfSecret('key', secretKey))).toEqual(['key in here'])
  const codes = [
    '"cvc":"8305"',
    '\\"cvc\\":\\"8305\\"',
    'cvc=8305&',
    'cvc: 8305',
    'name="cvc"\r\n\r\n8305',
    '<input name="cvc" id="a" value="8305">',
  ]
  for (const text of codes) expect(findCodes(bytes(text), '8305'), text).toEqual(['here'])
  expect(findCodes(bytes('"durationMs":8305,"cvc_hint":"4"'), '8305')).toEqual([])
})

test('public files name no secret variable and include no source map', async () => {
  const files = await readStaticFiles()
  const names = ['PAYNET_SECRET_KEY', 'AUTH_SECRET', 'DATA_KEY', 'MERCHANT_API_KEY', 'DATABASE_URL', 'sck_']
  expect(files.length).toBeGreaterThan(5)
  expect(
    findLeaks(
      files,
      names.map((name) => ({ name, text: name })),
    ),
  ).toEqual([])
  expect(files.filter(({ name }) => name.endsWith('.map'))).toEqual([])
})
