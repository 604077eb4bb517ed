import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { assertAllIsWell, assertInvariants, type Model, type Real, recover, type Step, steps } from '@/lib/payments/model.test-kit'
import { givenOrder, givenReturned, proveThatChecksSee, stoppedClock } from '@/lib/payments/payments.test-kit'
import type { Order } from '@/lib/shared/payments/order'
import { paynet } from '@/scripts/test/setup'
import { assertRefundInvariants, assertRefundsAreWell, recoverRefunds, refundSteps } from './model.test-kit'
import { setDayEnd } from './refunds.test-kit'

/** `MODEL_RUNS=10000` looks long. */
const RUNS = Number(process.env.MODEL_RUNS ?? 15)

/** Our time is so much before Paynet's, which does not pass: what it gives back is of a day on which it was asked for, or later. */
const BEFORE_MS = 60 * DAY

beforeAll(() => proveThatChecksSee(stoppedClock()))
afterAll(() => paynet.settings({ sale_days_ago: 0 }))

const reached = new Set<string>()

function command({ name, run, needsPayment = false }: Step): fc.AsyncCommand<Model, Real> {
  return {
    check: ({ started }) => started > 0 || !needsPayment,
    run: async (model, real) => {
      await run(real)
      model.started = real.atBank.length
      await assertInvariants(real)
      await assertRefundInvariants(real)
    },
    toString: () => name,
  }
}

test(
  'whatever merchants, Paynet, its panel and faults do, in any order, no money goes back twice, too much or unknown to us',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(
          [...steps, ...refundSteps, ...refundSteps, ...refundSteps].map((step) => step.map(command)),
          { maxCommands: 60, size: 'max' },
        ),
        async (commands) => {
          await paynet.clearFaults()
          await paynet.settings({ sale_days_ago: 62, refund_approval: 'auto', refund_callback: 'none' })
          const clock = stoppedClock(later(new Date(), -BEFORE_MS))
          setDayEnd(((clock.at().getTime() % DAY) + 15 * 3_600_000) % DAY)
          const orders = [await givenOrder(clock), await givenOrder(clock)]
          // One is paid, so that most of what follows is about its money.
          const paid = await givenReturned({ clock, order: orders[0] as Order })
          const real: Real = { clock, orders, atBank: [paid], fences: new Map() }
          await fc.asyncModelRun(() => ({ model: { started: 1 }, real }), commands)
          await recover(real)
          await recoverRefunds(real)
          await assertAllIsWell(real)
          await assertRefundsAreWell(real, reached)
        },
      ),
      { numRuns: RUNS, endOnFailure: RUNS <= 100 },
    )
    // A model that never gives back proves nothing.
    expect([...reached]).toEqual(expect.arrayContaining(RUNS < 60 ? ['refunded'] : ['refunded', 'unknown', 'withdrawn']))
  },
  600_000 + RUNS * 5_000,
)
