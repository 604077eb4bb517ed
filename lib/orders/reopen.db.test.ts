import { expect, test } from 'vitest'
import { forgetCustomerOf } from '@/db/orders'
import { newId } from '@/lib/ids'
import { cancelOrder, createOrder, findOrder, type NewOrder, reopenOrder } from './orders'

/** An order that was cancelled, and whose customer was forgotten. */
async function givenForgotten(more: Partial<NewOrder>): Promise<{ id: string; body: NewOrder }> {
  const bare = { description: null, items: [], successUrl: null, cancelUrl: null, locale: null }
  const body = { reference: `R-${newId()}`, amountKurus: 500, customer: { name: 'Ayşe' }, ...bare, ...more }
  const made = await createOrder(body, new Date())
  if (!made.ok) throw new Error('no order was made')
  const { id } = made.value.order
  await cancelOrder(id, new Date())
  expect(await forgetCustomerOf(id, new Date())).toBe(true)
  return { id, body }
}

test('an order that is open again is still the one of the body that made it, its customer aside', async () => {
  const { id, body } = await givenForgotten({})
  expect(await reopenOrder(id, null, new Date())).toMatchObject({ ok: true, order: { id, status: 'open' } })
  expect(await createOrder(body, new Date())).toMatchObject({ ok: true, value: { created: false, order: { id, status: 'open' } } })
  expect(await createOrder({ ...body, amountKurus: 501 }, new Date())).toMatchObject({ ok: false })
})

test('no order is opened again once what Paynet was to be told of it has been erased', async () => {
  const { id } = await givenForgotten({ paynet: { agent_id: '1001' } })
  expect(await reopenOrder(id, null, new Date())).toEqual({ ok: false, because: 'erased' })
  expect((await findOrder(id, new Date()))?.status).toBe('cancelled')
})
