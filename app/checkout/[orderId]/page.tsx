import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { Checkout, type CheckoutPlans } from '@/components/checkout/checkout'
import { ClosedOrder } from '@/components/checkout/closed-order'
import { currentUser } from '@/lib/accounts/session'
import { listKnownCards } from '@/lib/cards/list'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { maySendLink } from '@/lib/mail/send-link'
import { merchantHome } from '@/lib/merchant'
import { checkoutUrl, findOrder } from '@/lib/orders/orders'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import { closedTo } from '@/lib/payments/quote'
import { showPlansAtOnce } from '@/lib/payments/show-plans'
import { qrCodeOf } from '@/lib/pictures/qr-code'
import { findTries } from '@/lib/results/result'
import { NEW_CARD } from '@/lib/shared/cards/card-form'
import { cardToChoose } from '@/lib/shared/cards/card-to-choose'
import { messagesFor } from '@/lib/shared/messages'
import type { Order } from '@/lib/shared/payments/order'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { readTypedCard } from '@/lib/web/typed-card'
import { currentNext } from '@/lib/web/way-back'
import { askPlans, mailLink, startPayment } from './actions'
import { offeredBy, offersPlans, viewPlans } from './plans-view'

type Props = { params: Promise<{ orderId: string }>; searchParams: Promise<{ card?: string | string[] }> }

/** `?card=` says which card the shopper wants to pay with: `new`, or a saved one by our id. */
export default async function CheckoutPage({ params, searchParams }: Props) {
  const { orderId } = await params
  const moment = await now()
  const order = await findOrder(orderId, moment)
  if (!order) notFound()
  const tries = await findTries(orderId, moment)
  if (tries.isHeld) redirect(`/checkout/${orderId}/result`)

  const user = await currentUser()
  const savedCards = user && (await listKnownCards(user.id, moment))
  const locale = await currentLocale()
  const messages = messagesFor(locale)
  const { merchantName, isLive, isOn, merchantTermsUrl, merchantPrivacyUrl } = env()
  if (order.status !== 'open') return <ClosedOrder order={order} merchantName={merchantName} shopUrl={merchantHome()} messages={messages} />
  const { card } = await searchParams
  const wish = typeof card === 'string' ? card : null
  const typed = await readTypedCard(orderId, moment)
  const savedCardId = cardToChoose(savedCards ?? [], { wish, lastCard: tries.lastCard, tired: tries.tiredCards, isLive })
  return (
    <Checkout
      order={order}
      merchantName={merchantName}
      locale={locale}
      messages={messages}
      action={startPayment.bind(null, orderId)}
      initial={{
        idempotencyKey: newIdempotencyKey(),
        shownAmountKurus: order.amountKurus,
        faults: [],
        problem: null,
        holder: typed?.holder ?? '',
        // Another card ends in another month.
        expiry: wish === NEW_CARD ? '' : (typed?.expiry ?? ''),
        description: typed?.description ?? '',
        wantsSaving: typed?.wantsSaving ?? false,
        savedCardId,
      }}
      plans={
        offersPlans() ? await plansOf(order, { savedCardId, userId: user?.id ?? null, chosen: tries.last?.plan?.instalments ?? 1 }) : null
      }
      askPlans={askPlans.bind(null, orderId)}
      isTypedAgain={wish !== NEW_CARD && (typed !== null || tries.lastCard === NEW_CARD)}
      isLive={isLive}
      now={moment}
      savedCards={savedCards}
      maySignIn={isOn.accounts}
      tries={tries}
      links={{ terms: merchantTermsUrl, privacy: merchantPrivacyUrl }}
      page={{ address: checkoutUrl(orderId), code: qrCodeOf(checkoutUrl(orderId)) }}
      sendLink={(await maySendLink(orderId, moment)) ? mailLink.bind(null, orderId) : null}
      address={await currentNext()}
      nonce={(await headers()).get('x-nonce') ?? undefined}
    />
  )
}

/** What the page knows of plans when it opens: those of the saved card that is chosen, or why no card has any. */
async function plansOf(
  order: Order,
  { savedCardId, userId, chosen }: { savedCardId: string | null; userId: string | null; chosen: number },
): Promise<CheckoutPlans> {
  const closed = closedTo(order)
  if (closed) return { closed: closed.because }
  const unasked = await viewPlans(order, { kind: 'unasked' }, chosen)
  if (savedCardId === null) return { unasked, first: { card: '', view: unasked } }
  const plans = await showPlansAtOnce(order.id, savedCardId, { userId, address: await clientAddress() }, now)
  return { unasked, first: { card: savedCardId, view: await viewPlans(order, offeredBy(plans), chosen) } }
}
