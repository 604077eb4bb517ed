import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'

/**
 * What axe holds against every page that goes on by itself. Ours does so where its merchant asked for it, says so, and
 * stays if its reader wants to.
 */
export const OF_LEAVING = 'meta-refresh'

/** No fault of WCAG or of best practice in light and dark, and no sideways scrolling at 320 pixels. */
export async function expectAccessible(page: Page, name: string, except: string[] = []): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 720 }
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations, passes } = await new AxeBuilder({ page }).disableRules(except).analyze()
    expect(passes.length, `${name}: axe looked`).toBeGreaterThan(5)
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
      `${name}, ${colorScheme}`,
    ).toEqual([])
  }
  await page.setViewportSize({ width: 320, height: 640 })
  const { inner, content } = await page.evaluate(() => ({ inner: innerWidth, content: document.documentElement.scrollWidth }))
  expect(content, `${name} scrolls sideways at 320 px`).toBeLessThanOrEqual(inner)
  await page.setViewportSize(size)
}
