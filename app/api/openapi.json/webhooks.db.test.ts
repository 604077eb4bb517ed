import { expect, test } from 'vitest'
import { stoppedClock as applicantsClock, givenSent as givenApplication } from '@/lib/dealers/dealers.test-kit'
import { listEvents } from '@/lib/events/list'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { cancelOrder } from '@/lib/orders/orders'
import { DAY, givenOrder, givenReturned, HOUR, stoppedClock } from '@/lib/payments/payments.test-kit'
import { decideRefund } from '@/lib/refunds/operate'
import { ask, givenPaid, givenSent, lookAt } from '@/lib/refunds/refunds.test-kit'
import { EVENT_TYPES, type EventType } from '@/lib/shared/payments/event'
import { bodyOf } from '@/lib/webhooks/body'
import { answersOf, type OpenApi } from '@/scripts/test/described'
import { openApiDocument } from './document'

const clock = stoppedClock()

/** Whatever the app does that brings an event of this type. */
const BRINGS: Record<EventType, () => Promise<unknown>> = {
  'order.paid': () => givenReturned({ clock }),
  'order.review': () => givenReturned({ clock, fault: { fault: 'wrong-amount' } }),
  'order.cancelled': async () => cancelOrder((await givenOrder(clock)).id, clock.at()),
  'order.expired': async () => {
    await givenOrder(clock, 14_990, {
      items: [{ name: 'Kahve', quantity: 1, unitAmountKurus: 14_990 }],
      metadata: { sepet: '7' },
      maxInstalments: 3,
      paynet: { agent_reference_no: 'A-1' },
    })
    const tomorrow = stoppedClock()
    tomorrow.pass(DAY + 2 * HOUR)
    await keepHouse(tomorrow)
  },
  'refund.accepted': () => givenSent({ clock }),
  'refund.refunded': async () => lookAt(await givenSent({ clock })),
  'refund.refused': async () => {
    const asked = await ask(await givenPaid({ clock }))
    if (asked.ok) await decideRefund(asked.refund, 'withdraw', clock.at())
  },
  'application.changed': () => givenApplication(applicantsClock()),
}

async function lastId(): Promise<string | null> {
  let after: string | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(after, 100, clock.at())
    after = page?.events.at(-1)?.id ?? after
    if (!page?.hasMore) return after
  }
}

test.each(EVENT_TYPES)('the body of a webhook is as the document says: %s', async (type) => {
  const before = await lastId()
  await BRINGS[type]()
  const told = (await listEvents(before, 100, clock.at()))?.events ?? []
  expect(told.map((event) => event.type)).toContain(type)
  const { validator } = answersOf(JSON.parse(JSON.stringify(openApiDocument())) as OpenApi)
  for (const event of told) {
    const validate = validator('webhooks', event.type, 'post', 'requestBody', 'content', 'application/json', 'schema')
    const body: unknown = JSON.parse(await bodyOf(event, new Date(clock.at().getTime() + DAY)))
    expect([validate(body), validate.errors, body]).toEqual([true, null, body])
    expect(validate({ ...(body as object), customer: 'x' }), 'and nothing beside it').toBe(false)
  }
})
