import { cards } from '@/e2e/harness/cards'
import { openToWrite } from '@/e2e/harness/database'
import type { Stack } from '@/e2e/harness/stack'
import { bank as bankPage } from '@/e2e/pages/shopper-page'
import { checkoutOf, makeOrder, regular, untilCalled } from './deeds'
import { type Show, statesOf } from './state'

export const bank = statesOf('bank', {
  preparing: async (stacks) => {
    const stack = await stacks.of('patient')
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await stack.simulator.fault('slow-before', order.reference, { service: 'tds_initial', ms: 600_000 })
    void shopper.postForm(checkoutOf(order), await shopper.fillForm(order.id, cards.good)).catch(() => null)
    await untilCalled(stack, order, 'tds_initial')
    const [payment] = (await stack.orders.read(order.id)).payments
    return async ({ page, as, go }) => {
      await as(shopper, stack.app)
      // Pictures are taken of one document, not of one that is asked for each second.
      await page.route('**/3d/**', async (route) => {
        const response = await route.fetch()
        const { refresh: _, ...headers } = response.headers()
        await route.fulfill({ response, headers })
      })
      await go(`${order.checkout_url}/3d/${payment?.id}`)
    }
  },
  leaving: async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    const { path } = await shopper.challenge(order.id, cards.good)
    return async ({ page, as }) => {
      await as(shopper, stack.app)
      // A bank that sends nothing: the page stays.
      await page.route(`${stack.simulator.url}/**`, (route) => route.fulfill({ status: 204 }))
      await page.goto(`${stack.app.url}${path}`, { waitUntil: 'commit' })
      await page.locator('main form, main a').first().waitFor()
    }
  },
  unreadable: async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    const { path, paymentId } = await shopper.challenge(order.id, cards.good)
    const database = openToWrite(stack)
    database.prepare('UPDATE payments SET challenge = ? WHERE id = ?').run('x.y.z', paymentId)
    database.close()
    return async ({ as, go }) => {
      await as(shopper, stack.app)
      await go(`${stack.app.url}${path}`)
    }
  },
  'at-the-bank': async (stacks) => atTheBank(await stacks.of(), async () => {}),
  'at-the-bank-with-a-wrong-code': async (stacks) =>
    atTheBank(await stacks.of(), async ({ page }) => {
      await bankPage.approve(page, 'yanlış')
      await page.locator('#wrong').waitFor()
    }),
})

async function atTheBank(stack: Stack, then: Show): Promise<Show> {
  const order = await makeOrder(stack)
  const shopper = await regular(stack)
  return async (visit) => {
    const { path } = await shopper.challenge(order.id, cards.good)
    await visit.as(shopper, stack.app)
    await visit.page.goto(`${stack.app.url}${path}`)
    if (!visit.hasScripts) await visit.press()
    await bankPage.code(visit.page).waitFor()
    await then(visit)
  }
}
