import { defineConfig } from 'playwright/test'

/** Which browser to use; `npm test` looks for one, without it Playwright's own is meant. */
const { TEST_CHROMIUM, TEST_REPORT = 'test-results/browser.json' } = process.env

/** Specs that open a page rarely or never: they mostly wait for processes, so they run beside the others. */
const HTTP = [
  '**/{api,operations}/*.spec.ts',
  '**/accounts/account-{endpoints,leak,limits,sessions}.spec.ts',
  '**/cards/card-{limits,ownership}.spec.ts',
  '**/checkout/returns.spec.ts',
  '**/dealers/{application-sent,dealer-documents}.spec.ts',
  '**/checkout/error-pages.spec.ts',
  '**/everywhere/{headers,origins}.spec.ts',
]

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/artifacts',
  // After a failure it would keep what the page's fields held, a card number too.
  preserveOutput: 'never',
  // Three with a browser keep two cores busy; the place that is left is for those that wait.
  workers: 4,
  projects: [
    { name: 'browser', testIgnore: HTTP, workers: 3 },
    { name: 'http', testMatch: HTTP, workers: 2 },
  ],
  // scripts/test.ts names what passes only then, and fails when there are more than a few.
  retries: 1,
  // Nothing is timed by these; they end what hangs, on a busy machine too.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: TEST_REPORT }]],
  use: {
    browserName: 'chromium',
    locale: 'tr-TR',
    timezoneId: 'Europe/Istanbul',
    // Recordings would hold card numbers.
    trace: 'off',
    video: 'off',
    screenshot: 'off',
    launchOptions: {
      ...(TEST_CHROMIUM ? { executablePath: TEST_CHROMIUM } : {}),
      // Root has no sandbox to offer; the rest keeps the browser from calling home.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
