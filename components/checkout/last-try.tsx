import { RefreshWhilePending } from '@/components/ui/refresh-while-pending'
import { cardLabel } from '@/lib/shared/cards/card'
import { isByPlan, planInWords } from '@/lib/shared/in-words/plan-in-words'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { isOneOf, type PaymentView } from '@/lib/shared/payments/payment-states'
import { BankMessage } from './bank-message'
import { resultView } from './result-view'

type Props = { payment: PaymentView; orderId: string; locale: Locale; words: Messages['result']; nonce: string | undefined }

/** What became of the last try, above the form for the next one; only the payer sees more than the status. */
export function LastTry({ payment, orderId, locale, words, nonce }: Props) {
  if (!isOneOf(payment.status, ['declined', 'expired', 'not_charged', 'awaiting_3ds'])) return null
  const { tone, heading, lead, next, ways } = resultView(payment, 'open', words)
  const isWaiting = payment.status === 'awaiting_3ds'
  return (
    <section
      aria-labelledby="last-try"
      className={`mb-6 rounded-control border px-4 py-3 ${tone === 'bad' ? 'border-bad bg-bad-tint' : 'border-hairline bg-tint'}`}
    >
      {payment.isInDoubt ? <RefreshWhilePending nonce={nonce} isForm /> : null}
      <h2 id="last-try" className={`font-semibold ${tone === 'bad' ? 'text-bad' : ''}`}>
        {heading}
      </h2>
      {payment.card ? <p className="text-sm text-soft tabular-nums">{cardLabel(payment.card)}</p> : null}
      {payment.plan && isByPlan(payment) ? (
        <p className="text-sm text-soft tabular-nums">{planInWords(payment.plan, locale, words)}</p>
      ) : null}
      <p className="mt-1">{lead}</p>
      {next.map((sentence) => (
        <p key={sentence} className="mt-1 text-sm text-soft">
          {sentence}
        </p>
      ))}
      {payment.bankMessage && !isWaiting && !payment.isInDoubt ? <BankMessage message={payment.bankMessage} words={words} /> : null}
      {ways.includes('bank') && payment.id ? (
        <a className="inline-flex min-h-11 items-center" href={`/checkout/${orderId}/3d/${payment.id}`}>
          {words.continueAtBank}
        </a>
      ) : null}
      {ways.includes('bank') && payment.resumed === null ? (
        <a className="ml-6 hidden min-h-11 items-center lg:inline-flex" href={`/checkout/${orderId}/result#phone`}>
          {words.byPhone.heading}
        </a>
      ) : null}
    </section>
  )
}
