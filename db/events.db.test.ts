import { beforeEach, describe, expect, test } from 'vitest'
import { findOrder } from '@/lib/orders/orders'
import { APPLICATION_STATUSES } from '@/lib/shared/dealers/dealer'
import type { EventType } from '@/lib/shared/payments/event'
import { PAYMENT_STATUSES, type PaymentStatus } from '@/lib/shared/payments/payment-states'
import { REFUND_STATUSES, type RefundStatus } from '@/lib/shared/payments/refund'
import { findApplicationRow, insertApplication } from './applications'
import { query, rawConnection } from './client'
import { emptyRow } from './empty-row'
import { listPlacedEvents, placeEvents } from './events'
import { cancelOrderRow, expireOrderRows, findOrderRow, type OrderRow, reopenOrderRow } from './orders'
import { insertFoundPayment } from './payment-moves'
import type { Payment } from './payments'
import { givenOrderRow, newPayment } from './payments.test-kit'
import { insertForeignRefund, type Refund } from './refunds'
import { applications, payments, refunds } from './schema'

const at = new Date()
let last = 0

/** The events since the last look, as they are placed. */
async function told(): Promise<Array<{ type: EventType; orderId: string | null; refundId: string | null; applicationId: string | null }>> {
  await placeEvents(at, false)
  const news = await listPlacedEvents(last, 1_000)
  last = news.at(-1)?.position ?? last
  return news.map(({ type, orderId, refundId, applicationId }) => ({ type, orderId, refundId, applicationId }))
}

const typesTold = async () => (await told()).map(({ type }) => type)
const versionOf = async ({ id }: Pick<OrderRow, 'id'>) => (await findOrderRow(id))?.version
const run = (text: string) => {
  const connection = rawConnection()
  return 'sqlite' in connection ? connection.sqlite.exec(text) : connection.pool.query(text)
}

/** Any statement that sets a status, as the next version of this program may write it. */
const setStatus = (table: 'payments' | 'refunds' | 'applications' | 'orders', id: string, status: string) =>
  run(`UPDATE ${table} SET status = '${status}' WHERE id = '${id}'`)

const givenPayment = async (order: OrderRow, change: Partial<Payment> = {}) => {
  const payment = await insertFoundPayment(newPayment(order, { drawnKurus: order.amountKurus, ...change }))
  if (!payment) throw new Error('the payment was known')
  return payment
}

const givenRefund = async (payment: Payment | null, change: Partial<Refund> = {}) => {
  const id = crypto.randomUUID()
  const row: Refund = {
    ...emptyRow(refunds),
    id,
    paymentId: payment?.id ?? null,
    xactId: id,
    amountKurus: 1,
    status: 'planned',
    askedBy: 'api',
    dueAt: at,
    calls: 0,
    fence: 0,
    looks: 0,
    alarms: 0,
    createdAt: at,
    movedAt: at,
    ...change,
  }
  await insertForeignRefund(row, null, { events: [], ending: null })
  return row
}

beforeEach(async () => {
  await told()
})

/** What an order is told to be, by the status that its only payment has reached; nothing has ended the order. */
const STATUS_BY: Record<PaymentStatus, 'open' | 'paid' | 'review'> = {
  created: 'open',
  awaiting_3ds: 'open',
  charging: 'open',
  unknown: 'open',
  succeeded: 'paid',
  declined: 'open',
  failed: 'open',
  expired: 'open',
  superseded: 'open',
  not_charged: 'open',
  review: 'review',
}

describe('whatever moves a payment, its merchant is told in the same statement', () => {
  const moves = PAYMENT_STATUSES.flatMap((from) =>
    PAYMENT_STATUSES.filter((to) => to !== from && from !== 'succeeded').map((to) => [from, to] as const),
  )

  test.each(moves)('%s to %s', async (from, to) => {
    const order = await givenOrderRow()
    const payment = await givenPayment(order, { status: from })
    await told()
    const before = await versionOf(order)
    await setStatus('payments', payment.id, to)
    const [was, is] = [STATUS_BY[from], STATUS_BY[to]]
    const types = was === is ? [] : [is === 'open' ? 'order.review' : `order.${is}`]
    expect(await told()).toEqual(types.map((type) => ({ type, orderId: order.id, refundId: null, applicationId: null })))
    expect(await findOrderRow(order.id)).toMatchObject({ toldStatus: is, version: (before ?? 0) + types.length })
    expect((await findOrder(order.id, at))?.status, 'as whoever asks reads it').toBe(is)
  })

  test.each(PAYMENT_STATUSES)('found at Paynet as %s', async (status) => {
    const order = await givenOrderRow()
    await givenPayment(order, { status })
    const is = STATUS_BY[status]
    expect(await typesTold()).toEqual(is === 'open' ? [] : [`order.${is}`])
    expect(await findOrderRow(order.id)).toMatchObject({ toldStatus: is })
  })

  test('an order is paid once, however many of its payments succeed', async () => {
    const order = await givenOrderRow()
    await givenPayment(order, { status: 'succeeded' })
    const second = await givenPayment(order, { status: 'declined' })
    expect(await typesTold()).toEqual(['order.paid'])
    await run(`UPDATE payments SET status = 'succeeded', late = ${'sqlite' in rawConnection() ? '1' : 'TRUE'} WHERE id = '${second.id}'`)
    expect(await typesTold()).toEqual([])
  })

  test('a statement that sets a status once more, or anything else, tells nothing', async () => {
    const order = await givenOrderRow()
    const payment = await givenPayment(order, { status: 'succeeded' })
    await told()
    await setStatus('payments', payment.id, 'succeeded')
    await setStatus('orders', order.id, 'open')
    expect(await typesTold()).toEqual([])
  })
})

describe('an order that ends', () => {
  test('is told once when it is cancelled', async () => {
    const order = await givenOrderRow()
    await cancelOrderRow(order.id)
    await cancelOrderRow(order.id)
    expect(await typesTold()).toEqual(['order.cancelled'])
    expect(await findOrderRow(order.id)).toMatchObject({ toldStatus: 'cancelled', version: 2 })
  })

  test('is told when it expires', async () => {
    const order = await givenOrderRow({ expiresAt: at })
    await expireOrderRows(at)
    expect(await told()).toEqual([{ type: 'order.expired', orderId: order.id, refundId: null, applicationId: null }])
  })

  test.each(['succeeded', 'review'] as const)('is not told to have expired while a payment of it is %s', async (status) => {
    const order = await givenOrderRow({ expiresAt: at })
    await givenPayment(order, { status })
    await told()
    await expireOrderRows(at)
    expect(await typesTold()).toEqual([])
    expect(await findOrderRow(order.id)).toMatchObject({ status: 'expired', toldStatus: STATUS_BY[status] })
  })

  test('is told when its review ends after its time', async () => {
    const order = await givenOrderRow({ expiresAt: at })
    const payment = await givenPayment(order, { status: 'review' })
    await expireOrderRows(at)
    await told()
    await setStatus('payments', payment.id, 'not_charged')
    expect(await typesTold()).toEqual(['order.expired'])
  })

  test('is told to be paid if a success comes after its end', async () => {
    const order = await givenOrderRow()
    const payment = await givenPayment(order, { status: 'declined' })
    await cancelOrderRow(order.id)
    await setStatus('payments', payment.id, 'succeeded')
    expect(await typesTold()).toEqual(['order.cancelled', 'order.paid'])
  })
})

describe('an order that is opened again', () => {
  const later = new Date(at.getTime() + 86_400_000)
  const ends: [string, (order: OrderRow) => Promise<unknown>, EventType[]][] = [
    ['cancelled', ({ id }) => cancelOrderRow(id), ['order.cancelled']],
    ['told to have expired', () => expireOrderRows(at), ['order.expired']],
    ['past its time, which nobody was told', async () => {}, []],
  ]

  test.each(ends)(
    'when it was %s: its version grows by one, nothing is told, and what comes after is told anew',
    async (_name, end, told) => {
      const order = await givenOrderRow({ expiresAt: at })
      await end(order)
      const before = Number(await versionOf(order))
      expect(await reopenOrderRow(order.id, later, at)).toBe(true)
      expect(await findOrderRow(order.id)).toMatchObject({ status: 'open', toldStatus: 'open', version: before + 1, expiresAt: later })
      await cancelOrderRow(order.id)
      await reopenOrderRow(order.id, later, at)
      await givenPayment(order, { status: 'succeeded' })
      expect(await typesTold()).toEqual([...told, 'order.cancelled', 'order.paid'])
      expect(await versionOf(order)).toBe(before + 4)
    },
  )
})

/** A refund that is over without money is refused, whoever said so. */
const TYPE_OF_REFUND: Record<RefundStatus, EventType | null> = {
  planned: null,
  sending: null,
  unknown: null,
  accepted: 'refund.accepted',
  refunded: 'refund.refunded',
  refused: 'refund.refused',
  withdrawn: 'refund.refused',
  not_sent: 'refund.refused',
}

describe('whatever moves a refund, its merchant is told in the same statement', () => {
  const moves = REFUND_STATUSES.flatMap((from) => REFUND_STATUSES.filter((to) => to !== from).map((to) => [from, to] as const))

  test.each(moves)('%s to %s', async (from, to) => {
    const order = await givenOrderRow()
    const refund = await givenRefund(await givenPayment(order), { status: from })
    await told()
    const before = await versionOf(order)
    await setStatus('refunds', refund.id, to)
    const type = TYPE_OF_REFUND[to]
    expect(await told()).toEqual(type ? [{ type, orderId: order.id, refundId: refund.id, applicationId: null }] : [])
    expect(await versionOf(order)).toBe((before ?? 0) + (type ? 1 : 0))
  })

  test.each(REFUND_STATUSES)('found at Paynet as %s', async (status) => {
    await givenRefund(await givenPayment(await givenOrderRow()), { status })
    const type = TYPE_OF_REFUND[status]
    expect(await typesTold()).toEqual(type ? [type] : [])
  })

  test("one of a finding's transaction is no refund of the order's", async () => {
    const payment = await givenPayment(await givenOrderRow())
    const [ofFinding, ofNone] = [await givenRefund(payment, { findingId: crypto.randomUUID() }), await givenRefund(null)]
    for (const { id } of [ofFinding, ofNone]) await setStatus('refunds', id, 'refunded')
    expect(await typesTold()).toEqual([])
  })
})

describe("whatever moves a dealer's application, its merchant is told in the same statement", () => {
  const moves = APPLICATION_STATUSES.flatMap((from) => APPLICATION_STATUSES.filter((to) => to !== from).map((to) => [from, to] as const))

  test.each(moves)('%s to %s', async (from, to) => {
    const id = crypto.randomUUID()
    await insertApplication({ ...emptyRow(applications), id, status: from, answers: 'x', calls: 0, fence: 0, createdAt: at, updatedAt: at })
    expect(await typesTold()).toEqual([])
    await setStatus('applications', id, to)
    expect(await told()).toEqual([{ type: 'application.changed', orderId: null, refundId: null, applicationId: id }])
    expect((await findApplicationRow(id))?.version).toBe(2)
  })
})

test('an event is written with its change or not at all', async () => {
  const order = await givenOrderRow()
  const payment = await givenPayment(order, { status: 'charging' })
  const before = await findOrderRow(order.id)
  const undone = query((db) => db.update(payments).set({ status: 'succeeded', instalments: 0 }).returning())
  await expect(undone).rejects.toThrow()
  expect(await typesTold()).toEqual([])
  expect(await findOrderRow(order.id)).toEqual(before)
  expect(payment.status).toBe('charging')
})

test('places are given one at a time: what a reader has passed stays as it was, however many processes give them', async () => {
  const orders = await Promise.all(Array.from({ length: 120 }, () => givenOrderRow()))
  const giving = Promise.all(orders.map(({ id }) => cancelOrderRow(id)))
  const read: number[] = []
  const reading = async () => {
    for (let passed = last; read.length < orders.length; ) {
      await placeEvents(at, false)
      const news = await listPlacedEvents(passed, 7)
      read.push(...news.map(({ position }) => position))
      passed = news.at(-1)?.position ?? passed
    }
  }
  await Promise.all([giving, reading(), placeEvents(at, false), placeEvents(at, false)])
  expect(read).toEqual(Array.from({ length: orders.length }, (_, place) => last + 1 + place))
  await told()
})
