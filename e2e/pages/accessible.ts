import { expect, type Page } from 'playwright/test'
import { findFaults } from './axe'

/** No fault of WCAG or of best practice in light and dark, and no sideways scrolling at 320 pixels. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 720 }
  const faults = await findFaults(page, ['light', 'dark'])
  expect(
    faults.map(({ scheme, fault: { id, nodes } }) => `${scheme}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    name,
  ).toEqual([])
  await page.setViewportSize({ width: 320, height: 640 })
  const { inner, content } = await page.evaluate(() => ({ inner: innerWidth, content: document.documentElement.scrollWidth }))
  expect(content, `${name} scrolls sideways at 320 px`).toBeLessThanOrEqual(inner)
  await page.setViewportSize(size)
}
