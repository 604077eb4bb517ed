import { now } from '../lib/clock'
import { keepHouse, reconcile } from '../lib/payments/reconcile'
import { runCommand } from './operator'

/** `npm run reconcile`: one pass over every unsettled payment, for cron. */
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
  await keepHouse(now)
  console.log(`${seen.size} looked at, ${settled} moved on`)
  return 0
})
