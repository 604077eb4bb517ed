import { setTimeout as sleep } from 'node:timers/promises'
import { cards } from '@/e2e/harness/cards'
import { ROOT, startChild } from '@/e2e/harness/child'
import type { Order } from '@/e2e/harness/orders'
import type { Stack } from '@/e2e/harness/stack'
import { UNSETTLED } from '@/lib/shared/payments/payment-states'
import { findViolations, isLeftBy } from './check'
import type { Row } from './database'
import type { Kill } from './places'
import { isReconcilers, type Plan, wayOf } from './plan'
import { CrashRig, GIVE_UP_AFTER_MS, HANGS_MS, LOOK_EVERY_MS, QUIET_MS, type Stage, WINDOW_MS } from './rig'
import { CrashShopper } from './shopper'

/** `way`: the rest of the plan in words, empty ones included. */
export type CaseResult = { kill: Kill; seed: number; way: string[]; isReached: boolean; path: string; calls: string; problems: string[] }

/** As many as fit into the window. */
const CHARGES_IN_THE_WINDOW = 6

/** Kills an app at the plan's place, lets another process carry on, and checks what is left. */
export async function runCase(stage: Stage, plan: Plan): Promise<CaseResult> {
  const rig = new CrashRig(stage, await stage.newDatabase())
  try {
    return await new Case(rig, plan).run()
  } catch (error) {
    const problems = [error instanceof Error ? error.message : String(error)]
    return { ...nameOf(plan), isReached: rig.isReached(), path: '', calls: '', problems }
  } finally {
    await rig.end()
  }
}

function nameOf(plan: Plan): Pick<CaseResult, 'kill' | 'seed' | 'way'> {
  return { kill: plan.kill, seed: plan.seed, way: wayOf(plan) }
}

class Case {
  private readonly rig: CrashRig
  private readonly plan: Plan
  private readonly integrity: unknown[] = []
  private readonly denied: string[] = []
  private readonly fences = new Map<string, number[]>()
  private order: Order | null = null
  /** Fences that no living process holds. */
  private readonly deadFences = new Map<string, number>()

  constructor(rig: CrashRig, plan: Plan) {
    this.rig = rig
    this.plan = plan
  }

  async run(): Promise<CaseResult> {
    const victim = await this.rig.startVictim()
    const survivor = this.plan.recovery === 'survivor' ? await this.rig.start() : null
    await this.payEarlierOrder(victim)
    this.order = await victim.orders.make({ amount: this.plan.amountKurus })
    await this.spoilCharge(this.order)
    // A process never takes over a charge that it has in flight itself, so the charge that hangs belongs to
    // another process, which dies.
    const holder = this.plan.isOverdue ? await this.rig.start() : null
    const { thing } = this.plan.kill
    const ways = { comesBackTwice: thing === 'return noted', carriesOnByPhone: thing === 'handed over' }
    const shopper = new CrashShopper(holder ?? victim, this.order.id, ways)

    await this.walkToDeath(victim, holder, shopper)
    await this.noteDeath()
    const recovered = await this.recover(victim, survivor, shopper)
    await this.settle(recovered)
    if (recovered) {
      await this.look(shopper)
      await this.payWhatIsOpen(shopper, recovered)
    }
    this.integrity.push(await this.rig.database.integrity())
    return this.judge()
  }

  private get orderId(): string {
    if (!this.order) throw new Error('no order was made')
    return this.order.id
  }

  /** Until it knows of a success, an app never believes that Paynet knows nothing. */
  private async payEarlierOrder(stack: Stack): Promise<void> {
    const order = await stack.orders.make()
    await new CrashShopper(stack, order.id).pay(cards.good)
    if ((await stack.orders.read(order.id)).status !== 'paid') throw new Error('the earlier order was not paid')
  }

  private async spoilCharge({ reference }: Order): Promise<void> {
    const { outcome, isOverdue, kill } = this.plan
    if (outcome === 'success' || outcome === 'decline') return
    const acts = outcome === 'lost-after'
    const fault = (name: string, more: { ms?: number; acts?: boolean; times?: number } = {}) =>
      this.rig.simulator.fault(name, reference, { service: 'tds_charge', ...more })
    if (isOverdue) return fault(acts ? 'slow' : 'slow-before', { ms: HANGS_MS, acts })
    if (kill.thing === 'not charged written') return fault('answer-lost-before', { times: CHARGES_IN_THE_WINDOW })
    // A lost answer does not arrive; one that decides nothing does.
    if (kill.thing === 'tds_charge' && kill.side === 'after') return fault(acts ? 'http-500-after' : 'http-500')
    return fault(acts ? 'answer-lost-after' : 'answer-lost-before')
  }

  private async walkToDeath({ app }: Stack, holder: Stack | null, shopper: CrashShopper): Promise<void> {
    const { plan } = this
    let isDead = false
    const death = app.process().exited.then(() => {
      isDead = true
    })
    this.rig.arm(plan.kill)
    const walk = shopper.pay(plan.outcome === 'decline' ? cards.noLimit : cards[plan.card], plan.instalments).catch(() => {})
    if (isReconcilers(plan.kill)) {
      if (holder) {
        await this.until(async () => (await this.chargeCalls()) > 0)
        await holder.app.kill()
      }
      await walk
      await this.age(() => isDead, plan.isOverdue)
    }
    const patience = sleep(GIVE_UP_AFTER_MS, undefined, { ref: false })
    await Promise.race([death, patience])
    if (!isDead || !this.rig.isReached()) throw new Error(`the app did not come to the place:\n${app.log().slice(-1500)}`)
    await walk
  }

  private async noteDeath(): Promise<void> {
    const payments = await this.read()
    const calls = await this.rig.simulator.calls(this.order?.reference ?? '')
    if (!isLeftBy(this.plan.kill, payments[0], calls)) {
      const services = calls.map(({ service }) => service).join(', ')
      throw new Error(`the app died elsewhere: ${payments[0]?.status ?? 'no row'}, after ${services || 'no call'}`)
    }
    this.rig.arm(null)
    for (const { id, fence } of payments) this.deadFences.set(id, fence)
    this.integrity.push(await this.rig.database.integrity())
    // In reality, whatever Paynet is still working on would be over long before the lease is.
    await this.until(() => this.isPaynetIdle())
  }

  private async recover(victim: Stack, survivor: Stack | null, shopper: CrashShopper): Promise<Stack | null> {
    const { plan } = this
    if (plan.stepMs !== 0) await this.rig.step(plan.stepMs)
    if (plan.isLate) {
      const returnedAt = (await this.read()).at(-1)?.returned_at ?? 0
      await this.rig.passTo(returnedAt + WINDOW_MS + plan.pauseMs)
    }
    if (plan.recovery === 'command') return null
    if (!survivor) await victim.app.start()
    const stack = survivor ?? victim
    shopper.moveTo(stack)
    await sleep(plan.pauseMs)
    if (plan.shopper === 'repeats') await shopper.repeat()
    if (plan.shopper === 'repeats twice') await Promise.all([shopper.repeat(), shopper.repeat()])
    if (plan.shopper !== 'waits') await this.look(shopper)
    return stack
  }

  private async look(shopper: CrashShopper): Promise<void> {
    const isDenied = await shopper.readsDenial()
    const payment = (await this.read()).at(-1)
    if (isDenied === true && payment) this.denied.push(payment.reference_no)
  }

  /** Lets time pass until nothing about the order is undecided. */
  private async settle(stack: Stack | null): Promise<void> {
    if (stack) return this.age(async () => (await this.live()).length === 0)
    for (let run = 0; (await this.live()).length > 0; run++) {
      // Only a process that has lived for a while concludes that nothing was charged.
      if (run === 5) return this.settle(await this.rig.start())
      const wakeAt = Math.max(...(await this.live()).map((row) => Math.max(row.next_at ?? 0, row.lease_until ?? 0)))
      await this.rig.passTo(wakeAt + 5)
      await this.reconcileByHand()
      await this.read()
    }
  }

  /** Runs `npm run reconcile`, and lets a quiet time pass when it says that it is waiting for one. */
  private async reconcileByHand(): Promise<void> {
    const command = startChild(process.execPath, [`${ROOT}dist/reconcile.js`], { env: this.rig.variables })
    let isOver = false
    const end = command.exited.finally(() => {
      isOver = true
    })
    await this.until(async () => isOver || /; waiting until /.test(command.output()))
    if (!isOver) await this.rig.passTo(this.rig.now() + QUIET_MS)
    // 1: something waits for a person.
    const { code } = await end
    if (code !== 0 && code !== 1) throw new Error(`"npm run reconcile" failed: ${command.output()}`)
  }

  private async payWhatIsOpen(shopper: CrashShopper, stack: Stack): Promise<void> {
    for (let attempt = 0; (await stack.orders.read(this.orderId)).status !== 'paid'; attempt++) {
      // A fault left over from the kill may also meet the next attempt.
      if (attempt === 3) throw new Error('the order could not be paid afterwards')
      await shopper.pay(cards.good)
      await this.settle(stack)
    }
    if ((await shopper.readsDenial()) !== false) throw new Error('the shopper of a paid order was not told so')
  }

  /** Repeatedly sets the clock ahead to whatever is due next, but never while Paynet or a living process is at work. */
  private async age(isOver: () => boolean | Promise<boolean>, isHolderDead = false): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
    let isOverdue = isHolderDead
    while (!(await isOver())) {
      if (Date.now() > giveUpAt) throw new Error(`stuck: ${(await this.read()).map((row) => row.status).join(', ')}`)
      if (isOverdue || (await this.isPaynetIdle())) {
        const wakeAt = Math.min(...(await this.live()).map((row) => this.wakeAt(row, isOverdue)))
        isOverdue = false
        if (Number.isFinite(wakeAt)) await this.rig.passTo(wakeAt + 5)
      }
      await sleep(LOOK_EVERY_MS)
    }
  }

  /** When a payment becomes due for something it is not due for now; Infinity if a process should act now. */
  private wakeAt({ id, next_at, lease_until, fence }: Row, isHolderDead: boolean): number {
    const now = this.rig.now()
    const isHeld = lease_until !== null && lease_until > now
    if (isHeld && isHolderDead) return lease_until
    if (isHeld && fence > (this.deadFences.get(id) ?? 0)) return Number.POSITIVE_INFINITY
    if (next_at !== null && next_at > now) return next_at
    return isHeld ? lease_until : Number.POSITIVE_INFINITY
  }

  private async read(): Promise<Row[]> {
    const rows = await this.rig.database.payments(this.orderId)
    for (const { reference_no, fence } of rows) this.fences.set(reference_no, [...(this.fences.get(reference_no) ?? []), fence])
    return rows
  }

  private async live(): Promise<Row[]> {
    return (await this.read()).filter(({ status }) => UNSETTLED.some((unsettled) => unsettled === status))
  }

  private async chargeCalls(): Promise<number> {
    return (await this.rig.simulator.calls(this.order?.reference ?? '', 'tds_charge')).length
  }

  private async isPaynetIdle(): Promise<boolean> {
    return (await this.rig.simulator.calls(this.order?.reference ?? '')).every((call) => call.duration_ms !== null)
  }

  private async until(isSo: () => Promise<boolean>): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
    while (!(await isSo())) {
      if (Date.now() > giveUpAt) throw new Error('waited in vain')
      await sleep(LOOK_EVERY_MS)
    }
  }

  private async judge(): Promise<CaseResult> {
    const reference = this.order?.reference ?? ''
    const [payments, events] = [await this.read(), await this.rig.database.events(this.orderId)]
    const [ledger, calls] = [await this.rig.simulator.ledger(reference), await this.rig.simulator.calls(reference)]
    const problems = findViolations({
      payments,
      events,
      ledger,
      calls,
      deniedReferences: this.denied,
      fences: this.fences,
      integrity: this.integrity,
    })
    const paths = payments.map(({ id }) =>
      events
        .filter((event) => event.payment_id === id && event.kind === 'move')
        .map((event) => event.to_status)
        .join(' > '),
    )
    const count = (service: string) => calls.filter((call) => call.service === service).length
    const told = `${count('tds_initial')} tds_initial, ${count('tds_charge')} tds_charge, ${count('check')} check`
    return { ...nameOf(this.plan), isReached: this.rig.isReached(), path: paths.join(' | '), calls: told, problems }
  }
}
