import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Shop = Awaited<ReturnType<typeof startShop>>
type Row = Record<string, unknown>
type Bank = { bank_id: string; card_type: string; ratio: Row[] }

/** 1.200,00 TL in six instalments of Axess: 1.345,44 TL. */
const plan = { amount: '1200', instalment: 6, add_commission: true }
const clock = { now: () => new Date('2026-11-22T10:00:00Z') }
const days = { datab: '2026-11-20', datbi: '2026-11-23' }

const asShown = { amount: 1345.44, end_user_comission: 145.44, instalment: 6 }
const asNet = { amount: 1200, end_user_comission: 145.44, instalment: 6 }

test.each([
  ['plan-net', asNet, 134_544],
  ['plan-fee-zero', { amount: 1200, end_user_comission: 0, instalment: 6 }, 120_000],
  ['plan-other-count', { ...asShown, instalment: 7 }, 134_544],
  ['plan-missing-count', { ...asShown, instalment: undefined }, 134_544],
  ['plan-one-more', { ...asShown, amount: 1345.45, end_user_comission: 145.45 }, 134_545],
  ['plan-one-less', { ...asShown, amount: 1345.43, end_user_comission: 145.43 }, 134_543],
  ['plan-repriced-at-charge', { ...asShown, amount: 1346.44, end_user_comission: 146.44 }, 134_644],
])('%s is told alike by the charge, its repeat, check, detail and list, and the ledger has what was drawn', async (fault, told, drawn) => {
  const shop = await startShop(clock)
  await shop.fault({ fault })
  const pair = await shop.openPassed(plan)
  const tellings = [
    await json(shop.charge(pair)),
    await json(shop.charge(pair)),
    ...(await rowsOf(shop.check({ reference_no: 'REF-1' }))),
    ...(await rowsOf(shop.detail({ reference_no: 'REF-1' }))),
    ...(await rowsOf(shop.listTransactions(days))),
  ]
  expect(tellings).toHaveLength(5)
  for (const telling of tellings) {
    const { is_succeed, amount, end_user_comission, instalment } = telling
    expect({ is_succeed, amount, end_user_comission, instalment }).toEqual({ is_succeed: true, ...told })
  }
  expect(await json(shop.listTransactions(days))).toMatchObject({ total_amount: told.amount })
  expect(await shop.ledger()).toMatchObject([{ amount_kurus: drawn }])
  expect(await json(shop.charge(await shop.openPassed({ ...plan, reference_no: 'REF-2' })))).toMatchObject(asShown)
})

test('the setting fee_reading chooses the reading of all that is charged from then on', async () => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed({ ...plan, reference_no: 'GROSS' }))
  await shop.post('/control/settings', { fee_reading: 'net' })
  expect(await json(shop.charge(await shop.openPassed({ ...plan, reference_no: 'NET' })))).toMatchObject(asNet)
  expect(await rowsOf(shop.check({ reference_no: 'NET' }))).toMatchObject([asNet])
  expect(await rowsOf(shop.check({ reference_no: 'GROSS' }))).toMatchObject([asShown])
  expect((await shop.ledger()).map(({ amount_kurus }) => amount_kurus)).toEqual([134_544, 134_544])
  expect((await shop.post('/control/settings', { fee_reading: 'both' })).status).toBe(400)
})

test('what a declined payment asked for is not drawn otherwise', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'plan-one-more' })
  await shop.charge(await shop.openPassed({ ...plan, pan: '4355080000030051' }))
  expect(await shop.ledger()).toMatchObject([{ is_succeed: false, amount_kurus: 134_544 }])
})

const single = { instalment: 0, total_amount: 1228.8 }
const two = { instalment: 2, total_amount: 1267.68, instalment_amount: 633.84 }
const three = { instalment: 3, total_amount: 1287.12, instalment_amount: 429.04 }

test('without a fault a card is quoted the plans of its programme', async () => {
  const [bank] = await banksOf(await startShop())
  expect(bank?.ratio).toMatchObject([single, two, three, { instalment: 6 }, { instalment: 9 }, { instalment: 12 }])
})

test.each<[string, object[]]>([
  ['ratio-gone', [single]],
  ['ratio-row-101', [single, two, three, {}, {}, {}, { instalment: 101 }]],
  ['ratio-campaign', [single, { ...two, is_has_campaign: true, plus_installment: 2 }, three, {}, {}, {}]],
  ['ratio-twice', [single, two, { instalment: 2, total_amount: 1268.68, instalment_amount: 634.34 }, three, {}, {}, {}]],
  ['ratio-below-price', [single, { instalment: 2, total_amount: 1199, instalment_amount: 599.5 }, three, {}, {}, {}]],
  ['ratio-monthly-wrong', [single, { ...two, instalment_amount: 634.84 }, three, {}, {}, {}]],
])('%s changes one answer about plans, and no payment', async (fault, rows) => {
  const shop = await startShop()
  await shop.fault({ fault })
  const [bank] = await banksOf(shop)
  expect(bank?.ratio).toHaveLength(rows.length)
  expect(bank?.ratio).toMatchObject(rows)
  expect((await banksOf(shop))[0]?.ratio).toHaveLength(6)
  expect(await json(shop.charge(await shop.openPassed(plan)))).toMatchObject(asShown)
})

test('ratio-two-banks and ratio-debit leave the plans and spoil whose they are', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'ratio-two-banks' })
  expect((await banksOf(shop)).map(({ bank_id, ratio }) => [bank_id, ratio.length])).toEqual([
    ['AXSS', 6],
    ['ODEA', 6],
  ])
  await shop.fault({ fault: 'ratio-debit' })
  expect((await banksOf(shop)).map(({ card_type, ratio }) => [card_type, ratio.length])).toEqual([['dc', 6]])
})

test('ratio-repriced makes each plan of one price dearer, in payments too, until faults are switched off', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'ratio-repriced' })
  const dearer = [single, { instalment: 2, total_amount: 1268.68, instalment_amount: 634.34 }, { instalment: 3, total_amount: 1288.12 }]
  for (let time = 0; time < 2; time++) expect((await banksOf(shop))[0]?.ratio.slice(0, 3)).toMatchObject(dearer)
  expect((await banksOf(shop, '130000'))[0]?.ratio[0]).toMatchObject({ total_amount: 1331.2 })
  expect(await json(shop.charge(await shop.openPassed(plan)))).toMatchObject({ amount: 1346.44, end_user_comission: 146.44 })
  expect(await (await fetch(shop.url)).text()).toContain('Each plan of 1.200,00 TL costs 1,00 TL more.')
  await fetch(`${shop.url}/control/faults`, { method: 'DELETE' })
  expect((await banksOf(shop))[0]?.ratio[1]).toMatchObject(two)
})

test('a fault of the plans can be armed for the questions about one price', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'ratio-gone', reference_prefix: '130000' })
  expect((await banksOf(shop))[0]?.ratio).toHaveLength(6)
  expect((await banksOf(shop, '130000'))[0]?.ratio).toHaveLength(1)
  expect((await shop.calls()).map(({ reference_no }) => reference_no)).toEqual(['120000', '130000'])
  expect(JSON.stringify(await shop.calls())).not.toContain('435508')
})

async function banksOf(shop: Shop, amount = '120000'): Promise<Bank[]> {
  return ((await json(shop.ratio({ amount, bin: '43550843', addcomission_to_amount: true }))) as { data: Bank[] }).data
}

async function json(answer: Promise<Response>): Promise<Row> {
  return (await answer).json() as Promise<Row>
}

async function rowsOf(answer: Promise<Response>): Promise<Row[]> {
  return ((await json(answer)) as { Data: Row[] }).Data
}
