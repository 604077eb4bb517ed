import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { isListening } from '@/e2e/harness/ports'
import { scriptOf } from '@/scripts/program/script-of'
import { listCards } from './cards'
import { DEMO_PASSWORD, DEMO_PEOPLE } from './people'

/**
 * `npm run demo`: shop, checkout, Paynet and a bank on this machine, without a key or a network. Keys, database
 * and ledger stay in `data/demo/`; `-- --fresh` starts from scratch.
 */
const FOLDER = 'data/demo'
const PORT = process.env.PORT ?? '3000'
const SIMULATOR_PORT = process.env.SIMULATOR_PORT ?? '4010'
const SINK_PORT = process.env.SINK_PORT ?? '4020'
const SMTP_PORT = process.env.SMTP_PORT ?? '4025'
const MAILBOX_PORT = process.env.MAILBOX_PORT ?? '4030'
const MERCHANT_NAME = 'Fincan ve Cezve'
const APP_URL = `http://localhost:${PORT}`
const SIMULATOR_URL = `http://127.0.0.1:${SIMULATOR_PORT}`
const MAILBOX_URL = `http://127.0.0.1:${MAILBOX_PORT}`

type Keys = Record<'PAYNET_SECRET_KEY' | 'AUTH_SECRET' | 'DATA_KEY' | 'MERCHANT_API_KEY' | 'WEBHOOK_SECRET', string>

const children: ChildProcess[] = []
let isStopping = false

async function demo(): Promise<void> {
  // Told before the build, which takes its time.
  const ports = { PORT, SIMULATOR_PORT, SINK_PORT, SMTP_PORT, MAILBOX_PORT }
  for (const [name, port] of Object.entries(ports)) {
    const other = Object.entries(ports).find((each) => each[0] !== name && Number(each[1]) === Number(port))
    if (other) {
      console.error(`${name} and ${other[0]} are both ${port}. Choose another one: ${name}=… npm run demo`)
      process.exit(1)
    }
    if (!(await isListening(Number(port)))) continue
    console.error(`${name} ${port} is in use by another program. End it, or choose another one: ${name}=… npm run demo`)
    process.exit(1)
  }
  if (process.argv.includes('--fresh')) rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const keys = readKeys()

  console.log('Building, about half a minute the first time …')
  for (const call of [
    [scriptOf('next'), 'build'],
    [scriptOf('tsx'), 'scripts/build.ts'],
  ]) {
    const built = spawnSync(process.execPath, call, { encoding: 'utf8', env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } })
    if (built.status === 0) continue
    console.error(built.stdout, built.stderr)
    process.exit(1)
  }

  run('dist/simulator.js', {
    SIMULATOR_PORT,
    SIMULATOR_SECRET_KEY: keys.PAYNET_SECRET_KEY,
    SIMULATOR_LEDGER: `${FOLDER}/ledger.jsonl`,
    SIMULATOR_MERCHANT_NAME: MERCHANT_NAME,
  })
  run('dist/mailbox.js', { SMTP_PORT, MAILBOX_PORT })
  const settings: Record<string, string> = {
    ...keys,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT,
    HOST: '127.0.0.1',
    APP_URL,
    DATABASE_URL: `file:${FOLDER}/checkout.db`,
    PAYNET_API_URL: SIMULATOR_URL,
    // Short enough to watch the app recover a lost answer.
    PAYNET_TIMEOUT_MS: '8000',
    PAYNET_QUIET_MS: '15000',
    // Around the end of the day no refund is sent; few people try things out then.
    PAYNET_DAY_ENDS: '05:00',
    SHOP: 'on',
    INSTALMENTS: 'shopper',
    WEBHOOK_URL: `http://127.0.0.1:${SINK_PORT}/`,
    SMTP_URL: `smtp://127.0.0.1:${SMTP_PORT}`,
    MAIL_FROM: `${MERCHANT_NAME} <odeme@example.com>`,
    OPS_MAIL: 'isletme@example.com',
    MERCHANT_NAME,
    MERCHANT_SUPPORT: 'destek@example.com',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  }
  run('dist/start.js', settings)
  run('dist/webhook.js', settings, ['sink', '--port', SINK_PORT])
  await Promise.all([answers(`${APP_URL}/api/health/ready`), answers(SIMULATOR_URL), answers(MAILBOX_URL)])
  const seeded = spawnSync(process.execPath, ['dist/seed-demo.js'], { encoding: 'utf8', env: Object.assign({}, process.env, settings) })
  if (seeded.status !== 0) {
    console.error(seeded.stderr)
    return stop(1)
  }
  tell(keys)
}

function readKeys(): Keys {
  const file = `${FOLDER}/keys.json`
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Keys>) : {}
  const keys: Keys = {
    PAYNET_SECRET_KEY: `sck_demo_${randomBytes(24).toString('base64')}`,
    AUTH_SECRET: randomBytes(48).toString('base64'),
    DATA_KEY: randomBytes(32).toString('base64'),
    MERCHANT_API_KEY: randomBytes(32).toString('hex'),
    WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    // An older demo lacks the newest of them.
    ...kept,
  }
  writeFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 })
  return keys
}

function run(script: string, env: Record<string, string>, words: string[] = []): void {
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
  children.push(child)
  child.on('exit', (code) => stop(isStopping ? 0 : (code ?? 1)))
}

let status = 0

/** Asks all to end, and exits when they have. A second Ctrl-C changes nothing. */
function stop(code: number): void {
  if (!isStopping) status = code
  isStopping = true
  const alive = children.filter((child) => child.exitCode === null && child.signalCode === null)
  for (const child of alive) child.kill('SIGTERM')
  if (alive.length === 0) process.exit(status)
}

function answers(url: string): Promise<void> {
  return new Promise((resolve) => {
    const again = () => setTimeout(ask, 100)
    const ask = () =>
      get(url, (response) => {
        response.resume()
        if (response.statusCode === 200) resolve()
        else again()
      }).on('error', again)
    ask()
  })
}

function tell(keys: Keys): void {
  const goodToday = `12/${String((new Date().getFullYear() + 3) % 100)}`
  console.log(`
  Shop and checkout   ${APP_URL}
  What Paynet saw     ${SIMULATOR_URL}   (ledger, calls, and faults to switch on)
  Mail that was sent  ${MAILBOX_URL}   (receipts, links that open an account, and faults of a mail server)

  Cards, all with the date ${goodToday} and any name; the bank's code is "a"
${listCards()}
    any card              on the bank's page, choose the code that the bank answers with

  Accounts, each with saved cards; password ${DEMO_PASSWORD}
${DEMO_PEOPLE.map(({ email, cards }) => `    ${email.padEnd(20)}  ${cards.map(({ description }) => description).join(', ')}`).join('\n')}
  Their page          ${APP_URL}/account/cards

  Orders API          curl ${APP_URL}/api/orders -H "Authorization: Bearer ${keys.MERCHANT_API_KEY}" \\
                        -d '{"reference":"SIP-1001","amount":14990,"customer":{"email":"ayse@example.com"}}'
  Once it is paid     curl ${APP_URL}/api/orders/<its id>/refunds -H "Authorization: Bearer ${keys.MERCHANT_API_KEY}" \\
                        -d '{"reference":"IADE-1","amount":14990}'   (gives it back; the receipt says so)
  Webhooks            each outcome arrives at a receiver, which prints it here: evt_…  order.paid  …

  Kept in ${FOLDER}; "npm run demo -- --fresh" starts anew. Ctrl-C stops all of it.
`)
}

process.on('SIGINT', () => stop(0))
process.on('SIGTERM', () => stop(0))
await demo()
