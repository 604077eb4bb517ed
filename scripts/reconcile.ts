import { setTimeout as sleep } from 'node:timers/promises'
import { findPayment } from '../db/payments'
import { later, now } from '../lib/clock'
import { pursue } from '../lib/dealers/pursue'
import { env } from '../lib/env'
import { keepHouse, reconcile } from '../lib/payments/reconcile'
import { isTimeToSendAgain } from '../lib/payments/timing'
import { runCommand } from './operator'

/**
 * `npm run reconcile`: one pass over every unsettled payment and every application that is due, for cron.
 * Where only its own youth keeps it from sending a charge again, it waits for a quiet time first.
 */
await runCommand(async () => {
  const seen = new Set<string>()
  let settled = 0
  // A pass claims ten; go on until every payment has had its turn once.
  async function lookAtAll(): Promise<string[]> {
    const undecided: string[] = []
    for (const turn = new Set<string>(); ; ) {
      const looked = (await reconcile(now, { whenever: true })).filter(({ id }) => !turn.has(id))
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
  const evenAt = later(await now(), quietMs - now.elapsedMs())
  const held = (await Promise.all(undecided.map(findPayment))).filter((payment) => payment && isTimeToSendAgain(payment, evenAt))
  if (held.length > 0 && now.elapsedMs() < quietMs) {
    console.log(`${held.length} may be charged again; waiting until this process has watched the clock for ${quietMs / 1000} s`)
    while (now.elapsedMs() < quietMs) await sleep(250)
    await lookAtAll()
  }
  for (const { id, to } of await pursue(now)) console.log(`application ${id}  ${to === 'sending' ? 'not sent yet' : to}`)
  await keepHouse(now)
  console.log(`${seen.size} looked at, ${settled} moved on`)
  return 0
})
