import { CardForm } from '@/components/card-form/card-form'
import type { CardAction } from '@/components/card-form/use-card-form'
import { choiceOf } from '@/components/cards/card-in-words'
import type { CardFormState } from '@/lib/shared/cards/card-form'
import type { SavedCardView } from '@/lib/shared/cards/saved-card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import type { PaymentView, RefusedCard } from '@/lib/shared/payments/payment-states'
import { LastTry } from './last-try'
import { MerchantLinks } from './merchant-links'
import { OrderSummary } from './order-summary'
import { TrustNote } from './trust-note'

type Props = {
  order: Order
  merchantName: string
  locale: Locale
  messages: Messages
  action: CardAction<CardFormState>
  initial: CardFormState
  /** A card was typed here before, and its number must be typed again. */
  isTypedAgain: boolean
  isLive: boolean
  now: Date
  /** Null for a guest. */
  savedCards: SavedCardView[] | null
  /** A guest may sign in. */
  maySignIn: boolean
  tries: { last: PaymentView | null; refusedCards: RefusedCard[] }
  links: { terms: string | null; privacy: string | null }
  /** The page itself, with the card that was wished for: where the account leads back to. */
  address: string
  nonce: string | undefined
}

export function Checkout(props: Props) {
  const { order, merchantName, locale, messages, action, initial, isTypedAgain, isLive, now } = props
  const { savedCards, maySignIn, tries, links, nonce } = props
  const here = encodeURIComponent(props.address)
  const choices = (savedCards ?? []).map((card) => {
    const refused = tries.refusedCards.find(({ id }) => id === card.id)
    return { ...choiceOf(card, isLive, messages.cards), refusal: refused ? refusalOf(refused, now, messages) : '' }
  })
  return (
    <main className="flex flex-1 flex-col lg:grid lg:grid-cols-2">
      <meta name="robots" content="noindex" />
      <div className="bg-tint">
        <div className="mx-auto h-full w-full max-w-lg px-4 pt-5 pb-2 sm:px-8 lg:mr-0 lg:py-12 lg:pr-16">
          <OrderSummary order={order} merchantName={merchantName} locale={locale} words={messages.checkout} />
        </div>
      </div>
      <div className="mx-auto w-full max-w-lg px-4 py-6 sm:px-8 lg:ml-0 lg:py-12 lg:pl-16">
        {tries.last ? <LastTry payment={tries.last} orderId={order.id} locale={locale} words={messages.result} nonce={nonce} /> : null}
        <CardForm
          action={action}
          initial={initial}
          words={messages.form}
          title={`${messages.checkout.title} – ${merchantName}`}
          payLabel={messages.checkout.pay(formatMoney(order.amountKurus, locale))}
          isLive={isLive}
          testTag={messages.site.testTag}
          nowMs={now.getTime()}
          choices={choices}
          canSave={savedCards !== null}
          isTypedAgain={isTypedAgain}
          isWaiting={tries.last?.isInDoubt ?? false}
        >
          <TrustNote words={messages.checkout} />
        </CardForm>
        <MerchantLinks links={links} words={messages.checkout} />
        {savedCards || maySignIn ? (
          <p className="mt-6 border-t border-hairline pt-3 text-sm text-soft">
            {savedCards ? (
              <a className="inline-flex min-h-11 items-center" href={`/account/cards?next=${here}`}>
                {messages.cards.checkout.manage}
              </a>
            ) : (
              <>
                <span>{messages.cards.checkout.signIn}</span>{' '}
                <a className="inline-block py-2.5" href={`/login?next=${here}`}>
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

const JUST_NOW_MS = 3_600_000

function refusalOf({ reason, at }: RefusedCard, now: Date, { checkout, result }: Messages): string {
  const isNew = at !== null && now.getTime() - at.getTime() < JUST_NOW_MS
  return `${isNew ? checkout.refusedJustNow : checkout.refusedBefore} ${result.reasons[reason ?? 'ask-bank'].why}`
}
