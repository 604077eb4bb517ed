import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, Result, RunOptions } from 'axe-core'
import type { Page } from 'playwright/test'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules whose verdict the colours decide; the others would say of each colour scheme what they said of the first. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/**
 * What axe says against the page as it stands, in each colour scheme; everything in the first, of the others what
 * colours decide. None of our pages has a frame, and none may have: axe looks into none.
 */
export async function findFaults<Scheme extends 'light' | 'dark'>(
  page: Page,
  schemes: readonly Scheme[],
): Promise<Array<{ scheme: Scheme; fault: Result }>> {
  if ((await page.locator('iframe').count()) > 0) throw new Error('The page has a frame, into which axe does not look.')
  const faults: Array<{ scheme: Scheme; fault: Result }> = []
  for (const [index, scheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    const { violations, passes } = await run(page, index === 0 ? {} : { runOnly: { type: 'rule', values: OF_COLOURS } })
    if (passes.length + violations.length < (index === 0 ? 6 : 1)) throw new Error(`axe did not look in ${scheme}`)
    faults.push(...violations.map((fault) => ({ scheme, fault })))
  }
  return faults
}

async function run(page: Page, options: RunOptions): Promise<AxeResults> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`${SOURCE}; undefined`)
  return page.evaluate((wish) => (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, wish), {
    resultTypes: ['violations'],
    ...options,
  } satisfies RunOptions)
}
