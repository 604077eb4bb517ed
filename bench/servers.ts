import { randomBytes } from 'node:crypto'
import { variables } from '@/e2e/harness/app'
import { type ServerProcess, startServer } from './server-process'
import type { Shop } from './shopper'

/** What is measured, and what it is compared with. */
export type ShopServer = ServerProcess & Shop

const LIVE = '/api/health/live'

/** A Paynet that answers after that many milliseconds, with rates after others, and costs next to nothing. */
export async function startProvider(latencyMs: number, ratioMs = latencyMs): Promise<ServerProcess> {
  const args = (port: number) => ['--import', 'tsx', 'bench/bare-provider.ts', String(port), String(latencyMs), String(ratioMs)]
  const server = await startServer({ args, ready: '/' })
  return { ...server, url: server.url.replace('localhost', '127.0.0.1') }
}

/** An operator's settings, with the app's default times. */
export function oursVariables(folder: string, port: number, providerUrl: string): Record<string, string> {
  const byItself = { DATA_KEY, PAYNET_TIMEOUT_MS: '', PAYNET_QUIET_MS: '', RECONCILE_INTERVAL_MS: '' }
  return { ...variables(folder, port, providerUrl, 'sck_bench_only_no_secret'), ...byItself, MERCHANT_API_KEY: MERCHANT_KEY }
}

/** Our app as an operator runs it, on the database in a folder; `more` can hold variables for Node. */
export async function startOurs(folder: string, providerUrl: string, more: Record<string, string> = {}): Promise<ShopServer> {
  const environment = (port: number) => ({ ...oursVariables(folder, port, providerUrl), ...more })
  return { ...(await startServer({ args: () => ['dist/start.js'], variables: environment, ready: LIVE })), merchantKey: MERCHANT_KEY }
}

export async function startFloor(folder: string, providerUrl: string): Promise<ShopServer> {
  const args = (port: number) => ['--import', 'tsx', 'bench/floor-server.ts', String(port), providerUrl, `${folder}/floor.db`]
  return { ...(await startServer({ args, ready: '/' })), merchantKey: '' }
}

/** The smallest Next app, which `buildBareNext` has built there. */
export function startBareNext(folder: string, variables: (port: number) => Record<string, string> = () => ({})): Promise<ServerProcess> {
  const next = `${process.cwd()}/node_modules/next/dist/bin/next`
  return startServer({ args: (port) => [next, 'start', '-p', String(port)], folder, variables, ready: LIVE })
}

/** The smallest Next app that takes a payment, which `buildBareCheckout` has built there. */
export async function startBareCheckout(builtIn: string, folder: string, providerUrl: string): Promise<ShopServer> {
  const variables = (port: number) => ({
    LEAST_FILE: `${folder}/bare-checkout.db`,
    LEAST_PROVIDER: providerUrl,
    LEAST_URL: `http://localhost:${port}`,
  })
  return { ...(await startBareNext(builtIn, variables)), merchantKey: '' }
}

/** The same for every server of a run: some open what another one has written. */
const DATA_KEY = randomBytes(32).toString('base64')
const MERCHANT_KEY = 'merchant-key-of-the-bench-0123456789-abcdef'
