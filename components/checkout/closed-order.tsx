import { NoticePage } from '@/components/layout/notice-page'
import type { Messages } from '@/lib/shared/messages'
import type { Order } from '@/lib/shared/payments/order'

type Props = { order: Order; merchantName: string; messages: Messages }

/** An order that can no longer be paid: cancelled or expired. */
export function ClosedOrder({ order, merchantName, messages }: Props) {
  const { closed, site } = messages
  const isCancelled = order.status === 'cancelled'
  const heading = isCancelled ? closed.cancelled : closed.expired
  return (
    <NoticePage title={`${heading} – ${merchantName}`} heading={heading} text={isCancelled ? closed.cancelledText : closed.expiredText}>
      {order.cancelUrl ? (
        <a className="button" href={order.cancelUrl}>
          {site.backToShop}
        </a>
      ) : null}
    </NoticePage>
  )
}
