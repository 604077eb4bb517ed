import type { Browser, Page } from 'playwright/test'
import { newAddress } from '@/e2e/harness/addresses'

const AT_ONCE = 6

/** Runs the same steps for each case, each in a browser of its own, several at a time. An error says which case it was. */
export async function sideBySide<Case>(
  browser: Browser,
  cases: readonly Case[],
  nameOf: (one: Case) => string,
  walk: (page: Page, one: Case) => Promise<void>,
): Promise<void> {
  const waiting = [...cases]
  const failures: string[] = []
  async function walkOn(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const context = await browser.newContext({ extraHTTPHeaders: { 'X-Forwarded-For': newAddress() } })
      try {
        await walk(await context.newPage(), next)
      } catch (error) {
        failures.push(`${nameOf(next)}: ${error instanceof Error ? error.message : String(error)}`)
      }
      await context.close()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walkOn))
  if (failures.length > 0) throw new Error(failures.join('\n\n'))
}
