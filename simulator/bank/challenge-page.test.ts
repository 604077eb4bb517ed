import { expect, test } from 'vitest'
import { hiddenInputs, pairOf, startShop } from '@/simulator/test-kit'

test('a wrong code may be corrected twice', async () => {
  const shop = await startShop()
  const session = pairOf(await shop.openSession())
  expect(await (await shop.answerBank(session, { otp: 'no' })).text()).toContain('2 deneme hakkınız kaldı')
  expect(await (await shop.answerBank(session, { otp: 'no' })).text()).toContain('1 deneme hakkınız kaldı')
  await shop.answerBank(session, { otp: 'a' })
  expect(await (await shop.charge(session)).json()).toMatchObject({ is_succeed: true })
})

test('after three wrong codes the shopper returns with ids and the charge is code 16', async () => {
  const shop = await startShop()
  const session = pairOf(await shop.openSession())
  for (const otp of ['x', 'y']) await shop.answerBank(session, { otp })
  const last = await (await shop.answerBank(session, { otp: 'z' })).text()
  expect(hiddenInputs(last)).toEqual(session)
  expect(await (await shop.charge(session)).json()).toMatchObject({ code: 16 })
})

test.each(['94', '0570', '1', '99', 'N7'])('whoever approves may choose that the bank answers %s', async (bank_error_id) => {
  const shop = await startShop()
  const session = pairOf(await shop.openSession())
  await shop.answerBank(session, { otp: 'a', bank_error_id })
  expect(await (await shop.charge(session)).json()).toMatchObject({ is_succeed: false, code: 1, bank_error_id })
})

test('the page’s pattern for it is one that browsers can read, who compile it with the v flag', async () => {
  const shop = await startShop()
  const page = await (await fetch((await shop.openSession()).post_url)).text()
  const pattern = new RegExp(`^(?:${page.match(/pattern="([^"]+)"/)?.[1]})$`, 'v')
  expect(['94', '0570', 'N7', 'A-1', '<b>', 'a'].map((code) => pattern.test(code))).toEqual([true, true, true, true, false, false])
})

test('no answer chosen, or none that is a code, leaves the card its own', async () => {
  const shop = await startShop()
  for (const [reference_no, bank_error_id] of [
    ['REF-1', ''],
    ['REF-2', 'three-ds-failed'],
    ['REF-3', '<b>'],
  ] as const) {
    const session = pairOf(await shop.openSession({ reference_no }))
    await shop.answerBank(session, { otp: 'a', bank_error_id })
    expect(await (await shop.charge(session)).json()).toMatchObject({ is_succeed: true })
  }
})

test('a cancelled shopper returns without ids and with a message', async () => {
  const shop = await startShop()
  const session = pairOf(await shop.openSession())
  const page = await (await shop.answerBank(session, { action: 'cancel' })).text()
  const text = 'İşlem kullanıcı tarafından iptal edildi'
  expect(hiddenInputs(page)).toEqual({ message: text, paynet_error_message: text })
  expect(await (await shop.charge(session)).json()).toMatchObject({ code: 16 })
})

test('a right code that comes after the countdown does not pass', async () => {
  let now = new Date('2030-01-01T10:00:00Z')
  const shop = await startShop({ now: () => now })
  const session = await shop.openSession()
  await fetch(session.post_url)
  now = new Date('2030-01-01T10:03:00Z')
  expect(hiddenInputs(await (await shop.answerBank(pairOf(session), { otp: 'a' })).text())).toEqual(pairOf(session))
  expect(await (await shop.charge(pairOf(session))).json()).toMatchObject({ code: 16 })
})

test('the gate says if a session is unknown, finished or expired', async () => {
  let now = new Date('2030-01-01T10:00:00Z')
  const shop = await startShop({ now: () => now })
  const finished = await shop.openSession()
  await shop.answerBank(pairOf(finished), { otp: 'a' })
  const expired = await shop.openSession({ reference_no: 'REF-2' })
  now = new Date('2030-01-01T10:15:00Z')
  const gate = `${shop.url}/v1/paynetjgate/tds_easy`
  for (const url of [gate, `${gate}?session_id=x&token_id=y`, finished.post_url, expired.post_url]) {
    const page = await fetch(url)
    expect(page.status).toBe(410)
    expect(await page.text()).toContain('Doğrulama oturumu geçersiz')
  }
})

test('the bank’s page names the merchant, not the address of its shop, and no name becomes markup', async () => {
  const hostile = '"><script>alert(1)</script>'
  const shop = await startShop({ merchantName: `Kahve & Çay ${hostile}` })
  const page = await (await fetch((await shop.openSession({ domain: hostile })).post_url)).text()
  expect(page).toContain('<dd>Kahve &amp; Çay &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</dd>')
  expect(page).not.toContain('<script>alert(1)')
  const other = await startShop()
  expect(await (await fetch((await other.openSession()).post_url)).text()).toContain('<dd>Örnek Mağaza</dd>')
})

test('the bank page loads nothing but itself', async () => {
  const shop = await startShop()
  const page = await (await fetch((await shop.openSession()).post_url)).text()
  expect(page).not.toMatch(/(?:src|href)="(?!data:)/)
})
