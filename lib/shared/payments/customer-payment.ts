/** How a payment that took money, or may have, stands, as its customer is told. `again`: the order had been paid already. */
export type CustomerPaymentState = 'paid' | 'again' | 'refunded' | 'review' | 'checking'

/** A payment as the customer who made it sees it in a list. */
export type CustomerPayment = {
  id: string
  orderId: string
  /** What the merchant calls the order. */
  reference: string
  /** What was drawn from the card, or is to be. */
  drawnKurus: number
  /** What of it was given back for certain. */
  refundedKurus: number
  /** Some of it was asked back, which is not certain yet. */
  isRefundOpen: boolean
  /** 1 for a single payment. */
  instalments: number
  state: CustomerPaymentState
  /** First six and last four digits; null where Paynet has not told them. */
  card: string | null
  /** As on its receipt. */
  at: Date
}

/** A page of them, newest first; `older` and `newer` name the payment behind which the next page begins. */
export type CustomerPayments = { payments: CustomerPayment[]; older: string | null; newer: string | null }
