import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Told = Record<string, unknown>
type Shop = Awaited<ReturnType<typeof startShop>>

const said = {
  agent_reference_no: 'B-1001',
  agent_id: '2002',
  description: 'Kahve fincanı',
  company_amount: '1000',
  card_holder_mail: 'ayse@example.com',
  card_holder_phone: '5321234567',
  agent_customer_name: 'Bayi Ayla',
  is_escrow: true,
  iban: 'TR330006100519786457841326',
}

async function charge(shop: Shop, fields: object = {}): Promise<Told> {
  return (await (await shop.charge(await shop.openPassed(fields))).json()) as Told
}

async function rowOf(response: Promise<Response>): Promise<Told | undefined> {
  return ((await (await response).json()) as { Data: Told[] }).Data[0]
}

const today = { datab: new Date().toISOString().slice(0, 10), datbi: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10) }

test('charge, check, detail and list tell a payment under every name of the sample and of the table', async () => {
  const shop = await startShop()
  const { object_name, code, message, ...charged } = await charge(shop)
  expect(charged).toMatchObject({
    reference_no: 'REF-1',
    agent_reference_no: 'REF-1',
    authorization_code: charged.bank_authorization_code,
    reference_code: charged.bank_reference_code,
    order_id: charged.bank_order_id,
  })
  const { company_net_amount, ...common } = charged
  expect(await rowOf(shop.check({ reference_no: 'REF-1' }))).toMatchObject({ ...charged, agent_reference: 'REF-1' })
  expect(await rowOf(shop.listTransactions(today))).toMatchObject({ ...charged, agent_reference: 'REF-1' })
  expect(await rowOf(shop.detail({ reference_no: 'REF-1' }))).toMatchObject({ ...common, reversed: false, instalment_text: 'Tek Çekim' })
})

test("the merchant's own reference stands beside the payment's, and what else it said is kept", async () => {
  const shop = await startShop()
  const named = { reference_no: 'REF-1', agent_reference_no: 'B-1001' }
  const people = { email: 'ayse@example.com', phone: '5321234567', agent_id: '2002' }
  expect(await charge(shop, said)).toMatchObject({ ...named, ...people })
  expect(await rowOf(shop.check({ reference_no: 'REF-1' }))).toMatchObject({ ...named, ...people, agent_reference: 'REF-1' })
  expect(await rowOf(shop.detail({ reference_no: 'REF-1' }))).toMatchObject({ company_amount: 1000, agent_amount: 234.5 })
  expect(await rowOf(shop.listTransactions(today))).toMatchObject({ ...named, ana_firma_brut_alacak: 1000 })
  const { company_amount, agent_id, iban, ...kept } = said
  expect(await shop.ledger()).toMatchObject([
    { said: { ...kept, company_amount_kurus: 100_000, iban: 'TR********************1326', ratio_code: '' } },
  ])
  expect(await (await fetch(shop.url)).text()).toContain('Kahve fincanı')
})

test('a pre-authorisation is told as one, and its money is not counted as taken', async () => {
  const shop = await startShop()
  expect(await charge(shop, { transaction_type: 3 })).toMatchObject({ is_succeed: true, transaction_type: 3 })
  expect(await rowOf(shop.check({ reference_no: 'REF-1' }))).toMatchObject({ transaction_type: 3 })
  expect(await rowOf(shop.detail({ reference_no: 'REF-1' }))).toMatchObject({ xact_type_desc: 'Ön Otorizasyon' })
  expect(await (await shop.listTransactions(today)).json()).toMatchObject({
    total_amount: 0,
    Data: [{ transaction_type: 3, xact_type: 'PR', xact_type_desc: 'Ön Otorizasyon' }],
  })
})

test('the commission is taken from the amount, or added to it on request', async () => {
  const shop = await startShop()
  const amount = '10'
  const taken = await charge(shop, { reference_no: 'TAKEN', amount })
  expect(taken).toMatchObject({ amount: 10, net_amount: 9.76, ratio: 0.02, comission: 0.2, comission_tax: 0.04, end_user_comission: 0 })
  const added = await charge(shop, { reference_no: 'ADDED', amount, add_commission: true })
  expect(added).toMatchObject({ amount: 10.24, net_amount: 10, comission: 0.2, end_user_comission: 0.24, end_user_ratio: 0.02 })
  expect((await shop.ledger()).map(({ amount_kurus }) => amount_kurus)).toEqual([1000, 1024])
})

test('a ratio_code chooses another table', async () => {
  const shop = await startShop()
  const cheap = await charge(shop, { amount: '10', instalment: 3, ratio_code: 'KASIM', add_commission: true })
  expect(cheap).toMatchObject({ amount: 10.36, ratio: 0.0303, ratio_code: 'KASIM', instalment: 3 })
  const free = await charge(shop, { reference_no: 'FREE', amount: '10', ratio_code: 'PESIN-FIYATINA', add_commission: true })
  expect(free).toMatchObject({ amount: 10, ratio: 0, end_user_comission: 0 })
})
