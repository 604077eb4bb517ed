import { randomBytes } from 'node:crypto'
import { healthy } from './app'
import { type Child, ROOT, startChild } from './child'
import { freePort } from './ports'

export type CardService = 'card_save' | 'card_list' | 'card_delete' | 'card_desc_update' | 'card_send_otp' | 'card_check_otp'
export type RefundService = 'reversed_request' | 'detail' | 'reversal_list'
export type Service = 'tds_initial' | 'tds_charge' | 'check' | 'list' | 'ratio_get' | 'return' | RefundService | CardService

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

/** One attempt at taking money, as recorded in Paynet's books. */
export type Transaction = {
  reference_no: string
  xact_id: string
  /** What was drawn from the card. */
  amount_kurus: number
  /** 0 or 1 for a single payment. */
  instalment: number
  /** What of it was added to the price for the shopper. */
  cost: { end_user_kurus: number }
  currency: string
  is_succeed: boolean
  card_masked: string
  save_card: boolean
  /** When it was really charged, where its own date was moved back. */
  charged_at?: string | null
}

/** Money of a sale that goes back, as recorded in Paynet's books. */
export type BookedRefund = {
  xact_id: string
  sale_xact_id: string
  reference_no: string
  amount_kurus: number
  status: 'waiting' | 'approved' | 'rejected' | 'withdrawn'
  /** A request of ours, or a hand in Paynet's panel. */
  by: 'request' | 'panel'
}

/** A card that Paynet keeps, with the names that no browser may ever see. */
export type StoredCard = {
  card_owner_id: string
  user_unique_id: string
  card_hash: string
  card_no: string
  card_desc: string
  expire_month: number
  expire_year: number
  deleted: boolean
}

export type Settings = {
  otp_required?: boolean
  gsm_required?: boolean
  otp_random?: boolean
  charge_ms?: number
  charge_atomic?: boolean
  check_lag_ms?: number
  repeat_echoes_used?: boolean
  fee_reading?: 'gross' | 'net'
  refund_approval?: 'auto' | 'manual' | 'never'
  refund_callback?: 'once' | 'twice' | 'late' | 'none'
  refund_callback_ms?: number
  refund_rows?: 'full' | 'no-type' | 'no-amount' | 'sale-only'
  refund_list?: 'approved' | 'all'
  refund_unchecked?: boolean
  sale_days_ago?: number
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
  /** Every call it ever received, oldest first. */
  allCalls: () => Promise<Call[]>
  /** Cards that it keeps, including deleted ones, oldest first; optionally of one owner. */
  cards: (cardOwnerId?: string) => Promise<StoredCard[]>
  /** Cards that were never typed in, for an owner that it knows. */
  seedCards: (cardOwnerId: string, count: number) => Promise<StoredCard[]>
  /** As when the card is deleted in another shop. */
  deleteCardAtPaynet: (cardHash: string) => Promise<void>
  settings: (change: Settings) => Promise<void>
  /** Switches a fault on for the calls about one owner's cards; an empty name means every owner's. */
  cardFault: (name: string, subject: string, options?: FaultOptions) => Promise<void>
  /** Calls about one owner's cards, oldest first. */
  cardCalls: (subject: string, service?: CardService) => Promise<Call[]>
  /** Switches a fault of `ratio_get` on for the questions about one price, in kuruş; null means any price. */
  ratioFault: (name: string, priceKurus: number | null, options?: FaultOptions) => Promise<void>
  /** Questions about the plans for one price, oldest first. */
  ratioCalls: (priceKurus: number) => Promise<Call[]>
  /** Everything that went back or is to, oldest first. */
  refunds: () => Promise<BookedRefund[]>
  /** As when somebody gives money back in Paynet's own panel. False if it will not. */
  refundAtPanel: (referenceNo: string, amountKurus: number) => Promise<boolean>
  decideRefund: (xactId: string, decision: 'approve' | 'reject' | 'withdraw') => Promise<void>
  /** Has Paynet's callback say something that need not be true. */
  forgeCallback: (xactId: string, code: number) => Promise<void>
  /** Codes that were sent to a phone. */
  codesOf: (phone: string) => Promise<string[]>
}

/** A Paynet on 127.0.0.1, which is a different site from localhost. */
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
  const post = async (path: string, body: object, status: number): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== status) throw new Error(`The simulator refused ${path}: ${await answer.text()}`)
    return answer.json()
  }
  const arm = async (fault: string, reference_prefix: string, options: FaultOptions) => {
    await post('/control/faults', { fault, reference_prefix, ...options }, 201)
  }
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
    fault: (name, orderReference, options = {}) => arm(name, `${orderReference}-`, options),
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
    allCalls: () => read('/control/calls'),
    cards: (owner) => read(`/control/cards${owner === undefined ? '' : `?card_owner_id=${encodeURIComponent(owner)}`}`),
    seedCards: async (card_owner_id, count) => (await post('/control/cards', { card_owner_id, count }, 201)) as StoredCard[],
    async deleteCardAtPaynet(card_hash) {
      await post('/control/cards/delete', { card_hash }, 200)
    },
    async settings(change) {
      await post('/control/settings', change, 200)
    },
    cardFault: (name, subject, options = {}) => arm(name, subject, options),
    async cardCalls(subject, service) {
      const calls = (await read<Call[]>('/control/calls')).filter((call) => call.reference_no === subject)
      return service === undefined ? calls : calls.filter((call) => call.service === service)
    },
    ratioFault: (name, priceKurus, options = {}) => arm(name, String(priceKurus ?? ''), { service: 'ratio_get', ...options }),
    ratioCalls: async (priceKurus) =>
      (await read<Call[]>('/control/calls')).filter((call) => call.service === 'ratio_get' && call.reference_no === String(priceKurus)),
    refunds: () => read('/control/refunds'),
    async refundAtPanel(reference_no, amount_kurus) {
      return post('/control/refunds', { reference_no, amount_kurus }, 201).then(
        () => true,
        () => false,
      )
    },
    async decideRefund(xact_id, decision) {
      await post('/control/refunds/decide', { xact_id, decision }, 200)
    },
    async forgeCallback(xact_id, code) {
      await post('/control/refunds/callback', { xact_id, code }, 200)
    },
    async codesOf(phone) {
      return (await read<Array<{ otp_code: string }>>(`/control/phone/${phone}`)).map(({ otp_code }) => otp_code)
    },
  }
}

/** What a transaction took, as Paynet's books have it, whichever way its answers told it. */
export function drawnBy({ amount_kurus, cost, instalment }: Pick<Transaction, 'amount_kurus' | 'cost' | 'instalment'>) {
  return {
    drawnKurus: amount_kurus,
    priceKurus: amount_kurus - cost.end_user_kurus,
    feeKurus: cost.end_user_kurus,
    instalments: Math.max(1, instalment),
  }
}
