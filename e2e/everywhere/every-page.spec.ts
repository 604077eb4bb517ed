import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { newCustomerWithCard } from '@/e2e/harness/customer'
import { expectAccessible } from '@/e2e/pages/accessible'
import { answerUntil, begin, TASK_NAMES } from '@/e2e/pages/dealer-pages'
import { expectStatus } from '@/e2e/pages/shopper-page'

test('every page a shopper or a guest sees is accessible', { tag: '@journey' }, async ({ page, orders, shopper }) => {
  const open = await orders.make()
  const paid = await orders.make()
  await shopper.pay(paid.id, cards.good)
  const pages = { shop: '/', checkout: open.checkout_url, login: '/login', register: '/register', nowhere: '/nowhere' }
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path)
    await expectAccessible(page, name)
  }
  await page.goto(`${paid.checkout_url}/result`)
  await expectStatus(page, 'succeeded')
  await expectAccessible(page, 'receipt')
})

test('every page of an account is accessible', { tag: '@journey' }, async ({ page, context, stack, orders }) => {
  const { customer } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  const pages = {
    account: '/account',
    cards: '/account/cards',
    payments: '/account/payments',
    checkout: (await orders.make()).checkout_url,
  }
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path)
    await expectAccessible(page, `${name} of a customer`)
  }
})

test('every page of a dealer’s application is accessible', { tag: '@journey' }, async ({ page }) => {
  await page.goto('/dealers/apply')
  await expectAccessible(page, 'start')
  await begin(page)
  for (const task of TASK_NAMES) {
    await page.goto(`/dealers/apply/${task}`)
    await expectAccessible(page, task)
    await answerUntil(page, task)
  }
  await expect(page).toHaveURL('/dealers/apply/check')
  await expectAccessible(page, 'check')
  await page.goto('/dealers/apply/tasks')
  await expectAccessible(page, 'tasks')
})
