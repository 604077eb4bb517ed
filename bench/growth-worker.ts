import { randomUUID } from 'node:crypto'
import { ensureCardOwner } from '@/db/card-owners'
import { migrate } from '@/db/migrate'
import { findPayment, listPayments } from '@/db/payments'
import { storeSavedCard } from '@/db/saved-cards'
import { insertUserRow } from '@/db/users'
import { listKnownCards } from '@/lib/cards/list'
import { encryptOwnerId, ownerKey } from '@/lib/cards/owner'
import { savedCardRow } from '@/lib/cards/saved-card'
import { now } from '@/lib/clock'
import { readHealth } from '@/lib/health'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { newId } from '@/lib/ids'
import { createOrder, findOrder } from '@/lib/orders/orders'
import { completePayment } from '@/lib/payments/complete'
import { reconcile } from '@/lib/payments/reconcile'
import { startPayment } from '@/lib/payments/start'
import { decryptChallenge } from '@/lib/payments/stored-challenge'
import { fillDatabase } from './fill-database'
import type { Operation } from './growth'

/**
 * The app's own code on a database of a given size, without HTTP: fills the database, then times the operations
 * it is told to. Arguments: the file, and the number of payments.
 */
const [file = '', payments = '0'] = process.argv.slice(2)

await migrate()
fillDatabase(file, Number(payments))
const userId = await givenPersonWithCards()

/** What is timed, once its preparation is done. */
const operations: Record<Operation, () => Promise<() => Promise<unknown>>> = {
  start: async () => {
    const orderId = await givenOrder()
    return () => start(orderId)
  },
  return: async () => {
    const payment = await findPayment(await start(await givenOrder()))
    if (!payment?.challenge) throw new Error('a payment without a challenge')
    const pair = await decryptChallenge(payment.challenge)
    return () => completePayment(payment.id, pair, now)
  },
  'saved cards': async () => async () => listKnownCards(userId, await now()),
  'order read by API': async () => {
    const orderId = await givenOrder()
    await start(orderId)
    return async () => [await findOrder(orderId, await now()), await listPayments(orderId)]
  },
  "reconciler's pass": async () => () => reconcile(now),
  housekeeping: async () => () => keepHouse(now),
  'ready check': async () => readHealth,
}

async function givenOrder(): Promise<string> {
  const order = { amountKurus: 123_450, description: null, items: [], customer: null, successUrl: null, cancelUrl: null, locale: null }
  const made = await createOrder({ reference: randomUUID(), ...order }, await now())
  if (!made.ok) throw new Error('an order was not made')
  return made.value.order.id
}

async function start(orderId: string): Promise<string> {
  const card = { holder: 'Ayşe Yılmaz', number: '4355084355084358', expiry: '12/30', cvc: '123' }
  const started = await startPayment(
    { orderId, idempotencyKey: newId(), shownAmountKurus: 123_450, method: { kind: 'new', card, save: null } },
    { digest: newId(), address: newId(), userId },
    now,
  )
  if (!started.ok) throw new Error(`a payment did not start: ${started.failure.kind}`)
  return started.value.paymentId
}

async function givenPersonWithCards(): Promise<string> {
  const [id, at] = [newId(), await now()]
  await insertUserRow({ id, email: 'sealed', emailDigest: newId(), passwordHash: 'none', sessionVersion: 1, createdAt: at })
  const owner = await ensureCardOwner(ownerKey(id), randomUUID())
  for (const mask of ['435508******4358', '557113******5575', '979207******5454']) {
    const details = { cardHash: newId(), description: 'Kart', mask, bank: null, kind: null, brandName: null }
    await storeSavedCard(
      await savedCardRow(owner, { details, expiry: { month: 12, year: 2030 }, createdAt: at }),
      await encryptOwnerId('owner'),
    )
  }
  return id
}

process.on('message', ({ operation, times }: { operation: Operation; times: number }) => {
  void (async () => {
    const took: number[] = []
    for (let turn = 0; turn < times; turn++) {
      const run = await operations[operation]()
      const startedAt = performance.now()
      await run()
      took.push((performance.now() - startedAt) * 1000)
    }
    process.send?.(took)
  })()
})
process.send?.([])
