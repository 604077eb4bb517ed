import { RefreshWhilePending } from '@/components/ui/refresh-while-pending'
import { StatusMark } from '@/components/ui/status-mark'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { Order } from '@/lib/shared/payments/order'
import type { PaymentView, SaveOutcome } from '@/lib/shared/payments/payment-states'
import { OrderItems } from './order-items'
import { ReceiptFacts } from './receipt-facts'
import { resultView } from './result-view'
import { ResultWays } from './result-ways'

type Props = {
  order: Order
  payment: PaymentView
  merchantName: string
  support: string
  /** Accounts, and with them the list of cards, are switched on. */
  hasAccounts: boolean
  locale: Locale
  messages: Messages
  nonce: string | undefined
}

/** One true status. The live region keeps its place from status to status, so that only its text changes. */
export function PaymentResult({ order, payment, merchantName, support, hasAccounts, locale, messages, nonce }: Props) {
  const words = messages.result
  const view = resultView(payment, order.status, words)
  const isPaid = payment.status === 'succeeded' && !payment.refunded
  const isOver = payment.refunded || view.tone === 'bad'
  const shopUrl = isPaid ? order.successUrl : isOver ? order.cancelUrl : null
  return (
    <main data-payment-status={payment.status} className="flex-1 bg-tint px-4 py-8 sm:px-8 sm:py-16">
      <title>{`${view.heading} – ${merchantName}`}</title>
      <meta name="robots" content="noindex" />
      {view.isPending ? <RefreshWhilePending nonce={nonce} /> : null}

      <div className="receipt mx-auto max-w-xl rounded-control border border-hairline bg-paper px-4 py-8 sm:px-10 print:border-0 print:p-0">
        <StatusMark tone={view.tone} isPending={view.isPending} />
        <div role="status" className="mt-4">
          <h1 className="text-2xl font-semibold tracking-tight">{view.heading}</h1>
          <p className={view.lead === words.doNotPayAgain ? 'mt-2 font-semibold' : 'mt-2'}>{view.lead}</p>
        </div>
        {view.next.map((sentence) => (
          <p key={sentence} className="mt-2 text-soft">
            {sentence}
          </p>
        ))}

        <div className="mt-6">
          <ReceiptFacts
            payment={payment}
            order={order}
            isReceipt={view.isReceipt}
            merchantName={merchantName}
            locale={locale}
            words={words}
          />
        </div>
        {view.isReceipt && payment.saveOutcome && hasAccounts ? <SavingNote saving={payment.saveOutcome} words={words} /> : null}
        {view.isReceipt ? null : <p className="mt-3 text-sm text-soft">{words.quoteReference}</p>}

        {view.isReceipt && order.items.length > 0 ? (
          <section className="mt-8">
            <h2 className="text-sm text-soft">{words.itemsHeading}</h2>
            <OrderItems items={order.items} locale={locale} />
          </section>
        ) : null}

        {payment.bankMessage && view.tone === 'bad' ? (
          <details className="mt-4 text-sm">
            <summary className="min-h-11 py-2.5 text-link">{words.detail}</summary>
            <p className="text-soft">
              <span>{words.bankSaid}</span> <q>{payment.bankMessage}</q>
            </p>
          </details>
        ) : null}

        <ResultWays
          ways={view.ways}
          checkoutPath={`/checkout/${order.id}`}
          bankPath={payment.id && `/checkout/${order.id}/3d/${payment.id}`}
          shopUrl={shopUrl}
          support={support}
          words={words}
          backToShop={messages.site.backToShop}
        />
      </div>
    </main>
  )
}

/** What became of the card that was to be saved; the payment is fine either way. */
function SavingNote({ saving, words }: { saving: SaveOutcome; words: Messages['result'] }) {
  const text = {
    saved: words.cardSaved,
    'not-saved': words.cardNotSaved,
    unknown: words.cardSavingUnknown,
    wanted: words.cardSavingUnknown,
  }[saving]
  return (
    <p className="mt-4 text-sm print:hidden">
      <span>{text}</span>{' '}
      <a className="inline-block py-2" href="/account/cards">
        {words.myCards}
      </a>
    </p>
  )
}
