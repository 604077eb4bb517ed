import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Shop = Awaited<ReturnType<typeof startShop>>

/** Longer than any test: what hangs is let go. */
const HANGS_MS = 60_000

async function shopWith(settings: object): Promise<Shop> {
  const shop = await startShop()
  expect((await shop.post('/control/settings', settings)).status).toBe(200)
  return shop
}

async function chargeTwiceAtOnce(shop: Shop): Promise<unknown[]> {
  const pair = await shop.openPassed()
  const charges = [shop.charge(pair), shop.charge(pair)]
  await expect.poll(async () => (await shop.calls()).filter(({ service }) => service === 'tds_charge').length).toBe(2)
  const answers = await shop.release(Promise.all(charges))
  return Promise.all(answers.map(async (answer) => ((await answer.json()) as { code: number }).code))
}

test('a Paynet that is not atomic takes the money twice when two charges of a pair overlap', async () => {
  const shop = await shopWith({ charge_ms: HANGS_MS })
  expect(await chargeTwiceAtOnce(shop)).toEqual([0, 0])
  expect(await shop.ledger()).toHaveLength(2)
})

test('an atomic Paynet takes the money once and answers the second call with the first payment', async () => {
  const shop = await shopWith({ charge_ms: 50, charge_atomic: true })
  expect((await chargeTwiceAtOnce(shop)).sort()).toEqual([0, 100])
  expect(await shop.ledger()).toHaveLength(1)
})

test('a Paynet whose checks lag does not know a payment at first', async () => {
  const shop = await shopWith({ check_lag_ms: 5_000 })
  await shop.charge(await shop.openPassed())
  expect((await shop.check({ reference_no: 'REF-1' })).status).toBe(404)
  await expect.poll(async () => (await shop.check({ reference_no: 'REF-1' })).status).toBe(200)
})

test('a Paynet may answer a repeat with "used session" although the first call took the money', async () => {
  const shop = await shopWith({ repeat_echoes_used: true })
  const pair = await shop.openPassed()
  await shop.charge(pair)
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 17, is_succeed: false })
})

test('the call log can be read from where the last reading ended', async () => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed())
  const calls = await shop.calls()
  const rest = await fetch(`${shop.url}/control/calls?after=${calls[0]?.sequence}`)
  expect(await rest.json()).toEqual(calls.slice(1))
})
