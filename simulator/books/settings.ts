import type { FeeReading } from './records'

/** What becomes of a refund that was asked for: approved at once, once somebody decides, or nothing ever. */
export const refundApprovals = ['auto', 'manual', 'never'] as const

/** How often the merchant's `succeedUrl` is called. */
export const refundCallbacks = ['once', 'twice', 'late', 'none'] as const

/** What detail, list and reversal_list tell of a refund; no page shows one whole. */
export const refundRowKinds = ['full', 'no-type', 'no-amount', 'sale-only'] as const

/** What reversal_list has rows of: what went back, or all that was asked for, each with its status. */
export const refundLists = ['approved', 'all'] as const

export type RefundRows = (typeof refundRowKinds)[number]

/** What kind of Paynet this is: how the merchant's account is set up, and what the documents leave open. A reset keeps it. */
export type Settings = {
  /** Saving a card without a payment takes a code from a phone. */
  otp_required: boolean
  /** A payment that saves its card must name a phone in `user_gsm_no`. */
  gsm_required: boolean
  otp_random: boolean
  /** How long a charge waits between looking for an earlier success and taking the money; at random up to twice as long. */
  charge_ms: number
  /** Charges of one pair wait for each other; otherwise two that overlap both take money. */
  charge_atomic: boolean
  /** `transaction/check` shows a transaction only once it is this old. */
  check_lag_ms: number
  /** A charge after a success answers code 17 (used session) instead of 100 (earlier success). */
  repeat_echoes_used: boolean
  /** What `amount` holds of the payments that are charged from now on. */
  fee_reading: FeeReading
  /** Charges from now on are dated so many days back. */
  sale_days_ago: number
  refund_approval: (typeof refundApprovals)[number]
  refund_callback: (typeof refundCallbacks)[number]
  /** How long a late callback waits. */
  refund_callback_ms: number
  refund_rows: RefundRows
  refund_list: (typeof refundLists)[number]
  /** Takes any refund, without a look at what was given back before. */
  refund_unchecked: boolean
}

export function usualSettings(cardOtp: boolean): Settings {
  return {
    otp_required: cardOtp,
    gsm_required: false,
    otp_random: false,
    charge_ms: 0,
    charge_atomic: false,
    check_lag_ms: 0,
    repeat_echoes_used: false,
    fee_reading: 'gross',
    sale_days_ago: 0,
    refund_approval: 'auto',
    refund_callback: 'once',
    refund_callback_ms: 5000,
    refund_rows: 'full',
    refund_list: 'approved',
    refund_unchecked: false,
  }
}
