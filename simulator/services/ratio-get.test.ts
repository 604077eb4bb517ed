import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Plan = { ratio: number; instalment: number; instalment_amount: number; total_amount: number; total_net_amount: number; desc: string }
type Bank = { bank_id: string; card_type: string; ratio: (Plan & { instalment_key: string })[] }

type Shop = Awaited<ReturnType<typeof startShop>>

async function ask(shop: Shop, fields: object): Promise<Bank[]> {
  return ((await (await shop.ratio(fields)).json()) as { data: Bank[] }).data
}

test('without a card all banks are listed, with one only its own', async () => {
  const shop = await startShop()
  const all = await ask(shop, { amount: '1000' })
  expect(all).toHaveLength(13)
  const response = await (await shop.ratio({ amount: '1000', bin: '435508' })).json()
  expect(response).toMatchObject({
    tds_required: true,
    object_name: 'ratio_get',
    code: 0,
    data: [{ bank_id: 'AXSS', bank_name: 'Axess', bank_logo: expect.stringContaining('AXSS'), card_type: 'cc', tds_required: true }],
  })
  expect(JSON.stringify(response)).not.toContain('campaign')
})

test('an amount goes in as kuruş and comes out as lira, with the commission in it on request', async () => {
  const shop = await startShop()
  const plans = async (more: object) => (await ask(shop, { amount: '1000', bin: '435508', ...more }))[0]?.ratio ?? []
  const [single, , three] = await plans({ addcomission_to_amount: true })
  expect(single).toMatchObject({
    instalment: 0,
    ratio: 0.02,
    total_amount: 10.24,
    total_net_amount: 10,
    commision: 0.2,
    commision_tax: 0.04,
  })
  expect(three).toMatchObject({ instalment: 3, total_amount: 10.73, instalment_amount: 3.58, desc: '3 Taksit 3 x 3,58 = 10,73 TL' })
  expect(three?.instalment_key).toMatch(/^ji_.*\//)
  const [absorbed] = await plans({ addcommission_to_amount: true })
  expect(absorbed).toMatchObject({ total_amount: 10, total_net_amount: 9.76, desc: 'Tek Çekim 10,00 TL' })
})

test('every plan is what a payment with it draws from the card', async () => {
  const shop = await startShop()
  const plans = (await ask(shop, { amount: 123_450, bin: '450803', ratio_code: 'KASIM', addcomission_to_amount: true }))[0]?.ratio ?? []
  expect(plans.length).toBeGreaterThan(3)
  for (const { instalment, total_amount } of plans) {
    const fields = { reference_no: `REF-${instalment}`, pan: '4508034508034509', instalment, ratio_code: 'KASIM', add_commission: true }
    expect(await (await shop.charge(await shop.openPassed(fields))).json()).toMatchObject({ amount: total_amount, instalment })
  }
})

test('debit cards and banks without a programme take one payment', async () => {
  const shop = await startShop()
  for (const bin of ['979239', '411111']) {
    const [bank] = await ask(shop, { amount: '1000', bin })
    expect(bank?.ratio.map(({ instalment }) => instalment)).toEqual([0])
  }
  expect((await ask(shop, { card_type: 'dc' })).every(({ card_type }) => card_type === 'dc')).toBe(true)
  expect(await ask(shop, { bin: '435508', card_type: 'dc' })).toEqual([])
})

test('an unknown ratio_code is refused with code 23, and an amount with a comma with 11', async () => {
  const shop = await startShop()
  expect(await (await shop.ratio({ ratio_code: 'NOBODY' })).json()).toMatchObject({ code: 400, result_code: 23 })
  expect(await (await shop.ratio({ amount: '10,00' })).json()).toMatchObject({ code: 400, result_code: 11 })
})

test('the public table is the same', async () => {
  const shop = await startShop()
  const response = await shop.post('/v1/ratio/Get_public', { bin: '435508' })
  expect(await response.json()).toMatchObject({ object_name: 'ratio_get', data: [{ bank_id: 'AXSS' }] })
})
