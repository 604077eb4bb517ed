import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Shop = Awaited<ReturnType<typeof startShop>>
type List = { total: number; total_count: number; total_amount: number; has_more: boolean; Data: Record<string, unknown>[] }

const days = { datab: '2026-11-20', datbi: '2026-11-23' }
const clock = { now: () => new Date('2026-11-22T10:00:00Z') }

async function charge(shop: Shop, reference_no: string, amount = '10,50'): Promise<void> {
  await shop.charge(await shop.openPassed({ reference_no, amount }))
}

async function list(shop: Shop, fields: object = {}): Promise<List> {
  return (await shop.listTransactions({ ...days, ...fields })).json() as Promise<List>
}

test('a row names the transaction as transaction/check does', async () => {
  const shop = await startShop(clock)
  await charge(shop, 'REF-1')
  const { Data } = (await (await shop.check({ reference_no: 'REF-1' })).json()) as List
  const page = await list(shop)
  expect(page).toMatchObject({ object_name: 'transaction_list', code: 0, total: 1, total_count: 1, total_amount: 10.5, has_more: false })
  expect(page.Data).toMatchObject([{ ...Data[0], xact_type: 'S', agent_reference: 'REF-1', amount: 10.5 }])
})

test.each([
  [{}, [25, 16], true],
  [{ starting_after: 10 }, [15, 6], true],
  [{ starting_after: '20' }, [5, 1], false],
  [{ starting_after: 25 }, [], false],
  [{ limit: 100 }, [25, 1], false],
  [{ limit: 500 }, [25, 1], false],
  [{ limit: 0 }, [25, 16], true],
  [{ ending_before: 20, limit: 5 }, [10, 6], true],
])('of 25 transactions, %j lists those from %j, newest first, with has_more %j', async (fields, [from, to], hasMore) => {
  const shop = await startShop(clock)
  for (let index = 1; index <= 25; index++) await charge(shop, `REF-${index}`)
  const expected = from === undefined ? [] : Array.from({ length: from - (to ?? 0) + 1 }, (_, index) => `REF-${from - index}`)
  const page = await list(shop, fields)
  expect(page).toMatchObject({ total: 25, total_count: expected.length, total_amount: 262.5, has_more: hasMore })
  expect(page.Data.map(({ agent_reference }) => agent_reference)).toEqual(expected)
})

test('declined transactions are listed only on request and never count in the amount', async () => {
  const shop = await startShop(clock)
  await shop.fault({ fault: 'decline' })
  await charge(shop, 'REF-1')
  await charge(shop, 'REF-2')
  expect(await list(shop)).toMatchObject({ total: 1, Data: [{ agent_reference: 'REF-2' }] })
  const all = await list(shop, { show_unsucceed: true })
  expect(all).toMatchObject({ total: 2, total_amount: 10.5, Data: [{ is_succeed: true }, { is_succeed: false }] })
})

test('days begin at midnight in Istanbul, and the last day is left out', async () => {
  let at = new Date('2026-11-20T20:59:59Z')
  const shop = await startShop({ now: () => at })
  await charge(shop, 'EVENING')
  at = new Date('2026-11-20T21:00:00Z')
  await charge(shop, 'MIDNIGHT')
  const found = async (datab: string, datbi: string) => (await list(shop, { datab, datbi })).Data.map((row) => row.agent_reference)
  expect(await found('2026-11-20', '2026-11-21')).toEqual(['EVENING'])
  expect(await found('2026-11-21', '2026-11-22')).toEqual(['MIDNIGHT'])
  expect(await found('2026-11-21', '2026-11-21')).toEqual([])
})

test.each([{}, { datab: '2026-11-20' }, { ...days, datab: '20.11.2026' }, { ...days, limit: -1 }])('%j is refused', async (fields) => {
  const shop = await startShop(clock)
  expect((await shop.listTransactions(fields)).status).toBe(400)
})

test('the faults of the list change what it shows, never what the ledger holds', async () => {
  const shop = await startShop(clock)
  for (let index = 1; index <= 12; index++) await charge(shop, `REF-${index}`)
  const spoilt = async (fault: string, fields: object = {}) => {
    await shop.fault({ fault, service: 'list' })
    return list(shop, fields)
  }
  expect(await spoilt('has-more-lies', { starting_after: 10 })).toMatchObject({ has_more: true, total_count: 2 })
  expect(await spoilt('has-more-ends')).toMatchObject({ has_more: false, total: 12, total_count: 10 })
  const foreign = await spoilt('list-foreign-row', { limit: 1 })
  expect(foreign).toMatchObject({ total: 13, Data: [{ agent_reference: 'REF-12' }, { agent_reference: 'BASKA-MAGAZA-1' }] })
  expect(new Set(foreign.Data.map(({ id }) => id)).size).toBe(2)
  expect((await spoilt('list-hostile', { limit: 1 })).Data[0]?.agent_reference).toContain('<script>')
  expect((await spoilt('list-refund-rows', { limit: 1 })).Data).toMatchObject([{ xact_type: 'S' }, { xact_type: 'CD' }])
  expect((await spoilt('check-wrong-amount', { limit: 1 })).Data).toMatchObject([{ amount: 11.5 }])
  expect(await list(shop)).toMatchObject({ total: 12, total_amount: 126 })
})
