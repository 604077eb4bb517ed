import { expect, test } from 'vitest'
import { bankErrors } from '@/simulator/protocol/banks'
import { magicCards, publishedCards } from '@/simulator/protocol/test-cards'
import { hiddenInputs, pairOf, payment, startShop } from '@/simulator/test-kit'

test('a payment goes from the first call through the gate to the ledger', async () => {
  const shop = await startShop()
  const session = await shop.openSession()
  expect(session).toMatchObject({ object_name: 'tdsinitial_response', code: 0, message: 'Başarılı İşlem' })
  expect(session.token_id).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
  expect(hiddenInputs(session.html_content)).toEqual(pairOf(session))

  const bankPage = await (await fetch(session.post_url)).text()
  expect(bankPage).toContain('1.234,50 TL')
  expect(bankPage).toContain('Örnek Mağaza')
  const returnPage = await (await shop.answerBank(pairOf(session), { otp: 'a' })).text()
  expect(hiddenInputs(returnPage)).toEqual(pairOf(session))
  expect(returnPage).toContain('action="http://localhost:3000/return/1?a=1&amp;b=2"')

  const charged = await (await shop.charge(pairOf(session))).json()
  expect(charged).toMatchObject({
    object_name: 'tdscharge_response',
    code: 0,
    message: 'Başarılı İşlem',
    is_succeed: true,
    is_tds: true,
    md_status: 1,
    amount: 1234.5,
    currency: 'TRY',
    reference_no: 'REF-1',
    card_no_masked: '435508******4358',
    email: null,
    phone: null,
    company_net_amount: '',
    bank_id: 'AXSS',
    bank_name: 'Axess',
    xact_id: expect.stringMatching(/^xk_/),
    bank_authorization_code: expect.stringMatching(/^\d{6}$/),
  })
  expect(Object.keys(charged as object)).toHaveLength(60)
  expect(await shop.ledger()).toMatchObject([{ reference_no: 'REF-1', amount_kurus: 123_450, is_succeed: true }])
})

test.each([1, 2, 3, 4, 5])('ids always hold the characters that break careless encoding (%d)', async () => {
  const shop = await startShop()
  const session = await shop.openSession()
  const charged = (await (await shop.charge(await shop.openPassed())).json()) as { xact_id: string }
  for (const id of [session.session_id, charged.xact_id]) for (const mark of '/+*') expect(id).toContain(mark)
  expect(new URL(session.post_url).searchParams.get('session_id')).toBe(session.session_id)
})

test('html_content leads to the same bank page as post_url', async () => {
  const shop = await startShop()
  const session = await shop.openSession()
  const action = /action="([^"]+)"/.exec(session.html_content)?.[1] ?? ''
  const page = await fetch(action, { method: 'POST', body: new URLSearchParams(hiddenInputs(session.html_content)) })
  expect(await page.text()).toContain('id="otp"')
})

test.each(publishedCards.map((card) => [card.pan, card.password ?? 'anything'] as const))(
  'the published card %s passes with the code %s',
  async (pan, otp) => {
    const shop = await startShop()
    expect(await (await shop.charge(await shop.openPassed({ pan }, otp))).json()).toMatchObject({ is_succeed: true, code: 0 })
  },
)

test('every magic card passes the Luhn check', () => {
  for (const { pan } of magicCards) expect(luhnSum(pan) % 10).toBe(0)
})

test.each(Object.keys(bankErrors))('the magic card of bank error %s is declined with it', async (bankErrorId) => {
  const shop = await startShop()
  const card = magicCards.find(({ outcome }) => outcome === bankErrorId)
  const response = await shop.charge(await shop.openPassed({ pan: card?.pan }))
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    code: 1,
    is_succeed: false,
    bank_error_id: bankErrorId,
    bank_error_message: expect.stringMatching(/\S/),
    paynet_error_message: expect.stringMatching(/\S/),
  })
  expect(await shop.ledger()).toMatchObject([{ is_succeed: false }])
})

test('a repeat after a success returns the same transaction with code 100', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  const first = (await (await shop.charge(pair)).json()) as object
  const again = await (await shop.charge(pair)).json()
  expect(again).toEqual({ ...first, code: 100, message: 'Önceki Başarılı İşlem' })
  expect(await shop.ledger()).toHaveLength(1)
})

test('a repeat after a success is answered even long after the session has expired', async () => {
  let now = new Date('2030-01-01T10:00:00Z')
  const shop = await startShop({ now: () => now })
  const pair = await shop.openPassed()
  await shop.charge(pair)
  now = new Date('2030-01-03T10:00:00Z')
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 100, is_succeed: true })
})

test('a repeat after a decline is code 17', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed({ pan: '4355080000030051' })
  await shop.charge(pair)
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 17, is_succeed: false })
})

test('an unknown session is code 13, and so is one that is fifteen minutes old', async () => {
  let now = new Date('2030-01-01T10:00:00Z')
  const shop = await startShop({ now: () => now })
  const pair = await shop.openPassed()
  expect(await (await shop.charge({ session_id: 'js_unknown', token_id: 'x' })).json()).toMatchObject({ code: 13 })
  now = new Date('2030-01-01T10:15:00Z')
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 13, is_succeed: false })
  expect(await shop.ledger()).toEqual([])
})

test('a token of another session is code 15', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  const other = await shop.openPassed({ reference_no: 'REF-2' })
  const mixed = { ...pair, token_id: other.token_id }
  expect(await (await shop.charge(mixed)).json()).toMatchObject({ code: 15, is_succeed: false })
})

test('without a passed 3D the charge is code 16', async () => {
  const shop = await startShop()
  const fresh = pairOf(await shop.openSession())
  const failed = await shop.openPassed({ pan: '4355080000070016' })
  for (const pair of [fresh, failed]) {
    expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 16, is_succeed: false, md_status: 0 })
  }
})

test('check lists declined and successful transactions of a reference, by reference and by xact_id', async () => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed({ pan: '4355080000030051' }))
  const paid = (await (await shop.charge(await shop.openPassed())).json()) as { xact_id: string }
  const byReference = (await (await shop.check({ reference_no: payment.reference_no })).json()) as { Data: object[] }
  expect(byReference).toMatchObject({
    object_name: 'transaction_check',
    code: 0,
    Data: [
      { agent_reference: 'REF-1', is_succeed: false, authorization_code: '' },
      { agent_reference: 'REF-1', is_succeed: true, amount: 1234.5, currency: 'TRY', card_no: '435508******4358' },
    ],
  })
  expect(await (await shop.check({ xact_id: paid.xact_id })).json()).toMatchObject({ Data: [byReference.Data[1]] })
})

test('check of an unknown reference is 404 no_data_error with code 12', async () => {
  const shop = await startShop()
  const response = await shop.check({ reference_no: 'NOBODY' })
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ type: 'no_data_error', code: 404, result_code: 12 })
  expect((await shop.check({})).status).toBe(400)
})

function luhnSum(pan: string): number {
  const digits = [...pan].reverse().map(Number)
  return digits.reduce((sum, digit, index) => sum + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0)
}
