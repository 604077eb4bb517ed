import type { Locator, Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { type Card, cards, labelOf } from '@/e2e/harness/cards'
import { newCustomer, newWord } from '@/e2e/harness/customer'
import type { Order } from '@/e2e/harness/orders'
import { rawRequest } from '@/e2e/harness/raw-request'
import { type Stack, startStack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'
import { bank, cardFields, expectStatus, fillCard, holdPosts, hydrated, payButton, planOf, plans } from '@/e2e/pages/shopper-page'

let stack: Stack
test.beforeAll(async () => {
  stack = await startStack({ INSTALMENTS: 'shopper', PAYNET_TIMEOUT_MS: '10000', PAYNET_QUIET_MS: '12000' })
})
test.afterAll(() => stack.stop())
test.afterEach(() => stack.simulator.clearFaults())

const problem = (page: Page) => page.getByRole('group', { name: 'Bir sorun var' })

let price = 100_000
/** Each price once: by it the simulator knows a question about plans. */
const newOrder = (fields: Record<string, unknown> = {}): Promise<Order & { amount: number }> => {
  price += 1_100
  return stack.orders.make({ amount: price, ...fields })
}

async function openWith(page: Page, card: Card, fields: Record<string, unknown> = {}): Promise<Order> {
  const order = await newOrder(fields)
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, card)
  return order
}

async function choose(plan: Locator): Promise<{ count: number; total: number; monthly: number }> {
  await plan.check()
  const [count = 0, total = 0, monthly = 0] = ((await plan.getAttribute('value')) ?? '').split('.').map(Number)
  return { count, total, monthly }
}

const lira = (kurus: number) => `${new Intl.NumberFormat('tr-TR', { minimumFractionDigits: 2 }).format(kurus / 100)} ₺`

async function expectDrawn(order: Order, { count, total }: { count: number; total: number }): Promise<void> {
  const drawn = (await stack.simulator.successes(order.reference)).map(({ amount_kurus, instalment }) => [instalment || 1, amount_kurus])
  expect(drawn).toEqual([[count, total]])
}

/** To the bank and back; without scripts, through its buttons. */
async function payAtBank(page: Page, hasScripts: boolean): Promise<void> {
  await payButton(page).click()
  if (!hasScripts) await page.getByRole('button', { name: 'Bankaya devam et' }).click()
  await bank.approve(page)
  if (!hasScripts) await page.locator('#continue').click()
  await expectStatus(page, 'succeeded')
}

test('a typed card’s plans appear with its eighth digit, and the chosen one is drawn to the kuruş', async ({ page }) => {
  const order = await newOrder()
  const asked: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/plans')) asked.push(`${request.url()} ${request.postData()}`)
  })
  await page.goto(order.checkout_url)
  await hydrated(page)
  const { number } = cardFields(page)
  await number.pressSequentially(cards.good.number.slice(0, 7))
  await page.waitForTimeout(600)
  expect(asked, 'seven digits are asked about with nobody').toEqual([])
  await expect(plans(page)).toHaveCount(1)
  await number.pressSequentially(cards.good.number.slice(7))
  await expect(plans(page)).toHaveCount(6)
  await fillCard(page, cards.good)
  const plan = await choose(planOf(page, 6))
  await expect(payButton(page)).toHaveText(`6 × ${lira(plan.monthly)} = ${lira(plan.total)} öde`)
  await expect(page.getByRole('status').filter({ hasText: 'Kartınızdan çekilecek toplam' })).toContainText(lira(plan.total))
  await payAtBank(page, true)
  await expectDrawn(order, plan)
  expect(asked).toEqual([`${order.checkout_url}/plans {"card_start":"${cards.good.number.slice(0, 8)}"}`])
})

test('a plan is read out with its months, monthly amount, total and difference, and arrows move through them', async ({ page }) => {
  await openWith(page, cards.good)
  await expect(plans(page)).toHaveCount(6)
  const [, total, monthly] = ((await planOf(page, 6).getAttribute('value')) ?? '').split('.').map(Number) as [number, number, number]
  const difference = lira(total - price)
  await expect(planOf(page, 6)).toHaveAccessibleName(`6 taksit, aylık ${lira(monthly)}, toplam ${lira(total)}, vade farkı ${difference}`)
  await expect(page.getByRole('group', { name: 'Ödeme şekli' }).getByRole('radio')).toHaveCount(6)
  await planOf(page, 1).focus()
  for (const count of [2, 3, 6]) {
    await page.keyboard.press('ArrowDown')
    await expect(planOf(page, count)).toBeChecked()
    await expect(payButton(page)).toContainText(`${count} × `)
  }
})

for (const width of [320, 375, 1280]) {
  test(`the table of plans is accessible and scrolls nowhere sideways at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 })
    await openWith(page, cards.manyPlans)
    await expect(plans(page)).toHaveCount(12)
    await planOf(page, 12).check()
    await expectAccessible(page, `plans at ${width}`)
    // As large as people may set the text of their browser.
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%'
    })
    const cut = await page
      .locator('body, .plan-table, div:has(> .plan-table)')
      .evaluateAll((parts) => parts.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ className }) => className))
    expect(cut).toEqual([])
  })
}

test('nothing above the plans moves while they come, and what pays moves once', async ({ page }) => {
  const order = await newOrder()
  await stack.simulator.ratioFault('slow', price, { ms: 1_500 })
  await page.goto(order.checkout_url)
  await hydrated(page)
  const places = (all: Locator[]) =>
    Promise.all(all.map((one) => one.evaluate((element) => element.getBoundingClientRect().top + window.scrollY)))
  const above = [...Object.values(cardFields(page)), page.getByText('Ödeme şekli', { exact: true })]
  const all = [...above, planOf(page, 1), payButton(page)]
  const before = await places(all)
  await cardFields(page).number.pressSequentially(cards.good.number)
  await expect(page.getByText('Taksit seçenekleri alınıyor…')).toBeVisible()
  expect(await places(all)).toEqual(before)
  await expect(plans(page)).toHaveCount(6)
  expect(await places(above)).toEqual(before.slice(0, above.length))
  const come = await places(all)
  for (const count of [12, 2, 1, 6]) {
    await planOf(page, count).check()
    expect(await places(all), `${count} is chosen`).toEqual(come)
  }
})

for (const width of [320, 375, 1280]) {
  test(`no line ends within a plan’s name or an amount at ${width} pixels, in English either`, async ({ page, context }) => {
    await context.addCookies([{ name: 'lang', value: 'en', url: stack.app.url }])
    await page.setViewportSize({ width, height: 800 })
    const order = await newOrder()
    await stack.simulator.ratioFault('ratio-campaign', price)
    await page.goto(order.checkout_url)
    await hydrated(page)
    await fillCard(page, cards.good)
    await expect(page.getByRole('group', { name: 'How to pay' }).getByRole('radio')).toHaveCount(6)
    const broken = await page
      .locator('.plan-table tbody :is(label > span, td > span)')
      .evaluateAll((texts) =>
        texts
          .filter((text) => new Set([...text.getClientRects()].map(({ top }) => top)).size > 1 || text.clientHeight > 30)
          .map((text) => text.textContent),
      )
    expect(broken).toEqual([])
  })
}

/** Notes each frame in which the button, the chosen row and what the form would post are not of one plan. */
async function watchAgreement(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const differing = new Set<string>()
    Object.assign(window, { differing })
    const look = () => {
      requestAnimationFrame(look)
      const form = document.querySelector<HTMLFormElement>('.card-form')
      const button = form?.querySelector<HTMLElement>('button.button[type="submit"]:not([form])')
      if (!form || !button || button.ariaDisabled) return
      const [count, total] = String(new FormData(form).get('plan')).split('.')
      const amount = `${new Intl.NumberFormat('tr-TR', { minimumFractionDigits: 2 }).format(Number(total) / 100)} ₺`
      const row = form.querySelector<HTMLElement>('tr:has(:checked)')?.innerText ?? ''
      const says = button.innerText
      const isSaid =
        says === 'Seçtiğim şekilde öde' || (says.endsWith(`${amount} öde`) && says.startsWith(count === '1' ? amount : `${count} × `))
      if (!isSaid || !row.includes(amount)) differing.add(`${count}.${total}: ${says}: ${row}`)
    }
    requestAnimationFrame(look)
  })
  return () => page.evaluate(() => [...(window as unknown as { differing: Set<string> }).differing])
}

for (const scripts of ['late', 'lost']) {
  test(`with ${scripts} scripts, what is posted is the row that was chosen, and the button says no other amount`, async ({
    page,
    context,
  }) => {
    const customer = await newCustomer(stack)
    await customer.saveCard(newWord('Kart'), cards.good)
    await customer.signIn(context)
    const order = await newOrder()
    const differing = await watchAgreement(page)
    let arrive = () => {}
    const late = new Promise<void>((resolve) => {
      arrive = resolve
    })
    await page.route('**/*.js', async (route) => {
      if (scripts === 'lost' && (await (await route.fetch()).text()).includes('plan-table')) return route.abort()
      if (scripts === 'late') await late
      await route.fallback()
    })
    await page.goto(order.checkout_url, { waitUntil: 'commit' })
    const plan = await choose(planOf(page, 6))
    await expect(payButton(page).locator('span').filter({ visible: true })).toHaveText('Seçtiğim şekilde öde')
    if (scripts === 'late') {
      arrive()
      await expect(payButton(page)).toHaveText(`6 × ${lira(plan.monthly)} = ${lira(plan.total)} öde`)
    }
    expect(await differing()).toEqual([])
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await payAtBank(page, true)
    await expectDrawn(order, plan)
  })
}

test('whatever comes late, out of turn or not at all, the button, the chosen row and what is posted are one plan', async ({
  page,
  context,
}) => {
  const customer = await newCustomer(stack)
  const saved = await customer.saveCard(newWord('Kart'), cards.good)
  await customer.signIn(context)
  const order = await newOrder()
  const differing = await watchAgreement(page)
  const card = (id: string) => page.locator(`input[name="saved_card"][value="${id}"]`).check()
  await page.route('**/plans', async (route) => {
    const body = route.request().postData() ?? ''
    if (body.includes(cards.troy.number.slice(0, 8))) return route.abort()
    if (body.includes(cards.manyPlans.number.slice(0, 8))) await new Promise((resolve) => setTimeout(resolve, 1_500))
    await route.fallback().catch(() => {})
  })
  await page.goto(order.checkout_url)
  await hydrated(page)
  await planOf(page, 6).check()
  await card('new')
  await fillCard(page, cards.manyPlans)
  await page.waitForTimeout(600)
  await cardFields(page).number.fill(cards.amex.number)
  await expect(plans(page)).toHaveCount(7)
  await page.waitForTimeout(1_500)
  await expect(plans(page), 'the late answer of the card before is not shown').toHaveCount(7)
  await cardFields(page).number.fill(cards.troy.number)
  await expect(page.getByRole('button', { name: 'Yeniden dene' })).toBeVisible()
  await expect(plans(page)).toHaveCount(1)
  for (let times = 0; times < 5; times += 1) for (const id of [saved.id, 'new']) await card(id)
  await card(saved.id)
  await expect(plans(page)).toHaveCount(6)
  await stack.simulator.ratioFault('ratio-gone', price, { times: 1 })
  await payButton(page).click()
  await expect(problem(page)).toContainText('Seçtiğiniz taksit bu kartla yapılamıyor')
  await card('new')
  await fillCard(page, cards.withPlans)
  await expect(planOf(page, 6)).toBeChecked()
  const plan = await choose(planOf(page, 3))
  await payAtBank(page, true)
  await expectDrawn(order, plan)
  expect(await differing()).toEqual([])
})

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts })

    test('a saved card’s plans are there when the page opens, and another card’s on request', async ({ page, context }) => {
      const customer = await newCustomer(stack)
      const one = await customer.saveCard(newWord('Bir'), cards.good)
      const other = await customer.saveCard(newWord('Öteki'), cards.manyPlans)
      await customer.signIn(context)
      const order = await newOrder()
      await page.goto(`${order.checkout_url}?card=${one.id}`)
      if (hasScripts) await hydrated(page)
      await expect(plans(page)).toHaveCount(6)
      if (hasScripts) await page.locator(`input[name="saved_card"][value="${other.id}"]`).check()
      else
        await page
          .locator('p', { hasText: labelOf(cards.manyPlans) })
          .or(page.locator('p', { hasText: other.card_desc }))
          .getByRole('button', { name: 'Bu kartla taksitleri göster' })
          .click()
      await expect(plans(page)).toHaveCount(12)
      await expect(page.locator(`input[name="saved_card"][value="${other.id}"]`)).toBeChecked()
      const plan = await choose(planOf(page, 5))
      await payAtBank(page, hasScripts)
      await expectDrawn(order, plan)
    })

    test('a plan that was repriced since it was shown charges nothing, says what changed, and can be paid as it is now', async ({
      page,
      context,
    }) => {
      const customer = await newCustomer(stack)
      await customer.saveCard(newWord('Kart'), cards.good)
      await customer.signIn(context)
      const order = await newOrder()
      await page.goto(order.checkout_url)
      if (hasScripts) await hydrated(page)
      const before = await choose(planOf(page, 6))
      await stack.simulator.ratioFault('ratio-repriced', price, { times: 1 })
      await payButton(page).click()
      await expect(problem(page)).toContainText(`6 taksit ${lira(before.monthly)} idi, şimdi `)
      await expect(problem(page)).toContainText('Kartınızdan ücret alınmadı')
      await expect(planOf(page, 6), 'the count stays chosen').toBeChecked()
      const now = await choose(planOf(page, 6))
      expect(now.total).toBe(before.total + 100)
      expect(await stack.simulator.ledger(order.reference)).toEqual([])
    })

    test('a plan of another card than the one that pays charges nothing', async ({ page, context }) => {
      const customer = await newCustomer(stack)
      const one = await customer.saveCard(newWord('Bir'), cards.good)
      await customer.signIn(context)
      const order = await newOrder()
      await page.goto(`${order.checkout_url}?card=${one.id}`)
      await planOf(page, 6).check()
      const { number } = cardFields(page)
      if (hasScripts) {
        await hydrated(page)
        // As if the answer had come too late to be seen.
        await page.route('**/plans', (route) => route.abort())
        await page.evaluate(() => {
          const form = document.querySelector('form')
          form?.addEventListener('submit', () => form.querySelector('[name="plan"]')?.setAttribute('value', '6.999999.166667'), true)
        })
      }
      await page.locator('input[name="saved_card"][value="new"]').check()
      await expect(number).toBeVisible()
      await fillCard(page, cards.debitSingleOnly)
      await payButton(page).click()
      await expect(problem(page)).toContainText('Bu bir banka kartı')
      expect(await stack.simulator.calls(order.reference)).toEqual([])
    })
  })
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('a card’s first digits show its plans above an empty card form, and the card is typed once', async ({ page }) => {
    const order = await newOrder()
    await page.goto(order.checkout_url)
    await page.getByText('Taksit seçenekleri', { exact: true }).click()
    await page.locator('input[name="card_start"]').fill('43550')
    await page.getByRole('button', { name: 'Taksitleri göster' }).click()
    await expect(page.getByText('Kartınızın ilk 8 hanesini yazın.')).toBeVisible()
    await page.locator('input[name="card_start"]').fill('4355 0843')
    await page.getByRole('button', { name: 'Taksitleri göster' }).click()
    await expect(plans(page)).toHaveCount(6)
    expect(page.url()).toBe(order.checkout_url)
    expect(await page.content()).not.toMatch(/4355\s?08/)
    await expect(payButton(page)).toHaveText(/Seçtiğim şekilde öde$/)
    expect(await page.locator('form').first().locator('input[name="number"]').count(), 'the first form is the card’s').toBe(1)
    const plan = await choose(planOf(page, 3))
    await fillCard(page, cards.good)
    await payAtBank(page, false)
    await expectDrawn(order, plan)
  })
})

test('with scripts, the form of a card’s first digits is not shown', async ({ page }) => {
  await page.goto((await newOrder()).checkout_url)
  await hydrated(page)
  await expect(page.locator('input[name="card_start"]')).toHaveCount(1)
  await expect(page.getByText('Taksit seçenekleri', { exact: true })).toBeHidden()
})

test('plans that hang, fail or are none keep no single payment from being made', async ({ page }) => {
  for (const [fault, said] of [
    ['slow', 'Taksit seçenekleri alınıyor…'],
    ['http-500', 'Taksit seçenekleri şu an alınamıyor.'],
    ['ratio-debit', 'Bu bir banka kartı; taksit yapılamaz.'],
  ] as const) {
    const order = await newOrder()
    await stack.simulator.ratioFault(fault, price, { times: 9, ...(fault === 'slow' ? { ms: 30_000 } : {}) })
    await page.goto(order.checkout_url)
    await hydrated(page)
    await fillCard(page, cards.good)
    await expect(page.getByRole('status').filter({ hasText: said })).toBeVisible()
    await expect(payButton(page)).toHaveText(`${lira(price)} öde`)
    await payButton(page).click()
    await bank.approve(page)
    await expectStatus(page, 'succeeded')
    await expectDrawn(order, { count: 1, total: price })
  }
})

test('plans that failed can be asked for again', async ({ page }) => {
  const order = await newOrder()
  await stack.simulator.ratioFault('http-500', price, { times: 2 })
  await page.goto(order.checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  await page.getByRole('button', { name: 'Yeniden dene' }).click()
  await expect(plans(page)).toHaveCount(6)
})

test('a value that the page never showed is refused, and nothing is asked of Paynet in its name', async ({ page }) => {
  for (const value of ['6.100000.16667', '6.1.1', '37.100000.2703', '6', '-1', '6.1e9.1', '1.1.1', 'x'.repeat(3_000)]) {
    const order = await openWith(page, cards.good)
    await expect(plans(page)).toHaveCount(6)
    await planOf(page, 6).check()
    await planOf(page, 6).evaluate((radio, text) => radio.setAttribute('value', text), value)
    await payButton(page).click()
    await expect(problem(page), value.slice(0, 20)).toContainText('ücret alınmadı')
    expect(await stack.simulator.calls(order.reference)).toEqual([])
  }
})

test('a refusal of one card is not followed by its plans for another that was chosen meanwhile', async ({ page, context }) => {
  const customer = await newCustomer(stack)
  const one = await customer.saveCard(newWord('Bir'), cards.good)
  const other = await customer.saveCard(newWord('Öteki'), cards.manyPlans)
  await customer.signIn(context)
  const order = await newOrder()
  await page.goto(`${order.checkout_url}?card=${one.id}`)
  await hydrated(page)
  await planOf(page, 6).check()
  await stack.simulator.ratioFault('ratio-repriced', price, { times: 1 })
  const letGo = await holdPosts(page)
  await payButton(page).click()
  await page.locator(`input[name="saved_card"][value="${other.id}"]`).check()
  letGo()
  await expect(problem(page)).toContainText('6 taksit')
  await expect(plans(page)).toHaveCount(12)
  await expect(page.locator(`input[name="saved_card"][value="${other.id}"]`)).toBeChecked()
  const plan = await choose(planOf(page, 6))
  await payAtBank(page, true)
  await expectDrawn(order, plan)
})

test('two presses of the button are one payment of the plan', async ({ page }) => {
  const order = await openWith(page, cards.good)
  const plan = await choose(planOf(page, 9))
  await payButton(page).dblclick()
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  await expectDrawn(order, plan)
  expect((await stack.orders.read(order.id)).payments).toHaveLength(1)
})

test('another card shows its own plans, and the count that was chosen stays where it is offered', async ({ page }) => {
  await openWith(page, cards.good)
  await planOf(page, 6).check()
  await cardFields(page).number.fill(cards.manyPlans.number)
  await expect(plans(page)).toHaveCount(12)
  await expect(planOf(page, 6)).toBeChecked()
  await cardFields(page).number.fill(cards.debitSingleOnly.number)
  await expect(page.getByRole('status').filter({ hasText: 'Bu bir banka kartı' })).toBeVisible()
  await expect(plans(page)).toHaveCount(1)
  await expect(payButton(page)).toHaveText(`${lira(price)} öde`)
  await cardFields(page).number.fill('4355')
  await expect(page.getByText('Taksit seçenekleri, kart numaranızın')).toBeVisible()
})

test('what was chosen outlasts the language switch, a refusal at the bank and a reload', async ({ page, context }) => {
  const customer = await newCustomer(stack)
  await customer.saveCard(newWord('Kart'), cards.good)
  await customer.signIn(context)
  const order = await newOrder()
  await page.goto(order.checkout_url)
  await hydrated(page)
  await planOf(page, 6).check()
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.getByRole('group', { name: 'How to pay' })).toBeVisible()
  await hydrated(page)
  await expect(planOf(page, 6)).toBeChecked()
  await expect(payButton(page)).toContainText('Pay 6 × ')
  await payButton(page).click()
  await bank.cancel(page)
  await expectStatus(page, 'awaiting_3ds')
  await page.goto(order.checkout_url)
  await expect(planOf(page, 6)).toBeChecked()
  await page.reload()
  await expect(planOf(page, 6)).toBeChecked()
})

test('plans are told to the order’s own page only, for eight digits at most, and not too often', async ({ address }) => {
  const order = await newOrder()
  const ask = (body: unknown, { origin = stack.app.url, id = order.id } = {}) =>
    rawRequest(`${stack.app.url}/checkout/${id}/plans`, {
      method: 'POST',
      headers: { Origin: origin, 'Content-Type': 'application/json', 'X-Forwarded-For': address },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const told = await ask({ card_start: cards.good.number })
  expect(told.status).toBe(200)
  expect(told.headers['cache-control']).toBe('no-store')
  expect(Object.keys(JSON.parse(told.body)).toSorted()).toEqual(['chosen', 'isLate', 'note', 'rows'])
  expect(JSON.parse(told.body).rows).toHaveLength(6)
  expect(told.body).not.toMatch(/\b4355/)
  expect((await ask({ card_start: '43550843' }, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await ask({ card_start: '43550843' }, { id: 'none' })).status).toBe(404)
  expect((await ask({ saved_card: 'A'.repeat(22) })).status, 'nobody is signed in').toBe(200)
  for (const garbage of ['', '{', '[]', 'null', '{"card_start":4}', '{}', `{"card_start":"${'4'.repeat(300)}"}`]) {
    expect((await ask(garbage)).status, garbage.slice(0, 20)).toBe(400)
  }
  for (const few of ['', '4', 'abc', '12345']) expect((await ask({ card_start: few })).status, few).toBe(404)
  const statuses: number[] = []
  for (let times = 0; times < 41; times += 1) statuses.push((await ask({ card_start: '43550843' })).status)
  expect(statuses.at(-1)).toBe(429)
  const limited = JSON.parse((await ask({ card_start: '43550843' })).body)
  expect(limited.rows).toHaveLength(1)
  expect(limited.note).toContain('Tek çekimle hemen ödeyebilir')
  expect((await stack.simulator.ratioCalls(price)).length, 'once told, it is remembered').toBe(1)
  expect(stack.app.log()).not.toMatch(/43550843/)
})

test('an order that its merchant closed to instalments says so and asks nobody', async ({ page }) => {
  await openWith(page, cards.good, { max_instalments: 1 })
  await expect(page.getByText('Bu sipariş taksite kapalı; tek çekimle ödenir.')).toBeVisible()
  await expect(plans(page)).toHaveCount(0)
  expect(await stack.simulator.ratioCalls(price)).toEqual([])
})

test('while instalments are off, the page has nothing of them and loads no script for them', async ({ page, orders }) => {
  const scripts: string[] = []
  page.on('response', async (answer) => {
    if (answer.url().endsWith('.js')) scripts.push(await answer.text())
  })
  await page.goto((await orders.make()).checkout_url)
  await hydrated(page)
  await fillCard(page, cards.good)
  await page.waitForLoadState('networkidle')
  expect(await page.content()).not.toMatch(/taksit|card_start/i)
  await expect(plans(page)).toHaveCount(0)
  expect(scripts.length).toBeGreaterThan(3)
  expect(scripts.filter((text) => text.includes('plan-table'))).toEqual([])
})
