import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { bank, expectStatus, payByCard } from '@/e2e/pages/shopper-page'

test('a checkout that is opened under another name of the app is shown under APP_URL, can be paid there, and the log names it', async ({
  page,
  app,
  orders,
}) => {
  const order = await orders.make()
  await page.goto(order.checkout_url.replace('localhost', '127.0.0.1'))
  await expect(page).toHaveURL(order.checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(app.log()).toMatch(/"event":"page\.opened-elsewhere","from":"http:\/\/127\.0\.0\.1:\d+"/)
})

test('behind a proxy that passes on another Host a checkout is shown and paid all the same, and the log says what to set', async ({
  ownStack,
  page,
}) => {
  let behind = 0
  const proxy = http.createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming
    const request = http.request({ host: '127.0.0.1', port: behind, method, path, headers: { ...headers, host: 'checkout' } })
    request.on('response', (answer) => void answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, answer.headers)))
    incoming.pipe(request)
  })
  proxy.listen(0)
  await once(proxy, 'listening')
  const { app, orders } = await ownStack({ APP_URL: `http://localhost:${(proxy.address() as AddressInfo).port}` })
  behind = app.port

  await page.goto((await orders.make()).checkout_url)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  expect(app.log().match(/"event":"host\.rewritten","from":"http:\/\/checkout"/g), 'told once').toHaveLength(1)
  proxy.close().closeAllConnections()
})
