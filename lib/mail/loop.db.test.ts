import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { mails } from '@/db/schema'
import { env } from '@/lib/env'
import { inFlight } from '@/lib/in-flight'
import { givenOrder, givenReturned, stoppedClock } from '@/lib/payments/payments.test-kit'
import { startLoop } from '@/server/loop'
import { type MailSink, startMailSink } from '@/simulator/mail-sink'

let sink: MailSink
let loops: ReturnType<typeof startLoop>[] = []

beforeEach(async () => {
  await query((db) => db.delete(mails))
  sink = await startMailSink()
})
afterEach(async () => {
  for (const loop of loops) loop.stop()
  loops = []
  await Promise.all(inFlight())
  await sink.close()
})

function turnOn(): void {
  const from = { name: 'Örnek Mağaza', address: 'odeme@example.com' }
  Object.assign(env(), { mail: { host: sink.host, port: sink.port, tls: 'none', auth: null, from, replyTo: null, ops: null } })
}

function start() {
  const loop = startLoop()
  loops.push(loop)
  return loop
}

async function givenPaid(): Promise<void> {
  const clock = stoppedClock()
  await givenReturned({ clock, order: await givenOrder(clock, 14_990, { customer: { email: 'ayse@example.com' } }) })
}

const statuses = async () => (await query((db) => db.select({ status: mails.status }).from(mails))).map(({ status }) => status)

test('the running loop sends what is paid while it runs; a stop waits for what is being sent', async () => {
  turnOn()
  const loop = start()
  await givenPaid()
  await vi.waitFor(() => expect(sink.mails).toHaveLength(1), { timeout: 30_000 })
  await vi.waitFor(async () => expect(await statuses()).toEqual(['sent']), { timeout: 30_000 })
  sink.forget()
  sink.fault('slow', 5_000)
  await givenPaid()
  await vi.waitFor(async () => expect((await statuses()).toSorted()).toEqual(['sending', 'sent']), { timeout: 30_000 })
  loop.stop()
  await Promise.all(inFlight())
  expect(await statuses()).toEqual(['sent', 'sent'])
  expect(sink.mails).toHaveLength(1)
})
