import { notFound } from 'next/navigation'
import { AccountPage } from '@/components/accounts/account-page'
import { PaymentList, PaymentPages } from '@/components/accounts/payment-list'
import { requireUser } from '@/lib/accounts/session'
import { findOwnCard } from '@/lib/cards/saved-card'
import { env } from '@/lib/env'
import { listCustomerPayments } from '@/lib/payments/customer-payments'
import { cardLabel } from '@/lib/shared/cards/card'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { currentWayBack, keepWayBack } from '@/lib/web/way-back'

type Query = Record<string, string | string[] | undefined>

/** What the customer has paid; with `?card=`, what one of their saved cards has. */
export default async function Payments({ searchParams }: { searchParams: Promise<Query> }) {
  requirePart('accounts')
  const query = await searchParams
  const { id: userId } = await requireUser()
  const cardId = query.card === undefined ? null : String(query.card)
  const card = cardId === null ? null : await findOwnCard(userId, cardId)
  if (cardId !== null && !card) notFound()
  const page = await listCustomerPayments(userId, { cardId, older: oneOf(query.older), newer: oneOf(query.newer) })

  const locale = await currentLocale()
  const { account } = messagesFor(locale)
  const words = account.payments
  const back = await currentWayBack()
  const pathTo = (wish: Record<string, string | null>) => keepWayBack(back, '/account/payments', wish)
  return (
    <AccountPage heading={card ? words.ofCard : words.heading}>
      <title>{`${words.title} – ${env().merchantName}`}</title>
      {card ? (
        <>
          <p className="font-medium">{card.details.description}</p>
          {card.details.mask ? <p className="text-sm text-soft tabular-nums">{cardLabel(card.details.mask)}</p> : null}
          <a className="inline-flex min-h-11 items-center" href={pathTo({})}>
            {words.all}
          </a>
        </>
      ) : null}
      {page.payments.length === 0 ? (
        <>
          <p>{card ? words.emptyOfCard : words.empty}</p>
          {card ? null : <p className="mt-2 text-soft">{words.emptyHint}</p>}
        </>
      ) : (
        <>
          <PaymentList payments={page.payments} locale={locale} words={words} />
          <PaymentPages
            newer={page.newer && pathTo({ card: cardId, newer: page.newer })}
            older={page.older && pathTo({ card: cardId, older: page.older })}
            words={words}
          />
          <p className="mt-4 text-sm text-soft">{words.intro}</p>
        </>
      )}
    </AccountPage>
  )
}

function oneOf(value: Query[string]): string | null {
  return typeof value === 'string' ? value : null
}
