import type { Locale } from '@/lib/shared/locale'
import type { Kurus } from './money'

/** What is stored. `paid` and `review` are read from the order's payments, so they cannot disagree. */
export const STORED_ORDER_STATUSES = ['open', 'cancelled', 'expired'] as const
export type StoredOrderStatus = (typeof STORED_ORDER_STATUSES)[number]

export const ORDER_STATUSES = [...STORED_ORDER_STATUSES, 'paid', 'review'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** How a shopper who has paid gets to the merchant's page: by a link, or within seconds. */
export const RETURN_MODES = ['link', 'auto'] as const
export type ReturnMode = (typeof RETURN_MODES)[number]

/** What is erased of an order that has ended: its customer, and with it what Paynet was to be told, where there was any. */
export const ERASED_OF_ORDER = ['customer', 'paynet'] as const

export type OrderItem = { name: string; quantity: number; unitAmountKurus: Kurus }

export type Customer = { name?: string; email?: string; phone?: string }

/** What a merchant has Paynet told with a payment: Paynet's own names, as they came. `company_amount` is in kuruş. */
export type PaynetFields = {
  agent_id?: string
  company_amount?: Kurus
  agent_reference_no?: string
  agent_customer_name?: string
  is_escrow?: boolean
  iban?: string
  ratio_code?: string
}

/** What anyone with an order's link may see. */
export type Order = {
  id: string
  reference: string
  status: OrderStatus
  amountKurus: Kurus
  description: string | null
  items: OrderItem[]
  /** As they were sent; `shopLink` makes a link of one. */
  successUrl: string | null
  cancelUrl: string | null
  returnMode: ReturnMode
  locale: Locale | null
  /** The most instalments that its merchant allows; null for the deployment's. */
  maxInstalments: number | null
  createdAt: Date
  expiresAt: Date
  /** Grows with every change that its merchant is told; whoever has seen a higher one ignores this. */
  version: number
}

/** A link to the merchant's page, with what it says of the order put into it. */
export function shopLink(url: string, { id, reference }: Pick<Order, 'id' | 'reference'>): string {
  return url.replaceAll('{ORDER_ID}', encodeURIComponent(id)).replaceAll('{REFERENCE}', encodeURIComponent(reference))
}
