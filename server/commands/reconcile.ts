import { setTimeout as sleep } from 'node:timers/promises'
import { findPayment } from '@/db/payments'
import { later, now } from '@/lib/clock'
import { requireDataKey } from '@/lib/data-key'
import { reconcileApplications } from '@/lib/dealers/reconcile'
import { env } from '@/lib/env'
import { keepHouse, reconcile } from '@/lib/payments/reconcile'
import { isTimeToSendAgain } from '@/lib/payments/timing'
import { runCommand } from './run-command'

/**
 * `npm run reconcile`: one pass over every unsettled payment and every due application, for cron. Before it
 * sends a charge again, it waits for a quiet time, because no other process may have been watching.
 */
await runCommand(async () => {
  await requireDataKey()
  const seen = new Set<string>()
  let settled = 0
  // A pass claims ten; keep going until every payment has had its turn.
  async function lookAtAll(): Promise<string[]> {
    const undecided: string[] = []
    for (const turn = new Set<string>(); ; ) {
      const looked = (await reconcile(now, { whenever: true, except: turn })).filter(({ id }) => !turn.has(id))
      if (looked.length === 0) return undecided
      for (const { id, referenceNo, from, to } of looked) {
        turn.add(id)
        seen.add(id)
        if (from !== to) settled += 1
        console.log(from === to ? `${referenceNo}  ${to}, not decided yet` : `${referenceNo}  ${from} -> ${to}`)
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
    console.log(`${held.length} may be charged again; waiting until this process has known of them for ${quietMs / 1000} s`)
    while (now.elapsedMs() < quietAtMs) await sleep(250)
    await lookAtAll()
  }
  for (const { id, to } of await reconcileApplications(now)) console.log(`application ${id}  ${to === 'sending' ? 'not sent yet' : to}`)
  await keepHouse(now)
  console.log(`${seen.size} looked at, ${settled} moved on`)
  return 0
})
