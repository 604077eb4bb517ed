import { setTimeout as sleep } from 'node:timers/promises'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import type { Order } from '@/e2e/harness/orders'
import {
  createRawShopper,
  type Fields,
  fillIn,
  formsOf,
  inputsOf,
  plansOn,
  questionOfPlans,
  type RawShopper,
} from '@/e2e/harness/raw-shopper'
import { drawnBy } from '@/e2e/harness/simulator'
import type { Case } from './cases'
import type { MoneyRow } from './history'
import { ENDS, type PlansExpectation } from './oracle'
import { type FaultRig, MERCHANTS_RATES } from './rig'
import type { Verdict } from './verdict'

/** The plan that faults of the rates are about: the first beside the single payment. */
const COUNT = 2
const SETTLED_WITHIN_MS = 60_000

let prices = 0
/** A price that no other order has: a question about plans names nothing else. */
export function newPrice(): number {
  prices += 1
  return 200_000 + prices
}

type Payer = NonNullable<Case['plan']>['payer']

/**
 * What must be true of the money of an order's payments, whatever happened: by Paynet's own ledger, a paid one drew no
 * less than its price and no more than was shown, and exactly that unless a person is told how much; and what Paynet was
 * told of a plan is what the row says.
 */
export async function findMoneyProblems(
  { stack, history, faults }: FaultRig,
  order: Order,
  payer: Payer | null,
): Promise<{ rows: MoneyRow[]; problems: string[] }> {
  const rows = await history.moneyOf(order.id)
  const ledger = await stack.simulator.successes(order.reference)
  const problems = rows.flatMap((row) => {
    const { referenceNo, status, amountKurus, feeKurus, instalments, ratioCode, finding, findingKurus } = row
    const shown = amountKurus + feeKurus
    const drawn = ledger.filter(({ reference_no }) => reference_no === referenceNo).reduce((sum, one) => sum + drawnBy(one).drawnKurus, 0)
    const inBooks = finding === 'fee-short' ? findingKurus : shown
    const sent = faults.sentFor(referenceNo)
    const isSplit = instalments > 1
    const wanted = {
      amount: (amountKurus / 100).toFixed(2).replace('.', ','),
      instalment: isSplit ? instalments : undefined,
      add_commission: isSplit ? payer === 'shopper' : undefined,
      ratio_code: isSplit && payer === 'merchant' ? MERCHANTS_RATES : undefined,
    }
    const complaints: Array<[isSo: boolean, complaint: string]> = [
      [status === 'succeeded' && drawn > shown, `paid, and ${drawn - shown} kuruş more were drawn than shown`],
      [status === 'succeeded' && drawn < amountKurus, `paid, and ${amountKurus - drawn} kuruş less were drawn than the price`],
      [status === 'succeeded' && drawn !== inBooks, `${drawn} kuruş were drawn, ${inBooks} are in our books`],
      [finding === 'fee-short' && !(drawn < shown), 'told of too little, and all was drawn'],
      [payer === 'merchant' && feeKurus !== 0, 'the shopper was shown a difference that the merchant carries'],
      [(wanted.ratio_code ?? null) !== ratioCode, 'the row names another table of rates'],
      [sent !== undefined && JSON.stringify(sent) !== JSON.stringify(wanted), `Paynet was told ${JSON.stringify(sent)}`],
    ]
    return complaints.filter(([isSo]) => isSo).map(([, complaint]) => complaint)
  })
  return { rows, problems }
}

/** A question about plans meets a fault, when they are shown or when one is paid. Nothing is charged but what was shown. */
export async function walkRates(rig: FaultRig, one: Case, expected: PlansExpectation): Promise<Verdict> {
  const payer = one.plan?.payer ?? 'shopper'
  const order = await rig.stack.orders.make({ amount: newPrice() })
  const shopper = createRawShopper(rig.withPlans[payer], newAddress())
  const problems: string[] = []
  const told: string[] = []
  const arm = () => rig.arm('ratio_get', String(order.amount), one.fault, one.repeat === 'first' ? 1 : undefined)

  let arming = one.plan?.asked === 'shown' ? await arm() : null
  const shown = await ask(shopper, order)
  const isShown = shown.plan !== undefined
  if (shown.single !== `1.${order.amount}.${order.amount}`) problems.push('the single payment is not the price')
  if (arming && expected.isThere !== 'may' && isShown !== expected.isThere) problems.push(isShown ? 'a plan is shown' : 'no plan is shown')
  if (!arming && !isShown) problems.push('no plan is shown, without any fault')
  await arming?.clear()
  told.push(isShown ? 'plan' : 'single')

  const isMet = arming !== null && arming.met() > 0
  arming ??= await arm()
  const began = await start(shopper, order, withPlan(shown.form, shown.plan))
  const isRefused = began === null
  if (one.plan?.asked === 'paid') {
    if (expected.isThere !== 'may' && isRefused === expected.isThere) problems.push(isRefused ? 'the plan is refused' : 'the plan is taken')
    if (arming.met() === 0) problems.push('the fault was never met')
    await arming.clear()
  } else {
    if (!isMet) problems.push('the fault was never met')
    if (isRefused) problems.push('it could not be paid as it was shown')
  }
  if (isRefused) {
    told.push('refused')
    if (rig.faults.callsOf('tds_initial', order.reference) > 0) problems.push('Paynet was told of a payment whose plan had changed')
    const single = await ask(shopper, order, false)
    if ((await start(shopper, order, single.form)) === null) problems.push('a single payment could not be started')
  }
  const status = await untilSettled(shopper, order)
  told.push(status)
  if (status !== 'succeeded') problems.push(`it ended as ${status}`)
  if ((await rig.stack.simulator.successes(order.reference)).length !== 1) problems.push('not charged once')
  const money = await findMoneyProblems(rig, order, payer)
  if (money.rows.some(({ finding }) => finding !== null)) problems.push('a person is told of something')
  const isOfPlan = money.rows.at(-1)?.instalments === COUNT
  if (isOfPlan !== (isShown && !isRefused)) problems.push('paid otherwise than chosen')
  const paths = await rig.history.pathsOf(order.id)
  return {
    path: paths.map((path) => path.join('>')).join(' | '),
    told: told.join(' then '),
    calls: `ratio ${rig.faults.callsOf('ratio_get', String(order.amount))}`,
    problems: [...problems, ...money.problems],
  }
}

type Shown = { form: Fields; single: string | undefined; plan: string | undefined }

/** The page with the plans of the card, or without asking for them. */
async function ask(shopper: RawShopper, order: Order, isAsking = true): Promise<Shown> {
  const path = `/checkout/${order.id}`
  const page = await shopper.request(path)
  const question = isAsking ? questionOfPlans(page.body, cards.good) : undefined
  const { body } = question ? await shopper.postForm(path, question) : page
  const plans = plansOn(body)
  return { form: fillIn(formsOf(body)[0] ?? [], cards.good), single: plans[0], plan: plans.find((value) => value.startsWith(`${COUNT}.`)) }
}

function withPlan(form: Fields, plan: string | undefined): Fields {
  return plan === undefined ? form : fillIn(form, { plan })
}

/** Through the bank and back; null if no payment was begun. */
async function start(shopper: RawShopper, order: Order, form: Fields): Promise<'begun' | null> {
  const { status, headers } = await shopper.postForm(`/checkout/${order.id}`, form)
  if (status !== 303) return null
  const { session_id = '', token_id = '' } = Object.fromEntries(inputsOf((await shopper.request(headers.location ?? '')).body))
  await shopper.comeBack(await shopper.approve({ paymentId: '', path: '', pair: { session_id, token_id } }))
  return 'begun'
}

async function untilSettled(shopper: RawShopper, order: Order): Promise<string> {
  for (const end = performance.now() + SETTLED_WITHIN_MS; ; await sleep(300)) {
    const { body } = await shopper.request(`/checkout/${order.id}/result`)
    const status = /<main[^>]* data-payment-status="(\w+)"/.exec(body)?.[1] ?? 'none'
    if (ENDS.includes(status) || performance.now() > end) return status
  }
}
