import { SupportLink } from '@/components/layout/support-link'
import { Money } from '@/components/ui/money'
import { RefreshWhilePending } from '@/components/ui/refresh-while-pending'
import { StatusMark } from '@/components/ui/status-mark'
import type { FormAction } from '@/components/ui/use-submit'
import type { FormState } from '@/lib/shared/form-state'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { type Order, shopLink } from '@/lib/shared/payments/order'
import type { PaymentView, SaveOutcome } from '@/lib/shared/payments/payment-states'
import { BankMessage } from './bank-message'
import { LeavingSoon } from './leaving-soon'
import { OrderItems } from './order-items'
import { ReceiptAccount } from './receipt-account'
import { ReceiptFacts } from './receipt-facts'
import { ReceiptTools } from './receipt-tools'
import { RefundNotes } from './refund-notes'
import { resultView } from './result-view'
import { ResultWays } from './result-ways'
import { ResumeByPhone, type ResumeState } from './resume-by-phone'

type Props = {
  order: Order
  payment: PaymentView
  /** The saved card to try instead of the payment's own; null for a new one. */
  otherCardId: string | null
  merchantName: string
  support: string
  /** The merchant's own site, or the demo shop; null if there is neither. */
  home: string | null
  /** Accounts, and with them the list of cards, are switched on. */
  hasAccounts: boolean
  isSignedIn: boolean
  /** The shopper wants to stay on this page. */
  isStaying: boolean
  /** Puts the payment into the account that is signed in; null for anyone but the payer. */
  claim: FormAction<FormState> | null
  /** Makes a one-time link by which another device carries the payment on; null for anyone but the payer. */
  carryOnByPhone: FormAction<ResumeState> | null
  locale: Locale
  messages: Messages
  nonce: string | undefined
}

/** One true status. The live region keeps its place from status to status, so that only its text changes. */
export function PaymentResult(props: Props) {
  const { order, payment, otherCardId, merchantName, support, home, hasAccounts, isSignedIn, isStaying, claim, carryOnByPhone } = props
  const { locale, messages, nonce } = props
  const words = messages.result
  const view = resultView(payment, order.status, words)
  const isPaid = payment.status === 'succeeded' && !payment.refunded
  const path = `/checkout/${order.id}`
  const shopPage = order.successUrl === null ? null : shopLink(order.successUrl, order)
  const isLeaving = isPaid && payment.isJustPaid && order.returnMode === 'auto' && !isStaying
  const onward = onwardOf(isPaid ? (shopPage ?? home) : mayLeave(payment, view.tone) ? wayOut(order, home) : null)
  const ways = {
    ways: view.ways,
    checkoutPath: path,
    bankPath: payment.id && `${path}/3d/${payment.id}`,
    savedCardId: payment.savedCardId,
    otherCardId,
    onward,
    isOnwardFirst: payment.refunded,
    support,
    words,
  }

  function onwardOf(href: string | null) {
    return href === null ? null : { href, text: isPaid ? words.continueShopping : messages.site.backToShop }
  }

  return (
    <main data-payment-status={payment.status} className="sheet-ground flex-1 px-[16px] py-8 sm:py-16 print:p-0">
      <title>{`${view.heading} – ${merchantName}`}</title>
      <meta name="robots" content="noindex" />
      {view.isPending || view.mayBeOutrun ? <RefreshWhilePending nonce={nonce} isForm={!view.isPending} /> : null}

      <div className="receipt sheet mx-auto max-w-xl px-[16px] py-8 sm:px-10">
        <StatusMark tone={view.tone} isPending={view.isPending} />
        <div role="status" className="mt-4">
          <h1 className="text-2xl font-semibold tracking-tight">{view.heading}</h1>
          <p className={view.lead === words.doNotPayAgain ? 'mt-2 font-semibold' : isPaid ? 'mt-2 print:hidden' : 'mt-2'}>{view.lead}</p>
          {isLeaving && shopPage ? <LeavingSoon href={shopPage} merchantName={merchantName} words={words} /> : null}
        </div>
        {isLeaving ? (
          <a className="button button-quiet mt-4 print:hidden" href={`${path}/result?stay=1`}>
            {words.stay}
          </a>
        ) : null}
        {view.next.map((sentence) => (
          <p key={sentence} className="mt-2 text-soft">
            {sentence}
          </p>
        ))}
        {view.isReceipt ? null : <ResultWays {...ways} />}
        {carryOnByPhone && payment.resumed !== 'here' && view.ways.includes('bank') ? (
          <ResumeByPhone
            // The code that was shown has been used by then.
            key={payment.resumed}
            action={carryOnByPhone}
            path={`${path}/result`}
            isAgain={payment.resumed === 'elsewhere'}
            words={words.byPhone}
            button={messages.button}
          />
        ) : null}

        <RefundNotes payment={payment} locale={locale} words={words} />
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
        {view.isReceipt && payment.saveOutcome && hasAccounts ? (
          <SavingNote saving={payment.saveOutcome} cardsPath={`/account/cards?next=${path}/result`} words={words} />
        ) : null}

        {view.isReceipt && order.items.length > 0 ? (
          <section className="mt-8">
            <h2 className="text-sm text-soft">{words.itemsHeading}</h2>
            <OrderItems items={order.items} locale={locale} />
            {payment.plan && payment.plan.feeKurus > 0 ? (
              <div className="border-t border-hairline py-2 text-soft">
                <p className="flex flex-wrap items-baseline justify-between gap-x-6 py-1">
                  <span>{words.price}</span>
                  <Money amount={payment.amountKurus} locale={locale} />
                </p>
                <p className="flex flex-wrap items-baseline justify-between gap-x-6 py-1">
                  <span>{words.difference}</span>
                  <Money amount={payment.plan.feeKurus} locale={locale} />
                </p>
              </div>
            ) : null}
            <p className="receipt-total flex flex-wrap items-baseline justify-between gap-x-6 border-y border-hairline py-3 font-semibold">
              <span>{words.total}</span>
              <Money amount={payment.drawnKurus} locale={locale} />
            </p>
          </section>
        ) : null}

        {payment.bankMessage && view.tone === 'bad' ? <BankMessage message={payment.bankMessage} words={words} className="mt-2" /> : null}

        <p className="mt-4 text-sm text-soft">
          {/* While the result is open there is nothing to press but waiting; help stands at the foot of the page. */}
          {view.isPending ? null : (
            <>
              <span>{words.help}</span> <SupportLink support={support} label={words.helpLink} />
            </>
          )}
          <span className="block">{words.quoteReference}</span>
        </p>

        {view.isReceipt ? (
          <>
            <ResultWays {...ways} />
            <ReceiptTools words={words.tools} />
          </>
        ) : null}
      </div>
      {view.isReceipt && hasAccounts && payment.account && claim && (isSignedIn || payment.account === 'none') ? (
        <ReceiptAccount account={payment.account} isSignedIn={isSignedIn} claim={claim} path={`${path}/result`} messages={messages} />
      ) : null}
    </main>
  )
}

/** Whether the shop's own page for shoppers who did not pay is a next step: not while money may be moving. */
function mayLeave({ refunded, status }: PaymentView, tone: string): boolean {
  return refunded || tone === 'bad' || status === 'awaiting_3ds'
}

/** The shop's page for shoppers who did not pay is none for an order that was paid. */
function wayOut(order: Order, home: string | null): string | null {
  if (order.status === 'paid') return home
  return order.cancelUrl === null ? null : shopLink(order.cancelUrl, order)
}

/** What became of the card that was to be saved; the payment is fine either way. */
function SavingNote({ saving, cardsPath, words }: { saving: SaveOutcome; cardsPath: string; words: Messages['result'] }) {
  const text = {
    saved: words.cardSaved,
    'not-saved': words.cardNotSaved,
    unknown: words.cardSavingUnknown,
    wanted: words.cardSavingUnknown,
  }[saving]
  return (
    <p className="mt-4 text-sm print:hidden">
      <span>{text}</span>{' '}
      <a className="inline-block py-2" href={cardsPath}>
        {words.myCards}
      </a>
    </p>
  )
}
