import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { PATHS } from '@/lib/paynet/wire'
import { paynet } from '@/scripts/test/setup'
import { answerAsEver, answerInstead } from './other-answers.test-kit'
import {
  callsOf,
  comeBack,
  givenOrder,
  givenPassed,
  givenReturned,
  goodCard,
  HOUR,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
} from './payments.test-kit'
import { setInstalments, show, shownPlan } from './plans.test-kit'

// The log is read below.
vi.hoisted(() => {
  process.env.LOG_LEVEL = 'trace'
})

const written: string[] = []
const { write } = process.stdout
beforeAll(() => {
  process.stdout.write = ((chunk: string | Uint8Array) => {
    written.push(Buffer.from(chunk as Uint8Array).toString())
    return true
  }) as typeof write
})
afterAll(() => {
  process.stdout.write = write
})

test('the log tells of every call of a payment, and nothing of what was sent: no holder, no card, no 3D session, no key', async () => {
  const holder = 'Kanarya Defterdar'
  const paid = await givenReturned({ card: { ...goodCard, holder }, fault: { fault: 'answer-lost-after' } })
  await settleByLooking(paid)
  expect(await statusOf(paid)).toBe('succeeded')

  const told = written.join('')
  const services = ['tds_initial', 'tds_charge', 'check']
  for (const service of services) {
    const lines = told.split('\n').filter((line) => line.includes('"paynet.call"') && line.includes(`"service":"${service}"`))
    expect(lines, service).toHaveLength(await callsOf(paid, service))
  }
  const { sessionId, tokenId } = paid.pair
  const secrets = [holder, goodCard.number, goodCard.number.replaceAll(' ', ''), sessionId, tokenId, process.env.PAYNET_SECRET_KEY ?? '']
  for (const secret of secrets) expect(told, `${secret.slice(0, 3)}…`).not.toContain(secret)
  // Paynet did get all of it.
  expect(await paynet.ledger(paid.referenceNo)).toMatchObject([{ card_holder: holder, is_succeed: true }])
})

test('the log tells why plans were not told or not offered, and nothing of the card that they were asked for', async () => {
  setInstalments({ mode: 'shopper' })
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  const from = written.length
  answerInstead(PATHS.ratios, { code: 23, message: 'Kanarya tablosu' })
  await show(order, clock)
  const row = { instalment: 101, total_amount: 1, instalment_amount: 1 }
  answerInstead(PATHS.ratios, { code: 0, data: [{ bank_id: 'AXSS', card_type: 'cc', ratio: [row, row] }] })
  await show(order, clock)
  answerAsEver()
  clock.pass(HOUR)
  const plan = await shownPlan(order, clock)
  expect(await start(order, clock, { plan: { ...plan, totalKurus: 1 } })).toMatchObject({ ok: false })
  expect(await statusOf(await givenReturned({ clock, order, plan }))).toBe('succeeded')

  const told = written.slice(from).join('')
  expect(told).toMatch(/"event":"plans.untold".*"code":23/)
  expect(told).toMatch(/"event":"plans.dropped".*"why":"count".*"count":2/)
  expect(told).not.toContain('Kanarya tablosu')
  expect(told).not.toMatch(/435508|4355 08/)
})

test('the log tells what a refusal meant and how a returned pair differed, and neither Paynet’s words nor the pair', async () => {
  const passed = await givenPassed()
  answerInstead(PATHS.tdsCharge, { code: 16, message: 'Kanarya reddetti' })
  const pair = { ...passed.pair, tokenId: passed.pair.tokenId.toLowerCase() }
  await comeBack({ ...passed, pair })
  expect(await statusOf(passed)).toBe('declined')
  const told = written.join('')
  expect(told).toContain('"event":"return.pair-differs"')
  expect(told).toContain('"why":"case"')
  expect(told).toContain('"meaning":"decline"')
  for (const secret of ['Kanarya reddetti', pair.tokenId, passed.pair.tokenId, pair.sessionId]) expect(told).not.toContain(secret)
})
