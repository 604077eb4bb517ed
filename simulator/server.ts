import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createState } from '@/simulator/books/state'
import { createApp } from './app'

export type SimulatorOptions = {
  /** 0 picks a free one. */
  port: number
  host: string
  /** Any `sck_…`. */
  secretKey: string
  /** JSON lines, appended to. Without a file everything is forgotten when the simulator stops. */
  ledgerFile?: string | undefined
  now?: () => Date
  /** Saving a card requires a code that was sent to the shopper's phone. Off by default; /control/settings changes it. */
  cardOtp?: boolean | undefined
  /** The company whose key it is, as the bank's page names it. */
  merchantName?: string | undefined
}

export type Simulator = { url: string; close: () => Promise<void> }

/** Several may run in one process. Rejects if the port is taken or the ledger is damaged. */
export async function startSimulator({
  port,
  host,
  secretKey,
  ledgerFile,
  now,
  cardOtp,
  merchantName,
}: SimulatorOptions): Promise<Simulator> {
  const state = createState({
    now: now ?? (() => new Date()),
    secretKey,
    ledgerFile: ledgerFile ?? null,
    cardOtp: cardOtp ?? false,
    merchantName: merchantName ?? 'Örnek Mağaza',
  })
  const app = createApp(state)
  const server = createServer(getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false }))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  // Whoever asks again must not meet a connection that ends just then, however busy the machine is.
  server.keepAliveTimeout = 65_000
  const address = server.address()
  const boundPort = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        state.stop()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
