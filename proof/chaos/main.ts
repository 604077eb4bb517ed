import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { cards } from '@/e2e/harness/cards'
import { runNode } from '@/e2e/harness/child'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import { type Database, type Fleet, startFleet } from '@/e2e/harness/fleet'
import { endWhenInterrupted } from '@/e2e/harness/interruption'
import type { SettableClock } from '@/e2e/harness/settable-clock'
import type { Call, Transaction } from '@/e2e/harness/simulator'
import { badly, startWebhookSink, type WebhookSink } from '@/e2e/harness/webhook-sink'
import { check } from './checker'
import { type ChaosMail, figuresOfMails, startChaosMail } from './mails'
import { startNemesis } from './nemesis'
import { random } from './random'
import { figuresOf, settleWebhooks, timesOf } from './webhooks'
import { runShopper, type ShopperRun } from './workload'

/**
 * `npm run chaos`: shoppers pay through several production instances while these are killed; then everything
 * may settle, and the checker judges I1 to I22 by Paynet's ledger and by what the merchant's and the mail server were told.
 */
const USAGE = 'Usage: npm run chaos -- [--payments N] [--kills K] [--steps C] [--instances I] [--db sqlite|postgres] [--seed S]'

type Options = { payments: number; kills: number; steps: number; instances: number; db: Database; seed: number }

/**
 * How it gives money back: it looks at nothing by itself, and sales count as two days old, so that parts need not wait for
 * tomorrow.
 */
function gives(
  refund_approval: 'auto' | 'manual' | 'never',
  refund_callback: 'once' | 'twice' | 'late' | 'none',
  refund_rows: 'full' | 'no-type' | 'no-amount' = 'full',
) {
  return { refund_approval, refund_callback, refund_rows, refund_callback_ms: 1_500, refund_unchecked: true, sale_days_ago: 2 } as const
}

/** The kinds of Paynet that the documents leave possible; each quarter of a run meets another. */
const PAYNETS = [
  {
    name: 'atomic',
    settings: { charge_atomic: true, charge_ms: 60, check_lag_ms: 0, repeat_echoes_used: false, ...gives('auto', 'once') },
  },
  {
    name: 'not atomic',
    settings: { charge_atomic: false, charge_ms: 250, check_lag_ms: 0, repeat_echoes_used: false, ...gives('manual', 'twice') },
  },
  {
    name: 'lagging check',
    settings: {
      charge_atomic: false,
      charge_ms: 60,
      check_lag_ms: 8_000,
      repeat_echoes_used: false,
      ...gives('auto', 'late', 'no-amount'),
    },
  },
  {
    name: 'used-session echo',
    settings: { charge_atomic: false, charge_ms: 60, check_lag_ms: 0, repeat_echoes_used: true, ...gives('never', 'none', 'no-type') },
  },
]
const SHOPPERS_AT_ONCE = 32
/** How many of the tries the merchant's server answers badly. */
const BAD_TRIES = 0.5
const REFUND_LOOKS = 4
const SETTLES_WITHIN_MS = 240_000
const AT_THE_BANK_MS = 31 * 60_000

async function chaos(options: Options): Promise<number> {
  const { payments, kills, steps, instances, db, seed } = options
  console.log(`chaos: ${payments} orders, ${kills} kills, ${steps} times the clock is set, ${instances} instances on ${db}, seed ${seed}`)
  let clock: SettableClock | null = null
  const sink = await startWebhookSink({
    answer: badly(BAD_TRIES, random(seed, 'webhooks').next),
    times: () => timesOf(clock?.history() ?? [{ at: 0, aheadMs: 0 }]),
  })
  const mail = await startChaosMail()
  const fleet = await startFleet(db, instances, {
    INSTALMENTS: 'shopper',
    PAYNET_TIMEOUT_MS: '1000',
    PAYNET_QUIET_MS: '4000',
    PAYNET_DAY_ENDS: timeInHalfADay(),
    ...sink.variables,
    ...mail.variables,
  })
  clock = fleet.clock
  try {
    return await run(fleet, sink, mail, options)
  } finally {
    await fleet.stop()
    await sink.close()
    await mail.close()
  }
}

async function run(fleet: Fleet, sink: WebhookSink, mail: ChaosMail, { payments, kills, steps, seed }: Options): Promise<number> {
  const startedAt = performance.now()
  const runs: ShopperRun[] = []
  const mailDice = random(seed, 'mails')
  let begun = 0
  const watch = startWatching(fleet)
  const nemesis = startNemesis(fleet, { kills, steps }, random(seed, 'nemesis'), () => begun / payments)
  const report = setInterval(
    () => console.log(`  ${seconds(startedAt)} s  ${runs.length} of ${payments}, ${nemesis.report().kills} kills`),
    15_000,
  )

  async function shopOn(): Promise<void> {
    while (begun < payments) {
      const n = begun
      begun += 1
      if (n % Math.ceil(payments / PAYNETS.length) === 0) await becomePaynet(fleet, Math.floor((n / payments) * PAYNETS.length))
      await nemesis.keptUp()
      mail.spoil(mailDice)
      runs.push(await runShopper(fleet, `CH${seed}-${n}`, addressOf(n), random(seed, n)))
    }
  }
  await Promise.all(Array.from({ length: SHOPPERS_AT_ONCE }, shopOn))
  await nemesis.done
  clearInterval(report)
  console.log(`  ${seconds(startedAt)} s  the faults stop; everything is let settle`)
  await settle(fleet)
  console.log(`  ${seconds(startedAt)} s  the merchant's server takes everything; hours pass`)
  await settleWebhooks(fleet, sink)
  console.log(`  ${seconds(startedAt)} s  so does the mail server`)
  await mail.settle(fleet)

  const { calls, fallenFences } = await watch.end()
  const { kills: killed, terms, stops, steps: stepped, problems } = nemesis.report()
  const told = runs.flatMap((run) => run.told)
  const events = await fleet.books.events()
  const mails = await fleet.books.mails()
  const verdicts = check({
    orders: await fleet.books.orders(),
    events,
    deliveries: await fleet.books.deliveries(),
    seen: sink.seen(),
    mails,
    taken: mail.taken(),
    payments: await fleet.books.payments(),
    moves: await fleet.books.moves(),
    findings: await fleet.books.findings(),
    ledger: (await readJson<Array<Transaction & { at: string }>>(fleet, '/control/ledger')).map((row) => ({
      ...row,
      at: row.charged_at ?? row.at,
    })),
    calls,
    told,
    refunds: await fleet.books.refunds(),
    booked: await fleet.simulator.refunds(),
    asked: runs.flatMap((run) => run.refunds),
    refundedAmounts: await readRefundedAmounts(fleet, runs),
    fallenFences,
    brokenFiles: problems,
    leaks: await findLeaks(fleet, mail),
    clock: fleet.clock.history(),
  })
  await printUndecided(fleet)
  await printCounts(fleet, runs, { killed, terms, stops, stepped, took: seconds(startedAt) })
  console.log(`  ${figuresOf(events, sink.seen())}`)
  console.log(`  ${figuresOfMails(mails, mail.taken())}`)
  for (const { id, says, looked, violations } of verdicts) {
    const first = violations[0] === undefined ? '' : ` (${violations[0]})`
    console.log(`${first === '' ? 'ok    ' : 'BROKEN'} ${id.padEnd(4)} ${says}: ${violations.length} of ${looked}${first}`)
    for (const violation of violations.slice(1, 10)) console.log(`         ${violation}`)
  }
  const failed = verdicts.filter(({ violations }) => violations.length > 0).length
  console.log(`${verdicts.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

async function becomePaynet(fleet: Fleet, which: number): Promise<void> {
  const paynet = PAYNETS[which]
  if (!paynet) return
  console.log(`  Paynet: ${paynet.name}`)
  await fleet.simulator.settings(paynet.settings)
}

/** Reads Paynet's log before it is trimmed, and watches for fences that fall. */
function startWatching(fleet: Fleet): { end: () => Promise<{ calls: Array<Call & { at: string }>; fallenFences: string[] }> } {
  const calls: Array<Call & { at: string }> = []
  const open = new Map<number, Call & { at: string }>()
  const fences = new Map<string, number>()
  const fallenFences: string[] = []
  let last = 0
  let isOver = false
  async function look(): Promise<void> {
    const news = await readJson<Array<Call & { at: string }>>(fleet, `/control/calls?after=${last}`)
    // A call that is still open may yet overlap with another, so it is read again until it has ended.
    for (const call of news) {
      open.set(call.sequence, call)
    }
    const oldestOpen = news.find((call) => call.duration_ms === null)
    last = oldestOpen && !isOver ? oldestOpen.sequence - 1 : (news.at(-1)?.sequence ?? last)
    for (const [sequence, call] of open) {
      if (sequence > last) continue
      calls.push(call)
      open.delete(sequence)
    }
    for (const { id, fence } of await fleet.books.payments("status IN ('charging', 'unknown')")) {
      if (fence < (fences.get(id) ?? 0)) fallenFences.push(id)
      fences.set(id, fence)
    }
  }
  const looking = (async () => {
    while (!isOver) {
      await look().catch((error: unknown) => console.log(`  the watcher missed a look: ${error instanceof Error ? error.message : error}`))
      await sleep(500)
    }
    await look()
  })()
  return {
    async end() {
      isOver = true
      await looking
      return { calls, fallenFences }
    },
  }
}

/**
 * Ends the faults, sets the clock right and wakes every process; then waits until nothing is undecided, through
 * the loops and the operator's command.
 */
async function settle(fleet: Fleet): Promise<void> {
  await fleet.clock.set(0)
  await fleet.simulator.clearFaults()
  await fleet.simulator.settings({ charge_ms: 0, check_lag_ms: 0, repeat_echoes_used: false })
  const giveUpAt = performance.now() + SETTLES_WITHIN_MS
  const until = async (statuses: string) => {
    while ((await fleet.books.payments(`status IN (${statuses})`)).length > 0 && performance.now() < giveUpAt) await sleep(500)
  }
  await until("'charging', 'unknown'")
  await fleet.books.ageWaiting(AT_THE_BANK_MS)
  await until("'created', 'awaiting_3ds', 'charging', 'unknown'")
  await settleRefunds(fleet, giveUpAt)
  const reconciled = await runNode('dist/reconcile.js', [], fleet.app.env)
  // 1: something waits for a person.
  if (reconciled.code !== 0 && reconciled.code !== 1) throw new Error(`npm run reconcile failed: ${reconciled.errors}`)
}

/** Decides half of what waits at Paynet, lets every refund be looked at some more times, and reads both lists. */
async function settleRefunds(fleet: Fleet, giveUpAt: number): Promise<void> {
  await fleet.simulator.settings({ refund_approval: 'manual', refund_rows: 'full' })
  const waiting = (await fleet.simulator.refunds()).filter(({ status }) => status === 'waiting')
  for (const [index, { xact_id }] of waiting.entries()) if (index % 2 === 0) await fleet.simulator.decideRefund(xact_id, 'approve')
  const isUnderWay = async () => (await fleet.books.refunds()).some(({ status }) => status === 'planned' || status === 'sending')
  for (let look = 0; look < REFUND_LOOKS || ((await isUnderWay()) && performance.now() < giveUpAt); look += 1) {
    await fleet.books.ageRefunds()
    await sleep(3_000)
  }
  const swept = await runNode('dist/sweep.js', [], fleet.app.env)
  if (swept.code !== 0 && swept.code !== 1) throw new Error(`npm run sweep failed: ${swept.errors}`)
}

/** What the API says was given back of each order of which something was asked for. */
async function readRefundedAmounts(fleet: Fleet, runs: ShopperRun[]): Promise<Map<string, number>> {
  const ids = [...new Set(runs.flatMap(({ refunds }) => refunds.map(({ orderId }) => orderId)))]
  const amounts = new Map<string, number>()
  for (const id of ids) amounts.set(id, (await fleet.orders.read(id)).refunded_amount)
  return amounts
}

async function findLeaks(fleet: Fleet, mail: ChaosMail): Promise<string[]> {
  const { PAYNET_SECRET_KEY = '', MERCHANT_API_KEY = '', AUTH_SECRET = '', DATA_KEY = '', WEBHOOK_SECRET = '' } = fleet.app.env
  const secrets = new Map([
    ...Object.entries(cards).map(([name, { number }]): [string, string] => [`the number of card "${name}"`, number]),
    ['Paynet’s key', PAYNET_SECRET_KEY],
    ['the merchant’s key', MERCHANT_API_KEY],
    ['AUTH_SECRET', AUTH_SECRET],
    ['DATA_KEY', DATA_KEY],
    ['WEBHOOK_SECRET', WEBHOOK_SECRET.replace('whsec_', '')],
  ])
  const places: Array<[string, string]> = [
    ...fleet.instances.map((instance, index): [string, string] => [`the log of instance ${index + 1}`, instance.log()]),
    ['the rows', await fleet.books.everything()],
    ['the mails', mail.texts()],
    ...readdirSync(fleet.folder).map((file): [string, string] => [file, readFileSync(join(fleet.folder, file), 'latin1')]),
  ]
  return places.flatMap(([place, text]) =>
    [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} stands in ${place}`),
  )
}

async function printCounts(
  fleet: Fleet,
  runs: ShopperRun[],
  { killed, terms, stops, stepped, took }: { killed: number; terms: number; stops: number; stepped: number; took: string },
): Promise<void> {
  const sum = (of: (run: ShopperRun) => number) => runs.reduce((total, run) => total + of(run), 0)
  const payments = await fleet.books.payments()
  console.log(
    `  ${took} s: ${killed} SIGKILL, ${terms} SIGTERM, ${stops} SIGSTOP, the clock set ${stepped} times; ${sum(({ brokenRequests }) => brokenRequests)} requests broke off`,
  )
  console.log(
    `  ${sum(({ payments }) => payments)} times at the bank, ${sum(({ faults }) => faults)} with a fault of the charge; ${sum(({ told }) => told.length)} pages read`,
  )
  const refunds = await fleet.books.refunds()
  const ends = countBy(refunds.map(({ status }) => status))
  console.log(`  refunds: ${ends}; seen only at Paynet: ${refunds.filter(({ askedBy }) => askedBy === 'paynet').length}`)
  const planned = payments.filter(({ instalments }) => instalments > 1)
  const short = (await fleet.books.findings()).filter(({ kind }) => kind === 'fee-short').length
  console.log(`  payments: ${countBy(payments.map(({ status }) => status))}`)
  console.log(
    `  in instalments: ${planned.length}, of which paid ${planned.filter(({ status }) => status === 'succeeded').length}, with less than was shown ${short}`,
  )
}

/** How often each word comes, the most frequent first. */
function countBy(words: string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ')
}

/** The history of what did not settle, which is gone with the fleet. */
async function printUndecided(fleet: Fleet): Promise<void> {
  for (const { referenceNo } of await fleet.books.payments("status IN ('created', 'awaiting_3ds', 'charging', 'unknown')")) {
    const { output } = await runNode('dist/payment.js', [referenceNo], fleet.app.env)
    console.log(output.replace(/^/gm, '  undecided  '))
  }
}

/** A new address every few orders, so that no limit is reached and none has to be switched off. */
function addressOf(n: number): string {
  const block = Math.floor(n / 4)
  return `10.${(block >> 16) & 255}.${(block >> 8) & 255}.${block & 255}`
}

async function readJson<T>(fleet: Fleet, path: string): Promise<T> {
  return (await (await fetch(`${fleet.simulator.url}${path}`)).json()) as T
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0)
}

function readOptions(): Options | null {
  try {
    const { values } = parseArgs({
      options: {
        payments: { type: 'string', default: '400' },
        kills: { type: 'string', default: '12' },
        steps: { type: 'string', default: '12' },
        instances: { type: 'string', default: '3' },
        db: { type: 'string', default: 'sqlite' },
        seed: { type: 'string', default: '1' },
      },
    })
    const [payments, kills, steps, instances, seed] = [values.payments, values.kills, values.steps, values.instances, values.seed].map(
      Number,
    )
    if (![payments, kills, steps, instances, seed].every((value) => Number.isSafeInteger(value) && Number(value) >= 0)) return null
    if ((values.db !== 'sqlite' && values.db !== 'postgres') || Number(instances) < 2 || Number(payments) < 1) return null
    return {
      payments: Number(payments),
      kills: Number(kills),
      steps: Number(steps),
      instances: Number(instances),
      seed: Number(seed),
      db: values.db,
    }
  } catch {
    return null
  }
}

const options = readOptions()
if (!options) console.error(USAGE)
endWhenInterrupted()
process.exit(options ? await chaos(options) : 1)
