import { setTimeout as sleep } from 'node:timers/promises'
import { findPayment } from '@/db/payments'
import { later, now } from '@/lib/clock'
import { reconcileApplications } from '@/lib/dealers/reconcile'
import { MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { sendMails } from '@/lib/mail/outbox'
import { type Looked, reconcile } from '@/lib/payments/reconcile'
import { isTimeToSendAgain } from '@/lib/payments/timing'
import { type ReconciledRefund, reconcileRefunds } from '@/lib/refunds/reconcile'
import { asJson } from '@/lib/shared/as-json'
import { deliverEvents } from '@/lib/webhooks/deliver'
import { runCommand } from './run-command'
import { tellWaiting } from './tell-waiting'

/** A receiver that does not answer keeps a pass no longer; the rest is told by the next one. */
const TELLS_FOR_MS = MINUTE

await runCommand({
  name: 'reconcile',
  synopsis: '[--verbose]',
  about: `One pass over every unsettled payment and every due refund, application, event and mail, for cron. Before it sends a charge again,
it waits for a quiet time, because no other process may have been watching. Says what it moved, and on stderr what waits for
a person; ends with 1 if anything does.`,
  options: { verbose: { type: 'boolean', help: 'also say what was looked at and did not move' } },
  async run({ values: { verbose } }, out) {
    const { say } = out
    const seen = new Map<string, Looked>()
    // A pass claims ten; keep going until every payment has had its turn.
    async function lookAtAll(): Promise<string[]> {
      const undecided: string[] = []
      for (const turn = new Set<string>(); ; ) {
        const looked = (await reconcile(now, { whenever: true, except: turn })).filter(({ id }) => !turn.has(id))
        if (looked.length === 0) return undecided
        for (const { id, referenceNo, from, to } of looked) {
          turn.add(id)
          seen.set(id, { id, referenceNo, from: seen.get(id)?.from ?? from, to })
          if (from !== to) say(`${referenceNo}  ${from} -> ${to}`)
          else if (verbose) say(`${referenceNo}  ${to}, not decided yet`)
          if (to === 'unknown') undecided.push(id)
        }
      }
    }

    const undecided = await lookAtAll()
    const { quietMs } = env().paynet
    const quietAtMs = now.elapsedMs() + quietMs
    const quietAt = later(await now(), quietMs)
    const held = (await Promise.all(undecided.map(findPayment))).filter((payment) => payment && isTimeToSendAgain(payment, quietAt))
    if (held.length > 0) {
      say(`${held.length} may be charged again; waiting until this process has known of them for ${quietMs / 1000} s`)
      while (now.elapsedMs() < quietAtMs) await sleep(250)
      await lookAtAll()
    }
    const refunds: ReconciledRefund[] = []
    // What was looked at is not due any more.
    for (let some = await reconcileRefunds(now); some.length > 0; some = await reconcileRefunds(now)) refunds.push(...some)
    for (const { id, from, to } of refunds) if (verbose || from !== to) say(`refund ${id}  ${from === to ? to : `${from} -> ${to}`}`)
    const applications = await reconcileApplications(now)
    for (const { id, to } of applications)
      if (verbose || to !== 'sending') say(`application ${id}  ${to === 'sending' ? 'not sent yet' : to}`)
    await keepHouse(now)
    const tellUntilMs = now.elapsedMs() + TELLS_FOR_MS
    const isLate = () => now.elapsedMs() > tellUntilMs
    await deliverEvents(now, { isStopped: isLate })
    await sendMails(now, isLate)
    const payments = [...seen.values()]
    const settled = payments.filter(({ from, to }) => from !== to)
    if (verbose) say(`${payments.length} looked at, ${settled.length} moved on`)
    const { exit, counts } = await tellWaiting(out)
    const json = {
      looked_at: payments.length,
      moved: settled.map(({ id, referenceNo, from, to }) => ({ id, reference_no: referenceNo, from, to })),
      refunds: refunds.map(({ id, from, to }) => ({ id, from, to })),
      applications: applications.map(({ id, to }) => ({ id, status: to })),
      waiting: asJson(counts),
    }
    return { exit, json }
  },
})
