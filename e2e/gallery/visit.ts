import type { Browser, CDPSession } from 'playwright/test'
import type { Language, Visit } from '@/e2e/gallery/states/state'
import { newAddress } from '@/e2e/harness/addresses'

export type Sight = {
  language: Language
  hasScripts: boolean
  /** The size of text that people have set in their browser, in per cent. */
  text: number
  forcedColors: boolean
  reducedMotion: boolean
}

/** A browser's default, in pixels. */
const TEXT_PX = 16
const QUIET_PX = 13
const LONGEST_MS = 15_000

/** Opens a browser window to which nothing has happened yet. End its context. */
export async function startVisit(browser: Browser, { language, hasScripts, text, forcedColors, reducedMotion }: Sight): Promise<Visit> {
  const context = await browser.newContext({
    locale: language === 'tr' ? 'tr-TR' : 'en-GB',
    timezoneId: 'Europe/Istanbul',
    javaScriptEnabled: hasScripts,
    forcedColors: forcedColors ? 'active' : 'none',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    extraHTTPHeaders: { 'X-Forwarded-For': newAddress() },
  })
  context.setDefaultTimeout(LONGEST_MS)
  const page = await context.newPage()
  if (text !== 100) await setText(await context.newCDPSession(page), text)

  const settle = async () => {
    await page.waitForLoadState('load')
    if (hasScripts) await page.waitForFunction(tookOver, null, { timeout: 5_000 }).catch(() => null)
    await page.evaluate(async () => {
      await document.fonts.ready
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    })
  }
  return {
    page,
    context,
    hasScripts,
    settle,
    async go(address) {
      const url = new URL(address)
      await context.addCookies([{ name: 'lang', value: language, url: url.origin }])
      await page.goto(url.href)
      await settle()
    },
    async press() {
      const before = page.url()
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.locator('main button[type="submit"], main form button:not([type])').last().click()
      // A form that finds its own mistakes posts nothing.
      await Promise.race([
        answered.catch(() => null),
        page
          .locator('[aria-invalid="true"]')
          .first()
          .waitFor()
          .catch(() => null),
      ])
      if (page.url() !== before) await page.waitForLoadState()
      await page.waitForTimeout(150)
      await settle()
    },
    async as(shopper, app) {
      await context.addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: app.url })))
    },
  }
}

async function setText(session: CDPSession, percent: number): Promise<void> {
  const fontSizes = { standard: (TEXT_PX * percent) / 100, fixed: (QUIET_PX * percent) / 100 }
  await session.send('Page.setFontSizes', { fontSizes })
}

/** Whether the page's scripts have taken over its forms, if it has any. */
function tookOver(): boolean {
  return [...document.querySelectorAll('main form')].every((form) => Object.keys(form).some((key) => key.startsWith('__reactProps')))
}
