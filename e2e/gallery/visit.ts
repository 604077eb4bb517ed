import { type Browser, chromium } from 'playwright/test'
import type { Language, Visit } from '@/e2e/gallery/states/state'
import { newAddress } from '@/e2e/harness/addresses'
import { findChromium } from '@/e2e/harness/chromium'

export type Sight = {
  language: Language
  hasScripts: boolean
  forcedColors: boolean
  reducedMotion: boolean
}

/** A browser's default, in pixels. */
const TEXT_PX = 16
const FIXED_PX = 13
const LONGEST_MS = 15_000
/** What answers have changed is drawn by then. */
const STILL_MS = 150

/** A browser in which people have set this size of text, in per cent. */
export function openBrowser(text: number): Promise<Browser> {
  const sizes = `defaultFontSize=${(TEXT_PX * text) / 100},defaultFixedFontSize=${(FIXED_PX * text) / 100}`
  return chromium.launch({
    executablePath: process.env.TEST_CHROMIUM ?? findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      `--blink-settings=${sizes}`,
    ],
  })
}

/** Opens a browser window to which nothing has happened yet. End its context. */
export async function startVisit(browser: Browser, { language, hasScripts, forcedColors, reducedMotion }: Sight): Promise<Visit> {
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

  const settle = async () => {
    await page.waitForLoadState('load')
    if (!hasScripts) return page.waitForTimeout(STILL_MS)
    await page.waitForFunction(tookOver, null, { timeout: 5_000 }).catch(() => null)
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
      const answered = page.waitForResponse((response) => response.request().method() === 'POST').catch(() => null)
      await page.locator('main button[type="submit"]').filter({ visible: true }).last().click()
      // A form that finds its own mistakes posts nothing.
      await Promise.race([
        answered,
        page
          .locator('[aria-invalid="true"]')
          .first()
          .waitFor()
          .catch(() => null),
      ])
      if (page.url() !== before) await page.waitForLoadState()
      await page.waitForTimeout(STILL_MS)
      await settle()
    },
    async as(shopper, app) {
      await context.addCookies(shopper.cookies().map((cookie) => ({ ...cookie, url: app.url })))
    },
  }
}

/** Whether the page's scripts have taken over its forms, if it has any. */
function tookOver(): boolean {
  return [...document.querySelectorAll('main form')].every((form) => Object.keys(form).some((key) => key.startsWith('__reactProps')))
}
