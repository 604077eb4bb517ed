import 'server-only'
import { randomBytes } from 'node:crypto'
import { countOrder } from '@/lib/metrics/counters'
import { fromAddress } from '@/lib/rate-limit'
import type { Locale } from '@/lib/shared/locale'
import type { Order } from '@/lib/shared/payments/order'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny } from '@/lib/uses'
import type { Product } from './catalogue'
import { createOrder } from './orders'

/** An order for one product, made the way a merchant's own server would make it, with a limit per address. */
export async function createShopOrder(product: Product, locale: Locale, address: string, now: Date): Promise<Result<Order>> {
  const wait = await overAny(fromAddress('orders-from-address', address), now)
  if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })
  const created = await createOrder(
    {
      reference: `SHOP-${randomBytes(6).toString('hex').toUpperCase()}`,
      amountKurus: product.priceKurus,
      description: null,
      items: [{ name: product.name[locale], quantity: 1, unitAmountKurus: product.priceKurus }],
      customer: null,
      successUrl: null,
      cancelUrl: null,
      // The browser's language, not the order's: a shopper who buys here has already chosen.
      locale: null,
    },
    now,
  )
  if (!created.ok) throw new Error('a fresh reference was taken')
  countOrder('shop')
  return ok(created.value.order)
}
