import { randomInt } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { freePort } from '@/e2e/harness/ports'
import { openBrowser } from './browser'
import { kib, weigh } from './bytes'
import { type Line, percentile, ratioLine, told } from './figures'
import { type Connections, expectStatus, openConnections, repeat } from './loader'
import type { ServerProcess } from './server-process'
import { type ShopServer, startOurs, startProvider } from './servers'
import { newShopper } from './shopper'

/** About what a service over the internet takes. */
const RATIO_MS = 200
/** The app gives a question about rates up after eight seconds; so long none is answered. */
const HANGING_MS = 60_000
/** So long the page waits for the next digit (`components/card-form/use-plans.ts`). */
const PAUSE_MS = 300
const ADDED_MS = 100
/** How many cards one page is asked about: an order has 40 questions. */
const CARDS_OF_A_PAGE = 10
const MORE_SCRIPTS_KIB = 3
/** Questions that hang while payments are made. */
const MOST_HANGING = 800

const SHOPPER = { INSTALMENTS: 'shopper' }

/**
 * How soon the plans of a card are there after its eighth digit, what they weigh, and what a single payment notices of a
 * ratio service that hangs.
 */
export async function measurePlans(folder: string, rounds: number, times: number): Promise<Line[]> {
  const browser = await openBrowser(await freePort())
  const connections = openConnections(32)
  try {
    return [
      ...(await timePlans(await mkdtemp(join(folder, 'plans-')), browser, connections, rounds * times)),
      ...(await weighPlans(folder, browser, connections)),
      await payBesideHangingRates(folder, rounds, times),
    ]
  } finally {
    connections.close()
    await browser.close()
  }
}

async function timePlans(folder: string, browser: Browser, connections: Connections, times: number): Promise<Line[]> {
  const provider = await startProvider(0, RATIO_MS)
  const ours = await startOurs(folder, provider.url, SHOPPER)
  try {
    await askRoute(ours, connections, CARDS_OF_A_PAGE)
    await openPages(ours, browser, connections, CARDS_OF_A_PAGE)
    const direct = await askProvider(provider, connections, times)
    const byRoute = await askRoute(ours, connections, times)
    const onPage = await openPages(ours, browser, connections, times)
    const itself = percentile(direct, 0.5)
    const line = (metric: string, ms: number): Line => {
      if (ms < 0) throw new Error(`${metric}: ${ms} ms, so they were remembered and not asked for`)
      const beside = `Paynet's own ${itself.toFixed(1)} ms`
      return { metric, ours: told([ms], 'ms', 1), beside, aim: `≤ ${ADDED_MS} ms`, met: ms <= ADDED_MS }
    }
    return [
      line(
        `plans on the page after the eighth digit, without Paynet's time and the pause of ${PAUSE_MS} ms, p50`,
        percentile(onPage, 0.5) - itself,
      ),
      line("plans by their route, without Paynet's time, p50", percentile(byRoute, 0.5) - itself),
    ]
  } finally {
    await ours.stop()
    await provider.stop()
  }
}

async function askProvider(provider: ServerProcess, connections: Connections, times: number): Promise<number[]> {
  const took: number[] = []
  const body = JSON.stringify({ amount: '123450', bin: '435508', addcomission_to_amount: true })
  await repeat(times, 1, async () => {
    took.push(expectStatus(await connections.send(`${provider.url}/v1/ratio/Get`, { method: 'POST', body }), 200, 'the provider').ms)
  })
  return took
}

/** Every card is another one, so that no plans are remembered. */
async function askRoute(ours: ShopServer, connections: Connections, times: number): Promise<number[]> {
  const took: number[] = []
  let ask = await newQuestions(ours, connections)
  await repeat(times, 1, async (turn) => {
    if (turn % CARDS_OF_A_PAGE === 0) ask = await newQuestions(ours, connections)
    took.push(expectStatus(await ask(), 200, 'the plans').ms)
  })
  return took
}

/** Asks for the plans of one card after another, for an order and from an address of its own. */
async function newQuestions(ours: ShopServer, connections: Connections) {
  const { id } = JSON.parse((await newShopper(ours, connections).makeOrder()).body) as { id: string }
  const headers = { 'Content-Type': 'application/json', Origin: ours.url, 'X-Forwarded-For': newAddress() }
  return () =>
    connections.send(`${ours.url}/checkout/${id}/plans`, { method: 'POST', headers, body: JSON.stringify({ card_start: newCardStart() }) })
}

/** From the eighth digit to the frame in which the plans can be chosen, without the pause. */
async function openPages(ours: ShopServer, browser: Browser, connections: Connections, times: number): Promise<number[]> {
  const took: number[] = []
  while (took.length < times) {
    const { id } = JSON.parse((await newShopper(ours, connections).makeOrder()).body) as { id: string }
    const context = await browser.newContext({ locale: 'tr-TR', extraHTTPHeaders: { 'X-Forwarded-For': newAddress() } })
    try {
      const page = await context.newPage()
      await page.goto(`${ours.url}/checkout/${id}`, { waitUntil: 'networkidle' })
      for (let card = 0; card < CARDS_OF_A_PAGE && took.length < times; card++) took.push(await typeCard(page))
    } finally {
      await context.close()
    }
  }
  return took
}

async function typeCard(page: Page): Promise<number> {
  const number = page.locator('input[autocomplete="cc-number"]')
  const start = newCardStart()
  await number.fill('')
  await page.waitForFunction(() => document.querySelectorAll('input[name="plan"]').length === 1)
  await number.pressSequentially(start.slice(0, -1))
  await page.evaluate(() => {
    performance.clearResourceTimings()
    addEventListener('input', () => performance.mark('typed'), { capture: true, once: true })
  })
  await number.press(start.slice(-1))
  const shown = await page.waitForFunction(
    (pauseMs) => {
      if (document.querySelectorAll('input[name="plan"]:not(:disabled)').length < 2) return null
      const typedAt = performance.getEntriesByName('typed').at(-1)?.startTime ?? Number.NaN
      const asked = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/plans'))
      return performance.now() - typedAt - Math.min(pauseMs, (asked?.startTime ?? typedAt) - typedAt)
    },
    PAUSE_MS,
    { polling: 'raf' },
  )
  return Number(await shown.jsonValue())
}

async function weighPlans(folder: string, browser: Browser, connections: Connections): Promise<Line[]> {
  const provider = await startProvider(0)
  const weighWith = async (more: Record<string, string>) => {
    const ours = await startOurs(await mkdtemp(join(folder, 'weight-')), provider.url, more)
    try {
      const { id } = JSON.parse((await newShopper(ours, connections).makeOrder()).body) as { id: string }
      return await weigh(`${ours.url}/checkout/${id}`, browser)
    } finally {
      await ours.stop()
    }
  }
  try {
    const [off, on] = [await weighWith({}), await weighWith(SHOPPER)]
    const beside = (of: 'scripts' | 'everything') => `without ${kib(off[of])} KiB`
    return [
      {
        metric: 'checkout page with instalments, scripts as transferred',
        ours: `${kib(on.scripts)} KiB`,
        beside: beside('scripts'),
        ratio: on.scripts / off.scripts,
        aim: `≤ ${MORE_SCRIPTS_KIB} KiB more`,
        met: on.scripts - off.scripts <= MORE_SCRIPTS_KIB * 1024,
      },
      {
        metric: 'checkout page with instalments, everything as transferred',
        ours: `${kib(on.everything)} KiB`,
        beside: beside('everything'),
        ratio: on.everything / off.everything,
        aim: '',
        met: null,
      },
    ]
  } finally {
    await provider.stop()
  }
}

type Shop = { ours: ShopServer; startMs: number[]; stop: () => Promise<void> }

/** Starts of single payments, each after a question about plans that is not waited for. */
async function payBesideHangingRates(folder: string, rounds: number, times: number): Promise<Line> {
  const open = async (ratioMs: number): Promise<Shop> => {
    const provider = await startProvider(0, ratioMs)
    const ours = await startOurs(await mkdtemp(join(folder, 'rates-')), provider.url, SHOPPER)
    return { ours, startMs: [], stop: async () => void (await Promise.all([ours.stop(), provider.stop()])) }
  }
  const [hanging, healthy] = [await open(HANGING_MS), await open(0)]
  const connections = openConnections(8)
  const questions = openConnections(MOST_HANGING)
  try {
    for (const { ours } of [hanging, healthy]) await payWithQuestions(ours, connections, questions, times)
    for (let round = 0; round < rounds; round++) {
      for (const shop of round % 2 ? [healthy, hanging] : [hanging, healthy]) {
        const took = await payWithQuestions(shop.ours, connections, questions, times)
        shop.startMs.push(percentile(took, 0.5))
      }
    }
    const metric = 'start of a single payment while rates hang, p50 of each round'
    return ratioLine(metric, 'ms', hanging.startMs, ['rates answer at once', healthy.startMs], 1.1)
  } finally {
    questions.close()
    connections.close()
    await Promise.all([hanging.stop(), healthy.stop()])
  }
}

async function payWithQuestions(ours: ShopServer, connections: Connections, questions: Connections, times: number): Promise<number[]> {
  const took: number[] = []
  await repeat(times, 1, async () => {
    const shopper = newShopper(ours, connections)
    await shopper.makeOrder()
    await shopper.openCheckout()
    const ask = await newQuestions(ours, questions)
    void ask().catch(() => null)
    took.push((await shopper.start()).ms)
  })
  return took
}

const newAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`

/** Plans are remembered by a card's first six digits. */
let banksSoFar = 400_000
const newCardStart = () => `${banksSoFar++}55`
