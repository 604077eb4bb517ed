import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Row = Record<string, unknown>
type List = { total: number; total_count: number; has_more: boolean; Data: Row[] }
type Shop = Awaited<ReturnType<typeof startShop>>
type Sale = { xact_id: string; id: number }

/** Noon in Istanbul. */
const today = new Date('2026-11-22T09:00:00Z')
const days = { datab: '2026-11-20', datbi: '2026-11-24' }

/** A shop whose sales are two days old, so that parts of them can be given back. */
async function openShop(settings: object = {}, now: () => Date = () => today): Promise<Shop> {
  const shop = await startShop({ now })
  await shop.settings({ sale_days_ago: 2, ...settings })
  return shop
}

async function sell(shop: Shop, reference_no = 'REF-1', amount = '100,00'): Promise<Sale> {
  return (await shop.charge(await shop.openPassed({ reference_no, amount }))).json() as Promise<Sale>
}

async function refund(shop: Shop, fields: object): Promise<unknown> {
  return (await shop.refund(fields)).json()
}

async function rowsOf(shop: Shop, fields: object = { reference_no: 'REF-1' }): Promise<Row[]> {
  return ((await (await shop.detail(fields)).json()) as List).Data
}

async function reversals(shop: Shop, fields: object = {}): Promise<List> {
  return (await shop.listReversals({ ...days, ...fields })).json() as Promise<List>
}

const taken = { object_name: 'transaction_reversed_request', code: 0, message: 'Başarılı İşlem' }

test('a part of an older sale is given back, and each service tells it in its own way', async () => {
  const shop = await openShop()
  const sale = await sell(shop)
  expect(await refund(shop, { xact_id: sale.xact_id, amount: '3000', succeedUrl: '' })).toEqual(taken)
  const [made] = await shop.refunds()
  expect(made).toEqual({
    at: today.toISOString(),
    id: sale.id + 1,
    xact_id: expect.stringMatching(/^xk_/),
    sale_xact_id: sale.xact_id,
    sale_id: sale.id,
    reference_no: 'REF-1',
    amount_kurus: 3000,
    type: 'CD',
    status: 'approved',
    by: 'request',
  })
  const told = { reversed: true, reversed_xact_id: made?.xact_id, xact_id: sale.xact_id, transaction_type: 1, amount: 100 }
  const own = { xact_id: made?.xact_id, id: made?.id, reversed: false, reversed_xact_id: sale.xact_id, amount: 30, transaction_type: 2 }
  expect(await rowsOf(shop)).toMatchObject([
    { ...told, xact_type: 'S' },
    { ...own, xact_type: 'CD', xact_type_desc: 'İade', reference_no: 'REF-1', agent_reference: 'REF-1', is_succeed: true },
  ])
  expect(await rowsOf(shop, { xact_id: sale.xact_id })).toHaveLength(2)
  expect(await rowsOf(shop, { xact_id: made?.xact_id })).toMatchObject([own])
  expect(((await (await shop.check({ reference_no: 'REF-1' })).json()) as List).Data).toMatchObject([told])
  const list = (await (await shop.listTransactions(days)).json()) as List
  expect(list).toMatchObject({ total: 2, total_amount: 100, Data: [own, told] })
  const page = await reversals(shop)
  expect(page).toMatchObject({ object_name: 'transaction_reversal_list', companyCode: '1001', code: 0, total: 1, has_more: false })
  expect(page.Data).toMatchObject([
    {
      id: made?.id,
      xact_id: made?.xact_id,
      reversed_xact_id: sale.xact_id,
      reversed_id: sale.id,
      xact_date: '22.11.2026',
      entry_date: '22.11.2026',
      amount: 30,
      card_no: '435508******4358',
      status: 3,
    },
  ])
  expect(JSON.stringify(page)).not.toContain('REF-1')
})

test('on the day of the sale only the whole is given back, as a cancel', async () => {
  const shop = await openShop({ sale_days_ago: 0 })
  const { xact_id } = await sell(shop)
  const part = await shop.refund({ xact_id, amount: 9999 })
  expect([part.status, await part.json()]).toMatchObject([200, { code: 1 }])
  expect(await refund(shop, { xact_id, amount: 10_000 })).toEqual(taken)
  expect(await shop.refunds()).toMatchObject([{ amount_kurus: 10_000, type: 'R' }])
})

test('the day ends at midnight in Istanbul', async () => {
  let now = new Date('2026-11-22T20:59:00Z')
  const shop = await openShop({ sale_days_ago: 0 }, () => now)
  const { xact_id } = await sell(shop)
  expect(await refund(shop, { xact_id, amount: 1 })).toMatchObject({ code: 1 })
  now = new Date('2026-11-22T21:00:00Z')
  expect(await refund(shop, { xact_id, amount: 1 })).toMatchObject({ code: 0 })
})

test.each([{}, { amount: 0 }, { amount: '0' }, { amount: '' }])('%j gives back all that is left', async (amount) => {
  const shop = await openShop()
  const { xact_id } = await sell(shop)
  await refund(shop, { xact_id, amount: 2500 })
  await refund(shop, { xact_id, ...amount })
  expect((await shop.refunds()).map(({ amount_kurus }) => amount_kurus)).toEqual([2500, 7500])
  expect(await refund(shop, { xact_id, ...amount })).toMatchObject({ code: 1 })
})

test('no more is given back than was drawn, and what waits counts; a Paynet that does not look takes everything', async () => {
  const shop = await openShop({ refund_approval: 'manual' })
  const { xact_id } = await sell(shop)
  await refund(shop, { xact_id, amount: 6000 })
  expect(await refund(shop, { xact_id, amount: 4001 })).toMatchObject({ code: 1 })
  expect(await shop.refunds()).toHaveLength(1)
  await shop.settings({ refund_unchecked: true })
  expect(await refund(shop, { xact_id, amount: 20_000 })).toEqual(taken)
  expect(await refund(shop, { xact_id })).toEqual(taken)
  expect((await shop.refunds()).map(({ amount_kurus }) => amount_kurus)).toEqual([6000, 20_000, 10_000])
})

test('the list of refunds has what waits and what came to nothing only where it is to have all, each with its status', async () => {
  const shop = await openShop({ refund_approval: 'manual' })
  const { xact_id } = await sell(shop)
  for (const amount of [1000, 2000, 3000, 4000]) await refund(shop, { xact_id, amount })
  const [, approved, rejected, withdrawn] = await shop.refunds()
  for (const [made, decision] of [
    [approved, 'approve'],
    [rejected, 'reject'],
    [withdrawn, 'withdraw'],
  ] as const)
    await shop.decide(made?.xact_id, decision)
  expect((await reversals(shop)).Data).toMatchObject([{ amount: 20, status: 3 }])
  await shop.settings({ refund_list: 'all' })
  const told = (await reversals(shop)).Data.map(({ amount, status }) => [amount, status])
  expect(told).toEqual([
    [40, 5],
    [30, 4],
    [20, 3],
    [10, 0],
  ])
})

test('what cannot be given back is refused', async () => {
  const shop = await openShop()
  const unknown = await shop.refund({ xact_id: 'xk_unknown', amount: 1 })
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { type: 'no_data_error', result_code: 12 }])
  await shop.fault({ fault: 'decline' })
  const { xact_id: declined } = await sell(shop, 'DECLINED')
  expect((await shop.refund({ xact_id: declined })).status).toBe(404)
  await shop.fault({ fault: 'pre-authorised' })
  const { xact_id: reserved } = await sell(shop, 'RESERVED')
  expect(await refund(shop, { xact_id: reserved })).toMatchObject({ code: 19 })
  const { xact_id } = await sell(shop)
  for (const amount of ['10,50', -1, 10.5, 'all']) expect((await shop.refund({ xact_id, amount })).status).toBe(400)
  expect((await shop.refund({ amount: 100 })).status).toBe(400)
  expect(await shop.refunds()).toEqual([])
})

test('sales that are dated back are dated back everywhere', async () => {
  const shop = await openShop({ sale_days_ago: 3 })
  await sell(shop)
  expect(await shop.ledger()).toMatchObject([{ at: '2026-11-19T09:00:00.000Z', charged_at: today.toISOString() }])
  expect(await rowsOf(shop)).toMatchObject([{ xact_date: '2026-11-19T12:00:00.000000+03:00' }])
})

test('a refund shows only once it is approved, and no longer once it is withdrawn', async () => {
  const shop = await openShop({ refund_approval: 'manual' })
  const { xact_id } = await sell(shop)
  await refund(shop, { xact_id, amount: 3000 })
  const [waiting] = await shop.refunds()
  const seen = async () => [(await rowsOf(shop)).length, (await rowsOf(shop))[0]?.reversed, (await reversals(shop)).total]
  expect(await seen()).toEqual([1, false, 0])
  expect(await (await shop.decide(waiting?.xact_id, 'approve')).json()).toMatchObject({ status: 'approved' })
  expect(await seen()).toEqual([2, true, 1])
  expect(await (await shop.decide(waiting?.xact_id, 'withdraw')).json()).toMatchObject({ status: 'withdrawn' })
  expect(await seen()).toEqual([1, false, 0])
  for (const decision of ['approve', 'reject', 'withdraw']) expect((await shop.decide(waiting?.xact_id, decision)).status).toBe(409)
  await refund(shop, { xact_id, amount: 10_000 })
  await shop.decide((await shop.refunds())[1]?.xact_id, 'reject')
  expect(await seen()).toEqual([1, false, 0])
})

test('a refund that is never decided waits, whoever decides', async () => {
  const shop = await openShop({ refund_approval: 'never' })
  const { xact_id } = await sell(shop)
  await refund(shop, { xact_id })
  for (const decision of ['approve', 'reject', 'withdraw']) {
    expect(await (await shop.decide((await shop.refunds())[0]?.xact_id, decision)).json()).toMatchObject({ status: 'waiting' })
  }
})

test('a refund in the panel is approved at once and keeps the rules', async () => {
  const shop = await openShop({ refund_approval: 'manual' })
  const sale = await sell(shop)
  expect((await shop.refundInPanel({ reference_no: 'REF-1', amount_kurus: 3000 })).status).toBe(201)
  expect(await shop.refunds()).toMatchObject([{ sale_xact_id: sale.xact_id, status: 'approved', by: 'panel', amount_kurus: 3000 }])
  expect((await shop.refundInPanel({ xact_id: sale.xact_id, amount_kurus: 7001 })).status).toBe(400)
  expect(await (await shop.refundInPanel({ xact_id: sale.xact_id })).json()).toMatchObject({ amount_kurus: 7000 })
  expect((await shop.refundInPanel({ reference_no: 'NOBODY' })).status).toBe(404)
  expect((await shop.refundInPanel({})).status).toBe(400)
  expect((await (await fetch(`${shop.url}/control/refunds?reference_no=NOBODY`)).json()) as unknown).toEqual([])
})

test.each([
  ['no-type', { transaction_type: undefined, xact_type: undefined, xact_type_desc: undefined, amount: 30 }, 30],
  ['no-amount', { transaction_type: 2, xact_type: 'CD', amount: undefined, net_amount: undefined, netAmount: undefined }, undefined],
])('with refund_rows %s the rows of refunds lack it, those of sales do not', async (refund_rows, lacking, listed) => {
  const shop = await openShop({ refund_rows })
  const { xact_id } = await sell(shop)
  await refund(shop, { xact_id, amount: 3000 })
  const own = { reversed_xact_id: xact_id, ...lacking }
  const nothing = Object.fromEntries(Object.keys(lacking).map((name) => [name, undefined]))
  const [sale, row] = await rowsOf(shop)
  expect(sale).toMatchObject({ transaction_type: 1, xact_type: 'S', amount: 100, reversed: true })
  expect({ ...nothing, ...row }).toMatchObject(own)
  const { Data } = (await (await shop.listTransactions(days)).json()) as List
  expect({ ...nothing, ...Data[0] }).toMatchObject(own)
  expect((await reversals(shop)).Data[0]?.amount).toBe(listed)
})

test('with refund_rows sale-only nothing but the sale tells of a refund, and the list of refunds', async () => {
  const shop = await openShop({ refund_rows: 'sale-only' })
  const { xact_id } = await sell(shop)
  await refund(shop, { xact_id, amount: 3000 })
  expect(await rowsOf(shop)).toMatchObject([{ reversed: true, reversed_xact_id: (await shop.refunds())[0]?.xact_id }])
  expect(await (await shop.listTransactions(days)).json()).toMatchObject({ total: 1, Data: [{ reversed: true }] })
  expect(await reversals(shop)).toMatchObject({ total: 1, Data: [{ amount: 30 }] })
})

test('books that lag know neither a sale that is dated back nor a refund at first', async () => {
  let now = today
  const shop = await openShop({ check_lag_ms: 60_000 }, () => now)
  const { xact_id } = await sell(shop)
  expect((await shop.check({ xact_id })).status).toBe(404)
  now = new Date(today.getTime() + 60_000)
  await refund(shop, { xact_id, amount: 3000 })
  expect([(await rowsOf(shop)).length, (await reversals(shop)).total]).toEqual([1, 0])
  now = new Date(today.getTime() + 120_000)
  expect([(await rowsOf(shop)).length, (await reversals(shop)).total]).toEqual([2, 1])
})

test('the list of refunds has pages, days of approval, and filters', async () => {
  let now = today
  const shop = await openShop({ refund_approval: 'manual' }, () => now)
  const { xact_id } = await sell(shop)
  for (let count = 0; count < 12; count++) await refund(shop, { xact_id, amount: 100 })
  now = new Date('2026-11-23T09:00:00Z')
  for (const { xact_id: own } of await shop.refunds()) await shop.decide(own, 'approve')
  const ids = (await shop.refunds()).map(({ id }) => id).reverse()
  const first = await reversals(shop)
  expect(first).toMatchObject({ total: 12, total_count: 10, has_more: true })
  const second = await reversals(shop, { starting_after: 10, limit: 5 })
  expect(second).toMatchObject({ total: 12, total_count: 2, has_more: false })
  expect([...first.Data, ...second.Data].map(({ id }) => id)).toEqual(ids)
  expect(first.Data[0]).toMatchObject({ xact_date: '23.11.2026', entry_date: '22.11.2026' })
  const countOf = async (fields: object) => (await reversals(shop, fields)).total
  expect(await countOf({ datab: '2026-11-22', datbi: '2026-11-23' })).toBe(0)
  expect(await countOf({ datab: '2026-11-23', datbi: '2026-11-24' })).toBe(12)
  expect(await countOf({ bank_id: 'AXSS', agent_id: '1001' })).toBe(12)
  expect([await countOf({ bank_id: 'WRLD' }), await countOf({ agent_id: '2' })]).toEqual([0, 0])
  for (const fields of [{ datab: undefined }, { datbi: '23.11.2026' }]) {
    expect((await shop.listReversals({ ...days, ...fields })).status).toBe(400)
  }
})

test('the calls name the reference of the sale, and two at once for one sale overlap', async () => {
  const shop = await openShop()
  const { xact_id } = await sell(shop)
  await shop.fault({ fault: 'slow', service: 'reversed_request', reference_prefix: 'REF-1', ms: 60_000 })
  const refunding = [shop.refund({ xact_id, amount: 1 }), shop.refund({ xact_id, amount: 1 })]
  await expect.poll(async () => (await shop.calls()).filter(({ service }) => service === 'reversed_request').length).toBe(2)
  await shop.release(Promise.all(refunding))
  await rowsOf(shop, { xact_id: (await shop.refunds())[0]?.xact_id })
  await reversals(shop)
  expect((await shop.calls()).slice(-4)).toMatchObject([
    { service: 'reversed_request', reference_no: 'REF-1', overlapping: true, unknown_fields: [] },
    { service: 'reversed_request', reference_no: 'REF-1', overlapping: true },
    { service: 'detail', reference_no: 'REF-1', overlapping: false },
    { service: 'reversal_list', reference_no: null },
  ])
})

test('openapi.json describes the services with the fields that are checked', async () => {
  const shop = await startShop()
  const document = (await (await fetch(`${shop.url}/openapi.json`)).json()) as { paths: Record<string, unknown> }
  for (const path of ['reversed_request', 'reversal_list', 'detail']) expect(document.paths).toHaveProperty(`/v1/transaction/${path}`)
  for (const field of ['succeedUrl', 'reversed_id', 'entry_date']) expect(JSON.stringify(document)).toContain(`"${field}"`)
})
