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
const PLAIN: Sight = { language: 'tr', hasScripts: true, forcedColors: false, reducedMotion: false }

let stacks: Stacks
const brought = new Map<string, Promise<Show>>()

test.beforeAll(() => {
  stacks = createStacks()
})
test.afterAll(() => stacks.end())

test('no page scrolls sideways, on the narrowest phone or the widest screen', async ({ browser }) => {
  const faults = await lookAtAll(browser, PLAIN, async (page) => {
    const wide: string[] = []
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      wide.push(...(await widerThanTheScreen(page)))
    }
    return wide
  })
  expect(faults).toEqual([])
})

test('with text of 200 % at 320 px no page scrolls sideways, or breaks its words into letters', async () => {
  const browser = await openBrowser(200)
  try {
    for (const language of ['tr', 'en'] as const) {
      const faults = await lookAtAll(browser, { ...PLAIN, language }, async (page) => {
        await page.setViewportSize({ width: 320, height: 640 })
        return [...(await widerThanTheScreen(page)), ...(await page.evaluate(findSlivers))]
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
  const faults = await lookAtAll(browser, { ...PLAIN, forcedColors: true }, (page) => page.evaluate(findInvisibleControls))
  expect(faults).toEqual([])
  const planted = await look(browser, { ...PLAIN, forcedColors: true }, findState('checkout/signed-in-with-3-cards'), async (page) => {
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
  const faults = await lookAtAll(browser, { ...PLAIN, reducedMotion: true }, (page) => page.evaluate(findMotion))
  expect(faults).toEqual([])
  // The one that was looked at first may be over by now.
  brought.delete('result/charging')
  const moving = await look(browser, PLAIN, findState('result/charging'), (page) => page.evaluate(findMotion))
  expect(moving, 'motion is found where there is some').not.toEqual([])
})

function findState(name: string): State {
  const state = STATES.find((one) => nameOf(one) === name)
  if (!state) throw new Error(`The gallery has no ${name}`)
  return state
}

type Check = (page: Page) => Promise<string[]>

/** Looks at each of the pages; returns what was found, with the page's name. */
async function lookAtAll(browser: Browser, sight: Sight, check: Check): Promise<string[]> {
  const waiting = [...PAGES]
  const faults: string[] = []
  async function walk(): Promise<void> {
    for (let state = waiting.shift(); state; state = waiting.shift()) {
      const found = await look(browser, sight, state, check).catch((error: unknown) => [`was not reached: ${String(error)}`])
      for (const fault of found) faults.push(`${nameOf(state)}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walk))
  return faults
}

async function look(browser: Browser, sight: Sight, state: State, check: Check): Promise<string[]> {
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
