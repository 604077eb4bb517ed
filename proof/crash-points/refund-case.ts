import { setTimeout as sleep } from 'node:timers/promises'
import { cards } from '@/e2e/harness/cards'
import { ROOT, runNode, startChild } from '@/e2e/harness/child'
import { timeNow } from '@/e2e/harness/day-ends'
import type { Order } from '@/e2e/harness/orders'
import type { BookedRefund, Call } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'
import { isOpenRefund } from '@/lib/shared/payments/refund'
import type { CaseResult } from './case'
import type { RefundRow, Row } from './database'
import { type AskedRefund, findRefundViolations, isRefundLeftBy, movesOf } from './refund-check'
import { type Answer, isLookersKill, type RefundPlan } from './refund-plan'
import { CrashRig, GIVE_UP_AFTER_MS, HANGS_MS, LOOK_EVERY_MS, type Stage } from './rig'
import { CrashShopper } from './shopper'

const FIRST = 'IADE-1'
/** So often Paynet is asked about one that it shows nothing of, before a person has a look. */
const LOOKS = 3
/** A process that runs reads only now and then where it is to die. */
const UNTIL_ARMED_MS = 400

const FAULTS: Record<Answer, { arrives: string; lost: string } | null> = {
  taken: null,
  refused: { arrives: 'refund-refused', lost: 'refund-refused' },
  'turned away': { arrives: 'http-401', lost: 'http-401' },
  'lost-before': { arrives: 'http-500', lost: 'answer-lost-before' },
  'lost-after': { arrives: 'http-500-after', lost: 'answer-lost-after' },
}

/** Kills an app, or an operator's command, at the plan's place in a refund's life, carries on, and checks what is left. */
export async function runRefundCase(stage: Stage, plan: RefundPlan): Promise<CaseResult> {
  // Nothing leaves at the end of a day, so that there is something to withdraw.
  const more = plan.kill.thing === 'refund withdrawn' ? { PAYNET_DAY_ENDS: timeNow() } : {}
  const rig = new CrashRig(stage, await stage.newDatabase(), more)
  const told = { kill: plan.kill, seed: plan.seed, way: wayOf(plan) }
  try {
    return { ...told, ...(await new RefundCase(rig, plan).run()), isReached: rig.isReached() }
  } catch (error) {
    const problems = [error instanceof Error ? error.message : String(error)]
    return { ...told, isReached: rig.isReached(), path: '', calls: '', problems }
  } finally {
    await rig.end()
  }
}

function wayOf({ answer, isWhole, decision, decidesLate, stepMs, recovery, asksAgain }: RefundPlan): string[] {
  return [
    answer,
    isWhole ? 'whole' : 'part',
    decision,
    decidesLate ? 'late' : '',
    stepMs === 0 ? '' : `clock ${stepMs > 0 ? '+' : ''}${stepMs / 1000} s`,
    recovery,
    asksAgain === 0 ? '' : `asks again ${asksAgain} times`,
  ]
}

class RefundCase {
  private readonly rig: CrashRig
  private readonly plan: RefundPlan
  private readonly integrity: unknown[] = []
  private readonly asked: AskedRefund[] = []
  private readonly fences = new Map<string, number[]>()
  /** Fences that no living process holds, by refund. */
  private readonly deadFences = new Map<string, number>()
  private order: Order | null = null

  constructor(rig: CrashRig, plan: RefundPlan) {
    this.rig = rig
    this.plan = plan
  }

  async run(): Promise<Pick<CaseResult, 'path' | 'calls' | 'problems'>> {
    const { plan, rig } = this
    const victim = await (plan.recovery === 'alive' ? rig.start() : rig.startVictim())
    this.order = await victim.orders.make()
    await new CrashShopper(victim, this.order.id).pay(cards.good)
    if ((await victim.orders.read(this.order.id)).status !== 'paid') throw new Error('the order was not paid')
    await this.spoilRequest()

    await this.walkToDeath(victim)
    await this.noteDeath()
    const recovered = await this.recover(victim)
    await this.settle(recovered)
    if (recovered) await this.giveBackWhatIsLeft(recovered)
    this.integrity.push(await rig.database.integrity())
    return this.judge(recovered)
  }

  private get paid(): Order {
    if (!this.order) throw new Error('no order was made')
    return this.order
  }

  private get amountKurus(): number {
    return this.plan.isWhole ? this.paid.amount : Math.ceil(this.paid.amount / 3)
  }

  private async spoilRequest(): Promise<void> {
    const { answer, kill } = this.plan
    const fault = FAULTS[answer]
    if (fault === null) return
    const options = { service: 'reversed_request' } as const
    if (kill.thing === 'refund lease over') {
      const acts = answer === 'lost-after'
      return this.rig.simulator.fault(acts ? 'slow' : 'slow-before', this.paid.reference, { ...options, ms: HANGS_MS, acts })
    }
    // A lost answer does not arrive; one that decides nothing does.
    const name = kill.thing === 'reversed_request' && kill.side === 'after' ? fault.arrives : fault.lost
    return this.rig.simulator.fault(name, this.paid.reference, options)
  }

  private async walkToDeath(victim: Stack): Promise<void> {
    const { kill } = this.plan
    if (kill.thing === 'refund withdrawn') return this.withdraw(victim)
    const isOverdue = kill.thing === 'refund lease over'
    if (isOverdue) await this.leaveInFlight(victim)
    else this.rig.arm(kill)
    let isDead = false
    const death = victim.app.process().exited.then(() => {
      isDead = true
    })
    await sleep(UNTIL_ARMED_MS)
    const asking = isOverdue ? null : this.ask(victim)
    if (isLookersKill(kill)) await this.age(() => isDead)
    await Promise.race([death, sleep(GIVE_UP_AFTER_MS, undefined, { ref: false })])
    if (!isDead || !this.rig.isReached()) throw new Error(`the app did not come to the place:\n${victim.app.log().slice(-1500)}`)
    await asking
  }

  /** Another process dies over the request. Until then the victim, whose loop might be quicker to send it, is away. */
  private async leaveInFlight(victim: Stack): Promise<void> {
    await victim.app.stop()
    const holder = await this.rig.start()
    await this.ask(holder)
    await this.until(async () => (await this.requests()).length > 0)
    await holder.app.kill()
    for (const { id, fence } of await this.read()) this.deadFences.set(id, fence)
    this.rig.arm(this.plan.kill)
    // On a slow machine the lease is over before it has started: then it dies as it does.
    await victim.app.start().catch((error: unknown) => {
      if (!this.rig.isReached()) throw error
    })
  }

  private async withdraw(stack: Stack): Promise<void> {
    await this.ask(stack)
    const [refund] = await this.read()
    this.rig.arm(this.plan.kill)
    const env = this.rig.victimVariables()
    const command = startChild(process.execPath, [`${ROOT}dist/refund.js`, '--withdraw', refund?.id ?? '', '--yes'], { env })
    await command.exited
    if (!this.rig.isReached()) throw new Error(`the command did not come to the place:\n${command.output()}`)
  }

  private async noteDeath(): Promise<void> {
    const [refund] = await this.read()
    const requests = await this.requests()
    if (!isRefundLeftBy(this.plan.kill, refund, requests))
      throw new Error(`it died elsewhere: ${refund?.status ?? 'no row'}, after ${requests.length} requests`)
    this.rig.arm(null)
    if (refund) this.deadFences.set(refund.id, refund.fence)
    this.integrity.push(await this.rig.database.integrity())
    // In reality, whatever Paynet is still working on would be over long before the lease is.
    await this.until(() => this.isPaynetIdle())
  }

  private async recover(victim: Stack): Promise<Stack | null> {
    const { recovery, stepMs, pauseMs, asksAgain, kill } = this.plan
    if (stepMs !== 0) await this.rig.step(stepMs)
    if (recovery === 'command') return null
    if (recovery === 'restart') await victim.app.start()
    const stack = recovery === 'other' ? await this.rig.start() : victim
    await sleep(pauseMs)
    const again = Array.from({ length: asksAgain }, () => (kill.thing === 'refund withdrawn' ? this.withdrawAgain() : this.ask(stack)))
    await Promise.all(again)
    return stack
  }

  private async withdrawAgain(): Promise<void> {
    const [refund] = await this.read()
    await runNode('dist/refund.js', ['--withdraw', refund?.id ?? '', '--yes'], this.rig.variables)
  }

  private async ask({ orders }: Stack, reference = FIRST, amount = this.amountKurus): Promise<void> {
    const answer = await orders.refund(this.paid.id, { reference, amount }).catch(() => null)
    if (answer) this.asked.push({ reference, status: answer.status, id: typeof answer.body.id === 'string' ? answer.body.id : null })
  }

  /** Lets time pass until no refund of the order is open, but one that Paynet took and does not carry out. */
  private async settle(stack: Stack | null): Promise<void> {
    const isOver = async () => {
      const [refund] = await this.open()
      if (!refund) return true
      if (refund.looks < LOOKS || refund.lease_until !== null) return false
      if (refund.status === 'accepted') return (await this.booked()).every(({ status }) => status !== 'waiting' && status !== 'approved')
      if (refund.status === 'unknown' && (await this.isNothingBookedFor(refund))) await this.sayNotSent(refund)
      return false
    }
    await this.age(isOver, stack ? null : () => this.reconcileByHand())
  }

  /** Paynet's panel shows nothing of it: whatever it shows is of refunds that are done. */
  private async isNothingBookedFor({ reference }: RefundRow): Promise<boolean> {
    const done = (await this.read()).filter((row) => row.reference !== reference && row.status === 'refunded')
    return (await this.booked()).filter(({ status }) => status === 'approved' || status === 'waiting').length === done.length
  }

  private async sayNotSent({ id }: RefundRow): Promise<void> {
    const said = await runNode('dist/refund.js', ['--not-sent', id, '--yes'], this.rig.variables)
    if (said.code !== 0) throw new Error(`"npm run refund -- --not-sent" failed: ${said.output}`)
  }

  private async reconcileByHand(): Promise<void> {
    const { code, output } = await runNode('dist/reconcile.js', [], this.rig.variables)
    // 1: something waits for a person.
    if (code !== 0 && code !== 1) throw new Error(`"npm run reconcile" failed: ${output}`)
  }

  /** What ended without money holds nothing: all of it can be asked for anew. */
  private async giveBackWhatIsLeft(stack: Stack): Promise<void> {
    if ((await this.open()).length > 0) return
    const { amount_kurus, refunded_kurus } = await this.payment()
    if (amount_kurus === refunded_kurus) return
    await this.ask(stack, 'IADE-2', amount_kurus - refunded_kurus)
    await this.settle(stack)
  }

  /** Repeatedly sets the clock ahead to whatever is due next, but never while Paynet or a living process is at work. */
  private async age(isOver: () => boolean | Promise<boolean>, work: (() => Promise<void>) | null = null): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
    while (!(await isOver())) {
      if (Date.now() > giveUpAt) throw new Error(`stuck: ${(await this.read()).map(({ status }) => status).join(', ')}`)
      await this.decideAtPaynet()
      if (await this.isPaynetIdle()) {
        const wakeAt = Math.min(...(await this.open()).map((row) => this.wakeAt(row)))
        if (Number.isFinite(wakeAt)) await this.rig.passTo(wakeAt + 5)
        await work?.()
      }
      await sleep(LOOK_EVERY_MS)
    }
  }

  private async decideAtPaynet(): Promise<void> {
    const [refund] = await this.open()
    if (!refund || (this.plan.decidesLate && refund.looks === 0)) return
    for (const { xact_id, status } of await this.booked())
      if (status === 'waiting') await this.rig.simulator.decideRefund(xact_id, this.plan.decision)
  }

  /** When a refund becomes due for something it is not due for now; Infinity if a process should act now. */
  private wakeAt({ id, status, due_at, next_at, lease_until, fence }: RefundRow): number {
    const now = this.rig.now()
    const isHeld = lease_until !== null && lease_until > now
    if (isHeld) return fence > (this.deadFences.get(id) ?? 0) ? Number.POSITIVE_INFINITY : lease_until
    const wakeAt = Math.max(next_at ?? 0, status === 'planned' ? due_at : 0)
    return wakeAt > now ? wakeAt : Number.POSITIVE_INFINITY
  }

  private async read(): Promise<RefundRow[]> {
    const rows = await this.rig.database.refunds(this.paid.id)
    for (const { id, fence } of rows) this.fences.set(id, [...(this.fences.get(id) ?? []), fence])
    return rows
  }

  private async open(): Promise<RefundRow[]> {
    return (await this.read()).filter(({ status }) => isOpenRefund(status))
  }

  private async payment(): Promise<Row> {
    const paid = (await this.rig.database.payments(this.paid.id)).find(({ status }) => status === 'succeeded')
    if (!paid) throw new Error('the order is not paid any more')
    return paid
  }

  private requests(): Promise<Call[]> {
    return this.rig.simulator.calls(this.paid.reference, 'reversed_request')
  }

  private async booked(): Promise<BookedRefund[]> {
    return (await this.rig.simulator.refunds()).filter(({ reference_no }) => reference_no.startsWith(`${this.paid.reference}-`))
  }

  private async isPaynetIdle(): Promise<boolean> {
    return (await this.rig.simulator.calls(this.paid.reference)).every(({ duration_ms }) => duration_ms !== null)
  }

  private async until(isSo: () => Promise<boolean>): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
    while (!(await isSo())) {
      if (Date.now() > giveUpAt) throw new Error('waited in vain')
      await sleep(LOOK_EVERY_MS)
    }
  }

  private async judge(stack: Stack | null): Promise<Pick<CaseResult, 'path' | 'calls' | 'problems'>> {
    const [refunds, payment] = [await this.read(), await this.payment()]
    const events = (await this.rig.database.events(this.paid.id)).filter(({ payment_id }) => payment_id === payment.id)
    const [booked, requests] = [await this.booked(), await this.requests()]
    const problems = findRefundViolations({
      payment,
      refunds,
      events,
      booked,
      requests,
      asked: this.asked,
      toldKurus: stack ? (await stack.orders.read(this.paid.id)).refunded_amount : null,
      fences: this.fences,
      integrity: this.integrity,
    })
    const paths = refunds.map(({ reference }) =>
      movesOf(reference, events)
        .map(({ to }) => to)
        .join(' > '),
    )
    return { path: paths.join(' | '), calls: `${requests.length} reversed_request, ${booked.length} booked`, problems }
  }
}
