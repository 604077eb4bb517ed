import { test as base, expect } from 'playwright/test'
import { newAddress } from '@/e2e/harness/addresses'
import type { App, Variables } from '@/e2e/harness/app'
import type { Orders } from '@/e2e/harness/orders'
import { createRawShopper, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Simulator } from '@/e2e/harness/simulator'
import { type Stack, startStack } from '@/e2e/harness/stack'

type TestFixtures = {
  /** Where this test's shopper comes from, as the proxy in front reports it; limits count by it. */
  address: string
  app: App
  simulator: Simulator
  orders: Orders
  /** A shopper without a browser that sends exactly what the test says. */
  shopper: RawShopper
  /** A stack of the test's own, to be killed or configured differently. Ends with the test. */
  ownStack: (more?: Variables, secretKey?: string) => Promise<Stack>
}

type WorkerFixtures = { stack: Stack }

export const test = base.extend<TestFixtures, WorkerFixtures>({
  stack: [
    // Playwright reads what a fixture needs from the pattern, even an empty one.
    async ({}, use) => {
      const stack = await startStack()
      await use(stack)
      expect(await stack.stop(), 'SIGTERM ends both in an orderly way').toEqual({ app: 0, simulator: 0 })
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  address: async ({}, use) => use(newAddress()),
  app: async ({ stack }, use) => use(stack.app),
  orders: async ({ stack }, use) => use(stack.orders),
  simulator: async ({ stack }, use) => {
    await use(stack.simulator)
    await stack.simulator.clearFaults()
  },
  shopper: async ({ stack, address }, use) => use(createRawShopper(stack, address)),
  ownStack: async ({}, use) => {
    const stacks: Stack[] = []
    await use(async (more, secretKey) => {
      const stack = await startStack(more, secretKey)
      stacks.push(stack)
      return stack
    })
    for (const stack of stacks) await stack.stop()
  },
  baseURL: async ({ stack }, use) => use(stack.app.url),
  locale: 'tr-TR',
  extraHTTPHeaders: async ({ address }, use) => use({ 'X-Forwarded-For': address }),
})

export { expect }
