import { type Browser, chromium } from 'playwright'
import { findChromium } from '@/e2e/harness/chromium'

/** The browser of the tests, and the port on which it can be driven; it calls no other host by itself. */
export async function openBrowser(port: number): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      `--remote-debugging-port=${port}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}
