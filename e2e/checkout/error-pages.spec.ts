import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'

const ID = 'A'.repeat(22)

/** A whole document of ours in this language, with the merchant and help on it. */
function expectWhole({ headers, body }: RawAnswer, language: string, about: string): void {
  expect(headers['content-type'], about).toContain('text/html')
  for (const part of [`<html lang="${language}"`, 'Deneme Mağazası', 'mailto:destek@example.com', '</html>'])
    expect(body, about).toContain(part)
}

test('on the way to the bank and back a shopper gets a whole page, whatever breaks, and is told not to pay again', async ({ ownStack }) => {
  const { app, folder, orders, simulator } = await ownStack()
  const shopper = createRawShopper({ app, simulator }, newAddress())
  const order = await orders.make()
  const challenge = await shopper.challenge(order.id, cards.good)
  const back = await shopper.approve(challenge)
  const database = openSqliteFile(`${folder}/checkout.db`)
  const languages = [
    ['tr', {}, /tekrar ödemeyin|Tekrar ödeme yapmayın/],
    ['en', { 'Accept-Language': 'en' }, /do not pay again/i],
  ] as const

  // What no key of this deployment can decrypt.
  const stored = database.prepare('SELECT challenge FROM payments WHERE id = ?').pluck().get(challenge.paymentId)
  database.prepare('UPDATE payments SET challenge = ? WHERE id = ?').run('x.y.z', challenge.paymentId)
  for (const [language, headers, sentence] of languages) {
    const answer = await shopper.request(challenge.path, { headers })
    expect(answer.status).toBe(503)
    expectWhole(answer, language, 'an unreadable challenge')
    expect(answer.body).toMatch(sentence)
    expect(answer.body).toContain(`href="/checkout/${order.id}/result"`)
  }
  database.prepare('UPDATE payments SET challenge = ? WHERE id = ?').run(stored, challenge.paymentId)

  // A database that is there and answers nothing.
  database.exec('ALTER TABLE payments RENAME TO payments_gone; ALTER TABLE orders RENAME TO orders_gone')
  for (const [language, headers, sentence] of languages) {
    const leaving = await shopper.request(challenge.path, { headers })
    const posted = await shopper.request(new URL(back.url).pathname, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(back.fields).toString(),
    })
    const opened = await shopper.request(new URL(back.url).pathname, { headers })
    for (const [answer, about] of [
      [leaving, 'leaving'],
      [posted, 'returning'],
      [opened, 'looking'],
    ] as const) {
      expect(answer.status, about).toBe(503)
      expectWhole(answer, language, about)
      expect(answer.body, about).toMatch(sentence)
    }
    expect(opened.headers.refresh, 'asks again by itself').toBe('5')
    for (const path of [`/checkout/${order.id}`, `/checkout/${order.id}/result`]) {
      const answer = await shopper.request(path, { headers: { ...headers, Accept: 'text/html' } })
      expect(answer.status, path).toBe(500)
      expectWhole(answer, language, path)
      expect(answer.body, path).toMatch(sentence)
      expect(answer.body, path).toContain(`href="${app.url}${path}"`)
    }
  }
  database.exec('ALTER TABLE payments_gone RENAME TO payments; ALTER TABLE orders_gone RENAME TO orders')
  database.close()

  expect(app.log()).toContain('challenge.not-shown')
  await shopper.comeBack(back)
  expect((await orders.read(order.id)).status, 'and nothing was lost').toBe('paid')
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)
})

test('an address that does not exist says so on a whole page, in the shopper’s language, with the way home', async ({ app, shopper }) => {
  for (const path of [
    `/checkout/${ID}/3d/${ID}`,
    `/api/paynet/return/${ID}`,
    '/checkout/x/3d/y',
    `/api/dealers/applications/x/documents`,
    '/_next/static/none.js',
  ]) {
    for (const [language, sentence] of [
      ['tr', 'Sayfa bulunamadı'],
      ['en', 'Page not found'],
    ] as const) {
      const answer = await shopper.request(path, { headers: { Accept: 'text/html', 'Accept-Language': language } })
      expect(answer.status, path).toBe(404)
      expectWhole(answer, language, path)
      expect(answer.body, path).toContain(`<h1>${sentence}</h1>`)
      expect(answer.body, path).toContain(`class="button" href="${app.url}/"`)
    }
  }
})
