'use server'

import { notFound, redirect } from 'next/navigation'
import { now } from '@/lib/clock'
import { catalogue } from '@/lib/orders/catalogue'
import { createShopOrder } from '@/lib/orders/shop'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

/** Creates an order for one product of the shop and redirects to its checkout, or says how long to wait. */
export async function buy(form: FormData): Promise<void> {
  requirePart('shop')
  const product = catalogue.find(({ id }) => form instanceof FormData && id === form.get('product'))
  if (!product) notFound()
  const made = await createShopOrder(product, await currentLocale(), await clientAddress(), await now())
  if (made.ok) redirect(`/checkout/${made.value.id}`)
  redirect(made.failure.kind === 'rate-limited' ? `/?wait=${made.failure.retryAfterSeconds}` : '/')
}
