import { IstanbulDay } from '@/components/ui/istanbul-time'
import { refundInWords, refundsInGeneral } from '@/lib/shared/in-words/refund-in-words'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { PaymentView } from '@/lib/shared/payments/payment-states'

type Props = { payment: PaymentView; locale: Locale; words: Messages['result'] }

/** Each refund of a payment, and how it stands; nothing where the page's heading has told all of it. */
export function RefundNotes({ payment, locale, words }: Props) {
  const { refunds, refunded } = payment
  if (refunds.length === 0 || (refunded && refunds.length === 1)) return null
  return (
    <section aria-labelledby="refunds" className="mt-6 rounded-control border border-hairline bg-tint px-[16px] py-3">
      <h2 id="refunds" className="text-sm text-soft">
        {words.refunds.heading}
      </h2>
      <ul className="divide-y divide-hairline">
        {refunds.map((refund) => {
          const said = refundInWords(refund, locale, words)
          return said === null ? null : (
            <li key={refund.id} data-refund-status={refund.status} className="py-2">
              <p className="font-medium">
                <span>{said.how}</span> {said.of === null ? null : <span className="inline-block">{said.of}</span>}
              </p>
              {said.next === null ? null : <p>{said.next}</p>}
              <p className="text-sm text-soft">
                <IstanbulDay at={refund.settledAt ?? refund.createdAt} locale={locale} />
              </p>
            </li>
          )
        })}
      </ul>
      {refunded
        ? null
        : refundsInGeneral(payment, words).map((sentence) => (
            <p key={sentence} className="text-sm text-soft">
              {sentence}
            </p>
          ))}
    </section>
  )
}
