import { now } from '../lib/clock'
import { pursue } from '../lib/dealers/pursue'
import { keepHouse, reconcile } from '../lib/payments/reconcile'
import { runCommand } from './operator'

/** `npm run reconcile`: one pass over every unsettled payment and every application that is due, for cron. */
await runCommand(async () => {
  const seen = new Set<string>()
  let settled = 0
  // A pass claims ten; go on until every payment has had its turn once.
  for (;;) {
    const looked = (await reconcile(now, { whenever: true })).filter(({ id }) => !seen.has(id))
    if (looked.length === 0) break
    for (const { id, referenceNo, from, to } of looked) {
      seen.add(id)
      if (from === to) console.log(`${referenceNo}  ${to}, not decided yet`)
      else {
        settled += 1
        console.log(`${referenceNo}  ${from} -> ${to}`)
      }
    }
  }
  for (const { id, to } of await pursue(now)) console.log(`application ${id}  ${to === 'sending' ? 'not sent yet' : to}`)
  await keepHouse(now)
  console.log(`${seen.size} looked at, ${settled} moved on`)
  return 0
})
