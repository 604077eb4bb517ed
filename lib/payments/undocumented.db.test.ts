import { beforeEach, describe, expect, test } from 'vitest'
import { query } from '@/db/client'
import { clearMarker, readMarker, writeMarker } from '@/db/markers'
import { listPayments } from '@/db/payments'
import { payments, sweepFindings } from '@/db/schema'
import { listOpenFindings } from '@/db/sweep-findings'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { sweep } from '@/lib/housekeeping/sweep'
import { listPaymentRecords } from '@/lib/merchant-api/payment-records'
import { PATHS } from '@/lib/paynet/wire'
import { paynet } from '@/scripts/test/setup'
import { decide, readTimeline } from './operate'
import { answerAsEver, answerInstead, changeAnswers, changeFields, changeRows } from './other-answers.test-kit'
import {
  type AtTheBank,
  callsOf,
  comeBack,
  DAY,
  declinedCard,
  givenOrder,
  givenPassed,
  givenReturned,
  goodCard,
  HOUR,
  look,
  orderStatus,
  payment,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
  successes,
  type TestClock,
} from './payments.test-kit'

// Nobody knows whether Paynet ever answers like this. Whatever it answers, nobody may be told what is false, and no
// order may be locked without a way out.

let clock: TestClock

beforeEach(async () => {
  await paynet.clearFaults()
  await paynet.forget()
  await query((db) => db.delete(payments))
  await query((db) => db.delete(sweepFindings))
  clock = stoppedClock()
  await writeMarker('check-proven', clock.at())
  for (const marker of ['swept', 'sweeping', 'paynet-refuses-us'] as const) await clearMarker(marker)
})

const detailsOf = async ({ id }: AtTheBank) => (await readTimeline(await payment(id))).flatMap(({ detail }) => detail ?? [])
const findings = async () => (await listOpenFindings(100)).map(({ kind, referenceNo, amountKurus }) => ({ kind, referenceNo, amountKurus }))

describe('the answer to a charge', () => {
  test.each([
    ['200 with code 16 and no is_succeed', { code: 16, message: '3D doğrulaması yapılamadı' }, 200, 'not-verified'],
    ['200 with code 16 and is_succeed null', { code: 16, is_succeed: null }, 200, 'not-verified'],
    ['400 with result_code 18', { type: 'invalid_request_error', code: 400, result_code: 18 }, 400, 'card-data'],
    ['400 with code 13', { type: 'invalid_request_error', code: 13 }, 400, 'session-over'],
    ['422 with result_code "22"', { code: 422, result_code: '22' }, 422, 'card-expired'],
  ])('%s ends the payment at once, and its order can be paid', async (_name, body, status, reason) => {
    const passed = await givenPassed({ clock })
    answerInstead(PATHS.tdsCharge, body, status)
    await comeBack(passed)
    expect(await payment(passed.id)).toMatchObject({ status: 'declined', reason })
    answerAsEver()
    const again = await givenReturned({ clock, order: passed.order })
    expect(await statusOf(again)).toBe('succeeded')
  })

  test('400 without a result_code decides nothing; looking does', async () => {
    const passed = await givenPassed({ clock })
    answerInstead(PATHS.tdsCharge, { type: 'invalid_request_error', message: 'Hata', code: 400 }, 400)
    await comeBack(passed)
    expect(await statusOf(passed)).toBe('unknown')
    expect(await settleByLooking(passed)).toBe('not_charged')
  })

  test.each<[name: string, fields: object]>([
    ['is_succeed as text', { is_succeed: 'true' }],
    ['is_succeed as a number', { is_succeed: 1 }],
    ['the type of a pre-authorization', { transaction_type: 3 }],
    ['another currency', { currency: 'USD' }],
  ])('with %s is put up for review, since money was taken', async (_name, fields) => {
    const passed = await givenPassed({ clock })
    changeFields(PATHS.tdsCharge, fields)
    await comeBack(passed)
    expect([await statusOf(passed), await orderStatus(passed)]).toEqual(['review', 'review'])
  })

  test.each<[name: string, fields: object]>([
    ['the currency TL', { currency: 'TL' }],
    ['the currency 949', { currency: '949' }],
    ['what binary arithmetic leaves of an amount', { amount: 149.9000001 }],
    ['the merchant’s own agent_reference_no', { agent_reference_no: 'B-1001' }],
  ])('with %s is a success', async (_name, fields) => {
    const passed = await givenPassed({ clock })
    changeFields(PATHS.tdsCharge, fields)
    await comeBack(passed)
    expect(await statusOf(passed)).toBe('succeeded')
  })

  test('that names our key or account as the reason puts the brake on, whatever it means for the payment', async () => {
    const passed = await givenPassed({ clock })
    answerInstead(PATHS.tdsCharge, { is_succeed: false, code: 2, message: 'Firma bloke' })
    await comeBack(passed)
    expect(await statusOf(passed)).toBe('declined')
    expect(await readMarker('paynet-refuses-us')).toEqual(clock.at())
  })
})

describe('at the opening of a 3D session', () => {
  const aboutUs: [number, object][] = [
    ...[2, 3, 4, 7, 19, 21, 23].map((code): [number, object] => [200, { code, message: 'Yetkisiz' }]),
    [400, { type: 'invalid_request_error', code: 400, result_code: 7 }],
    [400, { type: 'authorization_error', code: 7 }],
    [200, { type: 'authorization_error', code: 401, result_code: 7 }],
    [403, { type: 'authorization_error', code: 403, result_code: 18 }],
    [429, { type: 'api_error', code: 429, result_code: 1 }],
  ]

  test.each(aboutUs)('HTTP %i %j is no fault of the card: the checkout is unavailable and the brake is put on', async (status, body) => {
    answerInstead(PATHS.tdsInitial, body as Record<string, unknown>, status)
    const order = await givenOrder(clock)
    expect(await start(order, clock)).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    expect(await readMarker('paynet-refuses-us')).toEqual(clock.at())
    expect(await listPayments(order.id)).toMatchObject([{ status: 'failed', calls: 0 }])
  })

  test.each([
    [200, { code: 18 }],
    [400, { code: 400, result_code: 22 }],
    [400, { Message: 'The request is invalid.' }],
  ])('HTTP %i %j is about the card: another may do', async (status, body) => {
    answerInstead(PATHS.tdsInitial, body, status)
    expect(await start(await givenOrder(clock), clock)).toEqual({ ok: false, failure: { kind: 'refused' } })
    expect(await readMarker('paynet-refuses-us')).toBeNull()
  })
})

describe('a check of a payment that was charged', () => {
  const notMatched: [string, (row: Record<string, unknown>) => Record<string, unknown> | unknown[] | null][] = [
    ['without a reference', (row) => named(row, undefined)],
    ['with its reference cut', (row) => named(row, String(row.agent_reference).slice(0, 20))],
    ['that is null', () => [null]],
  ]

  test.each(notMatched)('that shows a row %s never says that it was not charged', async (_name, change) => {
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after', times: 99 } })
    changeRows(PATHS.check, change)
    for (let hour = 0; hour < 48; hour++) {
      clock.pass(HOUR)
      expect(await look(waiting)).toBe('unknown')
    }
    expect(await successes(waiting.referenceNo)).toBe(1)
    // A person has the way out.
    expect(await decide(await payment(waiting.id), 'accept', clock.at(), 'stands in the panel')).toBe(true)
    expect([await statusOf(waiting), await orderStatus(waiting)]).toEqual(['succeeded', 'paid'])
  })

  const rowsOf = (body: Record<string, unknown>) => (Array.isArray(body.Data) ? (body.Data as Record<string, unknown>[]) : [])

  test.each<[string, (body: Record<string, unknown>) => Record<string, unknown>]>([
    ['in lower case', ({ Data, ...body }) => ({ ...body, data: Data })],
    ['as one flat row', (body) => ({ ...rowsOf(body)[0], code: 0 })],
    ['as one row in place of the list', (body) => ({ ...body, Data: rowsOf(body)[0] })],
    [
      'with the reference in capitals',
      (body) => ({ ...body, Data: rowsOf(body).map((row) => named(row, String(row.agent_reference).toUpperCase())) }),
    ],
    [
      'with the merchant’s own name beside ours',
      (body) => ({ ...body, Data: rowsOf(body).map((row) => ({ ...row, agent_reference_no: 'B-1001' })) }),
    ],
  ])('that shows it %s settles it', async (_name, change) => {
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after', times: 99 } })
    changeAnswers(PATHS.check, ({ status, body }) => ({ status, body: change(body) }))
    expect(await settleByLooking(waiting)).toBe('succeeded')
  })

  test.each<[string, object]>([
    ['as reversed', { reversed: true }],
    ['as a cancellation', { xact_type: 'R' }],
    ['with its yes as text', { is_succeed: 'true' }],
  ])('that shows it %s puts it up for review', async (_name, fields) => {
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after', times: 99 } })
    changeRows(PATHS.check, (row) => ({ ...row, ...fields }))
    expect(await settleByLooking(waiting)).toBe('review')
  })

  test.each<[string, object, string]>([
    ['reversed', { reversed: true }, 'other-amount'],
    ['unclear', { is_succeed: 'true' }, 'other-amount'],
    ['other-amount', { amount: 1 }, 'other-amount'],
  ])('that shows it as %s after it was given up here keeps a finding, once, and tells nobody else', async (what, fields, kind) => {
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after', times: 99 } })
    answerInstead(PATHS.check, { code: 12, message: 'Kayıt yok' })
    expect(await settleByLooking(waiting)).toBe('not_charged')
    answerAsEver()
    changeRows(PATHS.check, (row) => ({ ...row, ...fields }))
    answerInstead(PATHS.transactionList, { code: 0, has_more: false, Data: [] })
    for (let day = 0; day < 3; day++) {
      clock.pass(DAY + 1)
      await keepHouse(clock)
    }
    expect(await statusOf(waiting)).toBe('not_charged')
    expect((await findings()).map((finding) => finding.kind)).toEqual([kind])
    expect((await detailsOf(waiting)).filter((detail) => detail === `a person must look: ${what}`)).toHaveLength(1)
  })
})

describe('the list', () => {
  const givenUndecided = () => givenReturned({ clock, fault: { fault: 'answer-lost-after' } })

  test.each<[string, (row: Record<string, unknown>) => Record<string, unknown>]>([
    ['in capitals', (row) => named(row, String(row.agent_reference).toUpperCase())],
    ['beside another name that is formed like ours', (row) => ({ ...row, agent_reference_no: 'B-1001-abcdefgh' })],
    ['beside the merchant’s own name', (row) => ({ ...row, agent_reference_no: 'B-1001' })],
  ])('that names our reference %s settles the payment', async (_name, change) => {
    const waiting = await givenUndecided()
    changeRows(PATHS.transactionList, change)
    expect(await sweep(clock)).toMatchObject({ foreign: 0, found: [], theirs: { count: 1 }, ours: { count: 1 } })
    expect(await statusOf(waiting)).toBe('succeeded')
  })

  test('that names none for a success keeps a finding, once', async () => {
    await givenUndecided()
    changeRows(PATHS.transactionList, (row) => named(row, ''))
    await sweep(clock)
    await sweep(clock)
    expect(await findings()).toEqual([{ kind: 'orphan', referenceNo: '', amountKurus: 14_990 }])
  })

  test.each<[string, (row: Record<string, unknown>) => Record<string, unknown> | unknown[]]>([
    ['as reversed', (row) => ({ ...row, reversed: true })],
    ['beside what cancelled it', (row) => [row, { ...row, id: 5, xact_id: 'xk_5', xact_type: 'R' }]],
    ['only as a cancellation', (row) => ({ ...row, xact_type: 'R' })],
    ['with its yes as text', (row) => ({ ...row, is_succeed: 'true' })],
  ])('that shows an undecided payment %s puts it up for review', async (_name, change) => {
    const waiting = await givenUndecided()
    changeRows(PATHS.transactionList, change)
    await sweep(clock)
    expect(await statusOf(waiting)).toBe('review')
  })

  test('that shows a payment of ours as reversed notes it once: it is not missing, and stays paid', async () => {
    const paid = await givenReturned({ clock })
    changeRows(PATHS.transactionList, (row) => ({ ...row, reversed: true }))
    clock.pass(2 * HOUR)
    for (let time = 0; time < 2; time++) expect(await sweep(clock)).toMatchObject({ found: [], unread: null })
    expect(await statusOf(paid)).toBe('succeeded')
    expect((await detailsOf(paid)).filter((detail) => detail.includes('went back'))).toHaveLength(1)
  })

  test('that shows a payment that was declined here as reversed keeps a finding', async () => {
    const declined = await givenReturned({ clock, card: declinedCard })
    changeRows(PATHS.transactionList, (row) => ({ ...row, is_succeed: true, reversed: true }))
    await sweep(clock)
    expect(await statusOf(declined)).toBe('declined')
    expect(await findings()).toMatchObject([{ kind: 'other-amount', referenceNo: declined.referenceNo }])
  })
})

describe('what Paynet says of a refusal', () => {
  test('is kept in the timeline, without what it may quote of the card or of people, and nowhere else', async () => {
    const passed = await givenPassed({ clock })
    const quoted = `Kart ${goodCard.number} (cvc ${goodCard.cvc}) reddedildi,\n ayse@example.com, tel 0532 123 45 67. ${'x'.repeat(300)}`
    answerInstead(PATHS.tdsCharge, { code: 18, message: quoted })
    await comeBack(passed)
    const [told] = (await detailsOf(passed)).filter((detail) => detail.startsWith('tds_charge'))
    expect(told).toMatch(
      /^tds_charge · decline · HTTP 200 · code 18 · “Kart \[digits\] \(cvc \[digits\]\) reddedildi, \[address\] tel \[digits\]\. x+”$/,
    )
    expect(told?.length).toBeLessThan(300)
    expect(JSON.stringify(await listPaymentRecords(passed.orderId))).not.toContain('reddedildi')
    expect((await payment(passed.id)).bankMessage).toBeNull()
  })

  test('is not kept of a plain success', async () => {
    const paid = await givenReturned({ clock })
    expect((await detailsOf(paid)).join()).not.toContain('“')
    expect(await callsOf(paid, 'tds_charge')).toBe(1)
  })
})

/** A row under another reference: it has three names. */
function named(row: Record<string, unknown>, reference: string | undefined): Record<string, unknown> {
  return { ...row, agent_reference: reference, agent_reference_no: reference, reference_no: reference }
}
