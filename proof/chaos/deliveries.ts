import type { DeliveryRow, EventRow, OrderRow } from '@/e2e/harness/books'
import type { Seen } from '@/e2e/harness/webhook-sink'

/** What the books say of some orders' events, and everything that came to the merchant's server. */
export type Told = {
  orders: Pick<OrderRow, 'id' | 'reference' | 'version'>[]
  events: Pick<EventRow, 'id' | 'type' | 'orderId' | 'version'>[]
  deliveries: Pick<DeliveryRow, 'eventId' | 'status'>[]
  seen: Seen[]
}

/**
 * I21: each event arrived under its own id, always with the same bytes; nothing arrived that is not in the books; and of
 * each order the last version did. One sentence for each violation.
 */
export function findUndelivered({ orders, events, deliveries, seen }: Told): string[] {
  const seenOf = new Map(events.map(({ id }): [string, Seen[]] => [id, []]))
  for (const one of seen) seenOf.get(one.id)?.push(one)
  const statusOf = new Map(deliveries.map(({ eventId, status }) => [eventId, status]))
  const highest = new Map<string, number>()
  for (const { orderId, orderVersion } of seen)
    if (orderId !== null) highest.set(orderId, Math.max(highest.get(orderId) ?? 0, orderVersion ?? 0))
  return [
    ...events.flatMap((event) => {
      const fault = faultOf(event, seenOf.get(event.id) ?? [], statusOf.get(event.id) ?? null)
      return fault === null ? [] : `${event.type} ${event.id} ${fault}`
    }),
    ...seen
      .filter(({ id }) => !seenOf.has(id))
      .map(({ id, type }) => `${type ?? 'nothing'} was told by ${id || 'a request without an id'}`),
    ...orders
      .filter(({ id, version }) => (highest.get(id) ?? 1) !== version)
      .map(({ id, reference, version }) => `${reference} is in version ${version}, ${highest.get(id) ?? 1} was told`),
  ]
}

function faultOf({ type, orderId, version }: Told['events'][number], seen: Seen[], status: string | null): string | null {
  if (seen.length === 0) return 'never came'
  if (seen.some(({ isSigned }) => !isSigned)) return 'came with a wrong signature'
  if (new Set(seen.map(({ digest }) => digest)).size > 1) return 'came with other bytes'
  if (seen.some((one) => one.type !== type || one.orderId !== orderId)) return 'told something else'
  if (seen.some(({ orderVersion }) => (orderVersion ?? 0) < version)) return `told a version before ${version}`
  if (seen.every(({ answer }) => answer !== 'taken')) return 'was never taken'
  return status === 'delivered' ? null : `is ${status ?? 'not on its way'}`
}
