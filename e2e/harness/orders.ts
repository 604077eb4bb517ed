import type { App } from './app'
import { answersOf, type OpenApi } from './described'
import { type RawAnswer, type RawRequest, rawRequest } from './raw-request'

export type Payment = {
  id: string
  status: string
  reference_no: string
  amount: number
  charged_amount: number | null
  fee_amount: number
  fee_payer: 'merchant' | 'shopper' | null
  xact_id: string | null
  card: string | null
  instalment: number
  monthly_amount: number | null
  late: boolean
  decline: string | null
  created_at: string
  settled_at: string | null
  paynet: Record<string, string | number | null>
}

export type Order = {
  id: string
  reference: string
  status: string
  amount: number
  currency: string
  checkout_url: string
  created_at: string
  expires_at: string
}

export type Refund = {
  id: string
  reference: string | null
  order_id: string
  payment_id: string
  amount: number
  status: string
  planned_for: string | null
  created_at: string
  settled_at: string | null
}

export type OrderWithPayments = Order & {
  description: string | null
  items: { name: string; quantity: number; unit_amount: number }[]
  success_url: string | null
  cancel_url: string | null
  return: 'auto' | 'link'
  locale: string | null
  paynet: Record<string, unknown> | null
  payments: Payment[]
  refunded_amount: number
  refunds: Refund[]
  version: number
  metadata: Record<string, string> | null
}

/** What is read of an order about which nothing more was sent. */
export const NOTHING_SENT = {
  description: null,
  items: [],
  success_url: null,
  cancel_url: null,
  return: 'link',
  locale: null,
  max_instalments: null,
  paynet: null,
  refunded_amount: 0,
  refunds: [],
  metadata: null,
  version: 1,
}

/** The merchant's server: creates orders and reads their status. An answer that the app's own document does not describe is an error. */
export type Orders = {
  make: (fields?: Record<string, unknown>) => Promise<Order>
  read: (id: string) => Promise<OrderWithPayments>
  cancel: (id: string) => Promise<number>
  /** Returns the status of the answer. */
  reopen: (id: string, fields?: Record<string, unknown>) => Promise<number>
  /** Asks for a refund, and returns what was answered; `at` is another instance's address. */
  refund: (id: string, fields: Record<string, unknown>, at?: string) => Promise<{ status: number; body: Record<string, unknown> }>
  /** A reference that no other test has. */
  newReference: () => string
}

let count = 0

/** By address; one that could not be read is asked for again. */
const documents = new Map<string, ReturnType<typeof answersOf>>()

async function documentOf(url: string): Promise<ReturnType<typeof answersOf>> {
  const known = documents.get(url)
  if (known) return known
  const { status, body } = await rawRequest(`${url}/api/openapi.json`)
  if (status !== 200) throw new Error(`The API does not describe itself: ${status} ${body}`)
  const read = answersOf(JSON.parse(body) as OpenApi)
  documents.set(url, read)
  return read
}

/** One request, whose answer must be one that the app's own document describes; `app`: where that is read. */
export async function askDescribed(url: string, options: RawRequest = {}, app = new URL(url).origin): Promise<RawAnswer> {
  const described = await documentOf(app)
  const answer = await rawRequest(url, options)
  const header = (name: string) => answer.headers[name.toLowerCase()]?.toString() ?? null
  described.check(options.method ?? 'GET', new URL(url).pathname, { ...answer, header }, { ofServer: true })
  return answer
}

export function createOrders(app: Pick<App, 'url' | 'env'>): Orders {
  const ask = (url: string, options: RawRequest) => askDescribed(url, options, app.url)
  const headers = { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}`, 'Content-Type': 'application/json' }
  const newReference = () => {
    count += 1
    return `T${process.pid}-${count}`
  }
  return {
    newReference,
    async make(fields = {}) {
      const body = JSON.stringify({ reference: newReference(), amount: 123_450, currency: 'TRY', ...fields })
      const answer = await ask(`${app.url}/api/orders`, { method: 'POST', headers, body })
      if (answer.status !== 201) throw new Error(`No order was made: ${answer.status} ${answer.body}`)
      return JSON.parse(answer.body) as Order
    },
    async read(id) {
      const answer = await ask(`${app.url}/api/orders/${id}`, { headers })
      if (answer.status !== 200) throw new Error(`No such order: ${answer.status} ${answer.body}`)
      return JSON.parse(answer.body) as OrderWithPayments
    },
    async refund(id, fields, at = app.url) {
      const answer = await ask(`${at}/api/orders/${id}/refunds`, { method: 'POST', headers, body: JSON.stringify(fields) })
      return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> }
    },
    async reopen(id, fields) {
      const body = fields === undefined ? {} : { body: JSON.stringify(fields) }
      return (await ask(`${app.url}/api/orders/${id}/reopen`, { method: 'POST', headers, ...body })).status
    },
    async cancel(id) {
      return (await ask(`${app.url}/api/orders/${id}/cancel`, { method: 'POST', headers })).status
    },
  }
}
