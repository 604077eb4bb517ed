import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { query } from '@/db/client'
import { cardTries } from '@/db/schema'
import { givenOrder, goodCard, MINUTE, start, stoppedClock } from './payments.test-kit'

/** A Paynet that may be absent, and answers 500 when it is there. */
const paynet = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(500, { Connection: 'close' }).end())
})
const open = (at: number) => new Promise<void>((resolve) => paynet.listen(at, '127.0.0.1', resolve))
const close = () => new Promise((resolve) => paynet.close(resolve))

await open(0)
const { port } = paynet.address() as AddressInfo
process.env.PAYNET_API_URL = `http://127.0.0.1:${port}`
await close()

const tries = () => query((db) => db.select().from(cardTries))

beforeEach(async () => {
  await query((db) => db.delete(cardTries))
})
afterAll(() => (paynet.listening ? close() : undefined))

test('a start that never reached Paynet is not counted: a shop that cannot reach it holds no shopper back', async () => {
  const clock = stoppedClock()
  expect(await start(await givenOrder(clock), clock)).toMatchObject({ failure: { kind: 'unavailable' } })
  expect(await tries()).toEqual([])
})

test('a card that Paynet heard of stays counted, though a later try with it never got there', async () => {
  const clock = stoppedClock()
  await open(port)
  await start(await givenOrder(clock), clock, { card: goodCard })
  await close()
  const counted = await tries()
  expect(counted).toHaveLength(1)
  clock.pass(MINUTE)
  await start(await givenOrder(clock), clock, { card: goodCard })
  expect(await tries()).toEqual(counted)
})
