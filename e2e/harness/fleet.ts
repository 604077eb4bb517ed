import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp, type Variables, variables } from './app'
import { type Balancer, startBalancer } from './balancer'
import { type Books, openBooks } from './books'
import { createOrders, type Orders } from './orders'
import { freePort } from './ports'
import { startPostgres } from './postgres'
import { type SettableClock, settableHostClock, settablePostgresClock } from './settable-clock'
import { type Simulator, startSimulator } from './simulator'

/** Several production instances over one database, behind one address, and their Paynet. */
export type Fleet = {
  /** What a shopper and a merchant reach: the balancer. */
  app: Pick<App, 'url' | 'env'>
  instances: App[]
  balancer: Balancer
  simulator: Simulator
  orders: Orders
  books: Books
  /** The instances' clock: the host's on SQLite, the server's on Postgres. */
  clock: SettableClock
  folder: string
  stop: () => Promise<void>
}

export type Database = 'sqlite' | 'postgres'

export async function startFleet(database: Database, size: number, more: Variables = {}): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-fleet-'))
  const postgres = database === 'postgres' ? await startPostgres() : null
  const clock = postgres ? await settablePostgresClock(postgres.url) : settableHostClock(folder)
  const simulator = await startSimulator(folder)
  const ports = await Promise.all(Array.from({ length: size }, freePort))
  const balancer = await startBalancer(ports)
  const url = `http://localhost:${balancer.port}`
  const env = {
    ...variables(folder, balancer.port, simulator.url, simulator.secretKey),
    ...(postgres ? { DATABASE_URL: postgres.url } : {}),
    APP_URL: url,
    ...clock.variables,
    ...more,
  }
  const instances = ports.map((port) => createApp({ ...env, PORT: String(port) }))
  // All at once: of three that find an empty database, one migrates.
  await Promise.all(instances.map((instance) => instance.start()))
  const books = openBooks(env.DATABASE_URL)
  return {
    app: { url, env },
    instances,
    balancer,
    simulator,
    orders: createOrders({ url, env }),
    books,
    clock,
    folder,
    async stop() {
      await books.close()
      await balancer.close()
      await Promise.all(instances.map((instance) => instance.stop()))
      await simulator.stop()
      await clock.close()
      await postgres?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
