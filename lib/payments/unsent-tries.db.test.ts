import { beforeEach, expect, test } from 'vitest'
import { query } from '@/db/client'
import { cardTries } from '@/db/schema'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { givenOrder, goodCard, MINUTE, start, stoppedClock } from './payments.test-kit'

const tap = await tapPaynet()
const tries = () => query((db) => db.select().from(cardTries))

beforeEach(async () => {
  await query((db) => db.delete(cardTries))
})

test('a start that never reached Paynet is not counted: a shop that cannot reach it holds no shopper back', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  await tap.whileAway(async () => {
    expect(await start(order, clock)).toMatchObject({ failure: { kind: 'unavailable' } })
  })
  expect(await tries()).toEqual([])
})

test('a card that Paynet heard of stays counted, though a later try with it never got there', async () => {
  const clock = stoppedClock()
  await paynet.fault({ fault: 'http-500', service: 'tds_initial' })
  expect(await start(await givenOrder(clock), clock, { card: goodCard })).toMatchObject({ failure: { kind: 'unavailable' } })
  const counted = await tries()
  expect(counted).toHaveLength(1)
  clock.pass(MINUTE)
  const order = await givenOrder(clock)
  await tap.whileAway(async () => {
    expect(await start(order, clock, { card: goodCard })).toMatchObject({ failure: { kind: 'unavailable' } })
  })
  expect(await tries()).toEqual(counted)
})
