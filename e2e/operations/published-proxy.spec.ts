import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import { join } from 'node:path'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { ROOT, startChild } from '@/e2e/harness/child'
import { findOnPath, thisMachine } from '@/e2e/harness/find-program'
import { freePort, isListening } from '@/e2e/harness/ports'
import type { Stack } from '@/e2e/harness/stack'
import { bank, expectStatus, payByCard } from '@/e2e/pages/shopper-page'

const NAME = 'odeme.example.com'
const nginx = findOnPath(['nginx'], { ...thisMachine, path: `${thisMachine.path}:/usr/sbin` })
const openssl = findOnPath(['openssl'], thisMachine)

/** nginx as deploy/nginx.conf has it, with this machine's name, ports and folder, until the test ends. */
async function startPublished({ app, folder }: Stack, tlsPort: number): Promise<{ log: () => string; stop: () => Promise<unknown> }> {
  const [certificate, key] = [join(folder, 'fullchain.pem'), join(folder, 'privkey.pem')]
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
  ]
  execFileSync(openssl ?? '', request, { stdio: 'pipe' })
  const plainPort = await freePort()
  const published = readFileSync(`${ROOT}deploy/nginx.conf`, 'utf8')
  const site = published
    .replaceAll(`/etc/letsencrypt/live/${NAME}`, folder)
    .replaceAll('/var/log/nginx', folder)
    .replaceAll(`https://${NAME}`, `https://localhost:${tlsPort}`)
    .replaceAll(NAME, 'localhost')
    .replaceAll('listen 443', `listen 127.0.0.1:${tlsPort}`)
    .replaceAll('listen [::]:443', `listen [::1]:${tlsPort}`)
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace('listen [::]:80;', `listen [::1]:${plainPort};`)
    .replace('127.0.0.1:3000', `127.0.0.1:${app.port}`)
  writeFileSync(join(folder, 'site.conf'), site)
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/temporary-${name};`)
    .join('\n')
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n${places}\ninclude ${folder}/site.conf;\n}\n`,
  )
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const child = startChild(nginx ?? '', ['-p', folder, '-c', join(folder, 'nginx.conf')], { env: {} })
  await expect.poll(() => isListening(tlsPort), { message: child.output() }).toBe(true)
  return {
    log: () => readFileSync(join(folder, 'checkout.log'), 'utf8'),
    async stop() {
      child.signal('SIGQUIT')
      await child.exited
    },
  }
}

/** As docs/operations.md computes it. An IPv6 address counts by its first four groups. */
function clientOf(address: string, secret: string): string {
  const day = new Date().toISOString().slice(0, 10)
  return createHmac('sha256', secret).update(`client ${day} ${address}`).digest('base64url').slice(0, 12)
}

function get(url: string): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { rejectUnauthorized: false, headers: { 'Accept-Encoding': 'br', 'X-Forwarded-For': '203.0.113.9' } }, (response) => {
        response.resume()
        resolve({ status: response.statusCode ?? 0, headers: response.headers })
      })
      .on('error', reject)
  })
}

test.describe('behind the published nginx configuration', () => {
  test.skip(nginx === null || openssl === null, 'nginx or openssl is not installed here')

  test('a payment runs through over TLS, clients cannot choose their address, and the log holds no secret link', async ({
    ownStack,
    browser,
  }) => {
    const tlsPort = await freePort()
    const origin = `https://localhost:${tlsPort}`
    const stack = await ownStack({ APP_URL: origin, TRUSTED_PROXY_HOPS: '1' })
    const proxy = await startPublished(stack, tlsPort)
    try {
      const order = await stack.orders.make()
      expect(order.checkout_url).toContain(origin)
      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        locale: 'tr-TR',
        extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.9' },
      })
      const page = await context.newPage()
      await page.goto(order.checkout_url)
      await payByCard(page, cards.good)
      await bank.approve(page)
      await expectStatus(page, 'succeeded')
      await context.close()

      await get(`${origin}/register/AAAAAAAAAAAAAAAAAAAAAA`)
      const answer = await get(`${origin}/reset/AAAAAAAAAAAAAAAAAAAAAA`)
      expect(answer.headers['strict-transport-security']).toBeDefined()
      const client = /"event":"payment.started".*?"client":"([^"]+)"/.exec(stack.app.log())?.[1]
      expect(
        ['127.0.0.1', '0:0:0:0'].map((address) => clientOf(address, stack.app.env.AUTH_SECRET ?? '')),
        'not what the header says',
      ).toContain(client)
      for (const path of ['/metrics', '/metrics/', '//metrics', '/%6Detrics', '/x/../metrics'])
        expect((await get(`${origin}${path}`)).status, path).toBe(404)
      expect((await fetch(`${stack.app.url.replace('localhost', '127.0.0.1')}/metrics`)).status, 'past the proxy').toBe(401)
      const log = proxy.log()
      expect(log).toContain('/reset/...')
      expect(log).toContain('/register/...')
      expect(log).not.toContain('AAAAAAAA')
    } finally {
      await proxy.stop()
    }
  })
})
