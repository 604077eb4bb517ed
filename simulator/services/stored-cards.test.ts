import { expect, test } from 'vitest'
import { cardToSave, type Named, secretKey, startShop } from '@/simulator/test-kit'

const savedFields = [
  'card_owner_id',
  'user_unique_id',
  'card_desc',
  'card_hash',
  'card_no',
  'card_bin',
  'card_type',
  'card_bank_name',
  'card_logo_url',
  'card_brand_name',
  'object_name',
  'code',
  'message',
]

test('a saved card is answered with the fields of the published sample', async () => {
  const shop = await startShop()
  const response = await shop.saveCard({ card_number: '4506344103118942' })
  expect(response.status).toBe(200)
  const saved = (await response.json()) as object
  expect(Object.keys(saved)).toEqual(savedFields)
  expect(saved).toEqual({
    card_owner_id: expect.stringMatching(/^[0-9a-f]{10}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    user_unique_id: 'shopper-1',
    card_desc: 'Maaş kartım',
    card_hash: expect.stringMatching(/^[0-9a-f]{6}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    card_no: '450634********8942',
    card_bin: '450634',
    card_type: 'cc',
    card_bank_name: 'WorldCard',
    card_logo_url: 'https://pts-statics.paynet.com.tr/img/banklogo/small/WRLD.png',
    card_brand_name: 'VISA',
    object_name: 'card_save',
    code: 0,
    message: 'Başarılı İşlem',
  })
})

test.each([
  ['4355084355084358', 'VISA'],
  ['5571135571135575', 'MASTERCARD'],
  ['375622005485014', 'AMEX'],
  ['9792075482365454', 'TROY'],
  ['6587619825149656', 'TROY'],
])('the brand of %s is %s', async (card_number, brand) => {
  const shop = await startShop()
  expect(await (await shop.saveCard({ card_number })).json()).toMatchObject({ card_brand_name: brand })
})

test('a returning shopper has the same owner, by either id', async () => {
  const shop = await startShop()
  const first = await shop.storeCard()
  const byUser = await shop.storeCard({ card_number: '5571135571135575' })
  const byOwner = await shop.storeCard({
    card_number: '9792075482365454',
    card_owner_id: first.card_owner_id,
    user_unique_id: undefined,
  })
  expect([byUser.card_owner_id, byOwner.card_owner_id]).toEqual([first.card_owner_id, first.card_owner_id])
  expect((await shop.storeCard({ user_unique_id: 'shopper-2' })).card_owner_id).not.toBe(first.card_owner_id)
})

test('if both ids are sent, card_owner_id counts', async () => {
  const shop = await startShop()
  const { card_owner_id } = await shop.storeCard()
  const response = await shop.saveCard({ card_number: '5571135571135575', card_owner_id, user_unique_id: 'shopper-2' })
  expect(await response.json()).toMatchObject({ card_owner_id, user_unique_id: 'shopper-1' })
})

test('saving the same number again updates the description and date of its card', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  await shop.storeCard({ card_number: '5571135571135575' })
  expect(await shop.storeCard({ card_desc: 'Yeni ad', expire_month: 7, expire_year: 2033 })).toEqual(card)
  const { Data } = await shop.cardsOf(card.card_owner_id)
  expect(Data).toMatchObject([{ ...card, card_desc: 'Yeni ad', expire_month: 7, expire_year: 2033 }, { card_bin: '557113' }])
})

test('two shoppers with the same number have two cards', async () => {
  const shop = await startShop()
  const mine = await shop.storeCard()
  const theirs = await shop.storeCard({ user_unique_id: 'shopper-2' })
  expect(theirs.card_hash).not.toBe(mine.card_hash)
  expect((await shop.cardsOf(mine.card_owner_id)).Data).toHaveLength(1)
})

test('saving a deleted card restores it under the same hash', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  await shop.deleteCard(card)
  expect(await shop.storeCard()).toEqual(card)
  expect((await shop.cardsOf(card.card_owner_id)).Data).toMatchObject([card])
})

test.each([
  [{ card_desc: undefined }, 11],
  [{ card_holder: undefined }, 11],
  [{ card_number: undefined }, 11],
  [{ expire_month: undefined }, 11],
  [{ expire_year: undefined }, 11],
  [{ user_unique_id: undefined }, 11],
  [{ card_number: '4355' }, 18],
  [{ expire_month: '13' }, 18],
  [{ expire_year: '203' }, 18],
  [{ cvv: '12' }, 18],
  [{ card_number: '4355080000050018' }, 18],
  [{ card_owner_id: 'nobody' }, 12],
])('saving with %j is refused with result code %d', async (fields, resultCode) => {
  const shop = await startShop()
  const response = await shop.saveCard(fields)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ type: 'invalid_request_error', code: 400, result_code: resultCode })
  expect(await shop.storedCards()).toEqual([])
})

test.each([
  ['12', '18', 2018],
  [8, 30, 2030],
  ['08', 2030, 2030],
])('the card date %j/%j is accepted and listed with the year %d', async (expire_month, expire_year, year) => {
  const shop = await startShop()
  const { card_owner_id } = await shop.storeCard({ expire_month, expire_year })
  expect((await shop.cardsOf(card_owner_id)).Data).toMatchObject([{ expire_month: Number(expire_month), expire_year: year }])
})

test.each(['4355080000030051', '4355080000040043', '4355080000000054'])(
  'with a security code the bank refuses %s, without one it is saved',
  async (card_number) => {
    const shop = await startShop()
    const refused = await shop.saveCard({ card_number, cvv: '739' })
    expect(refused.status).toBe(200)
    expect(await refused.json()).toEqual({ object_name: 'card_save', code: 1, message: expect.stringMatching(/\S/) })
    expect(await shop.storedCards()).toEqual([])
    expect(await (await shop.saveCard({ card_number })).json()).toMatchObject({ code: 0, card_hash: expect.stringMatching(/\S/) })
    expect(await shop.ledger()).toEqual([])
  },
)

test('a deleted card is only marked as such, and no longer listed', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  expect(await (await shop.deleteCard(card)).json()).toEqual({ object_name: 'card_delete', code: 0, message: 'Başarılı İşlem' })
  expect((await shop.cardsOf(card.card_owner_id)).Data).toEqual([])
  expect(await shop.storedCards()).toMatchObject([{ ...card, deleted: true }])
})

test('a renamed card keeps its place and its hash', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  const other = await shop.storeCard({ card_number: '5571135571135575' })
  const reply = await (await shop.renameCard(card, 'Ortak kart')).json()
  expect(reply).toEqual({ object_name: 'card_desc_update', code: 0, message: 'Başarılı İşlem' })
  expect((await shop.cardsOf(card.card_owner_id)).Data).toMatchObject([{ ...card, card_desc: 'Ortak kart' }, other])
})

test("deleting or renaming a card that is unknown, deleted or another owner's is 404 with code 25", async () => {
  const shop = await startShop()
  const mine = await shop.storeCard()
  const theirs = await shop.storeCard({ user_unique_id: 'shopper-2' })
  const gone = await shop.storeCard({ card_number: '5571135571135575' })
  await shop.deleteCard(gone)
  const wrong: Named[] = [
    { ...mine, card_hash: 'none' },
    { ...mine, card_hash: theirs.card_hash },
    { ...mine, card_owner_id: 'nobody' },
    gone,
  ]
  for (const named of wrong) {
    for (const response of [await shop.deleteCard(named), await shop.renameCard(named, 'x')]) {
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ type: 'no_data_error', code: 404, result_code: 25 })
    }
  }
  expect((await shop.storedCards()).map((card) => card.deleted)).toEqual([false, false, true])
})

test('calls about cards are logged under the owner, or else the shopper', async () => {
  const shop = await startShop()
  const { card_owner_id } = await shop.storeCard()
  await shop.cardsOf(card_owner_id)
  expect(await shop.calls()).toMatchObject([
    { service: 'card_save', reference_no: 'shopper-1', http_status: 200, code: 0 },
    { service: 'card_list', reference_no: card_owner_id },
  ])
})

test('a form body means the same as a JSON body', async () => {
  const shop = await startShop()
  const response = await fetch(`${shop.url}/v1/card/save`, {
    method: 'POST',
    headers: { authorization: `Basic ${secretKey}` },
    body: new URLSearchParams(cardToSave),
  })
  expect(await response.json()).toMatchObject({ code: 0, object_name: 'card_save' })
})
