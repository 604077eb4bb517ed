import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { type Language, nameOf, type State } from '@/e2e/gallery/states/state'
import { findFaults } from '@/e2e/pages/axe'
import type { Options, Scheme } from './options'

/** A4 between its margins. */
const PAPER_PX = 718

/** One picture for each width and colour scheme of what the page shows now. Returns what is wrong with it in each. */
export async function photograph(page: Page, state: State, language: Language, { folder, widths, schemes }: Options): Promise<string[]> {
  const faults: string[] = []
  const to = join(folder, nameOf(state))
  await mkdir(to, { recursive: true })
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 760 : 800 })
    const { content, inner } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, inner: innerWidth }))
    if (content > inner) faults.push(`${language}, ${width} px: scrolls sideways, ${content} px are shown`)
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(to, pictureName(language, colorScheme, width)), fullPage: true, animations: 'disabled' })
    }
  }
  return faults
}

/** The paper, as a PDF and as a picture of its text. */
export async function print(page: Page, state: State, language: Language, { folder }: Options): Promise<string[]> {
  const to = join(folder, nameOf(state))
  await mkdir(to, { recursive: true })
  await page.emulateMedia({ media: 'print', colorScheme: 'light' })
  await page.setViewportSize({ width: PAPER_PX, height: 1_000 })
  await page.screenshot({ path: join(to, pictureName(language, 'light', 'print')), fullPage: true, animations: 'disabled' })
  const margin = '10mm'
  const pdf = await page.pdf({ format: 'A4', margin: { top: margin, bottom: margin, left: margin, right: margin } })
  await writeFile(join(to, `${language}.pdf`), pdf)
  await page.emulateMedia({ media: null, colorScheme: null })
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
  return [`${language}: prints on ${pages} ${pages === 1 ? 'page' : 'pages'}`]
}

/** What axe says against the page, in each colour scheme. */
export async function judge(page: Page, { widths, schemes }: Options): Promise<string[]> {
  const [width = 375] = widths
  await page.setViewportSize({ width, height: 760 })
  const faults = await findFaults(page, schemes)
  return faults.map(
    ({ scheme, fault: { id, impact, nodes } }) =>
      `${scheme}: ${id} (${impact}): ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  )
}

function pictureName(language: Language, scheme: Scheme, width: number | 'print'): string {
  return `${language}-${scheme}-${width}.png`
}
