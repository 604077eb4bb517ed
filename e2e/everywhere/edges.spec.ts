import type { Browser, Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { STATES } from '@/e2e/gallery/states'
import { createStacks, type Stacks } from '@/e2e/gallery/states/stacks'
import { nameOf, type Show, type State, type Visit } from '@/e2e/gallery/states/state'
import { openBrowser, type Sight, startVisit } from '@/e2e/gallery/visit'

test.describe.configure({ timeout: 600_000 })

/** Every kind of page, where there is most on it. */
const PAGES = [
  'shop/open',
  'shop/switched-off',
  'checkout/guest',
  'checkout/fields-empty',
  'checkout/hundred-items',
  'checkout/large-amount',
  'checkout/long-names',
  'checkout/branded',
  'checkout/after-a-decline',
  'checkout/an-attempt-at-the-bank-in-another-tab',
  'checkout/signed-in-with-3-cards',
  'checkout/saving-a-card',
  'checkout/cancelled',
  'bank/preparing',
  'bank/leaving',
  'bank/unreadable',
  'bank/at-the-bank',
  'result/awaiting-3ds',
  'result/charging',
  'resume/code',
  'resume/carried-on-elsewhere',
  'resume/link-of-mine',
  'result/review',
  'result/cancelled-at-the-bank',
  'decline/insufficient-funds',
  'decline/shop-side',
  'receipt/six-items',
  'receipt/large-amount',
  'receipt/long-names',
  'receipt/refunded',
  'login/fields-empty',
  'register/fields-wrong',
  'register/sent-on-the-way-to-an-order',
  'confirm/common-password',
  'forgot/fields-empty',
  'forgot/sent',
  'reset/empty',
  'account/open',
  'payments/many',
  'cards/three',
  'cards/expired-and-long',
  'cards/rename-open',
  'cards/delete-open',
  'cards/add-fields-empty',
  'cards/phone-code',
  'dealers/start',
  'dealers/tasks-half-done',
  'dealers/check',
  'dealers-business/fields-empty',
  'dealers-contact/fields-wrong',
  'dealers-address/fields-wrong',
  'dealers-bank/fields-wrong',
  'dealers-sales/fields-empty',
  'application/documents-2-of-5',
  'application/refused',
  'application/approved',
  'application/seen-by-somebody-else',
  'lost/not-found',
  'lost/bank-page-not-found',
  'lost/server-error',
  'lost/cookies-refused',
].map(findState)

const WIDTHS = [320, 375, 1280, 1920]
const AT_ONCE = 3
const EVERYDAY: Sight = { language: 'tr', hasScripts: true, forcedColors: false, reducedMotion: true }

let stacks: Stacks
const brought = new Map<string, Promise<Show>>()

test.beforeAll(() => {
  stacks = createStacks()
})
test.afterAll(() => stacks.end())

test('no page scrolls sideways, on the narrowest phone or the widest screen', async ({ browser }) => {
  expect((await lookOnce(browser)).sideways).toEqual([])
})

test('with text of 200 % at 320 px no page scrolls sideways, or breaks its words into letters', async () => {
  const browser = await openBrowser(200)
  try {
    for (const language of ['tr', 'en'] as const) {
      const faults: string[] = []
      await lookAtAll(browser, { ...EVERYDAY, language }, faults, async (page, tell) => {
        await page.setViewportSize({ width: 320, height: 640 })
        tell(faults, [...(await widerThanTheScreen(page)), ...(await page.evaluate(findSlivers))])
      })
      expect.soft(faults, language).toEqual([])
    }
  } finally {
    await browser.close()
  }
})

test('in forced colours every field and button keeps its border, and a chosen radio button or box can be told from the others', async ({
  browser,
}) => {
  expect((await lookOnce(browser)).withoutColours).toEqual([])
  const planted = await look(browser, { ...EVERYDAY, forcedColors: true }, findState('checkout/signed-in-with-3-cards'), async (page) => {
    await page.evaluate(() => {
      for (const control of document.querySelectorAll<HTMLElement>('main button, [type="radio"]')) {
        control.style.border = 'none'
        control.style.appearance = 'none'
      }
    })
    return page.evaluate(findInvisibleControls)
  })
  expect(planted.length, 'what has no border is found').toBeGreaterThan(1)
})

test('who wishes less motion gets none, and who does not sees that a page waits', async ({ browser }) => {
  expect((await lookOnce(browser)).moving).toEqual([])
  // The one that was looked at first may be over by now.
  brought.delete('result/charging')
  const moving = await look(browser, { ...EVERYDAY, reducedMotion: false }, findState('result/charging'), (page) =>
    page.evaluate(findMotion),
  )
  expect(moving, 'motion is found where there is some').not.toEqual([])
})

type Found = { sideways: string[]; withoutColours: string[]; moving: string[] }
let seen: Promise<Found> | undefined

/** Each page is opened once for all that is asked of it; opening takes longest. */
function lookOnce(browser: Browser): Promise<Found> {
  seen ??= lookInEveryWay(browser)
  return seen
}

async function lookInEveryWay(browser: Browser): Promise<Found> {
  const found: Found = { sideways: [], withoutColours: [], moving: [] }
  await lookAtAll(browser, EVERYDAY, found.sideways, async (page, tell) => {
    tell(found.moving, await page.evaluate(findMotion))
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      tell(found.sideways, await widerThanTheScreen(page))
    }
    await page.emulateMedia({ forcedColors: 'active' })
    tell(found.withoutColours, await page.evaluate(findInvisibleControls))
  })
  return found
}

function findState(name: string): State {
  const state = STATES.find((one) => nameOf(one) === name)
  if (!state) throw new Error(`The gallery has no ${name}`)
  return state
}

/** Looks at each of the pages; what is told has the page's name before it, and a page that was not reached is a fault. */
async function lookAtAll(
  browser: Browser,
  sight: Sight,
  faults: string[],
  check: (page: Page, tell: (where: string[], found: string[]) => void) => Promise<void>,
): Promise<void> {
  const waiting = [...PAGES]
  async function walk(): Promise<void> {
    for (let state = waiting.shift(); state; state = waiting.shift()) {
      const name = nameOf(state)
      const tell = (where: string[], found: string[]) => where.push(...found.map((fault) => `${name}: ${fault}`))
      await look(browser, sight, state, (page) => check(page, tell)).catch((error: unknown) =>
        tell(faults, [`was not reached: ${String(error)}`]),
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walk))
}

async function look<T>(browser: Browser, sight: Sight, state: State, check: (page: Page) => Promise<T>): Promise<T> {
  const show = brought.get(nameOf(state)) ?? state.bring(stacks)
  brought.set(nameOf(state), show)
  const visit: Visit = await startVisit(browser, sight)
  try {
    await (await show)(visit)
    return await check(visit.page)
  } finally {
    await visit.context.close()
  }
}

async function widerThanTheScreen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.documentElement
    if (scrollWidth <= innerWidth) return []
    const reachOf = (element: Element) => element.getBoundingClientRect().right
    const reaching = [...document.body.querySelectorAll('*')].filter((element) => reachOf(element) > innerWidth + 0.5)
    const [farthest] = reaching.reverse().sort((one, other) => reachOf(other) - reachOf(one))
    return [`${scrollWidth} px at ${innerWidth}: ${farthest?.outerHTML.slice(0, 120) ?? ''}`]
  })
}

/** Texts in columns so narrow that only a few letters fit on a line. */
function findSlivers(): string[] {
  const FEWEST_LETTERS = 4
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const slivers: string[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? ''
    if (text.length < 12 || !node.parentElement?.checkVisibility() || node.parentElement.closest('.out-of-sight')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top))).size
    if (lines > 0 && text.length / lines < FEWEST_LETTERS) slivers.push(`${lines} lines of "${text.slice(0, 60)}"`)
  }
  return slivers.slice(0, 3)
}

function findInvisibleControls(): string[] {
  const isSeen = (element: Element) => element.checkVisibility() && !element.closest('.out-of-sight, .sr-only')
  const hasEdge = (element: Element) => {
    const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element)
    return borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0 && borderTopColor !== backgroundColor
  }
  const ticks = [...document.querySelectorAll<HTMLInputElement>('[type="radio"], [type="checkbox"]')].filter(isSeen)
  const fields = [...document.querySelectorAll('input:not([type="hidden"]), select, textarea, button.button, a.button')]
  // What cannot be seen lies over what is seen in its place.
  const faceOf = (element: Element) => (getComputedStyle(element).opacity === '0' ? (element.parentElement ?? element) : element)
  const withoutEdge = fields.filter((element) => isSeen(element) && !ticks.some((tick) => tick === element) && !hasEdge(faceOf(element)))
  const untold = ticks.filter((tick) => {
    const { appearance, opacity, width } = getComputedStyle(tick)
    const isDrawn = appearance !== 'none' && opacity !== '0' && Number.parseFloat(width) > 8
    return !isDrawn && !hasEdge(tick.closest('label') ?? tick)
  })
  return [
    ...withoutEdge.map((element) => `no border: ${element.outerHTML.slice(0, 140)}`),
    ...untold.map((tick) => `cannot be told from the others: ${tick.outerHTML.slice(0, 140)}`),
  ]
}

function findMotion(): string[] {
  const moving = [...document.querySelectorAll('*')].filter((element) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(element)
    const isOn = (durations: string) => durations.split(',').some((one) => Number.parseFloat(one) > 0.01)
    return (animationName !== 'none' && isOn(animationDuration)) || isOn(transitionDuration)
  })
  return moving.map((element) => `moves: ${element.outerHTML.slice(0, 120)}`)
}
