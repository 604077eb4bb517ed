import { Fact } from '@/components/ui/fact'
import { IstanbulDay, IstanbulTime } from '@/components/ui/istanbul-time'
import { Money } from '@/components/ui/money'
import { cardLabel } from '@/lib/shared/cards/card'
import { isByPlan, planInWords } from '@/lib/shared/in-words/plan-in-words'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { Kurus } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import type { PaymentView } from '@/lib/shared/payments/payment-states'

type Props = { payment: PaymentView; order: Order; isReceipt: boolean; merchantName: string; locale: Locale; words: Messages['result'] }

/** What tells of the card is null except in the browser that paid. */
export function ReceiptFacts({ payment, order, isReceipt, merchantName, locale, words }: Props) {
  return (
    <dl className="divide-y divide-hairline border-y border-hairline">
      <Fact term={isReceipt && isByPlan(payment) ? words.drawn : words.amount}>
        <span className="font-semibold">
          <Money amount={payment.drawnKurus} locale={locale} />
        </span>
      </Fact>
      {payment.refundedKurus ? <RefundFacts payment={payment} refundedKurus={payment.refundedKurus} locale={locale} words={words} /> : null}
      {isByPlan(payment) ? <PlanFacts payment={payment} locale={locale} words={words} /> : null}
      <Fact term={words.merchant}>{merchantName}</Fact>
      <Fact term={words.order}>{order.reference}</Fact>
      <Fact term={words.reference}>{payment.referenceNo}</Fact>
      <Fact term={words.date}>
        <IstanbulTime at={payment.settledAt ?? payment.createdAt} locale={locale} />
      </Fact>
      {payment.card ? <Fact term={words.card}>{cardLabel(payment.card)}</Fact> : null}
      {isReceipt ? <BankFacts payment={payment} words={words} /> : null}
    </dl>
  )
}

/** A plan to the kuruş: what is drawn is the price and the difference. */
function PlanFacts({ payment: { plan, amountKurus }, locale, words }: Pick<Props, 'payment' | 'locale' | 'words'>) {
  if (plan === null) return null
  // What nobody has quoted is not called free.
  const isQuoted = plan.monthlyKurus !== null || plan.feeKurus > 0
  return (
    <>
      <Fact term={words.plan}>{planInWords(plan, locale, words)}</Fact>
      {isQuoted ? (
        <>
          <Fact term={words.difference}>{plan.feeKurus > 0 ? <Money amount={plan.feeKurus} locale={locale} /> : words.noDifference}</Fact>
          <Fact term={words.price}>
            <Money amount={amountKurus} locale={locale} />
          </Fact>
        </>
      ) : null}
    </>
  )
}

/** What went back, and what is left paid where something is. */
function RefundFacts({
  payment: { drawnKurus, refunded, refunds },
  refundedKurus,
  locale,
  words: { refunds: words },
}: Pick<Props, 'payment' | 'locale' | 'words'> & { refundedKurus: Kurus }) {
  const lastAt = refunded ? refunds[0]?.settledAt : null
  return (
    <>
      <Fact term={words.sum}>
        <Money amount={refundedKurus} locale={locale} />
      </Fact>
      {refunded ? null : (
        <Fact term={words.left}>
          <span className="font-semibold">
            <Money amount={drawnKurus - refundedKurus} locale={locale} />
          </span>
        </Fact>
      )}
      {lastAt ? (
        <Fact term={words.date}>
          <IstanbulDay at={lastAt} locale={locale} />
        </Fact>
      ) : null}
    </>
  )
}

/** What the bank's own statement shows of a payment that was taken, and how it was paid. */
function BankFacts({ payment: { bank, authorizationCode, plan }, words }: Pick<Props, 'payment' | 'words'>) {
  return (
    <>
      {bank ? <Fact term={words.bank}>{bank}</Fact> : null}
      {authorizationCode ? <Fact term={words.authorizationCode}>{authorizationCode}</Fact> : null}
      {plan?.instalments === 1 ? <Fact term={words.plan}>{words.singlePayment}</Fact> : null}
    </>
  )
}
