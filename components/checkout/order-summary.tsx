import { Money } from '@/components/ui/money'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { type Order, shopLink } from '@/lib/shared/payments/order'
import { OrderItems } from './order-items'

type Props = { order: Order; merchantName: string; locale: Locale; words: Messages['checkout'] }

/** A longer list scrolls by itself. */
const MOST_AT_A_GLANCE = 5

/** What is being paid for: beside the form on a wide screen, above it and folded on a phone. */
export function OrderSummary({ order, merchantName, locale, words }: Props) {
  return (
    <div className="lg:sticky lg:top-12">
      <h1>
        <span className="block text-sm text-soft">{words.toPay}</span>
        <span className="block text-2xl font-semibold tracking-tight">
          <Money amount={order.amountKurus} locale={locale} />
        </span>
      </h1>
      <p className="mt-4 hidden lg:block">{merchantName}</p>
      <p className="mt-1 text-sm text-soft">
        <span>{words.order}</span> <span className="break-all">{order.reference}</span>
      </p>
      {order.description ? (
        <p className="mt-1 text-sm text-soft">
          <bdi>{order.description}</bdi>
        </p>
      ) : null}

      {order.items.length > 0 ? (
        <details className="fold-when-narrow mt-1 lg:mt-8">
          <summary className="min-h-11 py-2.5 text-sm text-link">{words.items(order.items.length)}</summary>
          {order.items.length > MOST_AT_A_GLANCE ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
            <section tabIndex={0} aria-label={words.items(order.items.length)} className="order-items border-y border-hairline">
              <OrderItems items={order.items} locale={locale} />
            </section>
          ) : (
            <div className="border-y border-hairline">
              <OrderItems items={order.items} locale={locale} />
            </div>
          )}
          <p className="amount-row py-3 font-semibold">
            <span>{words.total}</span>
            <Money amount={order.amountKurus} locale={locale} />
          </p>
        </details>
      ) : null}

      {order.cancelUrl ? (
        <p className="text-sm lg:mt-4">
          <a className="inline-flex min-h-11 items-center" href={shopLink(order.cancelUrl, order)}>
            {words.cancel}
          </a>
        </p>
      ) : null}
    </div>
  )
}
