import { expect, test } from 'vitest'
import { nameOf, startShop } from '@/simulator/test-kit'

test('a list row has the documented fields, with the holder masked', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  expect(await shop.cardsOf(card.card_owner_id)).toEqual({
    total: 1,
    total_count: 1,
    limit: 10,
    ending_before: 0,
    starting_after: 0,
    has_more: false,
    Data: [
      {
        ...card,
        company_code: '1001',
        agent_id: '1001',
        user_unique_id: 'shopper-1',
        card_desc: 'Maaş kartım',
        card_holder: 'AY*****AZ',
        card_no: '435508********4358',
        card_bin: '435508',
        card_type: 'cc',
        card_bank_id: 'AXSS',
        card_bank_name: 'Axess',
        card_logo_url: 'https://pts-statics.paynet.com.tr/img/banklogo/small/AXSS.png',
        card_brand_name: 'VISA',
        expire_month: 12,
        expire_year: 2030,
      },
    ],
    object_name: 'card_list',
    code: 0,
    message: 'Başarılı İşlem',
  })
})

test.each([
  [{}, [1, 10], true],
  [{ starting_after: 10 }, [11, 20], true],
  [{ starting_after: '20' }, [21, 25], false],
  [{ starting_after: 15, limit: 10 }, [16, 25], false],
  [{ starting_after: 25 }, [], false],
  [{ limit: 100 }, [1, 25], false],
  [{ limit: 0 }, [1, 10], true],
  [{ limit: '3', ending_before: 0 }, [1, 3], true],
  [{ ending_before: 20, limit: 5 }, [16, 20], true],
  [{ ending_before: 4 }, [1, 4], false],
])('of 25 cards, %j lists the rows %j, with has_more %j', async (fields, rows, hasMore) => {
  const shop = await startShop()
  const cards = await shop.seedCards({ user_unique_id: 'shopper-1', count: 25 })
  const [from, to] = rows
  const expected = from === undefined ? [] : cards.slice(from - 1, to)
  const page = await shop.cardsOf(cards[0]?.card_owner_id ?? '', fields)
  expect(page).toMatchObject({ total: 25, total_count: expected.length, has_more: hasMore })
  expect(page.Data.map(nameOf)).toEqual(expected.map(nameOf))
})

test('a list has at most a hundred rows', async () => {
  const shop = await startShop()
  const [card] = await shop.seedCards({ user_unique_id: 'shopper-1', count: 101 })
  const page = await shop.cardsOf(card?.card_owner_id ?? '', { limit: 500 })
  expect(page).toMatchObject({ limit: 100, total: 101, total_count: 100, has_more: true })
})

test('an unknown owner is 404 with code 12, and one without cards has an empty list', async () => {
  const shop = await startShop()
  const unknown = await shop.listCards({ card_owner_id: 'nobody' })
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({ type: 'no_data_error', code: 404, result_code: 12 })
  const card = await shop.storeCard()
  await shop.deleteCard(card)
  const empty = await shop.listCards({ card_owner_id: card.card_owner_id })
  expect(empty.status).toBe(200)
  expect(await empty.json()).toMatchObject({ code: 0, total: 0, has_more: false, Data: [] })
  expect((await shop.listCards({})).status).toBe(400)
  expect((await shop.listCards({ card_owner_id: card.card_owner_id, limit: -1 })).status).toBe(400)
})
