import { spawnSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Child, startChild } from '@/e2e/harness/child'
import { freePort, isListening } from '@/e2e/harness/ports'
import { rawRequest } from '@/e2e/harness/raw-request'

/** The receivers that docs/webhooks.md hands out, and the example shop, each as it is started by its reader. */
type Receiver = { name: string; isHere: boolean; command: string; args: (port: number) => string[]; more?: Record<string, string> }

const versionOf = (command: string) => spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
const folder = mkdtempSync(join(tmpdir(), 'webhook-examples-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const receivers: Receiver[] = [
  { name: 'verify.mjs', isHere: true, command: process.execPath, args: () => ['examples/webhooks/verify.mjs'] },
  { name: 'verify.py', isHere: versionOf('python3') !== '', command: 'python3', args: () => ['examples/webhooks/verify.py'] },
  {
    name: 'verify.php',
    isHere: versionOf('php') !== '',
    command: 'php',
    args: (port) => ['-S', `127.0.0.1:${port}`, 'examples/webhooks/verify.php'],
  },
  // Older ones take no program of a single file.
  {
    name: 'verify.cs',
    isHere: Number.parseInt(versionOf('dotnet'), 10) >= 10,
    command: 'dotnet',
    args: () => ['run', 'examples/webhooks/verify.cs'],
  },
  {
    name: 'the shop of examples/shop',
    isHere: true,
    command: process.execPath,
    args: () => ['examples/shop/server.mjs'],
    // Port 9 is "discard": the checkout is away.
    more: { CHECKOUT_URL: 'http://127.0.0.1:9', MERCHANT_API_KEY: 'any', SHOP_FILE: join(folder, 'shop.json') },
  },
]

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`
const [secret, other] = [newSecret(), newSecret()]
const id = 'evt_1f6d7d3a0b5c4e2f9a8b7c'
const order = { id: 'xi2fm1DZIl0HZbLk0S3ZXQ', reference: 'SIP-1001', status: 'paid', version: 2, description: 'Kahve fincanı', refunds: [] }
const body = JSON.stringify({ type: 'order.paid', timestamp: '2026-11-29T09:00:00.000Z', data: { order, order_version: 2 } })
const changed = body.replace('"paid"', '"Paid"')

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
const official = (at: Date, by = secret, of = id) => new Webhook(by).sign(of, at, body)
/** As the official library does, which signs no timestamp that is none. */
const byHand = (timestamp: string, key = Buffer.from(secret.slice('whsec_'.length), 'base64')) =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`

type Sent = { headers: Record<string, string>; body: string }

function signed(at = ago(0), signature = official(at)): Sent {
  return {
    headers: { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': signature },
    body,
  }
}

const signedBy = (sign: (at: Date) => string, at = ago(0)) => signed(at, sign(at))

const without = (name: string): Sent => {
  const { headers } = signed()
  return { headers: Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name)), body }
}

const cases: [name: string, isTaken: boolean, sent: () => Sent][] = [
  ['what is signed with its secret', true, () => signed()],
  ['the second of two signatures', true, () => signedBy((at) => `${official(at, other)} ${official(at)}`)],
  ['the first of two signatures', true, () => signedBy((at) => `${official(at)} ${official(at, other)}`)],
  ['what was signed four minutes ago', true, () => signed(ago(240))],
  ['another secret', false, () => signed(ago(0), official(ago(0), other))],
  ['two other secrets', false, () => signed(ago(0), `${official(ago(0), other)} ${official(ago(0), newSecret())}`)],
  ['a body of which one byte is another', false, () => ({ ...signed(), body: changed })],
  ['a body that was parsed and written anew', false, () => ({ ...signed(), body: JSON.stringify(JSON.parse(body), null, 1) })],
  ["another event's signature", false, () => signed(ago(0), official(ago(0), secret, 'evt_0'))],
  ['what was signed ten minutes ago', false, () => signed(ago(600))],
  ['what was signed ten minutes ahead', false, () => signed(ago(-600))],
  ['a timestamp that is no number', false, () => ({ headers: { ...signed().headers, ...notANumber }, body })],
  ['the right digest under another version', false, () => signed(ago(0), official(ago(0)).replace('v1,', 'v1a,'))],
  ['a signature that is none', false, () => signed(ago(0), 'v1,é v1, , v1')],
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name): (typeof cases)[number] => [
    `no ${name}`,
    false,
    () => without(name),
  ]),
]
const notANumber = { 'webhook-timestamp': 'NaN', 'webhook-signature': byHand('NaN') }

test.each(cases)('the official library agrees: %s', (_name, isTaken, sent) => {
  const at = ago(0)
  expect(byHand(String(Math.floor(at.getTime() / 1000)))).toBe(official(at))
  const one = sent()
  const verify = () => new Webhook(secret).verify(one.body, one.headers)
  if (isTaken) expect(verify()).toEqual(JSON.parse(body))
  else expect(verify).toThrow()
})

for (const { name, isHere, command, args, more } of receivers) {
  describe.skipIf(!isHere)(name, () => {
    let child: Child
    let url: string

    const start = async (withSecret: string) => {
      const port = await freePort()
      child = startChild(command, args(port), { env: { ...more, PORT: String(port), WEBHOOK_SECRET: withSecret } })
      url = `http://127.0.0.1:${port}/webhooks`
      let isGone = false
      void child.exited.then(() => {
        isGone = true
      })
      while (!isGone && !(await isListening(port))) await sleep(20)
      return !isGone
    }
    const stop = async () => {
      child.signal('SIGTERM')
      await child.exited
    }
    const send = async ({ headers, body: text }: Sent) => {
      const { status } = await rawRequest(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: text })
      return status
    }

    describe('started as the page says', () => {
      beforeAll(async () => {
        expect(await start(secret), child.output()).toBe(true)
      })
      afterAll(stop)

      test.each(cases)(`${name}: %s`, async (_name, isTaken, sent) => {
        expect(await send(sent()), child.output()).toBe(isTaken ? 204 : 400)
      })

      test('a connection that breaks in the middle of a body harms nobody else', async () => {
        const { port } = new URL(url)
        await new Promise<void>((resolve) => {
          const socket = net.connect(Number(port), '127.0.0.1', () => {
            socket.write('POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"type":', () => socket.destroy())
          })
          socket.on('close', () => resolve())
        })
        expect(await send(signed()), child.output()).toBe(204)
      })
    })

    test('with an empty secret it takes nothing, whatever is signed with none', async () => {
      const timestamp = String(Math.floor(Date.now() / 1000))
      const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': byHand(timestamp, Buffer.alloc(0)) }
      if (await start('whsec_')) {
        expect(await send({ headers, body })).toBeGreaterThanOrEqual(400)
        await stop()
      }
    })
  })
}
