import { CardForm } from '@/components/card-form/card-form'
import { CardFormWithPlans } from '@/components/card-form/plans-apart'
import type { AskedPlans } from '@/components/card-form/plans-fold'
import { whyNone } from '@/components/card-form/plans-in-words'
import type { CardAction } from '@/components/card-form/use-card-form'
import type { PlansKnown } from '@/components/card-form/use-plans'
import { choiceOf } from '@/components/cards/card-in-words'
import type { CardFormState } from '@/lib/shared/cards/card-form'
import type { SavedCardView } from '@/lib/shared/cards/saved-card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import type { PaymentView, RefusedCard } from '@/lib/shared/payments/payment-states'
import type { NoPlans } from '@/lib/shared/payments/plan'
import { LastTry } from './last-try'
import { MerchantLinks } from './merchant-links'
import { OrderSummary } from './order-summary'
import { PayByPhone } from './pay-by-phone'
import { PayByPhoneOrMail, type SendLinkAction } from './pay-by-phone-or-mail'
import type { Scannable } from './scannable'
import { TrustNote } from './trust-note'

/** What the page knows of plans: why no card has any for this order, or those of the card that is chosen. */
export type CheckoutPlans = { closed: NoPlans } | Omit<PlansKnown, 'url'>

type Props = {
  order: Order
  merchantName: string
  locale: Locale
  messages: Messages
  action: CardAction<CardFormState>
  initial: CardFormState
  /** Null where no plans are on offer. */
  plans: CheckoutPlans | null
  askPlans: (asked: AskedPlans | null, form: FormData) => Promise<AskedPlans>
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
  /** The page as another device opens it, and how its address is sent to the order's customer, where that can be done. */
  page: Scannable
  sendLink: SendLinkAction | null
  /** The page itself, with the card that was wished for: where the account leads back to. */
  address: string
  nonce: string | undefined
}

export function Checkout(props: Props) {
  const { order, merchantName, locale, messages, action, initial, plans, askPlans, isTypedAgain, isLive, now } = props
  const { savedCards, maySignIn, tries, links, page, sendLink, nonce } = props
  const here = encodeURIComponent(props.address)
  const choices = (savedCards ?? []).map((card) => {
    const refused = tries.refusedCards.find(({ id }) => id === card.id)
    return { ...choiceOf(card, isLive, messages.cards), refusal: refused ? refusalOf(refused, now, messages) : '' }
  })
  const first = plans && 'first' in plans ? choices.find(({ id }) => id === plans.first.card) : undefined
  const form = {
    action,
    initial,
    words: messages.form,
    title: `${messages.checkout.title} – ${merchantName}`,
    heading: (
      <div className="mb-4 flex min-h-8 flex-wrap items-center justify-between gap-x-4">
        <h2 className="text-xl font-semibold tracking-tight">{messages.form.heading}</h2>
        {isLive ? null : (
          <span className="rounded-control border border-dashed border-control px-2 py-0.5 text-sm text-soft">{messages.site.testTag}</span>
        )}
      </div>
    ),
    payLabel: messages.checkout.pay(formatMoney(order.amountKurus, locale)),
    isLive,
    nowMs: now.getTime(),
    choices,
    canSave: savedCards !== null,
    isTypedAgain,
    isWaiting: tries.last?.isInDoubt ?? false,
  }
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
        {plans && 'first' in plans ? (
          <CardFormWithPlans
            {...form}
            plans={{ ...plans, url: `/checkout/${order.id}/plans` }}
            askPlans={askPlans}
            planWords={messages.plans.client}
            otherCards={choices.filter(({ id, isDisabled }) => id !== plans.first.card && !isDisabled)}
            ofCard={first ? messages.plans.ofCard(first.name) : null}
          >
            <TrustNote words={messages.checkout} />
          </CardFormWithPlans>
        ) : (
          <CardForm {...form}>
            {plans ? <p className="mt-3 text-sm text-soft">{whyNone(plans.closed, messages)}</p> : null}
            <TrustNote words={messages.checkout} />
          </CardForm>
        )}
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
        {sendLink ? (
          <PayByPhoneOrMail page={page} action={sendLink} words={messages.checkout.byPhone} button={messages.button} />
        ) : (
          <PayByPhone page={page} words={messages.checkout.byPhone} />
        )}
      </div>
    </main>
  )
}

const JUST_NOW_MS = 3_600_000

function refusalOf({ reason, at }: RefusedCard, now: Date, { checkout, result }: Messages): string {
  const isNew = at !== null && now.getTime() - at.getTime() < JUST_NOW_MS
  return `${isNew ? checkout.refusedJustNow : checkout.refusedBefore} ${result.reasons[reason ?? 'ask-bank'].why}`
}
