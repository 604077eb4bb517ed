import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

const paths = {
  card_save: '/v1/card/save',
  card_list: '/v1/card/list',
  card_delete: '/v1/card/delete',
  card_desc_update: '/v1/card/desc_update',
  card_send_otp: '/v1/card/send_otp',
  card_check_otp: '/v1/card/check_otp',
}

test.each(Object.entries(paths))('a bare return code of %s carries the name of the service', async (service, path) => {
  const shop = await startShop()
  for (const code of [8, 10]) {
    await shop.fault({ fault: `code-${code}`, service })
    const response = await shop.post(path, {})
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ object_name: service, code })
  }
})

test('a save whose answer was lost has stored the card, and a second one finds the same', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'answer-lost-after', service: 'card_save' })
  await expect(shop.saveCard()).rejects.toThrow()
  const [stored] = await shop.storedCards()
  expect(await shop.storeCard()).toMatchObject({ card_hash: stored?.card_hash })
  expect(await shop.storedCards()).toHaveLength(1)
})

test('a save that was lost before acting has stored nothing', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'answer-lost-before', service: 'card_save' })
  await expect(shop.saveCard()).rejects.toThrow()
  expect(await shop.storedCards()).toEqual([])
})

test('a delete and a rename whose answers were lost have happened', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  const other = await shop.storeCard({ card_number: '5571135571135575' })
  await shop.fault({ fault: 'answer-lost-after', service: 'card_delete' })
  await shop.fault({ fault: 'answer-lost-after', service: 'card_desc_update' })
  await expect(shop.deleteCard(card)).rejects.toThrow()
  await expect(shop.renameCard(other, 'Ortak kart')).rejects.toThrow()
  expect((await shop.cardsOf(card.card_owner_id)).Data).toMatchObject([{ ...other, card_desc: 'Ortak kart' }])
  expect(await (await shop.deleteCard(card)).json()).toMatchObject({ result_code: 25 })
})

test('a fault can affect the cards of one owner only', async () => {
  const shop = await startShop()
  const mine = await shop.storeCard()
  const theirs = await shop.storeCard({ user_unique_id: 'shopper-2' })
  await shop.fault({ fault: 'http-500', reference_prefix: mine.card_owner_id })
  await shop.fault({ fault: 'http-429', reference_prefix: 'shopper-3' })
  await shop.fault({ fault: 'http-403', reference_prefix: 'otp-' })
  expect((await shop.listCards({ card_owner_id: theirs.card_owner_id })).status).toBe(200)
  expect((await shop.deleteCard(mine)).status).toBe(500)
  expect((await shop.saveCard({ user_unique_id: 'shopper-3' })).status).toBe(429)
  expect((await shop.sendOtp()).status).toBe(403)
})

test('expiry-zero lists cards without a date', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  await shop.fault({ fault: 'expiry-zero' })
  expect((await shop.cardsOf(card.card_owner_id)).Data).toMatchObject([{ ...card, expire_month: 0, expire_year: 0 }])
})

test('list-hostile lists cards with markup and a foreign logo', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  await shop.fault({ fault: 'list-hostile' })
  expect((await shop.cardsOf(card.card_owner_id)).Data).toMatchObject([
    {
      ...card,
      card_desc: expect.stringContaining('<script>'),
      card_bank_name: expect.stringContaining('onerror='),
      card_logo_url: expect.stringMatching(/^https:\/\/collector\.example\/.*<script>/),
    },
  ])
})

test('list-foreign-row adds a card of another owner', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  await shop.fault({ fault: 'list-foreign-row' })
  const { Data, total } = await shop.cardsOf(card.card_owner_id)
  expect([total, Data.length]).toEqual([2, 2])
  expect(Data[1]?.card_owner_id).not.toBe(card.card_owner_id)
  expect(await shop.storedCards()).toHaveLength(1)
})

test('has-more-lies returns the same rows forever', async () => {
  const shop = await startShop()
  const cards = await shop.seedCards({ user_unique_id: 'shopper-1', count: 3 })
  await shop.fault({ fault: 'has-more-lies', times: 3 })
  for (const starting_after of [0, 3, 300]) {
    const page = await shop.cardsOf(cards[0]?.card_owner_id ?? '', { starting_after })
    expect(page).toMatchObject({ has_more: true, starting_after })
    expect(page.Data.map((row) => row.card_hash)).toEqual(cards.map((card) => card.card_hash))
  }
})
