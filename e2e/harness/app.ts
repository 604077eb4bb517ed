import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, ROOT, startChild } from './child'
import { freePort } from './ports'
import { rawRequest } from './raw-request'

export type Variables = Record<string, string>

/** Everything an operator sets. An empty value counts as unset and overrides a developer's `.env`. */
export function variables(folder: string, port: number, paynetUrl: string, paynetKey: string): Variables {
  return {
    PORT: String(port),
    HOST: '',
    WORKERS: '',
    APP_URL: `http://localhost:${port}`,
    DATABASE_URL: `file:${folder}/checkout.db`,
    PAYNET_API_URL: paynetUrl,
    PAYNET_SECRET_KEY: paynetKey,
    PAYNET_TIMEOUT_MS: '1500',
    PAYNET_QUIET_MS: '2000',
    PAYNET_CARD_OTP: '',
    SHOP: 'on',
    ACCOUNTS: '',
    DEALERS: '',
    AUTH_SECRET: randomBytes(24).toString('hex'),
    AUTH_SECRET_PREVIOUS: '',
    DATA_KEY: randomBytes(32).toString('base64'),
    DATA_KEY_PREVIOUS: '',
    MERCHANT_API_KEY: randomBytes(24).toString('hex'),
    METRICS_KEY: '',
    WEBHOOK_URL: '',
    WEBHOOK_SECRET: '',
    SMTP_URL: '',
    MERCHANT_NAME: 'Deneme Mağazası',
    MERCHANT_SUPPORT: 'destek@example.com',
    MERCHANT_LOGO: '',
    MERCHANT_URL: '',
    MERCHANT_TERMS_URL: '',
    MERCHANT_PRIVACY_URL: '',
    BRAND_ACCENT: '',
    FORGET_CUSTOMER_AFTER_DAYS: '',
    RECONCILE_INTERVAL_MS: '300',
    LOG_LEVEL: 'info',
    TRUSTED_PROXY_HOPS: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  }
}

export type App = {
  url: string
  port: number
  env: Variables
  /** Everything printed since the very first start. */
  log: () => string
  process: () => Child
  /** SIGTERM, and the exit code. */
  stop: () => Promise<number | null>
  kill: () => Promise<void>
  /** Starts it again with the same files, perhaps at another time of day. */
  start: (more?: Variables) => Promise<void>
}

export function createApp(env: Variables): App {
  const port = Number(env.PORT)
  const url = `http://localhost:${port}`
  let child: Child | null = null
  let earlier = ''
  const running = () => {
    if (!child) throw new Error('the app was not started')
    return child
  }
  return {
    url,
    port,
    env,
    log: () => earlier + (child?.output() ?? ''),
    process: running,
    async start(more = {}) {
      earlier += child?.output() ?? ''
      child = startChild(process.execPath, [`${ROOT}dist/start.js`], { env: { ...env, ...more } })
      await healthy(child, `http://127.0.0.1:${port}/api/health/ready`)
    },
    async stop() {
      running().signal('SIGTERM')
      return (await running().exited).code
    },
    async kill() {
      running().signal('SIGKILL')
      await running().exited
    },
  }
}

/** Resolves once the address answers 200; throws with the output if the process ends before that. */
export async function healthy(child: Child, url: string): Promise<void> {
  let isGone = false
  void child.exited.then(() => {
    isGone = true
  })
  for (;;) {
    const answer = await rawRequest(url).catch(() => null)
    if (answer?.status === 200) return
    if (isGone) throw new Error(`The process ended early:\n${child.output()}`)
    await sleep(25)
  }
}

export async function newApp(folder: string, paynet: { url: string; secretKey: string }, more: Variables = {}): Promise<App> {
  return createApp({ ...variables(folder, await freePort(), paynet.url, paynet.secretKey), ...more })
}

/** Variables that shift the time for a process: its clock is set ahead by this much. Timers run as usual. */
export function clockAhead(ms: number): Variables {
  const shim = `const Real = Date, ahead = ${ms};
globalThis.Date = new Proxy(Real, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [Real.now() + ahead] : args, self === globalThis.Date ? target : self),
  get: (target, name) => name === 'now' ? () => Real.now() + ahead : Reflect.get(target, name),
})`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shim)}` }
}
