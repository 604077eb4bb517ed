/**
 * What merchants are told. The database writes an event in the statement that makes the change (`db/migrations`,
 * `0011_events`), so that no part of the program can make one without the other.
 */
export const EVENT_TYPES = [
  'order.paid',
  'order.review',
  'order.cancelled',
  'order.expired',
  'refund.accepted',
  'refund.refunded',
  'refund.refused',
  'application.changed',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/**
 * The life of a delivery to the merchant. `pending`: waits for its turn, or for the next try. `sending`: an instance is at
 * it. `dead`: every try was in vain. `held`: the receiver wants nothing more.
 */
export const DELIVERY_STATUSES = ['pending', 'sending', 'delivered', 'dead', 'held'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** Statuses of what the merchant has not taken. */
export const UNDELIVERED = ['pending', 'sending', 'dead', 'held'] as const satisfies DeliveryStatus[]
