import { setTimeout as sleep } from 'node:timers/promises'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import type { Order } from '@/e2e/harness/orders'
import { createRawShopper, type Fields, inputsOf, type Pair, type RawShopper } from '@/e2e/harness/raw-shopper'
import { NEGATIVE } from '@/e2e/harness/sentences'
import type { Case, Repeat } from './cases'
import { ABOUT_US, type Fault, ofService, TIMES } from './menu'
import { ENDS, isLegal, type PaymentExpectation, type Told, toldBy } from './oracle'
import { findMoneyProblems, newPrice } from './plans'
import type { FaultRig } from './rig'
import type { Arming, Service } from './switch'
import type { Verdict } from './verdict'

const SETTLED_WITHIN_MS = 180_000
const WINDOW_MS = 5 * TIMES.quiet
/** Long enough for a charge to be due again. */
const OUTAGE_MS = 1.5 * TIMES.quiet

/** A plan that the card has. */
const INSTALMENTS = 6

/** One shopper and one order that meet a fault. */
type Walk = {
  rig: FaultRig
  order: Order
  shopper: RawShopper
  instalments: number
  told: Told[]
  /** What was said of payments that could not be started. */
  refusals: string[]
  problems: string[]
}

/** `onHang` is called once the fault has struck and the call hangs. */
export async function walkPayment(
  rig: FaultRig,
  one: Case,
  expected: PaymentExpectation,
  onHang: () => Promise<void> = async () => {},
): Promise<Verdict> {
  const { plan } = one
  const order = await rig.stack.orders.make(plan ? { amount: newPrice() } : {})
  const shopper = createRawShopper(plan ? rig.withPlans[plan.payer] : rig.stack, newAddress())
  const walk: Walk = { rig, order, shopper, instalments: plan ? INSTALMENTS : 1, told: [], refusals: [], problems: [] }
  if (one.service === 'tds_initial') await startWithFault(walk, one, expected)
  else if (one.service === 'check') await askWithFault(walk, one)
  else await chargeWithFault(walk, one, onHang)
  return judge(walk, expected, one)
}

async function startWithFault(walk: Walk, { fault, repeat }: Case, expected: PaymentExpectation): Promise<void> {
  const arming = await arm(walk, 'tds_initial', fault, repeat)
  await pay(walk)
  if (expected.told === 'N' && repeat === 'every') await pay(walk)
  if (arming.met() === 0) walk.problems.push('the fault was never met')
  await arming.clear()
  if (ABOUT_US.includes(fault.name) && walk.refusals.some((text) => ANOTHER_CARD.test(text))) {
    walk.problems.push('told to try another card, although Paynet refuses us')
  }
  if (expected.told === 'N') await pay(walk)
  await untilSettled(walk)
}

async function chargeWithFault(walk: Walk, { fault, when, repeat }: Case, onHang: () => Promise<void>): Promise<void> {
  const armings: Arming[] = []
  const paid = pay(walk, async () => {
    if (repeat === 'again') {
      await arm(walk, 'tds_charge', lostCharge(when), 'first')
      // A charge that was taken must not be found before the second call.
      armings.push(await arm(walk, 'check', NO_CHECK, 'every'))
    }
    armings.unshift(await arm(walk, 'tds_charge', fault, repeat))
  })
  // Awaited below; until then nobody else would hear that it broke off.
  let hasBrokenOff = false
  paid.catch(() => {
    hasBrokenOff = true
  })
  await until(walk, () => hasBrokenOff || (armings[0]?.met() ?? 0) > 0)
  await onHang()
  await paid
  const [arming, blind] = armings
  await blind?.clear()
  if (fault.does.kind === 'outage') await arming?.clear()
  await untilSettled(walk)
  await arming?.clear()
}

async function askWithFault(walk: Walk, { fault, when, repeat }: Case): Promise<void> {
  const isBlind = fault.does.kind === 'outage' || (repeat === 'every' && !ofService.check?.includes(fault))
  const isLostEachTime = isBlind && repeat === 'every'
  const armings: Arming[] = []
  await pay(walk, async () => {
    armings.push(await arm(walk, 'tds_charge', lostCharge(when), isLostEachTime ? 'every' : 'first'))
    if (fault.does.kind !== 'outage') armings.push(await arm(walk, 'check', fault, repeat))
  })
  if (fault.does.kind === 'outage') armings.push(await arm(walk, 'check', fault, repeat))
  await until(walk, () => armings.every((arming) => arming.met() > 0))
  const lift = () => Promise.all(armings.map((arming) => arming.clear()))
  if (isBlind) {
    const end = performance.now() + (repeat === 'every' ? WINDOW_MS : OUTAGE_MS)
    await until(walk, async () => performance.now() > end || ENDS.includes(await look(walk)))
    await lift()
    if (!ENDS.includes(await look(walk))) await walk.rig.reconcile()
  }
  await untilSettled(walk)
  await lift()
}

const NO_CHECK: Fault = { name: 'http-500', when: 'before', does: { kind: 'paynet', name: 'http-500', acts: false } }

function lostCharge(when: Case['when']): Fault {
  return { name: 'close', when, does: { kind: 'close', acts: when === 'after' } }
}

function arm({ rig, order }: Walk, service: Service, fault: Fault, repeat: Repeat): Promise<Arming> {
  return rig.arm(service, order.reference, fault, repeat === 'every' ? undefined : 1)
}

/** From the form to the bank and back; records what the shopper is told at once. `atTheBank` runs before the browser returns. */
function pay(walk: Walk, atTheBank: () => Promise<void> = async () => {}): Promise<void> {
  return walk.rig.inTurn(() => payNow(walk, atTheBank))
}

async function payNow(walk: Walk, atTheBank: () => Promise<void>): Promise<void> {
  const { order, shopper } = walk
  const form: Fields = await shopper.fillForm(order.id, cards.good, walk.instalments)
  const started = await shopper.postForm(`/checkout/${order.id}`, form)
  if (started.status !== 303) {
    walk.refusals.push(textOf(started.body))
    note(walk, NEGATIVE.test(textOf(started.body)) ? 'N' : null, started.body)
    return
  }
  const leaving = await shopper.request(started.headers.location ?? '')
  if (HOSTILE.test(leaving.body)) walk.problems.push('something hostile on the way to the bank')
  const pair = readPair(leaving.body)
  if (!pair) {
    walk.problems.push(`no way to the bank: ${leaving.status}`)
    return
  }
  const back = await shopper.approve({ paymentId: '', path: '', pair })
  await atTheBank()
  await shopper.comeBack(back)
  await look(walk)
}

const ANOTHER_CARD = /başka (?:bir )?kart/i

/** Traces of the simulator's hostile HTML. */
const HOSTILE = /__hostile|collector\.example|javascript:|onerror/

/** The session and token as the page passes them on: in its form, or in its link. */
function readPair(html: string): Pair | null {
  const { session_id, token_id } = Object.fromEntries(inputsOf(html))
  if (session_id && token_id) return { session_id, token_id }
  const [, session, token] = /session_id=([^&"]+)(?:&#?\w+;|&)token_id=([^&"]+)/.exec(html) ?? []
  return session && token ? { session_id: decodeURIComponent(session), token_id: decodeURIComponent(token) } : null
}

/** Reads the result page as the shopper does. Returns the status that it shows. */
async function look(walk: Walk): Promise<string> {
  const { status, body } = await walk.shopper.request(`/checkout/${walk.order.id}/result`)
  const shown = /<main[^>]* data-payment-status="(\w+)"/.exec(body)?.[1] ?? `HTTP ${status}`
  note(walk, toldBy(shown), body)
  return shown
}

function note(walk: Walk, told: Told | null, body: string): void {
  const text = textOf(body)
  if (told === null) walk.problems.push(`told nothing that is known: ${text.slice(0, 160)}`)
  else if ((told === 'N') !== NEGATIVE.test(text)) walk.problems.push(`the words do not fit "${told}": ${text.slice(0, 160)}`)
  if (told !== null && told !== walk.told.at(-1)) walk.told.push(told)
}

function textOf(html: string): string {
  const main = /<main[\s\S]*?<\/main>/.exec(html)?.[0] ?? html
  return main
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
}

async function untilSettled(walk: Walk): Promise<void> {
  await until(walk, async () => ENDS.includes(await look(walk)))
}

async function until(walk: Walk, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + SETTLED_WITHIN_MS
  for (let pause = 200; performance.now() < end; pause = Math.min(pause * 1.5, 2_000)) {
    if (await isSo()) return
    await sleep(pause)
  }
  walk.problems.push(`not so within ${SETTLED_WITHIN_MS / 1000} s`)
}

async function judge(walk: Walk, expected: PaymentExpectation, one: Case): Promise<Verdict> {
  const { order, told, rig } = walk
  const { simulator, orders } = rig.stack
  const paths = await rig.history.pathsOf(order.id)
  const taken = (await simulator.successes(order.reference)).length
  const calls = await simulator.calls(order.reference)
  const { status } = await orders.read(order.id)
  const charges = rig.faults.callsOf('tds_charge', order.reference)

  const money = await findMoneyProblems(rig, order, one.plan?.payer ?? null)
  const isShort = money.rows.some(({ finding }) => finding === 'fee-short')

  const ends = paths.map((path) => path.at(-1) ?? '')
  const held = ends.filter((end) => end === 'succeeded' || end === 'review').length
  // The same order can be paid after a session that could not be opened.
  const isRetried = expected.told === 'N' && expected.ends.includes('failed')
  const complaints: Array<[isSo: boolean, complaint: string]> = [
    [!paths.every(isLegal), 'an illegal history'],
    [paths.length === 0, 'no payment'],
    [!(isRetried ? ends.slice(0, -1) : ends).every((end) => expected.ends.includes(end)), `should end ${expected.ends.join(' or ')}`],
    [isRetried && ends.at(-1) !== 'succeeded', 'the same order could not be paid afterwards'],
    [told[0] !== expected.told && !isSettledMeanwhile(one, told, paths), `should be told ${expected.told} first`],
    [charges > expected.charges + (isRetried ? 1 : 0), `at most ${expected.charges} charge calls`],
    [calls.some((call) => call.overlapping), 'overlapping charges'],
    [taken > 1, 'charged twice'],
    [taken > 0 && told.includes('N') && !isRetried, 'told "not charged" although charged'],
    [held !== taken, `${taken} successes at Paynet, ${held} here`],
    [status !== orderStatusOf(ends), `the order is ${status}`],
    [
      isShort !== (expected.isShort ?? false),
      isShort ? 'somebody is told of too little for nothing' : 'nobody is told that too little was drawn',
    ],
  ]
  const counts = (['tds_initial', 'tds_charge', 'check'] as const).map(
    (service) => `${service.replace('tds_', '')} ${rig.faults.callsOf(service, order.reference)}`,
  )
  return {
    path: paths.map((path) => path.join('>')).join(' | '),
    told: told.join(' then '),
    calls: counts.join(' '),
    problems: [...new Set(walk.problems), ...money.problems, ...complaints.filter(([isSo]) => isSo).map(([, complaint]) => complaint)],
  }
}

function orderStatusOf(ends: string[]): string {
  if (ends.includes('succeeded')) return 'paid'
  return ends.includes('review') ? 'review' : 'open'
}

/**
 * On a busy machine a lost charge may be found before the shopper first looks, who then reads the truth. The
 * same goes for a charge that still hangs, if a clock step makes its enquiry due sooner.
 */
function isSettledMeanwhile({ service, stepMs }: Case, told: Told[], paths: string[][]): boolean {
  const wasOpen = service === 'check' || stepMs !== undefined || (paths[0] ?? []).includes('unknown')
  return told.length === 1 && told[0] === 'OK' && paths.length === 1 && wasOpen
}
