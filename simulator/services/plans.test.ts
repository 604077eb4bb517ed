import { expect, test } from 'vitest'
import { countsOf } from '@/simulator/protocol/rates'
import { kindOf, publishedCards } from '@/simulator/protocol/test-cards'
import { startShop } from '@/simulator/test-kit'

type Shop = Awaited<ReturnType<typeof startShop>>
type Plan = { instalment: number; total_amount: number; instalment_amount: number }

const axess = '4355084355084358'
const commercial = '5188960000043719'
const debit = '9792395412651264'
const foreign = '4242424242424242'
const unknown = '6011000990139424'

async function plansOf(shop: Shop, fields: object): Promise<Plan[]> {
  const { data } = (await (await shop.ratio({ amount: '120000', addcomission_to_amount: true, ...fields })).json()) as {
    data: { ratio: Plan[] }[]
  }
  return data[0]?.ratio ?? []
}

test.each([
  ['Axess', axess, [0, 2, 3, 6, 9, 12]],
  ['a commercial card', commercial, [0, 3, 6, 9, 18]],
  ['World', '5549600797792010', [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ['a debit card', debit, [0]],
  ['a foreign card', foreign, [0]],
  ['an unknown card', unknown, [0]],
])('%s offers the counts of its own programme, by six to eight digits', async (_name, pan, counts) => {
  const shop = await startShop()
  for (const digits of [6, 7, 8]) {
    const plans = await plansOf(shop, { bin: pan.slice(0, digits) })
    expect(plans.map(({ instalment }) => instalment)).toEqual(counts)
  }
})

test('each plan of each published card draws what was quoted, and a single payment the price', async () => {
  const shop = await startShop()
  const cards = publishedCards.filter((card, at) => publishedCards.findIndex(({ bankId }) => bankId === card.bankId) === at)
  for (const { pan, password } of cards) {
    for (const plan of await plansOf(shop, { bin: pan.slice(0, 6) })) {
      if (plan.instalment === 0) continue
      const reference_no = `${pan.slice(-4)}-${plan.instalment}`
      const fields = { reference_no, pan, amount: '1200', instalment: plan.instalment, add_commission: true }
      const told = await (await shop.charge(await shop.openPassed(fields, password ?? 'a'))).json()
      expect(told).toMatchObject({ is_succeed: true, amount: plan.total_amount, instalment: plan.instalment })
      expect(Math.abs(plan.instalment_amount * plan.instalment - plan.total_amount)).toBeLessThanOrEqual(plan.instalment / 100)
    }
    const single = { reference_no: `${pan.slice(-4)}-1`, pan, amount: '1200' }
    expect(await (await shop.charge(await shop.openPassed(single, password ?? 'a'))).json()).toMatchObject({ amount: 1200, instalment: 0 })
  }
})

test('a plan that the merchant pays for draws the price', async () => {
  const shop = await startShop()
  expect((await plansOf(shop, { bin: '435508', addcomission_to_amount: false })).every(({ total_amount }) => total_amount === 1200)).toBe(
    true,
  )
  const told = await (await shop.charge(await shop.openPassed({ amount: '1200', instalment: 6, add_commission: false }))).json()
  expect(told).toMatchObject({ amount: 1200, instalment: 6, end_user_comission: 0 })
})

test('the ledger keeps what was drawn, in how many instalments, and what of it was added for the shopper', async () => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed({ amount: '1200', instalment: 6, add_commission: true }))
  expect(await shop.ledger()).toMatchObject([{ amount_kurus: 134_544, instalment: 6, cost: { end_user_kurus: 14_544 } }])
  const page = await (await fetch(shop.url)).text()
  for (const told of ['1.200,00 TL', '145,44 TL', '1.345,44 TL']) expect(page).toContain(told)
})

test.each([
  ['Axess', axess, 5],
  ['a commercial card', commercial, 12],
  ['a foreign card', foreign, 3],
  ['an unknown card', unknown, 2],
])('a count that %s does not offer is refused with code 21, and no session is opened', async (_name, pan, instalment) => {
  const shop = await startShop()
  const refused = await shop.initial({ pan, instalment, add_commission: true })
  expect([refused.status, await refused.json()]).toEqual([400, expect.objectContaining({ type: 'invalid_request_error', result_code: 21 })])
  for (const single of [0, 1]) expect((await shop.initial({ pan, instalment: single })).status).toBe(200)
})

test('a debit card in instalments is declined by its bank with 1044, and pays in one', async () => {
  const shop = await startShop()
  expect(await (await shop.charge(await shop.openPassed({ pan: debit, instalment: 3 }))).json()).toMatchObject({
    is_succeed: false,
    bank_error_id: '1044',
  })
  expect(await (await shop.charge(await shop.openPassed({ pan: debit, reference_no: 'REF-2' }))).json()).toMatchObject({ is_succeed: true })
})

test('a stored card has the plans of its programme', async () => {
  const shop = await startShop()
  const card = await shop.storeCard({ card_number: '4022774022774026' })
  const open = (instalment: number) =>
    shop.initial({ ...card, pan: undefined, card_holder: undefined, month: undefined, year: undefined, cvc: undefined, instalment })
  expect([(await open(9)).status, (await open(12)).status]).toEqual([200, 400])
})

test('the bank asks the shopper for the sum that is drawn, in how many instalments', async () => {
  const shop = await startShop()
  const read = async (fields: object) => (await fetch((await shop.openSession({ amount: '1200', ...fields })).post_url)).text()
  const split = await read({ instalment: 6, add_commission: true })
  for (const told of ['1.345,44 TL', '<dt>Taksit</dt><dd>6</dd>']) expect(split).toContain(told)
  expect(await read({})).not.toContain('Taksit')
})

test('an unknown card of a known bank pays by the plans that its first digits were quoted', async () => {
  const shop = await startShop()
  expect((await shop.initial({ pan: '4355089999999999', instalment: 12 })).status).toBe(200)
})

test('the page says of each test card what it offers', async () => {
  const shop = await startShop()
  const page = await (await fetch(shop.url)).text()
  for (const offer of [
    'Axess · credit · 2, 3, 6, 9, 12 instalments',
    'Kuveyt Türk · commercial · 3, 6, 9, 18 instalments',
    'Diğer Banka · debit · single payment only',
    'Diğer Banka · credit · single payment only',
  ])
    expect(page).toContain(offer)
})

test('every programme with a published card offers a plan, other banks aside', () => {
  const without = publishedCards.filter(({ pan }) => countsOf(kindOf(pan)).length === 0).map(({ bankId }) => bankId)
  expect(new Set(without)).toEqual(new Set(['ZDGR']))
})
