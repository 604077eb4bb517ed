import { expect, test } from 'vitest'
import { startShop } from '@/simulator/test-kit'

test("made-up cards differ, can pay, and are added to the shopper's other cards", async () => {
  const shop = await startShop()
  const own = await shop.storeCard()
  const cards = await shop.seedCards({ card_owner_id: own.card_owner_id, count: 25 })
  expect(new Set(cards.map((card) => card.card_no)).size).toBe(25)
  expect(await shop.cardsOf(own.card_owner_id)).toMatchObject({ total: 26 })
  const rows = (await shop.cardsOf(own.card_owner_id, { limit: 100 })).Data as unknown as Record<
    'card_brand_name' | 'card_bank_name',
    string
  >[]
  expect(new Set(rows.map((row) => row.card_brand_name))).toEqual(new Set(['VISA', 'MASTERCARD', 'AMEX', 'TROY']))
  expect(new Set(rows.map((row) => row.card_bank_name)).size).toBeGreaterThan(5)
  const [card] = cards
  const pair = await shop.openPassed({ pan: undefined, month: undefined, year: undefined, cvc: undefined, card_hash: card?.card_hash })
  expect(await (await shop.charge(pair)).json()).toMatchObject({ is_succeed: true })
})

test('made-up cards need an owner', async () => {
  const shop = await startShop()
  expect((await shop.post('/control/cards', { count: 2 })).status).toBe(400)
  expect((await shop.post('/control/cards', { card_owner_id: 'nobody' })).status).toBe(404)
  expect(await shop.storedCards()).toEqual([])
})

test.each(['POST /control/cards/delete', 'DELETE /control/cards'])("%s removes a card without the shop's knowledge", async (line) => {
  const shop = await startShop()
  const [method = '', path = ''] = line.split(' ')
  const [card] = await shop.seedCards({ user_unique_id: 'shopper-1' })
  const remove = () =>
    fetch(`${shop.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ card_hash: card?.card_hash }),
    })
  expect(await (await remove()).json()).toEqual({ ...card, deleted: true })
  expect((await remove()).status).toBe(404)
  expect((await shop.cardsOf(card?.card_owner_id ?? '')).Data).toEqual([])
  expect((await shop.calls()).map((call) => call.service)).toEqual(['card_list'])
})

test('the start page shows stored cards, escapes hostile descriptions, and its switch works without scripts', async () => {
  const shop = await startShop()
  const card = await shop.storeCard({ card_desc: '<script>window.__hostile=true</script>' })
  const gone = await shop.storeCard({ card_number: '5571135571135575', card_desc: 'Eski kart' })
  await shop.deleteCard(gone)
  const switched = await fetch(`${shop.url}/control/settings`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ otp_required: 'true' }),
  })
  expect([switched.status, switched.headers.get('location')]).toEqual([303, '/'])
  const page = await (await fetch(`${shop.url}/`)).text()
  for (const text of [
    '435508********4358',
    `<code>${card.card_owner_id.slice(0, 8)}</code>`,
    '&lt;script&gt;',
    'Eski kart',
    'Deleted',
    'Ask for no code',
  ]) {
    expect(page).toContain(text)
  }
  expect(page).toContain('<option>card_save</option>')
  expect(page).not.toContain('<script')
})

test('openapi.json describes the card services with the fields that are checked', async () => {
  const shop = await startShop()
  const document = (await (await fetch(`${shop.url}/openapi.json`)).json()) as { paths: Record<string, { post: { operationId: string } }> }
  const ids = Object.values(document.paths).map((path) => path.post.operationId)
  expect(ids).toEqual(
    expect.arrayContaining(['card_save', 'card_list', 'card_delete', 'card_desc_update', 'card_send_otp', 'card_check_otp']),
  )
  for (const field of ['card_number', 'expire_month', 'cvv', 'starting_after', 'has_more', 'otp_expire', 'otp_session_id']) {
    expect(JSON.stringify(document)).toContain(`"${field}"`)
  }
})
