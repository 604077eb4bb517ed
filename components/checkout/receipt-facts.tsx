import { Fact } from '@/components/ui/fact'
import { IstanbulTime } from '@/components/ui/istanbul-time'
import { Money } from '@/components/ui/money'
import { cardLabel } from '@/lib/shared/cards/card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { Order } from '@/lib/shared/payments/order'
import type { PaymentView } from '@/lib/shared/payments/payment-states'
import { isByPlan, planInWords } from './plan-in-words'

type Props = { payment: PaymentView; order: Order; isReceipt: boolean; merchantName: string; locale: Locale; words: Messages['result'] }

/** What tells of the card and the plan is null except in the browser that paid. */
export function ReceiptFacts({ payment, order, isReceipt, merchantName, locale, words }: Props) {
  return (
    <dl className="divide-y divide-hairline border-y border-hairline">
      <Fact term={isReceipt && isByPlan(payment) ? words.drawn : words.amount}>
        <span className="font-semibold">
          <Money amount={payment.chargeKurus} locale={locale} />
        </span>
      </Fact>
      {isReceipt || isByPlan(payment) ? <PlanFacts payment={payment} locale={locale} words={words} /> : null}
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

/** What the bank's own statement shows of a payment that was taken. */
function BankFacts({ payment: { bank, authorizationCode }, words }: Pick<Props, 'payment' | 'words'>) {
  return (
    <>
      {bank ? <Fact term={words.bank}>{bank}</Fact> : null}
      {authorizationCode ? <Fact term={words.authorizationCode}>{authorizationCode}</Fact> : null}
    </>
  )
}

/** How it is paid, and of a plan what it adds to the price. */
function PlanFacts({ payment, locale, words }: Pick<Props, 'payment' | 'locale' | 'words'>) {
  const { plan, amountKurus, chargeKurus } = payment
  if (plan === null) return null
  const feeKurus = chargeKurus - amountKurus
  return (
    <>
      <Fact term={words.plan}>{planInWords(plan, locale, words)}</Fact>
      {isByPlan(payment) ? (
        <>
          <Fact term={words.difference}>{feeKurus > 0 ? <Money amount={feeKurus} locale={locale} /> : words.noDifference}</Fact>
          <Fact term={words.price}>
            <Money amount={amountKurus} locale={locale} />
          </Fact>
        </>
      ) : null}
    </>
  )
}
