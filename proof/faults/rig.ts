import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp, newApp } from '@/e2e/harness/app'
import { runNode } from '@/e2e/harness/child'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import { createOrders } from '@/e2e/harness/orders'
import { freePort } from '@/e2e/harness/ports'
import { startPostgres } from '@/e2e/harness/postgres'
import { type SettableClock, settableHostClock, settablePostgresClock } from '@/e2e/harness/settable-clock'
import { startSimulator } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'
import { type History, openHistory } from './history'
import { type Fault, TIMES } from './menu'
import { type Arming, FaultSwitch, type Service } from './switch'
import { startTcpProxy } from './tcp-proxy'

/** The production app, Paynet, and the network between them. */
export type FaultRig = {
  stack: Stack
  faults: FaultSwitch
  /** Makes a fault wait for the calls of a subject, or begins an outage at once. */
  arm: (service: Service, subject: string, fault: Fault, times?: number) => Promise<Arming>
  /** All of the processes below. */
  apps: App[]
  /** The same app and database, but a code is required before a card is added. */
  withCodes: Stack
  /** The same, but plans are on offer, whose cost the one or the other carries. */
  withPlans: { shopper: Stack; merchant: Stack }
  history: History
  /** The app's clock: the host's on SQLite, the server's on Postgres. */
  clock: SettableClock
  /** How many applications with a tax number Paynet has. */
  applicationsOf: (taxNumber: string) => Promise<number>
  /** Limits how many work at the same time: an overloaded machine would look like a fault. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** For what may meet a fault of calls that name nobody. */
  oneAtATime: <T>(work: () => Promise<T>) => Promise<T>
  /** `npm run reconcile`, as an operator runs it once Paynet is back; concurrent callers share one run. */
  reconcile: () => Promise<void>
  stop: () => Promise<void>
}

export type Database = 'sqlite' | 'postgres'

export async function startFaultRig(database: Database): Promise<FaultRig> {
  const folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-faults-'))
  const postgres = database === 'postgres' ? await startPostgres() : null
  const clock = postgres ? await settablePostgresClock(postgres.url) : settableHostClock(folder)
  const simulator = await startSimulator(folder)
  const nameTaxNumber = (taxNumber: string) => createHmac('sha256', simulator.secretKey).update(taxNumber).digest('hex').slice(0, 12)
  const faults = new FaultSwitch((wish) => switchOn(simulator.url, wish), nameTaxNumber)
  const proxy = await startTcpProxy({
    to: { host: '127.0.0.1', port: Number(new URL(simulator.url).port) },
    judge: (request) => faults.judge(request),
    hear: (request, answer) => faults.hear(request, answer),
  })
  const app = await newApp(
    folder,
    { url: proxy.url, secretKey: simulator.secretKey },
    { ...SHORT_TIMES, PAYNET_DAY_ENDS: timeInHalfADay(), ...clock.variables, ...(postgres ? { DATABASE_URL: postgres.url } : {}) },
  )
  await app.start()
  // A charge is sent again only by who has known of it for long enough: the more look, the longer that takes.
  const withCodes = await beside(app, { PAYNET_CARD_OTP: 'on', ...LOOKS_AT_NOTHING })
  const ofShopper = await beside(app, { INSTALMENTS: 'shopper' })
  const ofMerchant = await beside(app, { INSTALMENTS: 'merchant', PAYNET_RATIO_CODE: MERCHANTS_RATES, ...LOOKS_AT_NOTHING })
  const history = openHistory(app.env.DATABASE_URL ?? '')
  const stackOf = (one: App): Stack => ({
    app: one,
    simulator,
    orders: createOrders(one),
    folder,
    stop: async () => ({ app: await one.stop(), simulator: null }),
  })
  let reconciling: Promise<unknown> | null = null
  return {
    apps: [app, withCodes, ofShopper, ofMerchant],
    stack: stackOf(app),
    withCodes: stackOf(withCodes),
    withPlans: { shopper: stackOf(ofShopper), merchant: stackOf(ofMerchant) },
    faults,
    history,
    clock,
    async arm(service, subject, { does }, times) {
      if (does.kind !== 'outage') return faults.arm(service, subject, does, times)
      await (does.how === 'refuse' ? proxy.refuse() : proxy.resetAll())
      return { met: () => 1, clear: () => proxy.recover() }
    },
    async applicationsOf(taxNumber) {
      const kept = (await (await fetch(`${simulator.url}/control/applications`)).json()) as Array<{ reference_no: string }>
      return kept.filter(({ reference_no }) => reference_no === nameTaxNumber(taxNumber)).length
    },
    inTurn: turns(AT_WORK),
    oneAtATime: turns(1),
    async reconcile() {
      reconciling ??= runNode('dist/reconcile.js', [], app.env).finally(() => {
        reconciling = null
      })
      await reconciling
    },
    async stop() {
      await history.close()
      await Promise.all([app, withCodes, ofShopper, ofMerchant].map((one) => one.stop()))
      await proxy.close()
      await simulator.stop()
      await clock.close()
      await postgres?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const AT_WORK = 8

/** A table of rates that the merchant names. */
export const MERCHANTS_RATES = 'KASIM'

const LOOKS_AT_NOTHING = { RECONCILE_INTERVAL_MS: '3600000' }

const SHORT_TIMES = {
  PAYNET_TIMEOUT_MS: String(TIMES.deadline),
  PAYNET_QUIET_MS: String(TIMES.quiet),
  RECONCILE_INTERVAL_MS: '200',
}

function turns(most: number): FaultRig['inTurn'] {
  const waiting: Array<() => void> = []
  let free = most
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

/** Starts another instance on the same database. */
async function beside({ env }: App, more: Record<string, string>): Promise<App> {
  const port = await freePort()
  const app = createApp({ ...env, PORT: String(port), APP_URL: `http://localhost:${port}`, ...more })
  await app.start()
  return app
}

async function switchOn(url: string, wish: object): Promise<void> {
  const answer = await fetch(`${url}/control/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wish),
  })
  if (answer.status !== 201) throw new Error(`The simulator refused a fault: ${await answer.text()}`)
}
