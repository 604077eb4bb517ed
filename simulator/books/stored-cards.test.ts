import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { phone, secretKey, startShop } from '@/simulator/test-kit'

const folder = mkdtempSync(join(tmpdir(), 'simulator-cards-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a restarted simulator still knows owners, cards, descriptions and deletions', async () => {
  const ledgerFile = join(folder, 'restart.jsonl')
  const before = await startShop({ ledgerFile })
  const card = await before.storeCard({ card_number: '4355080000030051' })
  const gone = await before.storeCard({ card_number: '5571135571135575' })
  await before.renameCard(card, 'Ortak kart')
  await before.deleteCard(gone)
  const pair = await before.openPassed({ save_card: true, card_desc: 'Üçüncü', user_unique_id: 'shopper-1' })
  await before.close()

  const after = await startShop({ ledgerFile })
  expect((await after.cardsOf(card.card_owner_id)).Data).toMatchObject([{ ...card, card_desc: 'Ortak kart' }])
  expect(await after.storeCard({ card_number: '5571135571135575' })).toEqual(gone)
  expect(await (await after.charge(pair)).json()).toMatchObject({ is_save_card_succeed: true, card_owner_id: card.card_owner_id })
  const noCard = { pan: undefined, month: undefined, year: undefined, cvc: undefined }
  const declined = await after.openPassed({ ...noCard, ...card, reference_no: 'REF-2' })
  expect(await (await after.charge(declined)).json()).toMatchObject({ bank_error_id: '51' })
})

test('a reset forgets cards and owners, even after a restart', async () => {
  const ledgerFile = join(folder, 'reset.jsonl')
  const before = await startShop({ ledgerFile })
  const card = await before.storeCard()
  await before.sendOtp()
  await before.post('/control/reset', {})
  expect(await before.storedCards()).toEqual([])
  expect(await (await before.checkOtp()).json()).toMatchObject({ code: 1 })
  await before.close()
  const after = await startShop({ ledgerFile })
  expect((await after.listCards({ card_owner_id: card.card_owner_id })).status).toBe(404)
  expect((await after.storeCard()).card_owner_id).not.toBe(card.card_owner_id)
})

test('a ledger from before stored cards is still read', async () => {
  const ledgerFile = join(folder, 'old.jsonl')
  const before = await startShop({ ledgerFile: join(folder, 'new.jsonl') })
  const pair = await before.openPassed()
  await before.charge(pair)
  await before.close()
  const lines = readFileSync(join(folder, 'new.jsonl'), 'utf8')
  appendFileSync(ledgerFile, lines.replaceAll(',"card_to_keep":null', '').replaceAll(',"kept_card":null', ''))
  expect(readFileSync(ledgerFile, 'utf8')).not.toBe(lines)
  expect(await (await (await startShop({ ledgerFile })).charge(pair)).json()).toMatchObject({ code: 100 })
})

test('no number, security code or sent code of a stored card is kept or shown anywhere', async () => {
  const ledgerFile = join(folder, 'secrets.jsonl')
  const shop = await startShop({ ledgerFile, cardOtp: true })
  const pan = '9792030303030307'
  const cvv = '9482'
  await shop.sendOtp()
  const otp = { ...phone, otp_code: 'ART2' }
  await shop.checkOtp()
  await shop.saveCard({ ...otp, card_number: pan, cvv })
  await shop.saveCard({ ...otp, card_number: pan, cvv, card_owner_id: 'nobody' })
  await shop.saveCard({ ...otp, card_number: `${pan}x`, cvv })
  await shop.saveCard({ ...otp, card_number: pan, cvv: `${cvv}9` })
  await shop.saveCard({ card_number: pan, cvv, otp_code: 'ART2' })
  await shop.charge(await shop.openPassed({ pan, cvc: cvv, save_card: true, card_desc: 'Kart', user_unique_id: 'shopper-2' }))
  const paths = ['/', '/control/ledger', '/control/calls', '/control/faults', '/control/cards', '/control/settings']
  const pages = await Promise.all(paths.map(async (path) => (await fetch(`${shop.url}${path}`)).text()))
  const kept = [readFileSync(ledgerFile, 'utf8'), ...pages].join('\n')
  expect(kept).toContain('979203******0307')
  expect(kept).toContain('979203********0307')
  for (const secret of [pan, secretKey, `"${cvv}"`, `>${cvv}<`, 'ART2']) expect(kept).not.toContain(secret)
})
