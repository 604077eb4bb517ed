import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, newApp, type Variables } from './app'
import { createOrders, type Orders } from './orders'
import { type Simulator, startSimulator } from './simulator'

/** An app as an operator runs it, its Paynet, and a folder for what both write. */
export type Stack = {
  app: App
  simulator: Simulator
  orders: Orders
  folder: string
  /** Ends both; returns the exit codes, null for one that a test has killed. */
  stop: () => Promise<{ app: number | null; simulator: number | null }>
}

export async function startStack(more: Variables = {}, secretKey?: string): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-e2e-'))
  const simulator = await startSimulator(folder, secretKey)
  const app = await newApp(folder, simulator, more)
  try {
    await app.start()
  } catch (error) {
    // The caller gets no stack, so nothing else would end the half that runs.
    await simulator.stop()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return {
    app,
    simulator,
    orders: createOrders(app),
    folder,
    async stop() {
      const codes = { app: await app.stop(), simulator: await simulator.stop() }
      await rm(folder, { recursive: true, force: true })
      return codes
    },
  }
}
