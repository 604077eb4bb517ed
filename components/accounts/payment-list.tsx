import { IstanbulTime } from '@/components/ui/istanbul-time'
import { Money } from '@/components/ui/money'
import { cardLabel } from '@/lib/shared/cards/card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { CustomerPayment, CustomerPaymentState } from '@/lib/shared/payments/customer-payment'
import { formatMoney } from '@/lib/shared/payments/money'

type Words = Messages['account']['payments']

const TONES: Record<CustomerPaymentState, string> = {
  paid: 'text-good',
  again: 'text-wait',
  refunded: 'text-soft',
  review: 'text-wait',
  checking: 'text-wait',
}

type Props = { payments: CustomerPayment[]; locale: Locale; words: Words }

/** What a customer has paid, each with the way to its receipt. */
export function PaymentList({ payments, locale, words }: Props) {
  return (
    <ul className="mt-4 divide-y divide-hairline border-y border-hairline">
      {payments.map((payment) => (
        <PaymentLine key={payment.id} payment={payment} locale={locale} words={words} />
      ))}
    </ul>
  )
}

function PaymentLine({ payment, locale, words }: { payment: CustomerPayment } & Omit<Props, 'payments'>) {
  const { orderId, reference, drawnKurus, refundedKurus, isRefundOpen, instalments, state, card, at } = payment
  return (
    <li data-payment-state={state} className="py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <p className="font-medium">
          <IstanbulTime at={at} locale={locale} />
        </p>
        <p className="font-semibold">
          <Money amount={drawnKurus} locale={locale} />
        </p>
      </div>
      <div className="flex flex-wrap items-end justify-between gap-x-6">
        <div className="min-w-0 text-sm">
          <p className={`font-medium ${TONES[state]}`}>{words.states[state]}</p>
          {refundedKurus > 0 && state !== 'refunded' ? <p>{words.partRefunded(formatMoney(refundedKurus, locale))}</p> : null}
          {isRefundOpen ? <p>{words.refundAsked}</p> : null}
          <p className="break-words text-soft">{words.order(reference)}</p>
          {card ? <p className="text-soft tabular-nums">{cardLabel(card)}</p> : null}
          {instalments > 1 ? <p className="text-soft tabular-nums">{words.instalments(instalments)}</p> : null}
        </div>
        <a className="-mb-3 inline-flex min-h-11 items-center text-sm" href={`/checkout/${orderId}/result`}>
          <span>{state === 'checking' ? words.status : words.receipt}</span>
          <span className="sr-only">{`: ${words.order(reference)}`}</span>
        </a>
      </div>
    </li>
  )
}

/** The ways to the pages beside this one; nothing while there is only one. */
export function PaymentPages({ newer, older, words }: { newer: string | null; older: string | null; words: Words }) {
  if (newer === null && older === null) return null
  return (
    <nav aria-label={words.pages} className="mt-4 flex flex-wrap justify-between gap-x-6 print:hidden">
      {newer === null ? null : (
        <a className="inline-flex min-h-11 items-center gap-2" rel="prev" href={newer}>
          <span aria-hidden="true">←</span>
          <span>{words.newer}</span>
        </a>
      )}
      {older === null ? null : (
        <a className="ml-auto inline-flex min-h-11 items-center gap-2" rel="next" href={older}>
          <span>{words.older}</span>
          <span aria-hidden="true">→</span>
        </a>
      )}
    </nav>
  )
}
