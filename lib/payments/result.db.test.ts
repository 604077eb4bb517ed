import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { digest, newId } from '@/lib/ids'
import { findBankRedirect } from './challenge-page'
import { givenOrder, goodCard, stoppedClock } from './payments.test-kit'
import { findResult } from './result'
import { startPayment } from './start'

// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))

function comeWith(jar: Record<string, string>): void {
  const get = (name: string) => (jar[name] === undefined ? undefined : { name, value: jar[name] })
  vi.mocked(cookies).mockResolvedValue({ get } as never)
}

test('the id that opens the challenge page is told only to the paying browser, and with it no cookie is needed', async () => {
  const clock = stoppedClock()
  const [order, cookie] = [await givenOrder(clock), newId()]
  const method = { kind: 'new' as const, card: goodCard, save: null }
  const started = await startPayment(
    { orderId: order.id, idempotencyKey: newId(), shownAmountKurus: order.amountKurus, method },
    { digest: digest(cookie), address: newId(), userId: null },
    clock,
  )
  if (!started.ok) throw new Error('the payment had not started')
  const { paymentId } = started.value

  comeWith({ payer: cookie })
  expect((await findResult(order.id))?.payment?.id).toBe(paymentId)
  for (const jar of [{}, { payer: newId() }, { payer: digest(cookie) }] as Record<string, string>[]) {
    comeWith(jar)
    expect(JSON.stringify(await findResult(order.id))).not.toContain(paymentId)
    expect(await findBankRedirect(order.id, paymentId)).toMatchObject({ kind: 'leave' })
  }
})
