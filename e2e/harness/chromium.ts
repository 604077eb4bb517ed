import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { findOnPath } from './find-program'

/** The browser for the end-to-end tests: Playwright's own, the system's, or one from an npm package. Throws a sentence for people. */
export async function findChromium(): Promise<string> {
  const own = chromium.executablePath()
  if (existsSync(own)) return own
  const found = findOnPath('chromium', 'chromium-browser', 'google-chrome') ?? (await fromPackage())
  if (found) return found
  throw new Error('Chromium was not found. Install it: npx playwright install chromium, or on Debian: apt-get install chromium')
}

async function fromPackage(): Promise<string | null> {
  // Not a dependency: whoever has no other browser installs it.
  const name: string = '@sparticuz/chromium'
  const loaded = (await import(name).catch(() => null)) as { default: { executablePath(): Promise<string> } } | null
  return loaded ? loaded.default.executablePath() : null
}
