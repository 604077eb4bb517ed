import type { Browser } from 'playwright'
import { freePort } from '@/e2e/harness/ports'
import { openBrowser } from './browser'
import type { Line } from './figures'
import type { Connections } from './loader'
import type { ServerProcess } from './server-process'
import { newShopper, type Shop } from './shopper'

export type Bytes = { scripts: number; everything: number; foreign: string[] }

const SCRIPTS_KIB = 126
const EVERYTHING_KIB = 140
/** After the page has loaded: what its scripts fetch by themselves comes within this time. */
const QUIET_MS = 1_500

/**
 * What a browser that has never been here receives for the checkout page before anything is typed, headers included,
 * each server with its own compression.
 */
export async function measureBytes(shop: Shop, bareNext: ServerProcess, connections: Connections): Promise<Line[]> {
  const { id } = JSON.parse((await newShopper(shop, connections).makeOrder()).body) as { id: string }
  const browser = await openBrowser(await freePort())
  const ours = await weigh(`${shop.url}/checkout/${id}`, browser)
  const bare = await weigh(`${bareNext.url}/form`, browser)
  await browser.close()
  const line = (metric: string, of: 'scripts' | 'everything', atMostKib: number): Line => ({
    metric,
    ours: `${kib(ours[of])} KiB`,
    beside: `bare Next's form ${kib(bare[of])} KiB`,
    ratio: ours[of] / bare[of],
    aim: `≤ ${atMostKib} KiB`,
    met: ours[of] <= atMostKib * 1024,
  })
  return [
    line('checkout page, scripts as transferred', 'scripts', SCRIPTS_KIB),
    line('checkout page, everything as transferred', 'everything', EVERYTHING_KIB),
    {
      metric: 'checkout page, hosts other than ours',
      ours: String(ours.foreign.length),
      beside: '',
      aim: '0',
      met: ours.foreign.length === 0,
    },
  ]
}

/** What a page costs a browser that has never been there. */
export async function weigh(url: string, browser: Browser): Promise<Bytes> {
  const context = await browser.newContext({ locale: 'tr-TR', viewport: { width: 412, height: 823 } })
  try {
    const page = await context.newPage()
    const network = await context.newCDPSession(page)
    await network.send('Network.enable')
    const answers = new Map<string, { url: string; type: string }>()
    const bytes: Bytes = { scripts: 0, everything: 0, foreign: [] }
    network.on('Network.responseReceived', ({ requestId, type, response }) => answers.set(requestId, { url: response.url, type }))
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const answer = answers.get(requestId)
      bytes.everything += encodedDataLength
      if (answer?.type === 'Script') bytes.scripts += encodedDataLength
    })
    page.on('request', (request) => {
      if (!request.url().startsWith('data:') && new URL(request.url()).origin !== new URL(url).origin) bytes.foreign.push(request.url())
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    await page.waitForTimeout(QUIET_MS)
    return bytes
  } finally {
    await context.close()
  }
}

export const kib = (bytes: number) => (bytes / 1024).toFixed(1)
