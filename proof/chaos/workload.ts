import { setTimeout as sleep } from 'node:timers/promises'
import { cards } from '@/e2e/harness/cards'
import type { Fleet } from '@/e2e/harness/fleet'
import type { Order } from '@/e2e/harness/orders'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import {
  type Challenge,
  createRawShopper,
  fillIn,
  formsOf,
  inputsOf,
  plansOn,
  questionOfPlans,
  type RawShopper,
  type Return,
} from '@/e2e/harness/raw-shopper'
import { type AskedRefund, giveBack } from './give-back'
import { customerOf } from './mails'
import type { Random } from './random'
import { readTold, type Told } from './told'

type ChargeFault = { fault: string; ms?: number }

/** The faults that a charge may meet; 30 % of them do. Milliseconds count against a deadline of one second. */
const CHARGE_FAULTS: [ChargeFault, ...ChargeFault[]] = [
  { fault: 'answer-lost-before' },
  { fault: 'answer-lost-after' },
  { fault: 'answer-lost-after' },
  { fault: 'truncated' },
  { fault: 'slow', ms: 1_600 },
  { fault: 'slow-before', ms: 1_600 },
  { fault: 'slow-body', ms: 1_600 },
  { fault: 'http-500' },
  { fault: 'http-500-after' },
  { fault: 'http-503-html' },
  { fault: 'http-429' },
  { fault: 'redirect' },
  { fault: 'wrong-object' },
  { fault: 'missing-is-succeed' },
  { fault: 'code-8' },
  { fault: 'code-17' },
  { fault: 'decline' },
  { fault: 'wrong-amount' },
]

/** What a bank may draw for a plan, and Paynet may tell of it. */
const PLAN_FAULTS: [ChargeFault, ...ChargeFault[]] = [
  { fault: 'plan-net' },
  { fault: 'plan-fee-zero' },
  { fault: 'plan-one-less' },
  { fault: 'plan-one-more' },
  { fault: 'plan-missing-count' },
  { fault: 'plan-other-count' },
]

const SETTLING = ['charging', 'unknown']
const ENDED_WELL = ['succeeded', 'review', ...SETTLING]

/** A third of the orders. */
const IN_INSTALMENTS = 1 / 3

/** Of the orders; a tenth of what is paid, since some shoppers leave before they read that it is. */
const GIVEN_BACK = 1 / 8

export type ShopperRun = { told: Told[]; payments: number; brokenRequests: number; faults: number; refunds: AskedRefund[] }

/**
 * One order, from the shop to its end or until its shopper loses patience. A broken step is retried as a person
 * would: reload, back, once more. A shopper who reads "not charged" may well pay again, which is how double
 * charges happen.
 */
export async function runShopper(fleet: Fleet, reference: string, address: string, dice: Random): Promise<ShopperRun> {
  const shopping: ShopperRun = { told: [], payments: 0, brokenRequests: 0, faults: 0, refunds: [] }
  const shopper = createRawShopper(fleet, address)
  const wantsPlan = dice.chance(IN_INSTALMENTS)
  const isGivenBack = dice.chance(GIVEN_BACK)
  const order = await stubbornly(shopping, () =>
    fleet.orders.make({ reference, amount: dice.whole(100, 500_000), customer: customerOf(reference) }),
  )
  if (!order) return shopping
  for (let attempt = 0; attempt < 3; attempt++) {
    const tabs = dice.chance(0.05) ? 2 : 1
    await Promise.all(Array.from({ length: tabs }, () => payOnce(fleet, shopper, order, wantsPlan, dice, shopping)))
    const end = shopping.told.findLast(({ status }) => status !== null)
    if (end?.status && ENDED_WELL.includes(end.status)) {
      if (isGivenBack && end.status === 'succeeded') shopping.refunds = await giveBack(fleet, order, dice)
      return shopping
    }
    if (!dice.chance(0.6)) return shopping
  }
  return shopping
}

async function payOnce(
  fleet: Fleet,
  shopper: RawShopper,
  order: Order,
  wantsPlan: boolean,
  dice: Random,
  shopping: ShopperRun,
): Promise<void> {
  const challenge = await startPaying(shopper, order, wantsPlan, dice, shopping)
  if (challenge === 'see-result') return watchResult(shopper, order, dice, shopping)
  if (!challenge) return
  shopping.payments += 1
  if (dice.chance(0.3)) {
    shopping.faults += 1
    const { fault, ...more } = dice.pick(wantsPlan && dice.chance(0.4) ? PLAN_FAULTS : CHARGE_FAULTS)
    await fleet.simulator.fault(fault, order.reference, { service: 'tds_charge', times: dice.chance(0.7) ? 1 : 3, ...more })
  }
  if (dice.chance(0.08)) await fleet.simulator.fault('http-500', order.reference, { service: 'check', times: dice.whole(1, 4) })
  const back = dice.chance(0.04) ? await shopper.cancelAtBank(challenge) : await shopper.approve(challenge)
  await comeBack(fleet, shopper, order, back, dice, shopping)
}

async function startPaying(
  shopper: RawShopper,
  order: Order,
  wantsPlan: boolean,
  dice: Random,
  shopping: ShopperRun,
): Promise<Challenge | 'see-result' | null> {
  const path = `/checkout/${order.id}`
  const page = await see(shopping, order, () => shopper.request(path))
  if (page?.headers.location?.endsWith('/result')) return 'see-result'
  const card = pickCard(dice, wantsPlan)
  const question = wantsPlan && page ? questionOfPlans(page.body, card) : undefined
  const asked = question ? await see(shopping, order, () => shopper.postForm(path, question)) : page
  const [form] = formsOf(asked?.body ?? '')
  if (asked?.status !== 200 || form === undefined) return null
  const [single = '', ...plans] = plansOn(asked.body)
  const [first, ...others] = plans
  const fields = fillIn(form, { ...card, plan: first === undefined ? single : dice.pick([first, ...others]) })
  const press = () => see(shopping, order, () => shopper.postForm(path, fields))
  const answers = await Promise.all(dice.chance(0.05) ? [press(), press()] : [press()])
  const started = answers.find((answer) => answer?.status === 303) ?? answers[0]
  const location = new URL(started?.headers.location ?? '', order.checkout_url).pathname
  if (location.endsWith('/result')) return 'see-result'
  const paymentId = /\/3d\/([\w-]+)$/.exec(location)?.[1]
  return paymentId === undefined ? null : leaveForBank(shopper, order, paymentId, location, shopping)
}

/** Of a Troy card the bank offers no plans. */
function pickCard(dice: Random, wantsPlan: boolean) {
  if (!dice.chance(0.85)) return dice.pick([cards.noLimit, cards.threeDsFails])
  return dice.pick(wantsPlan ? [cards.good, cards.masterCard] : [cards.good, cards.masterCard, cards.troy])
}

async function leaveForBank(
  shopper: RawShopper,
  order: Order,
  paymentId: string,
  path: string,
  shopping: ShopperRun,
): Promise<Challenge | 'see-result' | null> {
  for (let look = 0; look < 8; look++) {
    const page = await see(shopping, order, () => shopper.request(path))
    if (page?.headers.location?.endsWith('/result')) return 'see-result'
    const { session_id, token_id } = Object.fromEntries(inputsOf(page?.body ?? ''))
    if (session_id && token_id) return { paymentId, path, pair: { session_id, token_id } }
    await sleep(700)
  }
  return null
}

/** Returns once, twice at once, late or never, sometimes oddly before that, and sometimes while the merchant cancels the order. */
async function comeBack(fleet: Fleet, shopper: RawShopper, order: Order, back: Return, dice: Random, shopping: ShopperRun): Promise<void> {
  const post = () => see(shopping, order, () => shopper.comeBack(back), 2)
  const way = dice.next()
  if (way < 0.05) return
  if (way < 0.15) await sleep(dice.whole(300, 4_000))
  const oddly = dice.chance(0.1) ? comeBackOddly(shopper, order, back, dice, shopping) : null
  if (oddly && dice.chance(0.5)) await oddly
  const times = way < 0.3 ? dice.whole(2, 5) : 1
  const cancelling = dice.chance(0.02) ? fleet.orders.cancel(order.id).catch(() => null) : null
  await Promise.all([...Array.from({ length: times }, post), oddly, cancelling])
  await watchResult(shopper, order, dice, shopping)
  // Days later, the same form turns up in a tab that was left open.
  if (dice.chance(0.05)) await post()
}

/** As some banks and programs do: with nothing, or by opening the address. Then the shopper reads how it stands. */
async function comeBackOddly(shopper: RawShopper, order: Order, { url }: Return, dice: Random, shopping: ShopperRun): Promise<void> {
  const isOpened = dice.chance(0.5)
  await see(shopping, order, () => (isOpened ? shopper.request(url) : shopper.comeBack({ url, fields: {} })))
  await see(shopping, order, () => shopper.request(`/checkout/${order.id}/result`))
}

async function watchResult(shopper: RawShopper, order: Order, dice: Random, shopping: ShopperRun): Promise<void> {
  const patience = dice.whole(1, 6)
  for (let look = 0; look < patience; look++) {
    const page = await see(shopping, order, () => shopper.request(`/checkout/${order.id}/result`))
    const told = page && readTold(order, page, 0)
    if (told?.status && !SETTLING.includes(told.status) && told.status !== 'awaiting_3ds') return
    await sleep(900)
  }
}

/** Requests a page, once more if the connection breaks, and records what it says. */
async function see(shopping: ShopperRun, order: Order, ask: () => Promise<RawAnswer>, tries = 3): Promise<RawAnswer | null> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const askedAt = Date.now()
    const answer = await ask().catch(() => null)
    if (answer && answer.status < 500) {
      if (answer.status === 200) shopping.told.push(readTold(order, answer, askedAt))
      return answer
    }
    shopping.brokenRequests += 1
    if (answer) shopping.told.push(readTold(order, answer, askedAt))
    await sleep(400)
  }
  return null
}

async function stubbornly<T>(shopping: ShopperRun, ask: () => Promise<T>): Promise<T | null> {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      return await ask()
    } catch {
      shopping.brokenRequests += 1
      await sleep(400)
    }
  }
  return null
}
