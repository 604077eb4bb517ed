import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { paynet } from '@/scripts/test/setup'
import { allPayments, assertAllIsWell, assertInvariants, type Model, type Real, recover, type Step, steps } from './model.test-kit'
import { givenOrder, proveThatChecksSee, stoppedClock } from './payments.test-kit'

/** `MODEL_RUNS=10000 npm run test:unit` looks long. */
const RUNS = Number(process.env.MODEL_RUNS ?? 25)

beforeAll(() => proveThatChecksSee(stoppedClock()))

const reached = new Set<string>()

function command({ name, run, needsPayment = false }: Step): fc.AsyncCommand<Model, Real> {
  return {
    check: ({ started }) => started > 0 || !needsPayment,
    run: async (model, real) => {
      await run(real)
      model.started = real.atBank.length
      await assertInvariants(real)
    },
    toString: () => name,
  }
}

test(
  'whatever shoppers, banks, merchants and faults do, in any order, no shopper is charged twice, told wrong or left hanging',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(
          steps.map((step) => step.map(command)),
          { maxCommands: 60, size: 'max' },
        ),
        async (commands) => {
          await paynet.clearFaults()
          const clock = stoppedClock()
          const real: Real = { clock, orders: [await givenOrder(clock), await givenOrder(clock)], atBank: [], fences: new Map() }
          await fc.asyncModelRun(() => ({ model: { started: 0 }, real }), commands)
          await recover(real)
          await assertAllIsWell(real)
          for (const { status } of await allPayments(real)) reached.add(status)
        },
      ),
      { numRuns: RUNS, endOnFailure: RUNS <= 100 },
    )
    // A model that never pays proves nothing.
    expect([...reached]).toEqual(expect.arrayContaining(['succeeded', 'expired']))
  },
  600_000 + RUNS * 3_000,
)
