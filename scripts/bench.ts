import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/**
 * `npm run bench`: what the checkout page adds to an empty page of the same Next, in bytes of
 * JavaScript. Exact, so one run is enough. Needs a build.
 */
const BARE = 'data/bench/bare'

type Page = { files: number; gzip: number }

async function bench(): Promise<void> {
  buildBarePage()
  const bare = await measure(
    [process.execPath, 'node_modules/next/dist/bin/next', 'start', '-p', '3911'],
    BARE,
    async () => 'http://localhost:3911/',
    {},
  )
  const checkout = await measure([process.execPath, 'dist/start.js'], '.', makeOrder, CHECKOUT_ENVIRONMENT)
  const row = (name: string, { files, gzip }: Page) =>
    console.log(`${name.padEnd(24)} ${String(files).padStart(3)} files  ${(gzip / 1024).toFixed(1).padStart(6)} KiB gzip`)
  row('empty Next page', bare)
  row('checkout page', checkout)
  console.log(
    `${'the checkout adds'.padEnd(24)}            ${((checkout.gzip - bare.gzip) / 1024).toFixed(1).padStart(6)} KiB gzip, ${(checkout.gzip / bare.gzip).toFixed(3)} x`,
  )
}

const CHECKOUT_ENVIRONMENT = {
  PORT: '3912',
  APP_URL: 'http://localhost:3912',
  DATABASE_URL: 'file:data/bench/checkout.db',
  PAYNET_API_URL: 'http://127.0.0.1:9',
  PAYNET_SECRET_KEY: 'sck_bench_only',
  AUTH_SECRET: 'b'.repeat(32),
  DATA_KEY: Buffer.alloc(32).toString('base64'),
  MERCHANT_API_KEY: 'b'.repeat(32),
  MERCHANT_NAME: 'Bench',
  MERCHANT_SUPPORT: 'bench@example.com',
  LOG_LEVEL: 'silent',
}

function buildBarePage(): void {
  rmSync('data/bench', { recursive: true, force: true })
  mkdirSync(join(BARE, 'app'), { recursive: true })
  writeFileSync(join(BARE, 'package.json'), '{"private":true,"type":"module"}')
  writeFileSync(join(BARE, 'next.config.js'), `export default { turbopack: { root: ${JSON.stringify(process.cwd())} } }`)
  writeFileSync(join(BARE, 'app/layout.jsx'), 'export default ({ children }) => <html lang="tr"><body>{children}</body></html>')
  writeFileSync(join(BARE, 'app/page.jsx'), 'export default () => <main>empty</main>')
  const { status, stderr } = spawnSync(process.execPath, [join(process.cwd(), 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: BARE,
    encoding: 'utf8',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (status !== 0) throw new Error(`the empty page did not build: ${stderr}`)
}

async function measure(
  command: string[],
  folder: string,
  pageUrl: () => Promise<string>,
  environment: Record<string, string>,
): Promise<Page> {
  const [program = '', ...rest] = command.map((word) => (word.startsWith('node_modules') ? join(process.cwd(), word) : word))
  const server = spawn(program, rest, { cwd: folder, stdio: 'ignore', env: { ...process.env, NODE_ENV: 'production', ...environment } })
  try {
    const url = await untilAnswered(pageUrl)
    const html = await (await fetch(url)).text()
    const sources = new Set([...html.matchAll(/<script[^>]*\bsrc="([^"]+\.js)[^"]*"(?![^>]*nomodule)/gi)].map(([, source = '']) => source))
    const sizes = [...sources].map(
      (source) => gzipSync(readFileSync(join(folder, source.replace('/_next/', '.next/'))), { level: 9 }).length,
    )
    return { files: sizes.length, gzip: sizes.reduce((sum, size) => sum + size, 0) }
  } finally {
    server.kill('SIGTERM')
    await new Promise((resolve) => server.once('exit', resolve))
  }
}

async function untilAnswered(pageUrl: () => Promise<string>): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const url = await pageUrl()
      if ((await fetch(url)).ok) return url
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the server did not answer')
}

async function makeOrder(): Promise<string> {
  const response = await fetch('http://localhost:3912/api/orders', {
    method: 'POST',
    headers: { Authorization: `Bearer ${CHECKOUT_ENVIRONMENT.MERCHANT_API_KEY}` },
    body: JSON.stringify({ reference: 'BENCH-1', amount: 14990 }),
  })
  const order = (await response.json()) as { checkout_url: string }
  return order.checkout_url
}

await bench()
