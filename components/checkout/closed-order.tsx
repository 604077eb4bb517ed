import { NoticePage } from '@/components/layout/notice-page'
import type { Messages } from '@/lib/shared/messages'
import { type Order, shopLink } from '@/lib/shared/payments/order'

type Props = { order: Order; merchantName: string; shopUrl: string | null; messages: Messages }

/** An order that can no longer be paid: cancelled or expired. */
export function ClosedOrder({ order, merchantName, shopUrl, messages }: Props) {
  const { closed, site, frame } = messages
  const way = order.cancelUrl === null ? shopUrl : shopLink(order.cancelUrl, order)
  const isCancelled = order.status === 'cancelled'
  const heading = isCancelled ? closed.cancelled : closed.expired
  return (
    <NoticePage title={`${heading} – ${merchantName}`} heading={heading} text={isCancelled ? closed.cancelledText : closed.expiredText}>
      {way ? (
        <a className="button" href={way}>
          {order.cancelUrl ? site.backToShop : frame.ways.shop}
        </a>
      ) : null}
    </NoticePage>
  )
}
