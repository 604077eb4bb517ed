import { newAddress } from '@/e2e/harness/addresses'
import { readForm } from '@/e2e/harness/customer'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { statesOf } from './state'

export const shop = statesOf('shop', {
  open: async (stacks) => {
    const { app } = await stacks.of()
    return ({ go }) => go(app.url)
  },
  'too-many-orders': async (stacks) => {
    const stack = await stacks.of()
    const address = newAddress()
    const busy = createRawShopper(stack, address)
    const form = await readForm(busy, '/', 'product')
    for (let time = 0; time < 60; time += 1) await busy.postForm('/', form)
    return async ({ page, go, press }) => {
      await page.setExtraHTTPHeaders({ 'X-Forwarded-For': address })
      await go(stack.app.url)
      await press()
    }
  },
  'switched-off': async (stacks) => {
    const { app } = await stacks.of('quiet')
    return ({ go }) => go(app.url)
  },
})
