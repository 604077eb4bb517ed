import { json } from '@/app/api/json'
import { withMerchantKey } from '@/app/api/merchant-key'
import { overLists, readQuery } from '@/app/api/orders/read-query'
import { problem } from '@/app/api/problem'
import { now } from '@/lib/clock'
import { listEvents } from '@/lib/events/list'
import { eventAnswer } from '@/lib/merchant-api/event-answer'
import { eventsQuery, UNKNOWN_EVENT } from './events-query'

export const dynamic = 'force-dynamic'

/** What a receiver that was away reads: page after page, each after the last event of the one before. */
async function list(request: Request): Promise<Response> {
  const at = await now()
  const refusal = await overLists(at)
  if (refusal) return refusal
  const query = readQuery(request, eventsQuery)
  if (!query.ok) return problem(422, 'invalid-query', 'Some parameters do not fit.', { errors: query.errors })
  const listed = await listEvents(query.value.after ?? null, query.value.limit, at)
  if (!listed) {
    return problem(422, 'invalid-query', 'Some parameters do not fit.', { errors: [{ pointer: '/after', detail: UNKNOWN_EVENT }] })
  }
  return json({ data: listed.events.map(eventAnswer), has_more: listed.hasMore })
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ GET: list })
