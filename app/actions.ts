'use server'

import { notFound } from 'next/navigation'
import { attempt, leadTo } from '@/app/forms'
import { now } from '@/lib/clock'
import { catalogue } from '@/lib/orders/catalogue'
import { createShopOrder } from '@/lib/orders/shop'
import type { FormState } from '@/lib/shared/form-state'
import { messagesFor } from '@/lib/shared/messages'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

/** Creates an order for one product of the shop and redirects to its checkout, or says how long to wait. */
export async function buy(_state: FormState, form: FormData): Promise<FormState> {
  requirePart('shop')
  const product = catalogue.find(({ id }) => form instanceof FormData && id === form.get('product'))
  if (!product) notFound()
  const locale = await currentLocale()
  const made = await attempt('order.not-made', createShopOrder(product, locale, await clientAddress(), await now()))
  if (made.ok) leadTo(`/checkout/${made.value.id}`)
  const { problem, shop } = messagesFor(locale)
  return { problem: made.failure.kind === 'rate-limited' ? problem.tooManyOrders(made.failure.retryAfterSeconds) : shop.unavailable }
}
