import { notFound, redirect } from 'next/navigation'
import { firstChoice } from '@/components/cards/card-in-words'
import { Checkout } from '@/components/checkout/checkout'
import { ClosedOrder } from '@/components/checkout/closed-order'
import { currentUser } from '@/lib/accounts/session'
import { listKnownCards } from '@/lib/cards/list'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { merchantHome } from '@/lib/merchant'
import { findOrder } from '@/lib/orders/orders'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import { findTries } from '@/lib/payments/result'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { startPayment } from './actions'

export default async function CheckoutPage({ params }: { params: Promise<{ orderId: string }> }) {
  const { orderId } = await params
  const moment = await now()
  const order = await findOrder(orderId, moment)
  if (!order) notFound()
  const { isHeld, tiredCards, isRefusedOften } = await findTries(orderId)
  if (isHeld) redirect(`/checkout/${orderId}/result`)

  const user = await currentUser()
  const savedCards = user && (await listKnownCards(user.id, moment))
  const locale = await currentLocale()
  const messages = messagesFor(locale)
  const { merchantName, isLive, isOn } = env()
  if (order.status !== 'open') return <ClosedOrder order={order} merchantName={merchantName} shopUrl={merchantHome()} messages={messages} />
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
        holder: '',
        description: '',
        wantsSaving: false,
        savedCardId: firstChoice((savedCards ?? []).filter(({ id }) => !tiredCards.includes(id))),
      }}
      isLive={isLive}
      now={moment}
      savedCards={savedCards}
      maySignIn={isOn.accounts}
      advice={isRefusedOften ? messages.result.refusedOften : null}
    />
  )
}
