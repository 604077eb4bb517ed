import { CardForm } from '@/components/card-form/card-form'
import type { CardAction } from '@/components/card-form/use-card-form'
import { choiceOf } from '@/components/cards/card-in-words'
import type { CardFormState } from '@/lib/shared/cards/card-form'
import type { SavedCardView } from '@/lib/shared/cards/saved-card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import { OrderSummary } from './order-summary'

type Props = {
  order: Order
  merchantName: string
  locale: Locale
  messages: Messages
  action: CardAction<CardFormState>
  initial: CardFormState
  isLive: boolean
  now: Date
  /** Null for a guest. */
  savedCards: SavedCardView[] | null
  /** A guest may sign in. */
  maySignIn: boolean
  /** Said before the form. */
  advice: string | null
}

export function Checkout({ order, merchantName, locale, messages, action, initial, isLive, now, savedCards, maySignIn, advice }: Props) {
  return (
    <main className="flex flex-1 flex-col lg:grid lg:grid-cols-2">
      <meta name="robots" content="noindex" />
      <div className="bg-tint">
        <div className="mx-auto w-full max-w-lg px-4 pt-5 pb-2 sm:px-8 lg:mr-0 lg:py-12 lg:pr-16">
          <OrderSummary order={order} merchantName={merchantName} locale={locale} words={messages.checkout} />
        </div>
      </div>
      <div className="mx-auto w-full max-w-lg px-4 py-6 sm:px-8 lg:ml-0 lg:py-12 lg:pl-16">
        {advice ? <p className="mb-6 rounded-control border border-hairline bg-tint px-4 py-3 text-sm">{advice}</p> : null}
        <CardForm
          action={action}
          initial={initial}
          words={messages.form}
          title={`${messages.checkout.title} – ${merchantName}`}
          payLabel={messages.checkout.pay(formatMoney(order.amountKurus, locale))}
          isLive={isLive}
          testTag={messages.site.testTag}
          nowMs={now.getTime()}
          choices={(savedCards ?? []).map((card) => choiceOf(card, isLive, messages.cards))}
          canSave={savedCards !== null}
        />
        {savedCards || maySignIn ? (
          <p className="mt-6 border-t border-hairline pt-3 text-sm text-soft">
            {savedCards ? (
              <a className="inline-flex min-h-11 items-center" href="/account/cards">
                {messages.cards.checkout.manage}
              </a>
            ) : (
              <>
                <span>{messages.cards.checkout.signIn}</span>{' '}
                <a className="inline-block py-2.5" href={`/login?next=/checkout/${order.id}`}>
                  {messages.cards.checkout.signInLink}
                </a>
              </>
            )}
          </p>
        ) : null}
      </div>
    </main>
  )
}
