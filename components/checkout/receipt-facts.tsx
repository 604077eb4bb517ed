import { Fact } from '@/components/ui/fact'
import { IstanbulTime } from '@/components/ui/istanbul-time'
import { Money } from '@/components/ui/money'
import { cardLabel } from '@/lib/shared/cards/card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { Order } from '@/lib/shared/payments/order'
import type { PaymentView } from '@/lib/shared/payments/payment-states'

type Props = { payment: PaymentView; order: Order; isReceipt: boolean; merchantName: string; locale: Locale; words: Messages['result'] }

/** What tells of the card is null except in the browser that paid. */
export function ReceiptFacts({ payment, order, isReceipt, merchantName, locale, words }: Props) {
  return (
    <dl className="divide-y divide-hairline border-y border-hairline">
      <Fact term={words.amount}>
        <span className="font-semibold">
          <Money amount={payment.amountKurus} locale={locale} />
        </span>
      </Fact>
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

/** What the bank's own statement shows of a payment that was taken, and how it was paid. */
function BankFacts({ payment: { bank, authorizationCode, instalments }, words }: Pick<Props, 'payment' | 'words'>) {
  return (
    <>
      {bank ? <Fact term={words.bank}>{bank}</Fact> : null}
      {authorizationCode ? <Fact term={words.authorizationCode}>{authorizationCode}</Fact> : null}
      {instalments === null ? null : (
        <Fact term={words.plan}>{instalments > 1 ? words.instalments(instalments) : words.singlePayment}</Fact>
      )}
    </>
  )
}
