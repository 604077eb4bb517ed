import { z } from '@hono/zod-openapi'
import type { Booking } from '@/simulator/books/bookings'
import type { JsonObject } from '@/simulator/protocol/reply'

/** What the rows of refunds may leave out; `refund_rows` chooses. */
const leftOut = {
  'no-type': ['xact_type', 'xact_type_desc', 'transaction_type'],
  'no-amount': [
    'amount',
    'net_amount',
    'netAmount',
    'company_amount',
    'company_net_amount',
    'agent_amount',
    'ana_firma_brut_alacak',
    'bayiye_odenecek_net_tutar',
  ],
} as const

/** The schema of a refund's row, of which anything but its ids may be missing. */
export function refundRowOf<Shape extends z.ZodRawShape>(row: z.ZodObject<Shape>) {
  return row.partial().extend({ xact_id: z.string(), reversed_xact_id: z.string().min(1) })
}

export function trimRow<Row extends JsonObject>(row: Row, booking: Booking): Row | Partial<Row> {
  const names: readonly string[] = booking.rows === 'no-type' || booking.rows === 'no-amount' ? leftOut[booking.rows] : []
  return names.length === 0 ? row : (Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))) as Partial<Row>)
}
