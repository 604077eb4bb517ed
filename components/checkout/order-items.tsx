import { Money } from '@/components/ui/money'
import type { Locale } from '@/lib/shared/locale'
import type { OrderItem } from '@/lib/shared/payments/order'

export function OrderItems({ items, locale }: { items: OrderItem[]; locale: Locale }) {
  return (
    <ul className="divide-y divide-hairline">
      {items.map((item, index) => (
        <li key={`${index}-${item.name}`} className="amount-row py-3">
          <span className="min-w-0 flex-1 basis-32">
            <span className="block">
              <bdi>{item.name}</bdi>
            </span>
            <span className="block text-sm text-soft">
              <span>{item.quantity}</span> <span>×</span> <Money amount={item.unitAmountKurus} locale={locale} />
            </span>
          </span>
          <Money amount={item.quantity * item.unitAmountKurus} locale={locale} />
        </li>
      ))}
    </ul>
  )
}
