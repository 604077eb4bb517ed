import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Shop = Awaited<ReturnType<typeof startShop>>
type List = { total: number; has_more: boolean; Data: Record<string, unknown>[] }

const clock = { now: () => new Date('2026-11-22T09:00:00Z') }
const days = { datab: '2026-11-22', datbi: '2026-11-23' }

/** A shop with a sale of two days ago. */
async function sell(): Promise<{ shop: Shop; xact_id: string }> {
  const shop = await startShop(clock)
  await shop.settings({ sale_days_ago: 2 })
  return { shop, ...((await (await shop.charge(await shop.openPassed())).json()) as { xact_id: string }) }
}

test.each([
  ['refund-code-5', { code: 5 }, 1],
  ['refund-code-5-before', { code: 5 }, 0],
  ['refund-refused', { code: 1 }, 0],
  ['refund-noprocess', { code: 6 }, 0],
  ['refund-code-100', { code: 100 }, 1],
  ['refund-contradicts', { code: 0, is_succeed: false }, 1],
  ['code-8', { code: 8 }, 0],
  ['code-string', { code: '0' }, 1],
])('%s answers %j with HTTP 200, and %d refunds are taken', async (fault, body, count) => {
  const { shop, xact_id } = await sell()
  await shop.fault({ fault, service: 'reversed_request' })
  const response = await shop.refund({ xact_id, amount: 3000 })
  expect([response.status, await response.json()]).toMatchObject([200, { object_name: 'transaction_reversed_request', ...body }])
  expect(await shop.refunds()).toHaveLength(count)
})

test.each([
  ['answer-lost-before', 0],
  ['answer-lost-after', 1],
  ['http-500', 0],
  ['http-500-after', 1],
])('after %s, %d refunds are taken', async (fault, count) => {
  const { shop, xact_id } = await sell()
  await shop.fault({ fault, service: 'reversed_request', reference_prefix: 'REF-1' })
  await shop.refund({ xact_id, amount: 3000 }).catch(() => 'lost')
  expect(await shop.refunds()).toHaveLength(count)
})

test('a code may be answered although the refund was taken', async () => {
  const { shop, xact_id } = await sell()
  await shop.fault({ fault: 'code-10', service: 'reversed_request', acts: true })
  expect(await (await shop.refund({ xact_id, amount: 3000 })).json()).toMatchObject({ code: 10 })
  expect(await shop.refunds()).toHaveLength(1)
})

test('slow-before takes the refund late, slow at once', async () => {
  const { shop, xact_id } = await sell()
  await shop.fault({ fault: 'slow-before', service: 'reversed_request', ms: 1_000 })
  const late = shop.refund({ xact_id, amount: 1 })
  expect(await shop.refunds()).toEqual([])
  await late
  await shop.fault({ fault: 'slow', service: 'reversed_request', ms: 1_000 })
  let isAnswered = false
  const slow = shop.refund({ xact_id, amount: 1 }).finally(() => {
    isAnswered = true
  })
  await expect.poll(async () => (await shop.refunds()).length, { interval: 10 }).toBe(2)
  expect(isAnswered).toBe(false)
  await slow
})

test('the faults of the list of refunds change what it shows, never what was given back', async () => {
  const { shop, xact_id } = await sell()
  for (let count = 0; count < 3; count++) await shop.refund({ xact_id, amount: 100 })
  const spoilt = async (fault: string, fields: object = {}) => {
    await shop.fault({ fault, service: 'reversal_list' })
    return (await (await shop.listReversals({ ...days, ...fields })).json()) as List
  }
  expect(await spoilt('has-more-lies')).toMatchObject({ has_more: true, total: 3 })
  expect(await spoilt('has-more-ends', { limit: 2 })).toMatchObject({ has_more: false, total: 3 })
  const foreign = await spoilt('reversal-foreign-row')
  expect(foreign).toMatchObject({ total: 4, Data: [{}, {}, {}, { entry_date: '22.11.2026', amount: 12.5 }] })
  expect(new Set(foreign.Data.map((row) => row.reversed_xact_id)).size).toBe(2)
  expect((await spoilt('list-hostile')).Data[0]).toMatchObject({ card_no: expect.stringContaining('<script>') })
  expect((await spoilt('check-wrong-amount')).Data[0]).toMatchObject({ amount: 2 })
  expect((await spoilt('amount-noise')).Data[0]?.amount).toBeCloseTo(1, 5)
  expect(await spoilt('data-lower-case')).toMatchObject({ data: [{}, {}, {}] })
  expect((await spoilt('data-null')).Data).toBeNull()
  expect((await spoilt('data-null-row')).Data).toEqual([null])
  expect(await spoilt('code-8')).toMatchObject({ object_name: 'transaction_reversal_list', code: 8, Data: [] })
  expect(await (await shop.listReversals(days)).json()).toMatchObject({ total: 3 })
})
