import { afterEach } from 'vitest'
import { env, type InstalmentSettings } from '@/lib/env'
import { newId } from '@/lib/ids'
import type { CardInput } from '@/lib/shared/cards/card'
import type { Order } from '@/lib/shared/payments/order'
import type { Offer, Plan } from '@/lib/shared/payments/plan'
import type { Result } from '@/lib/shared/result'
import type { Wiretap } from '@/scripts/test/wiretap'
import { goodCard, type TestClock } from './payments.test-kit'
import { showPlans } from './show-plans'

/** A debit card of the simulator's. */
export const debitCard: CardInput = { ...goodCard, number: '9792075482365454' }
/** Of another bank than `goodCard`, so with other rates. */
export const otherBanksCard: CardInput = { ...goodCard, number: '4508034508034509' }

let asSet: InstalmentSettings | undefined

/** What a merchant has set, until the test is over. */
export function setInstalments(change: Partial<InstalmentSettings>): void {
  asSet ??= { ...env().instalments }
  Object.assign(env().instalments, change)
}

afterEach(() => void (asSet && Object.assign(env().instalments, asSet)))

/** What the page shows for a card as typed. Each call comes from an address of its own unless one is given. */
export function show(
  order: Pick<Order, 'id'>,
  clock: TestClock,
  { cardStart = '43550843', address = newId(), userId = null }: { cardStart?: string; address?: string; userId?: string | null } = {},
): Promise<Result<Offer>> {
  return showPlans(order.id, { cardStart }, { userId, address }, clock)
}

/** The plan of so many instalments that the page shows. */
export async function shownPlan(order: Pick<Order, 'id'>, clock: TestClock, instalments = 6, cardStart?: string): Promise<Plan> {
  const shown = await show(order, clock, cardStart === undefined ? {} : { cardStart })
  const plans = shown.ok && shown.value.kind === 'plans' ? shown.value.plans : []
  const plan = plans.find((each) => each.instalments === instalments)
  if (!plan) throw new Error(`no such plan: ${JSON.stringify(shown)}`)
  return plan
}

/** How often Paynet was asked for plans while something was done. */
export async function questionsDuring(tap: Wiretap, work: () => Promise<unknown>): Promise<number> {
  const asked = () => tap.heard.filter(({ path }) => path === '/v1/ratio/Get').length
  const before = asked()
  await work()
  return asked() - before
}

type Row = Record<string, unknown> & { instalment: number; instalment_amount: number; total_amount: number }

/** Changes each row of plans in the next answer about a card. */
export function changePlans(tap: Wiretap, change: (row: Row) => object | null): void {
  tap.change('Get', (body) => ({
    ...body,
    data: (body.data as { ratio: Row[] }[]).map((bank) => ({ ...bank, ratio: bank.ratio.flatMap((row) => change(row) ?? []) })),
  }))
}
