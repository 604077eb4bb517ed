import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Product } from './catalogue'
import { createOrder } from './orders'
import type { Locale } from './shared/locale'
import type { Order } from './shared/order'

/** An order of one product, made as a merchant's own server would make it. */
export async function createShopOrder(product: Product, locale: Locale, now: Date): Promise<Order> {
  const created = await createOrder(
    {
      reference: `SHOP-${randomBytes(6).toString('hex').toUpperCase()}`,
      amountKurus: product.priceKurus,
      description: null,
      items: [{ name: product.name[locale], quantity: 1, unitAmountKurus: product.priceKurus }],
      customer: null,
      successUrl: null,
      cancelUrl: null,
      // Not the order's but the browser's: whoever buys here has chosen already.
      locale: null,
    },
    now,
  )
  if (!created.ok) throw new Error('a fresh reference was taken')
  return created.value.order
}
