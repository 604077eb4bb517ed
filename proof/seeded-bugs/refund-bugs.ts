import type { Bug } from './bugs'

const WIRE = 'lib/paynet/refunds-wire.ts'
const ROWS = 'db/refunds.ts'
const SEND = 'lib/refunds/send.ts'
const DAY = 'lib/refunds/day.ts'
const LOOK = 'lib/refunds/look.ts'
const WEIGH = 'lib/refunds/weigh.ts'
const CALLBACK = 'lib/refunds/callback.ts'
const OF_PAYMENT = 'lib/refunds/of-payment.ts'
const RECONCILE = 'lib/refunds/reconcile.ts'

const WIRE_TEST = 'lib/paynet/refunds-wire.test.ts'
const GUARD_TEST = 'lib/refunds/guard.db.test.ts'
const LIFE_TEST = 'lib/refunds/life.db.test.ts'
const UNSURE_TEST = 'lib/refunds/unsure.db.test.ts'
const SWEEP_TEST = 'lib/housekeeping/sweep-refunds.db.test.ts'

/** Bugs by which money could be given back twice, or be said to be back and is not. */
export const refundBugs: Bug[] = [
  {
    name: 'refund-resent-from-unknown',
    says: 'A refund whose request may have arrived is asked for again.',
    caughtBy: [UNSURE_TEST],
    changes: [
      {
        file: RECONCILE,
        find: "if (refund.status === 'planned') await send",
        replace: "if (refund.status === 'planned' || refund.status === 'unknown') await send",
      },
      {
        file: ROWS,
        find: "and(eq(refunds.id, id), eq(refunds.status, 'planned'), ",
        replace: "and(eq(refunds.id, id), inArray(refunds.status, ['planned', 'unknown']), ",
      },
    ],
  },
  {
    name: 'refund-amount-omitted',
    says: 'Paynet is not told how much, and gives all of the sale back.',
    caughtBy: [WIRE_TEST, LIFE_TEST],
    changes: [{ file: WIRE, find: 'amount: encodeHundredths(refund.amountKurus), ', replace: '' }],
  },
  {
    name: 'refund-seen-unchecked',
    says: 'What is given back is taken from the payment whatever was reserved meanwhile.',
    caughtBy: [GUARD_TEST],
    changes: [
      { file: ROWS, find: '        eq(payments.reservedKurus, reservedKurus),\n', replace: '' },
      { file: ROWS, find: '\n        lte(', replace: '\n        true ? undefined : lte(' },
    ],
  },
  {
    name: 'refund-callback-trusted',
    says: 'Whoever posts a zero to a refund’s address has it count as given back.',
    caughtBy: ['app/api/paynet/refund/[refundId]/[secret]/refund-callback.db.test.ts'],
    changes: [
      {
        file: CALLBACK,
        find: '  void trackUntilDone(',
        replace: "  if (code === 0) await (await import('./look')).settle(refund, null, at)\n  void trackUntilDone(",
      },
    ],
  },
  {
    name: 'refund-day-in-utc',
    says: 'A sale’s day ends at midnight in Greenwich.',
    caughtBy: ['lib/refunds/day.test.ts'],
    changes: [{ file: DAY, find: 'const ISTANBUL_MS = 3 * HOUR', replace: 'const ISTANBUL_MS = 0 * HOUR' }],
  },
  {
    name: 'refund-of-the-price',
    says: 'What may be given back is the order’s price, not what was drawn from the card.',
    caughtBy: [GUARD_TEST, 'lib/refunds/of-payment.test.ts'],
    changes: [
      { file: OF_PAYMENT, find: 'return payment.drawnKurus ?? toldDrawn(payment) ?? (', replace: 'return payment.amountKurus ?? (' },
    ],
  },
  {
    name: 'refund-reserve-kept',
    says: 'A refund that is over without money holds what it held.',
    caughtBy: [GUARD_TEST],
    changes: [
      {
        file: ROWS,
        find: '(hasReserve ? [reserveAfter(',
        replace: "(hasReserve && to === 'refunded' ? [reserveAfter(",
      },
    ],
  },
  {
    name: 'refund-reserve-given-back-twice',
    says: 'A refund that is over without money frees twice what it held.',
    caughtBy: [GUARD_TEST],
    changes: [
      {
        file: ROWS,
        find: '    ...(hasReserve ? [reserveAfter(',
        replace:
          "    ...(hasReserve && to !== 'refunded' ? [reserveAfter(db, paymentId, to, amountKurus)] : []),\n    ...(hasReserve ? [reserveAfter(",
      },
    ],
  },
  {
    name: 'refund-accepted-is-refunded',
    says: 'What Paynet took counts as given back.',
    caughtBy: [LIFE_TEST],
    changes: [
      {
        file: SEND,
        find: 'const to = meaning.kind\n',
        replace: "const to = meaning.kind === 'accepted' ? ('refunded' as 'accepted') : meaning.kind\n",
      },
    ],
  },
  {
    name: 'refund-foreign-not-counted',
    says: 'What was given back in Paynet’s panel may be given back again here.',
    caughtBy: [SWEEP_TEST],
    changes: [
      {
        file: 'lib/refunds/foreign.ts',
        find: 'if (!sale || sale.drawnKurus === null) return found',
        replace: 'if (!sale || sale.drawnKurus !== -1) return found',
      },
    ],
  },
  {
    name: 'refund-foreign-kept-twice',
    says: 'Each sweep counts what was given back in Paynet’s panel once more.',
    caughtBy: [SWEEP_TEST],
    changes: [
      {
        file: WEIGH,
        find: "status === 'refunded' || (status === 'unknown' && askedBy === 'paynet')",
        replace: "status === 'refunded' && askedBy !== 'paynet'",
      },
      ...(['postgres', 'sqlite'] as const).map((kind) => {
        const quote = kind === 'postgres' ? '"' : '`'
        return {
          file: `db/migrations/${kind}/0010_refunds.sql`,
          find: `CREATE UNIQUE INDEX ${quote}refunds_paynet_ref${quote}`,
          replace: `CREATE INDEX ${quote}refunds_paynet_ref${quote}`,
        }
      }),
    ],
  },
  {
    name: 'refund-code-5-is-a-no',
    says: 'Code 5, which may be the echo of a request that arrived, counts as refused.',
    caughtBy: [WIRE_TEST],
    changes: [
      { file: WIRE, find: ' || code === CODE.duplicate', replace: '' },
      { file: WIRE, find: 'readonly number[] = [CODE.unsuccessful, ', replace: 'readonly number[] = [CODE.unsuccessful, CODE.duplicate, ' },
    ],
  },
  {
    name: 'refund-sent-as-the-day-ends',
    says: 'A refund leaves while it is not sure to whom which day it is.',
    caughtBy: ['lib/refunds/day.test.ts'],
    changes: [{ file: DAY, find: 'return pauseEnd(at) !== null', replace: 'return pauseEnd(at) === at' }],
  },
  {
    name: 'refund-unseen-is-refused',
    says: 'What Paynet’s books do not show counts as not done.',
    caughtBy: [UNSURE_TEST],
    changes: [
      {
        file: LOOK,
        find: '  await waitOn(claimed, at)\n',
        replace:
          "  if (asked?.isWhole) return void (await advanceRefund(claimed, { from: 'unknown', to: 'not_sent', at, patch: { nextAt: null, settledAt: at }, events: [] }))\n  await waitOn(claimed, at)\n",
      },
    ],
  },
]
