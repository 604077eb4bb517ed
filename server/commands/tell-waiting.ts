import { now } from '@/lib/clock'
import { type Counts, countWaiting, totalOf } from '@/lib/waiting/waiting'
import { EXIT, type Output } from './run-command'
import { inWords } from './told'

/** How a command from cron ends: if anything waits for a person, it says so and ends with 1. */
export async function tellWaiting({ warn }: Output): Promise<{ exit: typeof EXIT.done | typeof EXIT.waits; counts: Counts }> {
  const counts = await countWaiting(await now())
  const total = totalOf(counts)
  if (total > 0) warn(`${inWords(counts)}; see: npm run waiting`)
  return { exit: total > 0 ? EXIT.waits : EXIT.done, counts }
}
