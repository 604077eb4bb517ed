import { setTimeout as sleep } from 'node:timers/promises'
import { cards } from '@/e2e/harness/cards'
import type { Order } from '@/e2e/harness/orders'
import type { Stack } from '@/e2e/harness/stack'
import { startWebhookSink, type WebhookSink } from '@/e2e/harness/webhook-sink'
import { findUndelivered } from '@/proof/chaos/deliveries'
import type { CaseResult } from './case'
import type { DeliveryRow } from './database'
import type { Kill, Side, WebhookThing } from './places'
import { CrashRig, GIVE_UP_AFTER_MS, LOOK_EVERY_MS, type Stage } from './rig'
import { CrashShopper } from './shopper'
import type { WebhookPlan } from './webhook-plan'

/** Kills an app at the plan's place on an event's way to the merchant's server, carries on, and checks what came. */
export async function runWebhookCase(stage: Stage, plan: WebhookPlan): Promise<CaseResult> {
  const { kill, seed, answer, changes, stepMs, recovery } = plan
  let now = Date.now
  const sink = await startWebhookSink({
    answer: (attempt) => (attempt < kill.nth ? '500' : attempt === kill.nth ? answer : 'taken'),
    times: () => [now()],
  })
  const rig = new CrashRig(stage, await stage.newDatabase(), sink.variables)
  now = () => rig.now()
  const way = [answer, changes ? 'changes' : '', stepMs === 0 ? '' : `clock ${stepMs > 0 ? '+' : ''}${stepMs / 1000} s`, recovery]
  try {
    return { kill, seed, way, ...(await new WebhookCase(rig, sink, plan).run()), isReached: rig.isReached() }
  } catch (error) {
    const problems = [error instanceof Error ? error.message : String(error)]
    return { kill, seed, way, isReached: rig.isReached(), path: '', calls: '', problems }
  } finally {
    await rig.end()
    await sink.close()
  }
}

class WebhookCase {
  private readonly rig: CrashRig
  private readonly sink: WebhookSink
  private readonly plan: WebhookPlan
  private readonly integrity: unknown[] = []
  private readonly fences = new Map<string, number[]>()
  private order: Order | null = null
  /** What the dead process had in hand. */
  private dead: Pick<DeliveryRow, 'id' | 'fence'> | null = null

  constructor(rig: CrashRig, sink: WebhookSink, plan: WebhookPlan) {
    this.rig = rig
    this.sink = sink
    this.plan = plan
  }

  async run(): Promise<Pick<CaseResult, 'path' | 'calls' | 'problems'>> {
    const victim = await this.rig.startVictim()
    this.order = await victim.orders.make()
    await this.walkToDeath(victim, this.order)
    const frozen = await this.noteDeath()
    const recovered = await this.recover(victim)
    if (this.plan.changes) await this.giveBack(recovered, this.order)
    await this.age(async () => (await this.read()).every(({ status }) => status === 'delivered'))
    this.integrity.push(await this.rig.database.integrity())
    return this.judge(this.order, frozen)
  }

  private async walkToDeath(victim: Stack, { id }: Order): Promise<void> {
    let isDead = false
    const death = victim.app.process().exited.then(() => {
      isDead = true
    })
    this.rig.arm(this.plan.kill)
    // Its page may never come; that the order is paid is known as soon as there is an event.
    const walk = new CrashShopper(victim, id).pay(cards.good).catch(() => {})
    await this.age(() => isDead)
    await Promise.all([death, walk])
    if (!this.rig.isReached()) throw new Error(`the app did not come to the place:\n${victim.app.log().slice(-1500)}`)
  }

  /** Returns what was frozen by then. */
  private async noteDeath(): Promise<string | null> {
    const [row] = await this.read()
    const tries = this.sink.seen().length
    if (!isLeftBy(this.plan.kill, row, tries)) throw new Error(`it died elsewhere: ${row?.status ?? 'no delivery'}, after ${tries} tries`)
    this.rig.arm(null)
    this.dead = row ?? null
    this.integrity.push(await this.rig.database.integrity())
    return row?.body ?? null
  }

  private async recover(victim: Stack): Promise<Stack> {
    const { recovery, stepMs, pauseMs } = this.plan
    if (stepMs !== 0) await this.rig.step(stepMs)
    if (recovery === 'restart') await victim.app.start()
    const stack = recovery === 'other' ? await this.rig.start() : victim
    await sleep(pauseMs)
    return stack
  }

  private async giveBack({ orders }: Stack, { id, amount }: Order): Promise<void> {
    const { status } = await orders.refund(id, { reference: 'IADE-1', amount })
    if (status !== 201) throw new Error(`the refund was answered ${status}`)
    await this.until(async () => (await this.read()).some(({ type }) => type === 'refund.accepted'))
  }

  /** Repeatedly sets the clock ahead to when something is tried next, but never while a living process is about to try, or tries. */
  private async age(isOver: () => boolean | Promise<boolean>): Promise<void> {
    await this.until(async () => {
      if (await isOver()) return true
      const wakeAt = (await this.read()).filter(({ status }) => status !== 'delivered').map((row) => this.wakeAt(row))
      if (wakeAt.length > 0 && wakeAt.every(Number.isFinite)) await this.rig.passTo(Math.min(...wakeAt) + 5)
      return false
    })
  }

  /** When a delivery that nobody has in hand becomes due; Infinity if a living process has, or should take it now. */
  private wakeAt({ id, status, fence, next_at }: DeliveryRow): number {
    const isOfTheDead = id === this.dead?.id && fence === this.dead.fence
    const isIdle = status === 'pending' || (status === 'sending' && isOfTheDead)
    return isIdle && next_at !== null && next_at > this.rig.now() ? next_at : Number.POSITIVE_INFINITY
  }

  private async read(): Promise<DeliveryRow[]> {
    const rows = await this.rig.database.deliveries(this.order?.id ?? '')
    for (const { id, fence } of rows) this.fences.set(id, [...(this.fences.get(id) ?? []), fence ?? 0])
    return rows
  }

  private async until(isSo: () => Promise<boolean>): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
    while (!(await isSo())) {
      if (Date.now() > giveUpAt) throw new Error(`stuck: ${(await this.read()).map(({ type, status }) => `${type} ${status}`).join(', ')}`)
      await sleep(LOOK_EVERY_MS)
    }
  }

  private async judge({ id: orderId, reference }: Order, frozen: string | null): Promise<Pick<CaseResult, 'path' | 'calls' | 'problems'>> {
    const rows = await this.read()
    const seen = this.sink.seen()
    const types = rows.map(({ type, version }) => `${type} in ${version}`).join(', ')
    const expected = this.plan.changes ? 'order.paid in 2, refund.accepted in 3' : 'order.paid in 2'
    const falling = [...this.fences].filter(([, values]) => values.some((value, index) => index > 0 && value < (values[index - 1] ?? 0)))
    const problems = [
      ...(types === expected ? [] : [`I20: ${types || 'nothing'} was told`]),
      ...findUndelivered({
        orders: [{ id: orderId, reference, version: rows.at(-1)?.order_version ?? 0 }],
        events: rows.map(({ id, type, version }) => ({ id, type, orderId, version })),
        deliveries: rows.map(({ id, status }) => ({ eventId: id, status })),
        seen,
      }).map((sentence) => `I21: ${sentence}`),
      ...(frozen === null || rows[0]?.body === frozen ? [] : ['I21: what was frozen was written anew']),
      ...falling.map(([, values]) => `I8: a fence fell: ${values.join(', ')}`),
      ...this.integrity.filter((word) => word !== 'ok').map((word) => `I12: the database is broken: ${String(word)}`),
    ]
    return { path: types, calls: `${seen.length} tries`, problems }
  }
}

/** What a delivery looks like on disk if its process died there, and whether what it sends was frozen; null if it has not begun. */
const LEFT: Record<WebhookThing, Record<Side, { statuses: Array<string | null>; isFrozen: boolean }>> = {
  'event placed': { before: { statuses: [null], isFrozen: false }, after: { statuses: ['pending'], isFrozen: false } },
  'delivery claimed': { before: { statuses: ['pending'], isFrozen: false }, after: { statuses: ['sending'], isFrozen: false } },
  'body frozen': { before: { statuses: ['sending'], isFrozen: false }, after: { statuses: ['sending'], isFrozen: true } },
  webhook: { before: { statuses: ['sending'], isFrozen: true }, after: { statuses: ['sending'], isFrozen: true } },
  'try ended': { before: { statuses: ['sending'], isFrozen: true }, after: { statuses: ['delivered', 'pending'], isFrozen: true } },
}

/** Whether the process died where it should have, judged by the row and by how many tries arrived. */
function isLeftBy({ thing, side, nth }: Kill<WebhookThing>, row: DeliveryRow | undefined, tries: number): boolean {
  const { statuses, isFrozen } = LEFT[thing][side]
  const isSent = thing === 'try ended' || (thing === 'webhook' && side === 'after')
  const hasBody = row !== undefined && row.body !== null
  return row !== undefined && statuses.includes(row.status) && hasBody === (isFrozen || nth > 1) && tries === (isSent ? nth : nth - 1)
}
