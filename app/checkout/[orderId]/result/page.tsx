import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { carryOnByPhone } from '@/app/r/[token]/actions'
import { PaymentResult } from '@/components/checkout/payment-result'
import { currentUser } from '@/lib/accounts/session'
import { listKnownCards } from '@/lib/cards/list'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { merchantHome } from '@/lib/merchant'
import { findResult, findTries } from '@/lib/results/result'
import { cardToChoose } from '@/lib/shared/cards/card-to-choose'
import { isPayable } from '@/lib/shared/cards/saved-card'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { addToAccount } from './actions'

type Props = { params: Promise<{ orderId: string }>; searchParams: Promise<{ stay?: string | string[] }> }

/** `?stay`: nobody is sent on to the shop. */
export default async function ResultPage({ params, searchParams }: Props) {
  const { orderId } = await params
  const result = await findResult(orderId)
  if (!result) notFound()
  const { order, payment } = result
  if (!payment) redirect(`/checkout/${orderId}`)

  const { merchantName, merchantSupport, isLive, isOn } = env()
  const user = await currentUser()
  const cards =
    user && payment.savedCardId && order.status === 'open' ? await cardsAfter(orderId, payment.savedCardId, user.id, isLive) : null
  const locale = await currentLocale()
  return (
    <PaymentResult
      order={order}
      payment={{ ...payment, savedCardId: cards && payment.savedCardId }}
      otherCardId={cards?.other ?? null}
      merchantName={merchantName}
      support={merchantSupport}
      home={merchantHome()}
      hasAccounts={isOn.accounts}
      isSignedIn={user !== null}
      isStaying={(await searchParams).stay !== undefined}
      claim={payment.id === null ? null : addToAccount.bind(null, orderId, payment.id)}
      carryOnByPhone={payment.id === null ? null : carryOnByPhone.bind(null, orderId, payment.id)}
      locale={locale}
      messages={messagesFor(locale)}
      nonce={(await headers()).get('x-nonce') ?? undefined}
    />
  )
}

/** The card to try after a saved one that did not pay, if there is any; null if that one is not to be had any more. */
async function cardsAfter(orderId: string, usedId: string, userId: string, isLive: boolean): Promise<{ other: string | null } | null> {
  const moment = await now()
  const [cards, { tiredCards }] = await Promise.all([listKnownCards(userId, moment), findTries(orderId, moment)])
  const used = cards.find(({ id }) => id === usedId)
  if (!used || !isPayable(used, isLive)) return null
  const others = cards.filter(({ id }) => id !== usedId)
  return { other: cardToChoose(others, { wish: null, lastCard: null, tired: tiredCards, isLive }) }
}
