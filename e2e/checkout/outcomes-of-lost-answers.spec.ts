import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { NEGATIVE, watchSentences } from '@/e2e/harness/sentences'
import type { FaultOptions } from '@/e2e/harness/simulator'
import { bank, expectStatus, payByCard } from '@/e2e/pages/shopper-page'
import { sideBySide } from '@/e2e/pages/side-by-side'

type Outcome = 'succeeded' | 'review' | 'declined'
type Case = { fault: string } & FaultOptions

const groups: Array<{ guarantee: string; outcome: Outcome; faults: Case[] }> = [
  {
    guarantee: 'a charge that Paynet never got is sent again, and is paid once',
    outcome: 'succeeded',
    faults: [
      { fault: 'answer-lost-before' },
      { fault: 'http-500' },
      { fault: 'http-503-html' },
      { fault: 'http-429' },
      { fault: 'http-401' },
      { fault: 'redirect' },
      { fault: 'html' },
      { fault: 'bad-json' },
      { fault: 'code-17' },
    ],
  },
  {
    guarantee: 'a charge whose answer was lost, late, broken or odd is found and paid once',
    outcome: 'succeeded',
    faults: [
      { fault: 'answer-lost-after' },
      { fault: 'slow', ms: 4000 },
      { fault: 'slow-body', ms: 4000 },
      { fault: 'truncated' },
      { fault: 'http-500-after' },
      { fault: 'wrong-object' },
      { fault: 'missing-is-succeed' },
      { fault: 'code-string' },
    ],
  },
  {
    guarantee: 'a charge that took something other than requested goes to review, never to a second charge',
    outcome: 'review',
    faults: [{ fault: 'wrong-amount' }, { fault: 'wrong-currency' }, { fault: 'wrong-reference' }, { fault: 'missing-xact-id' }],
  },
  {
    guarantee: 'a charge refused at once is declined, and nothing is taken',
    outcome: 'declined',
    faults: [{ fault: 'code-13' }, { fault: 'code-15' }, { fault: 'code-16' }, { fault: 'decline', bank_error_id: '51' }],
  },
]

const orderStatuses = { succeeded: 'paid', review: 'review', declined: 'open' }

for (const { guarantee, outcome, faults } of groups) {
  test(`${guarantee}; no shopper is misled meanwhile`, async ({ browser, app, orders, simulator }) => {
    await sideBySide(
      browser,
      faults,
      ({ fault, ms }) => `${fault} ${ms ?? ''}`,
      async (page, { fault, ...options }) => {
        const seen = await watchSentences(page, app.url)
        const order = await orders.make()
        await simulator.fault(fault, order.reference, { service: 'tds_charge', ...options })
        await page.goto(order.checkout_url)
        await payByCard(page, cards.good)
        await bank.approve(page)

        await expectStatus(page, outcome)
        expect(await simulator.successes(order.reference)).toHaveLength(outcome === 'declined' ? 0 : 1)
        expect(seen.length).toBeGreaterThan(0)
        expect(seen.some(({ text }) => NEGATIVE.test(text))).toBe(outcome === 'declined')
        const calls = await simulator.calls(order.reference, 'tds_charge')
        expect(calls[0]?.fault).toBe(fault)
        expect(calls.filter((call) => call.overlapping)).toEqual([])
        expect((await orders.read(order.id)).status).toBe(orderStatuses[outcome])
      },
    )
  })
}

const checks: Array<{ charge: string; check: string; times: number; outcome: Outcome }> = [
  { charge: 'answer-lost-after', check: 'check-nothing', times: 3, outcome: 'succeeded' },
  { charge: 'answer-lost-after', check: 'check-empty-200', times: 3, outcome: 'succeeded' },
  { charge: 'answer-lost-after', check: 'check-code-12', times: 3, outcome: 'succeeded' },
  { charge: 'answer-lost-after', check: 'html', times: 3, outcome: 'succeeded' },
  { charge: 'answer-lost-after', check: 'check-wrong-amount', times: 20, outcome: 'review' },
  { charge: 'answer-lost-before', check: 'check-refused', times: 20, outcome: 'declined' },
]

test('whatever Paynet says about a lost charge, one charge is made and no shopper is misled', async ({
  browser,
  app,
  orders,
  simulator,
}) => {
  await sideBySide(
    browser,
    checks,
    ({ check }) => check,
    async (page, { charge, check, times, outcome }) => {
      const seen = await watchSentences(page, app.url)
      const order = await orders.make()
      await simulator.fault(charge, order.reference, { service: 'tds_charge' })
      await simulator.fault(check, order.reference, { service: 'check', times })
      await page.goto(order.checkout_url)
      await payByCard(page, cards.good)
      await bank.approve(page)

      await expectStatus(page, outcome)
      expect(await simulator.successes(order.reference)).toHaveLength(outcome === 'declined' ? 0 : 1)
      expect(seen.some(({ text }) => NEGATIVE.test(text))).toBe(outcome === 'declined')
      expect((await simulator.calls(order.reference, 'check'))[0]?.fault).toBe(check)
      expect((await simulator.calls(order.reference)).filter((call) => call.overlapping)).toEqual([])
    },
  )
})

test('while a charge is undecided the page says so, warns against paying again and offers no other way', async ({
  page,
  app,
  orders,
  simulator,
}) => {
  const seen = await watchSentences(page, app.url)
  const order = await orders.make()
  await simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge' })
  await simulator.fault('http-500', order.reference, { service: 'check', times: 2 })
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)

  await expectStatus(page, 'unknown')
  await expect(page.locator('main')).toContainText('Ödemeniz kontrol ediliyor')
  await expect(page.locator('main')).toContainText('Tekrar ödeme yapmayın.')
  await expect(page.locator('main').getByRole('link')).toHaveCount(0)
  expect(await orders.cancel(order.id)).toBe(409)

  await page.goto(order.checkout_url)
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
  expect(seen.filter(({ text }) => NEGATIVE.test(text))).toEqual([])
})

test('a charge that Paynet makes after the app has given up is found and never sent again', async ({ page, ownStack }) => {
  // The quiet time must be longer than any real charge takes; here it has seconds to spare.
  const { app, orders, simulator } = await ownStack({ PAYNET_TIMEOUT_MS: '1000', PAYNET_QUIET_MS: '15000' })
  const seen = await watchSentences(page, app.url)
  const order = await orders.make()
  await simulator.fault('slow-before', order.reference, { service: 'tds_charge', ms: 2500 })
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)

  await expectStatus(page, 'succeeded')
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
  expect(await simulator.successes(order.reference)).toHaveLength(1)
  expect(seen.filter(({ text }) => NEGATIVE.test(text))).toEqual([])
})

test('a charge that never reaches Paynet ends as not charged after three clean checks, and the order can be paid', async ({
  page,
  ownStack,
}) => {
  const { app, orders, simulator } = await ownStack({ PAYNET_TIMEOUT_MS: '1000', PAYNET_QUIET_MS: '1000', RECONCILE_INTERVAL_MS: '50' })
  const seen = await watchSentences(page, app.url)
  // A check counts once it has shown a success that was known before.
  const known = await orders.make()
  await page.goto(known.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')

  const order = await orders.make()
  await simulator.fault('answer-lost-before', order.reference, { service: 'tds_charge', times: 100 })
  await page.goto(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'unknown')
  expect(seen.filter(({ text }) => NEGATIVE.test(text))).toEqual([])
  await expectStatus(page, 'not_charged')
  await expect(page.locator('main')).toContainText('Ödemenizi kontrol ettik: tahsilat yapılmadı. Kartınızdan ücret alınmadı.')
  expect(await simulator.ledger(order.reference)).toEqual([])

  await simulator.clearFaults()
  await page.getByRole('link', { name: 'Yeniden dene' }).click()
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(await simulator.successes(order.reference)).toHaveLength(1)
})
