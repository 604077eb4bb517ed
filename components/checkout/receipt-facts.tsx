import { Fact } from '@/components/ui/fact'
import { IstanbulTime } from '@/components/ui/istanbul-time'
import { Money } from '@/components/ui/money'
import { cardLabel } from '@/lib/shared/cards/card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { Kurus } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import type { PaymentView } from '@/lib/shared/payments/payment-states'
import type { PaidPlan } from '@/lib/shared/payments/plan'

type Props = { payment: PaymentView; order: Order; isReceipt: boolean; merchantName: string; locale: Locale; words: Messages['result'] }

/** What tells of the card is null except in the browser that paid. */
export function ReceiptFacts({ payment, order, isReceipt, merchantName, locale, words }: Props) {
  const isPlan = payment.plan !== null && payment.plan.instalments > 1
  return (
    <dl className="divide-y divide-hairline border-y border-hairline">
      <Fact term={isReceipt && isPlan ? words.drawn : words.amount}>
        <span className="font-semibold">
          <Money amount={payment.drawnKurus} locale={locale} />
        </span>
      </Fact>
      {payment.plan && isPlan ? <PlanFacts plan={payment.plan} priceKurus={payment.amountKurus} locale={locale} words={words} /> : null}
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

/** A plan to the kuruş: what was drawn is its price and its difference. */
function PlanFacts({
  plan: { instalments, monthlyKurus, feeKurus },
  priceKurus,
  locale,
  words,
}: {
  plan: PaidPlan
  priceKurus: Kurus
} & Pick<Props, 'locale' | 'words'>) {
  return (
    <>
      <Fact term={words.plan}>
        <span>{words.instalments(instalments)}</span>
        {monthlyKurus === null ? null : (
          <>
            <span aria-hidden="true"> × </span>
            <Money amount={monthlyKurus} locale={locale} />
          </>
        )}
      </Fact>
      <Fact term={words.price}>
        <Money amount={priceKurus} locale={locale} />
      </Fact>
      <Fact term={words.difference}>{feeKurus > 0 ? <Money amount={feeKurus} locale={locale} /> : words.noDifference}</Fact>
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
