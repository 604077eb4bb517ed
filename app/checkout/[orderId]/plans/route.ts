import { offeredBy, offersPlans, viewPlansIn } from '@/app/checkout/[orderId]/plans-view'
import { currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { countRefusal } from '@/lib/metrics/counters'
import { findOrder } from '@/lib/orders/orders'
import { type CardAsked, showPlans } from '@/lib/payments/show-plans'
import { FORM_FIELDS } from '@/lib/shared/cards/card-form'
import { chosenLocale, type Locale } from '@/lib/shared/locale'
import type { Order } from '@/lib/shared/payments/order'
import { localeOf } from '@/lib/web/accept-language'
import { clientAddress } from '@/lib/web/client-address'

type Context = { params: Promise<{ orderId: string }> }

/** Enough for a card's first digits, or our id of a card. */
const MOST_BYTES = 200

/**
 * Tells scripts the plans of a card. A route rather than a server action: Next runs those one after another, and a
 * payment would wait for plans that do not come. Only posts to pages are checked before they arrive, so this checks
 * the origin itself.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { orderId } = await params
  if (request.headers.get('origin') !== env().appUrl) {
    countRefusal('foreign-origin')
    return answer(403)
  }
  const order = offersPlans() ? await findOrder(orderId, await now()) : null
  if (!order) return answer(404)
  const card = await readCard(request)
  if (card === null) {
    countRefusal('malformed')
    return answer(400)
  }
  try {
    const user = await currentUser()
    const plans = await showPlans(orderId, card, { userId: user?.id ?? null, address: await clientAddress() }, now)
    if (!plans.ok && plans.failure.kind === 'not-found') return answer(404)
    if (!plans.ok && plans.failure.kind === 'conflict') return answer(409)
    const isLimited = !plans.ok && plans.failure.kind === 'rate-limited'
    return answer(isLimited ? 429 : 200, viewPlansIn(localeOn(order, request), order, offeredBy(plans)))
  } catch (error) {
    log.error('plans.not-shown', { orderId, error })
    return answer(503)
  }
}

/** As on the order's pages. */
function localeOn(order: Order, { headers }: Request): Locale {
  return chosenLocale(headers.get('cookie')) ?? localeOf(order, headers.get('accept-language'))
}

function answer(status: number, body: object = {}): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}

async function readCard(request: Request): Promise<CardAsked | null> {
  if (Number(request.headers.get('content-length') ?? MOST_BYTES + 1) > MOST_BYTES) return null
  try {
    const { [FORM_FIELDS.cardStart]: cardStart, [FORM_FIELDS.savedCard]: savedCardId } = await request.json()
    if (typeof cardStart === 'string') return { cardStart }
    return typeof savedCardId === 'string' ? { savedCardId } : null
  } catch {
    return null
  }
}
