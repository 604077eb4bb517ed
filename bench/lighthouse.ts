import lighthouse from 'lighthouse'
import { freePort } from '@/e2e/harness/ports'
import { openBrowser } from './browser'
import { type Line, median } from './figures'
import type { Connections } from './loader'
import type { ServerProcess } from './server-process'
import { newShopper, type Shop } from './shopper'

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const
type Category = (typeof CATEGORIES)[number]

type Visit = Record<Category | 'FCP' | 'LCP' | 'TBT' | 'waitedAfterFirstPaint', number>
type Page = { name: string; url: string; atLeast: number; visits: Visit[] }

/**
 * Lighthouse's scores on its simulated phone: our pages and bare Next's form in turns, each visit in a browser of its
 * own. Throws if a page cannot be judged.
 */
export async function measureLighthouse(shop: Shop, bareNext: ServerProcess, connections: Connections, rounds: number): Promise<Line[]> {
  const { id } = JSON.parse((await newShopper(shop, connections).makeOrder()).body) as { id: string }
  const bare: Page = { name: "bare Next's form", url: `${bareNext.url}/form`, atLeast: 0, visits: [] }
  const ours: Page[] = [
    { name: 'checkout', url: `${shop.url}/checkout/${id}`, atLeast: 99, visits: [] },
    { name: 'shop', url: `${shop.url}/`, atLeast: 95, visits: [] },
    { name: 'dealer start', url: `${shop.url}/dealers/apply`, atLeast: 95, visits: [] },
    { name: 'login', url: `${shop.url}/login`, atLeast: 95, visits: [] },
  ]
  const pages = [...ours, bare]
  for (let round = 0; round < rounds; round++) {
    for (const { url, visits } of round % 2 ? pages.toReversed() : pages) visits.push(await visit(url))
  }
  return ours.flatMap((page) => linesOf(page, bare))
}

function linesOf(page: Page, bare: Page): Line[] {
  const all = ({ visits }: Page, of: keyof Visit) => visits.map((figures) => figures[of])
  const score = (of: Page) =>
    `${median(all(of, 'performance'))} (${Math.min(...all(of, 'performance'))}–${Math.max(...all(of, 'performance'))})`
  const several = (of: Page, names: Array<keyof Visit>) => names.map((name) => median(all(of, name)).toFixed()).join(' / ')
  const line = (metric: string, names: Array<keyof Visit>, unit = ''): Line => ({
    metric: `${page.name}: ${metric}`,
    ours: several(page, names) + unit,
    beside: `${bare.name} ${several(bare, names)}${unit}`,
    aim: '',
    met: null,
  })
  const later = median(all(page, 'waitedAfterFirstPaint'))
  return [
    {
      metric: `${page.name}: Lighthouse mobile`,
      ours: score(page),
      beside: `${bare.name} ${score(bare)}`,
      aim: `≥ ${page.atLeast}`,
      met: median(all(page, 'performance')) >= page.atLeast,
    },
    line('accessibility / best practices / SEO', ['accessibility', 'best-practices', 'seo']),
    line('first paint / largest paint / blocked, simulated', ['FCP', 'LCP', 'TBT'], ' ms'),
    {
      metric: `${page.name}: largest paint after the first, observed`,
      ours: `${later.toFixed()} ms`,
      beside: `${bare.name} ${several(bare, ['waitedAfterFirstPaint'])} ms`,
      aim: '0 ms',
      met: later === 0,
    },
  ]
}

async function visit(url: string): Promise<Visit> {
  const port = await freePort()
  const browser = await openBrowser(port)
  try {
    const { lhr } = (await lighthouse(url, { port, onlyCategories: [...CATEGORIES], logLevel: 'error' })) ?? {}
    if (!lhr || lhr.runtimeError) throw new Error(`Lighthouse could not judge ${url}: ${lhr?.runtimeError?.message}`)
    const scoreOf = (category: Category) => Math.round((lhr.categories[category]?.score ?? Number.NaN) * 100)
    const { details } = lhr.audits.metrics ?? {}
    const [metrics = {}] = details && 'items' in details ? (details.items as Array<Record<string, number>>) : []
    const { observedFirstContentfulPaint: first = Number.NaN, observedLargestContentfulPaint: largest = Number.NaN } = metrics
    return {
      performance: scoreOf('performance'),
      accessibility: scoreOf('accessibility'),
      'best-practices': scoreOf('best-practices'),
      seo: scoreOf('seo'),
      FCP: metrics.firstContentfulPaint ?? Number.NaN,
      LCP: metrics.largestContentfulPaint ?? Number.NaN,
      TBT: metrics.totalBlockingTime ?? Number.NaN,
      waitedAfterFirstPaint: largest - first,
    }
  } finally {
    await browser.close()
  }
}
