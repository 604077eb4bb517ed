import { afterAll, beforeAll, inject } from 'vitest'
import { createDatabase } from './database'

/**
 * What every `*.db.test.ts` builds on: a migrated database without rows, on SQLite or Postgres, and a Paynet of
 * its own. This runs before the test file is loaded, so a test imports `lib` and `db` as usual. To change a
 * variable, set it in `vi.hoisted`: the environment is read once, on first use.
 */
const { PAYNET_SECRET_KEY: secretKey, TEST_DATABASE: where } = process.env
if (!secretKey || !where) throw new Error('setup.ts is for files named *.db.test.ts; vitest.config.ts starts it')

const simulator = await startSimulator(secretKey)
const database = await createDatabase(where, inject('template'))
process.env.DATABASE_URL = database.url
process.env.PAYNET_API_URL = simulator.url

// Imported only now, because they read DATABASE_URL when they are loaded.
const { close, rawConnection } = await import('@/db/client')
const { inFlight } = await import('@/lib/in-flight')
const connection = rawConnection()
// A crowd on a busy machine waits longer for one of the ten connections than a shopper should.
if ('pool' in connection) connection.pool.options.connectionTimeoutMillis = 60_000

afterAll(async () => {
  await simulator.close()
  await Promise.all(inFlight())
  await close()
  await database.drop()
})

/** Faults whose answers take `ms`. */
export const HANGING: readonly string[] = ['slow', 'slow-before', 'slow-body']
/** How long such a fault hangs that is let go by hand, or given up. */
export const HANGS_MS = 60_000
const DEADLINE_MS = Number(process.env.PAYNET_TIMEOUT_MS)

// Leases follow from the deadline of a call, so it stays short; but no call is lost because the machine is busy.
const patience = patienceOf(globalThis)

/** This file is loaded twice, by Vitest and by the tests. */
function patienceOf(shared: typeof globalThis & { [slot: symbol]: { ms: number } }): { ms: number } {
  const slot = Symbol.for('tests.patience')
  const known = shared[slot]
  if (known) return known
  const patience = { ms: 20_000 }
  const { timeout } = AbortSignal
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms === DEADLINE_MS ? Math.max(ms, patience.ms) : ms)
  shared[slot] = patience
  return patience
}

/** In a block: an answer that hangs is given up after the deadline. */
export function giveUpWhatHangs(): void {
  const usual = patience.ms
  beforeAll(() => {
    patience.ms = 0
  })
  afterAll(() => {
    patience.ms = usual
  })
}

/** Does something that meets a fault: an answer that hangs is given up after the deadline, any other has the time it needs. */
export async function meeting<T>(fault: string, work: () => Promise<T>): Promise<T> {
  const usual = patience.ms
  if (HANGING.includes(fault)) patience.ms = 0
  try {
    return await work()
  } finally {
    patience.ms = usual
  }
}

/** The simulator's code knows nothing about the app and keeps no state outside what it starts, so it is loaded once per process. */
async function startSimulator(secretKey: string) {
  const slot = Symbol.for('tests.simulator')
  const shared = globalThis as typeof globalThis & { [slot]?: Promise<typeof import('@/simulator/server')> }
  shared[slot] ??= import('@/simulator/server')
  return (await shared[slot]).startSimulator({ port: 0, host: '127.0.0.1', secretKey })
}

/** What Paynet and the bank would know and do, in this test file's own Paynet. */
export const paynet = {
  url: simulator.url,
  /** Switches on a fault of the catalogue, `simulator/faults/catalogue.ts`. */
  fault: (fields: { fault: string; service?: string; times?: number; ms?: number; [more: string]: unknown }) =>
    control('POST', 'faults', fields),
  clearFaults: () => control('DELETE', 'faults'),
  /** Lets go what slow faults hold back, and what is still on its way there, and waits for something that waits for it. */
  release: async <T>(until: Promise<T>): Promise<T> => {
    await control('POST', 'faults/release')
    return until
  },
  /** What was charged, oldest first. */
  ledger: (referenceNo?: string) => control('GET', about('ledger', referenceNo)) as Promise<Record<string, unknown>[]>,
  /** What was called, oldest first. */
  calls: (referenceNo?: string) => control('GET', about('calls', referenceNo)) as Promise<Record<string, unknown>[]>,
  /** Dealers' applications received, masked, oldest first. */
  applications: () => control('GET', 'applications') as Promise<Record<string, unknown>[]>,
  setStatus: (formId: string, status: number) => control('POST', 'applications/status', { form_id: Number(formId), status }),
  forget: () => control('POST', 'reset'),
  /** The cards kept at Paynet, including deleted ones. */
  cards: (cardOwnerId?: string) =>
    control('GET', cardOwnerId === undefined ? 'cards' : `cards?card_owner_id=${encodeURIComponent(cardOwnerId)}`) as Promise<KeptCard[]>,
  /** Cards that reached Paynet without us. */
  makeUpCards: (fields: { card_owner_id: string; count?: number } | { user_unique_id: string; count?: number }) =>
    control('POST', 'cards', fields) as Promise<KeptCard[]>,
  deleteCard: (cardHash: string) => control('POST', 'cards/delete', { card_hash: cardHash }),
  /** The refunds that were asked for and those of Paynet's panel, oldest first. */
  refunds: (referenceNo?: string) => control('GET', about('refunds', referenceNo)) as Promise<RefundAtPaynet[]>,
  refundInPanel: (fields: { reference_no: string; amount_kurus?: number } | { xact_id: string; amount_kurus?: number }) =>
    control('POST', 'refunds', fields) as Promise<RefundAtPaynet>,
  decideRefund: (xactId: string, decision: 'approve' | 'reject' | 'withdraw') =>
    control('POST', 'refunds/decide', { xact_id: xactId, decision }) as Promise<RefundAtPaynet>,
  settings: (fields: PaynetSettings) => control('POST', 'settings', fields),
  /** The messages sent to a phone, oldest first. */
  phone: (number: string) => control('GET', `phone/${number}`) as Promise<{ otp_session_id: string; otp_code: string }[]>,
  /** What a shopper does at the bank: any code is accepted except the card's wrong one. */
  answerBank: async (pair: { session_id: string; token_id: string }, answer: Record<string, string> = { otp: 'a' }): Promise<string> => {
    const body = new URLSearchParams({ ...pair, action: 'approve', ...answer })
    return (await fetch(`${simulator.url}/bank/3d`, { method: 'POST', body })).text()
  },
}

/** What kind of Paynet it is, `simulator/books/settings.ts`. */
export type PaynetSettings = {
  otp_required?: boolean
  otp_random?: boolean
  sale_days_ago?: number
  refund_approval?: 'auto' | 'manual' | 'never'
  refund_callback?: 'once' | 'twice' | 'late' | 'none'
  refund_callback_ms?: number
  refund_rows?: 'full' | 'no-type' | 'no-amount' | 'sale-only'
  refund_list?: 'approved' | 'all'
  refund_unchecked?: boolean
}

export type RefundAtPaynet = {
  id: number
  xact_id: string
  sale_xact_id: string
  sale_id: number
  reference_no: string
  amount_kurus: number
  type: 'R' | 'CD'
  status: 'waiting' | 'approved' | 'rejected' | 'withdrawn'
  by: 'request' | 'panel'
  at: string
}

export type KeptCard = {
  card_owner_id: string
  user_unique_id: string
  card_hash: string
  card_no: string
  card_desc: string
  expire_month: number
  expire_year: number
  deleted: boolean
}

function about(what: string, referenceNo: string | undefined): string {
  return referenceNo === undefined ? what : `${what}?reference_no=${encodeURIComponent(referenceNo)}`
}

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${simulator.url}/control/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${method} /control/${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer
}

/** An unmigrated database. */
export const createEmptyDatabase = () => createDatabase(where)
