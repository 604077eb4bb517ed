import { randomBytes } from 'node:crypto'
import { healthy } from './app'
import { type Child, ROOT, startChild } from './child'
import { freePort } from './ports'

export type Service = 'tds_initial' | 'tds_charge' | 'check' | 'return'

/** One call as Paynet's side logged it. */
export type Call = {
  sequence: number
  service: Service
  reference_no: string | null
  http_status: number | null
  duration_ms: number | null
  overlapping: boolean
  return_url: string | null
  domain: string | null
  fault: string | null
}

/** One attempt at taking money, as Paynet's books have it. */
export type Transaction = {
  reference_no: string
  xact_id: string
  amount_kurus: number
  currency: string
  is_succeed: boolean
}

export type FaultOptions = { service?: Service; times?: number; ms?: number; acts?: boolean; bank_error_id?: string; location?: string }

export type Simulator = {
  url: string
  secretKey: string
  ledgerFile: string
  log: () => string
  stop: () => Promise<number | null>
  /** Switches a fault on for the payments of one order. */
  fault: (name: string, orderReference: string, options?: FaultOptions) => Promise<void>
  clearFaults: () => Promise<void>
  /** Calls about the payments of an order, oldest first. */
  calls: (orderReference: string, service?: Service) => Promise<Call[]>
  ledger: (orderReference: string) => Promise<Transaction[]>
  /** What Paynet took for an order. */
  successes: (orderReference: string) => Promise<Transaction[]>
}

/** A Paynet on 127.0.0.1, which is another site than localhost. */
export async function startSimulator(folder: string, secretKey = `sck_${randomBytes(16).toString('hex')}`): Promise<Simulator> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const ledgerFile = `${folder}/ledger.jsonl`
  const child: Child = startChild(process.execPath, [`${ROOT}dist/simulator.js`], {
    env: { SIMULATOR_HOST: '127.0.0.1', SIMULATOR_PORT: String(port), SIMULATOR_SECRET_KEY: secretKey, SIMULATOR_LEDGER: ledgerFile },
  })
  await healthy(child, `${url}/control/faults`)

  const read = async <T>(path: string): Promise<T> => (await (await fetch(`${url}${path}`)).json()) as T
  const isOf = (orderReference: string) => (row: { reference_no: string | null }) =>
    row.reference_no?.startsWith(`${orderReference}-`) ?? false
  const ledger = async (orderReference: string) => (await read<Transaction[]>('/control/ledger')).filter(isOf(orderReference))
  return {
    url,
    secretKey,
    ledgerFile,
    log: child.output,
    async stop() {
      child.signal('SIGTERM')
      return (await child.exited).code
    },
    async fault(name, orderReference, options = {}) {
      const wish = { fault: name, reference_prefix: `${orderReference}-`, ...options }
      const answer = await fetch(`${url}/control/faults`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(wish),
      })
      if (answer.status !== 201) throw new Error(`The simulator refused ${name}: ${await answer.text()}`)
    },
    async clearFaults() {
      await fetch(`${url}/control/faults`, { method: 'DELETE' })
    },
    async calls(orderReference, service) {
      const calls = (await read<Call[]>('/control/calls')).filter(isOf(orderReference))
      return service === undefined ? calls : calls.filter((call) => call.service === service)
    },
    ledger,
    async successes(orderReference) {
      return (await ledger(orderReference)).filter((row) => row.is_succeed)
    },
  }
}
