import { z } from 'zod'
import type { PointedError } from '@/app/api/problem'
import { isId } from '@/lib/ids'
import type { OrderFilter, OrderPlace } from '@/lib/orders/orders'
import { ORDER_STATUSES } from '@/lib/shared/payments/order'
import { instant, reference } from './fields'
import { limitOr, readQuery } from './read-query'

export const orderQuery = z
  .strictObject({
    reference: reference.optional(),
    status: z.enum(ORDER_STATUSES, `must be one of ${ORDER_STATUSES.join(', ')}`).optional(),
    created_from: instant.optional(),
    created_to: instant.optional(),
    limit: limitOr(20),
    after: z
      .string()
      .transform(readPlace)
      .refine((place) => place !== null, 'must be what "next" said')
      .optional(),
  })
  .refine(({ created_from, created_to }) => !created_from || !created_to || created_from <= created_to, {
    error: 'must not be before created_from',
    path: ['created_to'],
  })

type Reading = { filter: OrderFilter; page: { after: OrderPlace | null; limit: number } }

/** Reads the query of `GET /api/orders`: which orders and which page of them, or what does not fit, by the parameter's name. */
export function readOrderQuery(request: Request): { ok: true; value: Reading } | { ok: false; errors: PointedError[] } {
  const read = readQuery(request, orderQuery)
  if (!read.ok) return read
  const { reference = null, status = null, created_from: from = null, created_to: before = null, after = null, limit } = read.value
  return { ok: true, value: { filter: { reference, status, from, before }, page: { after, limit } } }
}

/** A place as callers hand it back. */
export function placeText({ createdAt, id }: OrderPlace): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url')
}

function readPlace(text: string): OrderPlace | null {
  const [time = '', id = ''] = Buffer.from(text.slice(0, 100), 'base64url').toString().split('.')
  const place = { createdAt: new Date(Number(time)), id }
  // A time of an order has thirteen digits, from 2001 on.
  return /^\d{13}$/.test(time) && isId(id) && placeText(place) === text ? place : null
}
