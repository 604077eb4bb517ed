import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findOrder } from '@/lib/orders/orders'
import { givenReturned } from '@/lib/payments/payments.test-kit'
import { wholeOrderAnswer } from './order-answer'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Where `told` has a value and `shown` has none of its kind. Null is of every kind. */
function unlike(told: Json, shown: Json | undefined, path = ''): string[] {
  if (shown === undefined) return [path]
  if (told === null || shown === null) return []
  if (Array.isArray(told) || Array.isArray(shown)) {
    if (!Array.isArray(told) || !Array.isArray(shown)) return [path]
    return told.flatMap((each) => unlike(each, shown[0] ?? each, `${path}/0`))
  }
  if (typeof told !== 'object' || typeof shown !== 'object') return typeof told === typeof shown ? [] : [path]
  return Object.keys(told).flatMap((key) => unlike(told[key] as Json, shown[key], `${path}/${key}`))
}

test('the body that docs/webhooks.md shows has every field of an order, in the form in which it is told', async () => {
  const [, example = '{}'] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/webhooks.md', 'utf8')) ?? []
  const { data } = JSON.parse(example) as { data: { order: { [key: string]: Json }; order_version: number } }
  const { orderId } = await givenReturned()
  const order = await findOrder(orderId, new Date())
  if (!order) throw new Error('the order is not there')
  const told = JSON.parse(JSON.stringify(await wholeOrderAnswer(order))) as { [key: string]: Json }
  expect(unlike(told, data.order)).toEqual([])
  expect([told.status, told.version]).toEqual([data.order.status, data.order_version])
  expect(data.order.version).toBe(data.order_version)
})
