import { setTimeout as sleep } from 'node:timers/promises'
import type { EventRow } from '@/e2e/harness/books'
import type { Fleet } from '@/e2e/harness/fleet'
import type { ClockSetting } from '@/e2e/harness/settable-clock'
import type { Seen, WebhookSink } from '@/e2e/harness/webhook-sink'

/** How long a message may be under way, through a process that is stopped for a while. */
const UNDER_WAY_MS = 20_000
/** So long nothing was delivered: what remains waits for its time. */
const QUIET_MS = 1_000
/** What is due soon after the next one is let become due with it. */
const TOGETHER_MS = 600_000
const GIVE_UP_AFTER_MS = 300_000

/** What the fleet's clock may have said when something was signed that comes now. */
export function timesOf(history: ClockSetting[]): number[] {
  const now = Date.now()
  return history
    .filter((_, index) => (history[index + 1]?.at ?? Number.POSITIVE_INFINITY) > now - UNDER_WAY_MS)
    .map(({ aheadMs }) => now + aheadMs)
}

/** The merchant's server is well again: lets the hours pass until each event was tried again and is delivered. */
export async function settleWebhooks(fleet: Fleet, sink: WebhookSink): Promise<void> {
  sink.takeAll()
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS
  let [waitingBefore, changedAt] = [-1, performance.now()]
  while (performance.now() < giveUpAt) {
    const waiting = (await fleet.books.deliveries()).filter(({ status }) => status !== 'delivered' && status !== 'dead')
    if (waiting.length === 0) return
    if (waiting.length !== waitingBefore) [waitingBefore, changedAt] = [waiting.length, performance.now()]
    const aheadMs = fleet.clock.history().at(-1)?.aheadMs ?? 0
    const next = Math.min(...waiting.map(({ nextAt }) => nextAt ?? 0))
    const isQuiet = performance.now() - changedAt > QUIET_MS
    if (isQuiet && next > Date.now() + aheadMs) {
      await fleet.clock.set(next - Date.now() + TOGETHER_MS)
      changedAt = performance.now()
    }
    await sleep(100)
  }
}

/** How many events there were, how often they were tried, and how long it took until they were taken, in true time. */
export function figuresOf(events: EventRow[], seen: Seen[]): string {
  const times = new Map(events.map(({ id, at }) => [id, at]))
  const taken = new Map<string, number>()
  for (const { id, answer, at } of seen) if (answer === 'taken' && !taken.has(id)) taken.set(id, at)
  const atOnce = seen.filter(({ attempt, answer }) => attempt === 1 && answer === 'taken').map(({ id }) => id)
  const took = (ids: Iterable<string>) =>
    [...ids].flatMap((id) => (taken.get(id) ?? Number.NaN) - (times.get(id) ?? Number.NaN)).sort((a, b) => a - b)
  const told = (list: number[]) => `p50 ${percentile(list, 0.5)} ms, p99 ${percentile(list, 0.99)} ms of ${list.length}`
  return [
    `events: ${events.length} told, ${seen.length} tries, ${new Set(seen.map(({ id }) => id)).size} seen, ${seen.filter(({ answer }) => answer !== 'taken').length} tries answered badly`,
    `settled → delivered: ${told(took(atOnce))} whose first try was taken; ${told(took(taken.keys()))} in all`,
  ].join('\n  ')
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
