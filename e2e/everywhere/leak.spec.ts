import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext, Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { openBooks } from '@/e2e/harness/books'
import { type Card, cards, labelOf, maskOf } from '@/e2e/harness/cards'
import { runNode } from '@/e2e/harness/child'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import {
  readDatabaseFiles,
  readLogs,
  readMails,
  readMetrics,
  readPairs,
  readRefusals,
  readStaticFiles,
  recordTraffic,
} from '@/e2e/harness/leak-haystacks'
import {
  addressesIn,
  canaryCard,
  canaryStarts,
  findCodes,
  findLeaks,
  findStarts,
  type Haystack,
  shapesOfNumber,
  shapesOfSecret,
} from '@/e2e/harness/leak-search'
import { startMailbox } from '@/e2e/harness/mailbox'
import type { Order } from '@/e2e/harness/orders'
import { type RawAnswer, rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper, fillIn, formsOf, plansOn, questionOfPlans, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { bank, cardFields, expectStatus, fillCard, hydrated, payButton } from '@/e2e/pages/shopper-page'

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
    if (this.hasScripts) return expectStatus(this.page, status)
    await expect(async () => {
      await this.page.reload()
      await expect(this.page.locator('main')).toHaveAttribute('data-payment-status', status, { timeout: 500 })
    }).toPass({ timeout: 60_000 })
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

/** Of those that each walk pays, three are paid in the end. */
const RECEIPTS = 6

test('no card number, security code, key, personal detail or 3D session appears in anything written, sent, mailed or shown', async ({
  browser,
  ownStack,
}) => {
  const mailbox = await startMailbox()
  const variables = { LOG_LEVEL: 'trace', PAYNET_TIMEOUT_MS: '5000', PAYNET_QUIET_MS: '6250', ...mailbox.variables }
  const stack = await ownStack(variables, secretKey)
  const traffics = await Promise.all(
    [true, false].map(async (hasScripts) => {
      const context = await browse(browser, hasScripts)
      context.setDefaultTimeout(60_000)
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
  await mailbox.wait(customer.email, RECEIPTS)
  const mails = await readMails(mailbox)
  await mailbox.close()
  const everything = [
    ...database,
    ...logs,
    ...urls,
    ...received,
    ...refusals,
    ...mails,
    await readMetrics(stack),
    ...(await readStaticFiles()),
  ]
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
  expect(findLeaks([...database, ...appLog, ...urls, ...mails], shapesOfSecret('the name on the card', visa.holder))).toEqual([])
  expect(pairs.length).toBeGreaterThan(100)
  expect(findLeaks([...database, ...appLog, ...urls, ...mails], pairs)).toEqual([])
  expect(mails).toHaveLength(RECEIPTS)
  for (const mail of mails) expect(addressesIn(mail)).toEqual([expect.stringMatching(/^http:\/\/[^/]+\/checkout\/[\w-]{22}\/result$/)])

  // Some of what must be there was found, so the search looked in the right places.
  const mask = [{ name: 'the mask', text: maskOf(visa) }]
  expect(findLeaks(database, mask).length).toBeGreaterThan(0)
  expect(findLeaks(mails, [{ name: 'the card', text: labelOf(visa) }]).length).toBeGreaterThan(0)
  expect(findLeaks(received, [{ name: 'the card', text: labelOf(visa) }]).length).toBeGreaterThan(0)
  expect(findLeaks(logs, [{ name: 'a payment', text: 'paynet.call' }])).toEqual(['a payment in output of the app'])
  expect(findLeaks(urls, [{ name: 'a result page', text: '/result' }])).toHaveLength(2)
})

/** So low that no amount of a plan has six digits, which could be a card's. */
const SMALL = 4_000

/** Ways of typing a card's first digits, and more than that. */
function writingsOf(start: string): string[] {
  const rest = String(randomBytes(4).readUInt32BE()).padStart(10, '0').slice(0, 8)
  const grouped = `${start.slice(0, 4)} ${start.slice(4)}`
  return [
    start,
    start.slice(0, 6),
    grouped,
    `${start}${rest}`,
    spaced(`${start}${rest}`),
    `x${start}`,
    `${start} ${word}`,
    `${start}-${rest}`,
  ]
}

/** Shoppers who ask for plans by the first digits of cards in every way, and what they were answered. */
class PlanWalk {
  readonly answers: Haystack[] = []

  constructor(readonly stack: Stack) {}

  private note(name: string, { status, headers, body }: RawAnswer): void {
    this.answers.push({ name: `${name}, answered with ${status}`, bytes: Buffer.from(`${JSON.stringify(headers)}\n${body}`) })
  }

  private newShopper(): RawShopper {
    return createRawShopper(this.stack, newAddress())
  }

  /** With scripts: each is typed, and its plans asked for. */
  async withScripts(browser: Browser, starts: string[]): Promise<Haystack[]> {
    const context = await browse(browser, true)
    const traffic = recordTraffic(context, 'with scripts')
    const page = await context.newPage()
    await page.goto((await this.stack.orders.make({ amount: SMALL })).checkout_url)
    await hydrated(page)
    for (const start of starts) {
      const answered = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/plans'))
      await cardFields(page).number.fill(canaryCard(start, 16))
      await answered
    }
    const seen = [await traffic.urls(), ...(await traffic.all())]
    await context.close()
    return seen
  }

  /** Without: by the form of its own, also with much more than it takes; then a plan that nobody offered is sent. */
  async withoutScripts(starts: string[]): Promise<void> {
    for (const start of starts) {
      const { id } = await this.stack.orders.make({ amount: SMALL })
      const path = `/checkout/${id}`
      const shopper = this.newShopper()
      const { body } = await shopper.request(path)
      for (const typed of writingsOf(start)) {
        const question = fillIn(questionOfPlans(body, { number: start }) ?? [], { card_start: typed })
        this.note('the form of first digits', await shopper.postForm(path, question))
      }
      const card = { ...cards.good, number: canaryCard(start, 16), plan: '6.5000.833' }
      this.note('a plan that nobody offered', await shopper.postForm(path, fillIn(formsOf(body)[0] ?? [], card)))
    }
  }

  /** By the door of the scripts, also from elsewhere, broken and while Paynet fails. */
  async byTheDoor(starts: string[]): Promise<void> {
    const { id } = await this.stack.orders.make({ amount: SMALL })
    const faults = [null, 'http-500', 'bad-json', 'html', 'http-400-bare']
    for (const [index, start] of starts.entries()) {
      const shopper = this.newShopper()
      const ask = async (path: string, body: string, headers: Record<string, string> = {}) =>
        this.note(
          'the door of plans',
          await shopper.request(path, {
            method: 'POST',
            body,
            headers: { Origin: this.stack.app.url, 'Content-Type': 'application/json', ...headers },
          }),
        )
      const fault = faults[index % faults.length]
      if (fault) await this.stack.simulator.ratioFault(fault, SMALL, { times: 2 })
      const [first = '', ...others] = writingsOf(start).map((card_start) => JSON.stringify({ card_start }))
      await ask(`/checkout/${id}/plans`, first)
      const { id: other } = await this.stack.orders.make({ amount: SMALL })
      for (const body of others) await ask(`/checkout/${other}/plans`, body)
      await ask(`/checkout/${other}/plans`, first, { Origin: 'https://evil.example' })
      await ask(`/checkout/${other}/plans`, `{"card_start":"${start}`)
      await ask(`/checkout/${other}/plans`, JSON.stringify({ saved_card: start, card_start: [start] }))
      await ask(`/checkout/${other}/plans`, `${first}${' '.repeat(500)}`)
      await ask('/checkout/AAAAAAAAAAAAAAAAAAAAAA/plans', first)
    }
  }
}

test('a card’s first digits, by which its plans are asked for, are in no address, log, row, metric, answer or cookie but for the mask', async ({
  browser,
  ownStack,
}) => {
  const stack = await ownStack({ LOG_LEVEL: 'trace', INSTALMENTS: 'shopper' })
  const starts = canaryStarts(24)
  const walk = new PlanWalk(stack)
  const traffic = await walk.withScripts(browser, starts.slice(0, 8))
  await walk.withoutScripts(starts.slice(8, 16))
  await walk.byTheDoor(starts.slice(16))
  // One is really paid, so that its mask is kept.
  const { id } = await stack.orders.make({ amount: SMALL })
  const payer = createRawShopper(stack, newAddress())
  await payer.pay(id, cards.good, 6)
  const result = await payer.request(`/checkout/${id}/result`)

  const books = openBooks(stack.app.env.DATABASE_URL)
  // The guard against card testing keeps the first six digits of a tried card beside the mask that they are of.
  const rows = (await books.everything()).replace(/("card":"(\d{6})\*+\d{4}"),"bin":"\2"/g, '$1')
  await books.close()
  const metrics = await readMetrics(stack)
  const written = [
    { name: 'output of the app', bytes: Buffer.from(stack.app.log()) },
    { name: 'the rows', bytes: Buffer.from(rows) },
    metrics,
    { name: 'cookies', bytes: Buffer.from(JSON.stringify(payer.cookies())) },
    { name: 'the result page', bytes: Buffer.from(result.body) },
  ]
  expect(findStarts([...traffic, ...walk.answers, ...written], [...starts, cards.good.number.slice(0, 8)])).toEqual([])

  // The questions were asked and answered, and the mask is there.
  const asked = (await stack.simulator.allCalls()).filter(({ service }) => service === 'ratio_get')
  expect(asked.length).toBeGreaterThan(starts.length)
  expect(walk.answers.filter(({ name }) => name.endsWith('with 200')).length).toBeGreaterThan(starts.length)
  expect(rows).toContain(maskOf(cards.good))
  expect(metrics.bytes.toString()).toContain('checkout_plans_total')
  expect(walk.answers.some(({ bytes }) => plansOn(bytes.toString()).length > 0)).toBe(true)
})

async function atPaynet({ simulator }: Stack, control: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' }
  await fetch(`${simulator.url}/control/${control}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Where Paynet tells of a refund, by its own books: the one place that may hold the address. */
async function readCallbackUrl(stack: Stack): Promise<string> {
  const url = /"succeed_url":"([^"]+)"/.exec(await readFile(stack.simulator.ledgerFile, 'utf8'))?.[1]
  if (url === undefined) throw new Error('Paynet was not told where to tell of a refund')
  return url
}

/** A merchant, an operator, Paynet and strangers who send what they should not with a refund, and all that they were answered. */
class RefundWalk {
  readonly answers: Haystack[] = []
  private readonly shopper: RawShopper

  constructor(readonly stack: Stack) {
    this.shopper = createRawShopper(stack, newAddress())
  }

  async ask(path: string, { body, ...more }: { body?: string; headers?: Record<string, string> } = {}): Promise<RawAnswer> {
    const answer = await rawRequest(`${this.stack.app.url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      headers: { Authorization: `Bearer ${this.stack.app.env.MERCHANT_API_KEY}`, 'Content-Type': 'application/json', ...more.headers },
    })
    this.note(`an answer with ${answer.status}`, JSON.stringify(answer))
    return answer
  }

  async type(command: string, ...words: string[]): Promise<void> {
    const { output, errors } = await runNode(`dist/${command}.js`, words, this.stack.app.env)
    this.note(`npm run ${command}`, `${output}${errors}`)
  }

  async pay(): Promise<Order> {
    const order = await this.stack.orders.make({ customer })
    await this.shopper.pay(order.id, visa)
    return order
  }

  async look(order: Order): Promise<string> {
    const { body } = await this.shopper.request(`/checkout/${order.id}/result`)
    this.note('the result page', body)
    return body
  }

  private note(name: string, text: string): void {
    this.answers.push({ name, bytes: Buffer.from(text) })
  }
}

type GivenBack = { refunds: Array<{ id: string; status: string }> }

test('of a refund, neither a card nor the address at which Paynet tells of it is in any row, line of history, log, answer or page', async ({
  ownStack,
}) => {
  const stack = await ownStack({ LOG_LEVEL: 'trace', PAYNET_DAY_ENDS: timeInHalfADay() }, secretKey)
  const walk = new RefundWalk(stack)
  const order = await walk.pay()
  const path = `/api/orders/${order.id}/refunds`
  const refund = (fields: object) => walk.ask(path, { body: JSON.stringify({ reference: 'IADE-1', amount: order.amount, ...fields }) })
  for (const number of [visa.number, amex.number]) {
    expect((await refund({ reference: number })).status).toBe(422)
    expect((await refund({ reason: number })).status).toBe(422)
    expect((await refund({ note: `kart ${number}, cvc=${visa.cvc}` })).status).toBe(422)
    await walk.ask(path, { body: `{"reference":"${number}` })
    await walk.ask(`${path}/${number}`)
    await walk.type('refund', order.id, '--reference', number, '--remaining', '1234,50', '--yes')
    await walk.type('refund', order.id, '--reason', number, '--remaining', '1234,50', '--yes')
  }
  await atPaynet(stack, 'settings', { refund_approval: 'manual' })
  expect((await refund({})).status).toBe(201)
  const untilIs = (status: string) =>
    expect(async () => {
      const { refunds } = JSON.parse((await walk.ask(`/api/orders/${order.id}`)).body) as GivenBack
      expect(refunds[0]?.status).toBe(status)
    }).toPass({ timeout: 60_000 })
  await untilIs('accepted')

  const url = new URL(await readCallbackUrl(stack))
  const secret = url.pathname.split('/').at(-1) ?? ''
  expect(secret).toMatch(/^[\w-]{22,}$/)
  const id = url.pathname.split('/').at(-2) ?? ''
  const lies = { code: 1, message: `${visa.number} cvc=${visa.cvc} ${secret}`, xact_id: secret, card_no: amex.number }
  for (const body of [JSON.stringify(lies), `{"code":${visa.number}}`, `{"${secret}`, 'x'.repeat(9_000)]) {
    await walk.ask(url.pathname, { body, headers: { Referer: url.href } })
    await walk.ask(`/api/paynet/refund/${secret}/${id}`, { body })
    await walk.ask(`${url.pathname}?code=${visa.number}`, { body })
  }
  await walk.ask(url.pathname)
  const [waiting] = (await (await fetch(`${stack.simulator.url}/control/refunds`)).json()) as Array<{ xact_id: string }>
  await atPaynet(stack, 'refunds/decide', { xact_id: waiting?.xact_id, decision: 'approve' })
  await untilIs('refunded')
  await walk.type('refund', '--done', id, '9438117', '--note', `kart ${visa.number}`, '--yes')
  await walk.type('refund', '--list')
  await walk.type('payment', order.id)
  await walk.type('waiting')
  await walk.ask('/metrics')
  const page = await walk.look(order)

  // What was asked with the address itself is not looked for in the questions, only in what was written and answered.
  const written = [...(await readDatabaseFiles(stack)), { name: 'output of the app', bytes: Buffer.from(stack.app.log()) }, ...walk.answers]
  expect(findLeaks(written, numbers)).toEqual([])
  expect([...findCodes(written, visa.cvc), ...findCodes(written, amex.cvc)]).toEqual([])
  expect(findLeaks(written, shapesOfSecret('the address of the callback', secret))).toEqual([])
  expect(findLeaks(written, shapesOfSecret('the secret key', secretKey))).toEqual([])

  // Some of what must be there was found, so the search looked in the right places.
  expect(findLeaks(written, [{ name: 'a refund', text: 'IADE-1' }]).length).toBeGreaterThan(2)
  expect(findLeaks(written, [{ name: 'a hint', text: 'a callback says' }]).length).toBeGreaterThan(1)
  expect(findLeaks(written, [{ name: 'a call', text: 'reversed_request' }])).toContain('a call in output of the app')
  expect(page).toContain('data-payment-status="succeeded"')
})

test('the search finds a card’s first digits as words, in each writing, and nowhere else', () => {
  const here = (text: string) => findStarts([{ name: 'here', bytes: Buffer.from(text) }], ['43550843'])
  const found = ['43550843', '435508', '4355 0843', '{"bin":"4355084"}', '/plans?bin=43550843', '4355084355084358', '4355-0843-5508-4358']
  for (const text of [...found, '4355%200843', Buffer.from('{"card_start":"43550843"}').toString('base64url')]) {
    expect(here(text), text).toEqual(['here'])
  }
  for (const text of ['435508******4358', 'x435508y', '1435508', '12.435508e1', '4355', '43 55 09', 'aGVsbG8gd29ybGQhIQ435508xx']) {
    expect(here(text), text).toEqual([])
  }
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
