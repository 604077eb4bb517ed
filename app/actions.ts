'use server'

import { notFound, redirect } from 'next/navigation'
import { catalogue } from '@/lib/catalogue'
import { now } from '@/lib/clock'
import { currentLocale } from '@/lib/locale'
import { createShopOrder } from '@/lib/shop'

/** Makes an order of one product of the shop and leads to its checkout. */
export async function buy(form: FormData): Promise<void> {
  const product = catalogue.find(({ id }) => form instanceof FormData && id === form.get('product'))
  if (!product) notFound()
  const order = await createShopOrder(product, await currentLocale(), await now())
  redirect(`/checkout/${order.id}`)
}
