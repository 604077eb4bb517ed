import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

type Shop = Awaited<ReturnType<typeof startShop>>

const noCard = { pan: undefined, month: undefined, year: undefined, cvc: undefined, card_holder: undefined }
const wish = { save_card: true, card_desc: 'Maaş kartım', user_unique_id: 'shopper-1' }

async function pay(shop: Shop, fields: object, otp = 'a') {
  const pair = await shop.openPassed(fields, otp)
  return { pair, reply: (await (await shop.charge(pair)).json()) as Record<string, unknown> }
}

test('a stored card pays from the first call to the ledger without its number', async () => {
  const shop = await startShop()
  const card = await shop.storeCard({ card_number: '4506344103118942' })
  const session = await shop.openSession({ ...noCard, ...card })
  expect(await (await fetch(session.post_url)).text()).toContain('4506 34** **** 8942')
  const { session_id, token_id } = session
  const wrong = await (await shop.answerBank({ session_id, token_id }, { otp: 'a' })).text()
  expect(wrong).toContain('id="otp"')
  await shop.answerBank({ session_id, token_id }, { otp: '34020' })
  expect(await (await shop.charge({ session_id, token_id })).json()).toMatchObject({
    code: 0,
    is_succeed: true,
    card_no_masked: '450634******8942',
    card_holder: 'Ayşe Yılmaz',
    bank_id: 'WRLD',
    is_save_card_succeed: false,
    card_hash: '',
  })
  expect(await shop.ledger()).toMatchObject([{ is_succeed: true, card_masked: '450634******8942' }])
})

test('a stored card pays by its hash without its owner', async () => {
  const shop = await startShop()
  const { card_hash } = await shop.storeCard()
  expect((await pay(shop, { ...noCard, card_hash })).reply).toMatchObject({ is_succeed: true })
})

test('a stored magic card still chooses its outcome', async () => {
  const shop = await startShop()
  const declined = await shop.storeCard({ card_number: '4355080000030051' })
  const failing = await shop.storeCard({ card_number: '4355080000070016' })
  expect((await pay(shop, { ...noCard, ...declined })).reply).toMatchObject({ is_succeed: false, bank_error_id: '51' })
  expect((await pay(shop, { ...noCard, ...failing })).reply).toMatchObject({ code: 16 })
})

test("a card that is unknown, deleted or another owner's is refused with code 25", async () => {
  const shop = await startShop()
  const mine = await shop.storeCard()
  const theirs = await shop.storeCard({ user_unique_id: 'shopper-2' })
  const gone = await shop.storeCard({ card_number: '5571135571135575' })
  await shop.deleteCard(gone)
  const wrong = [{ ...mine, card_hash: 'none' }, { ...mine, card_hash: theirs.card_hash }, gone, { card_hash: gone.card_hash }]
  for (const fields of wrong) {
    const response = await shop.initial({ ...noCard, ...fields })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ type: 'invalid_request_error', result_code: 25 })
  }
})

test('a payment can save its card, and the answer and its repeat say under which hash', async () => {
  const shop = await startShop()
  const { pair, reply } = await pay(shop, wish)
  expect(reply).toMatchObject({
    is_succeed: true,
    is_save_card_succeed: true,
    save_card_result_message: expect.stringMatching(/\S/),
    card_owner_id: expect.stringMatching(/\S/),
    user_unique_id: 'shopper-1',
    card_hash: expect.stringMatching(/\S/),
    card_logo_url: expect.stringMatching(/AXSS/),
    card_brand_name: 'VISA',
  })
  expect(Object.keys(reply)).toHaveLength(60)
  expect(await (await shop.charge(pair)).json()).toEqual({ ...reply, code: 100, message: 'Önceki Başarılı İşlem' })
  const { Data } = await shop.cardsOf(String(reply.card_owner_id))
  expect(Data).toMatchObject([{ card_hash: reply.card_hash, card_desc: 'Maaş kartım', expire_month: 12, expire_year: 2030 }])
  const again = await pay(shop, { ...noCard, reference_no: 'REF-2', card_hash: reply.card_hash })
  expect(again.reply).toMatchObject({ is_succeed: true, card_no_masked: reply.card_no_masked })
})

test('a payment that saves a card saved before keeps its hash', async () => {
  const shop = await startShop()
  const card = await shop.storeCard()
  const { reply } = await pay(shop, { ...wish, user_unique_id: undefined, card_owner_id: card.card_owner_id })
  expect(reply).toMatchObject({ ...card, is_save_card_succeed: true, user_unique_id: 'shopper-1' })
  expect(await shop.storedCards()).toHaveLength(1)
})

test('no card is saved before the charge, or by a charge that is declined', async () => {
  const shop = await startShop()
  await shop.openPassed({ ...wish, reference_no: 'REF-2' })
  expect(await shop.storedCards()).toEqual([])
  const { reply } = await pay(shop, { ...wish, pan: '4355080000030051' })
  expect(reply).toMatchObject({ is_succeed: false, is_save_card_succeed: false, card_hash: '', card_owner_id: '' })
  expect(await shop.storedCards()).toEqual([])
})

test('a payment that does not ask for it saves no card', async () => {
  const shop = await startShop()
  const { reply } = await pay(shop, { card_desc: 'Kart', user_unique_id: 'shopper-1' })
  expect(reply).toMatchObject({ is_save_card_succeed: false, save_card_result_message: '', card_hash: '' })
  expect(await shop.storedCards()).toEqual([])
})

test.each(['save-card-fails', 'an unknown owner'])(
  '%s: the money is taken, the card is not kept, and a repeat says so too',
  async (reason) => {
    const shop = await startShop()
    if (reason === 'save-card-fails') await shop.fault({ fault: reason })
    const owner = reason === 'save-card-fails' ? {} : { user_unique_id: undefined, card_owner_id: 'nobody' }
    const { pair, reply } = await pay(shop, { ...wish, ...owner })
    expect(reply).toMatchObject({
      code: 0,
      is_succeed: true,
      is_save_card_succeed: false,
      save_card_result_message: expect.stringMatching(/\S/),
      card_owner_id: '',
      card_hash: '',
    })
    expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 100, is_save_card_succeed: false, card_hash: '' })
    expect(await shop.ledger()).toMatchObject([{ is_succeed: true }])
    expect(await shop.storedCards()).toEqual([])
  },
)

test('if the answer of the charge is lost, the card is saved and listed', async () => {
  const shop = await startShop()
  const { card_owner_id } = await shop.storeCard({ card_number: '5571135571135575' })
  const pair = await shop.openPassed({ ...wish, user_unique_id: undefined, card_owner_id })
  await shop.fault({ fault: 'answer-lost-after', service: 'tds_charge' })
  await expect(shop.charge(pair)).rejects.toThrow()
  const { Data } = await shop.cardsOf(card_owner_id)
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 100, card_hash: Data[1]?.card_hash })
})
