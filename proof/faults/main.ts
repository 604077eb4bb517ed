import { parseArgs } from 'node:util'
import { endWhenInterrupted } from '@/e2e/harness/interruption'
import { walkApplication } from './applications'
import { walkCards, walkFirstCard } from './cards'
import { allCases, type Case, isLone, isQuick } from './cases'
import { type ClockStep, clockSteps, walkClockStep } from './clock-steps'
import { walkCodes } from './codes'
import { applicationExpectationOf, cardExpectationOf, expectationOf, plansExpectationOf } from './oracle'
import { walkPayment } from './payment'
import { walkRates } from './plans'
import { refundExpectationOf } from './refund-oracle'
import { walkRefund } from './refunds'
import { type Database, type FaultRig, startFaultRig } from './rig'
import { watchStalls } from './stalls'
import { services } from './switch'
import { brokenOffBy, type Verdict } from './verdict'

/**
 * `npm run faults`: every call to Paynet meets every fault, before and after Paynet has acted, once and every
 * time, against the production app. Needs a build. Prints a line for each case; the last line is `N passed, N
 * failed`.
 *
 * After that, plans are paid whose answers tell the price and the difference apart, parts of older sales are given back,
 * and the clock is set ahead and back while charges hang.
 *
 * `--quick` leaves out most steps of the clock, the faults that strike every time, except for the charge, and
 * those that another one of their kind stands for.
 * `--only tds_charge` walks the cases of one call, `--only plans` those that pay by a plan, `--only refunds` those that
 * give money back, `--only clock` those of the clock, `--fault http-500` those of one fault; `--db postgres` runs on Postgres, `--at-once 64` that many side by side.
 */
type Wish = { cases: Case[]; steps: ClockStep[]; database: Database; atOnce: number }

function readWish(words: string[]): Wish | string {
  try {
    const options = {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      fault: { type: 'string' },
      db: { type: 'string' },
      'at-once': { type: 'string' },
    } as const
    const { quick, only, fault, db = 'sqlite', 'at-once': atOnce = '64' } = parseArgs({ args: words, options }).values
    if (db !== 'sqlite' && db !== 'postgres') return `There is no database "${db}"; there are sqlite and postgres.`
    if (!/^[1-9]\d{0,2}$/.test(atOnce)) return `--at-once is a number from 1 to 999, not "${atOnce}".`
    if (only !== undefined && ![...services, 'plans', 'refunds', 'clock'].includes(only)) {
      return `There is no call "${only}"; there are ${services.join(', ')}, plans, refunds and clock.`
    }
    const isOnly = ({ service, plan, refund }: Case) =>
      only === undefined || only === service || (only === 'plans' && plan !== undefined) || (only === 'refunds' && refund !== undefined)
    const cases = allCases()
      .filter((one) => isOnly(one) && (fault ?? one.fault.name) === one.fault.name)
      .filter((one) => !quick || isQuick(one))
    const isWhole = (only === undefined || only === 'clock') && fault === undefined
    const steps = isWhole ? clockSteps(quick ?? false) : []
    if (cases.length + steps.length === 0) return `There is no fault "${fault}"${only === undefined ? '' : ` of ${only}`}.`
    return { cases, steps, database: db, atOnce: Number(atOnce) }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function main(): Promise<number> {
  const wish = readWish(process.argv.slice(2))
  if (typeof wish === 'string') {
    console.error(wish)
    return 1
  }
  const { steps, database, atOnce } = wish
  const cases = [...wish.cases, ...steps.flatMap((step) => step.cases)]
  const startedAt = performance.now()
  const rig = await startFaultRig(database)
  const failures: Case[] = []
  const stalls = watchStalls(rig.apps)
  const tell = (one: Case, verdict: Verdict) => {
    if (verdict.problems.length > 0) failures.push(one)
    console.log(lineOf(one, verdict))
  }
  const walkOne = async (one: Case) => tell(one, await walk(rig, one))
  /** Whether nothing can be said of these: they failed on a machine that stood still meanwhile, and are walked again by themselves. */
  const isVoid = (startedAt: number, verdicts: Array<[Case, Verdict]>) => {
    const stalled = stalls.since(startedAt)
    if (stalled === 0 || verdicts.every(([, { problems }]) => problems.length === 0)) return false
    for (const verdict of verdicts)
      console.log(`${lineOf(...verdict).replace(/^FAIL/, 'void')}\n     the machine stood still for ${stalled.toFixed(0)} ms`)
    return true
  }
  try {
    await proveThatChecksSee(rig)
    for (const one of wish.cases.filter(isLone)) await walkOne(one)
    for (const { settings, isOf } of groups) {
      await setPaynet(rig, settings)
      const again: Case[] = []
      await sideBySide(longestFirst(wish.cases.filter(isOf)), atOnce, async (one) => {
        const startedAt = performance.now()
        const verdict = await walk(rig, one)
        if (isVoid(startedAt, [[one, verdict]])) again.push(one)
        else tell(one, verdict)
      })
      for (const one of again) await walkOne(one)
    }
    await setPaynet(rig, USUAL)
    for (const step of steps) {
      const startedAt = performance.now()
      const verdicts = await walkClockStep(rig, step)
      for (const verdict of isVoid(startedAt, verdicts) ? await walkClockStep(rig, step) : verdicts) tell(...verdict)
    }
  } finally {
    stalls.stop()
    await rig.stop()
  }
  console.log(summaryOf(cases, failures))
  console.log(`\n${database}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  console.log(`${cases.length - failures.length} passed, ${failures.length} failed`)
  return failures.length === 0 ? 0 : 1
}

type Settings = { fee_reading?: string; sale_days_ago?: number; refund_callback?: string }
const USUAL: Settings = { fee_reading: 'gross', sale_days_ago: 0, refund_callback: 'once' }

/** Cases of which each wants another kind of Paynet. */
const groups: Array<{ settings: Settings; isOf: (one: Case) => boolean }> = [
  { settings: USUAL, isOf: ({ plan, refund }) => (plan?.reading ?? 'gross') === 'gross' && refund === undefined },
  { settings: { fee_reading: 'net' }, isOf: ({ plan }) => plan?.reading === 'net' },
  { settings: USUAL, isOf: ({ service, refund }) => service === 'reversed_request' && refund === 'whole' },
  { settings: { ...USUAL, sale_days_ago: 2 }, isOf: ({ service, refund }) => service === 'reversed_request' && refund === 'part' },
  // Nobody is told to look before a fault waits for the question.
  { settings: { ...USUAL, sale_days_ago: 2, refund_callback: 'none' }, isOf: ({ service }) => service === 'detail' },
  // Nobody else may ask for the list.
  { settings: { ...USUAL, sale_days_ago: 2, refund_callback: 'none' }, isOf: ({ service }) => service === 'reversal_list' },
]

async function setPaynet({ stack }: FaultRig, settings: Settings): Promise<void> {
  const answer = await fetch(`${stack.simulator.url}/control/settings`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(settings),
  })
  if (!answer.ok) throw new Error(`The simulator refused its settings: ${await answer.text()}`)
}

async function walk(rig: FaultRig, one: Case): Promise<Verdict> {
  const [payment, cards, application] = [expectationOf(one), cardExpectationOf(one), applicationExpectationOf(one)]
  try {
    if (one.savesFirstCard) return await rig.inTurn(() => walkFirstCard(rig, one))
    const plans = plansExpectationOf(one)
    if (plans) return await rig.inTurn(() => walkRates(rig, one, plans))
    const refund = refundExpectationOf(one)
    if (refund) return await walkRefund(rig, one, refund)
    if (payment) return await walkPayment(rig, one, payment)
    if (cards) return await rig.inTurn(() => (one.service.endsWith('_otp') ? walkCodes : walkCards)(rig, one, cards))
    if (application) return await rig.inTurn(() => walkApplication(rig, one, application))
    throw new Error('no rule says what must come of it')
  } catch (error) {
    return brokenOffBy(error)
  }
}

/** A "none" counts only once a check has shown this deployment a success; this provides one, found by an enquiry. */
async function proveThatChecksSee(rig: FaultRig): Promise<void> {
  const lost = allCases().find(
    ({ service, fault, repeat }) => service === 'tds_charge' && fault.name === 'answer-lost-after' && repeat === 'first',
  )
  const problems = lost ? (await walk(rig, lost)).problems : []
  for (const problem of problems) console.log(`The payment whose answer is lost on purpose, before all others: ${problem}`)
}

/** Proving that nothing was charged takes fifteen quiet times, so the cases that must wait for it start first. */
function longestFirst(cases: Case[]): Case[] {
  const patience = (one: Case) => (expectationOf(one)?.ends.includes('not_charged') ? 0 : 1)
  return cases.filter((one) => !isLone(one)).sort((a, b) => patience(a) - patience(b))
}

async function sideBySide(cases: Case[], atOnce: number, work: (one: Case) => Promise<void>): Promise<void> {
  const walkOn = async () => {
    for (let next = cases.shift(); next; next = cases.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: atOnce }, walkOn))
}

function lineOf(
  { service, fault, when, repeat, stepMs, savesFirstCard, plan, refund }: Case,
  { path, told, calls, problems }: Verdict,
): string {
  const place = `${service.padEnd(26)} ${fault.name.padEnd(22)} ${when.padEnd(6)} ${stepMs === undefined ? repeat : `clock ${stepMs > 0 ? '+' : ''}${stepMs / 1000} s`}${savesFirstCard ? ' first card' : ''}${plan ? ` ${Object.values(plan).filter(Boolean).join(' ')}` : ''}${refund ? ` ${refund}` : ''}`
  const line = `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${place}  ${path}  told ${told}  ${calls}`
  return [line, ...problems.map((problem) => `     ${problem}`)].join('\n')
}

function summaryOf(cases: Case[], failures: Case[]): string {
  const count = (list: Case[], service: string) => list.filter((one) => one.service === service).length
  const lines = services
    .filter((service) => count(cases, service) > 0)
    .map((service) => {
      const failed = count(failures, service)
      return `${service.padEnd(26)} ${String(count(cases, service) - failed).padStart(4)} passed ${String(failed).padStart(4)} failed`
    })
  return `\n${lines.join('\n')}`
}

endWhenInterrupted()
process.exit(await main())
