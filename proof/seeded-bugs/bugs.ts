import { mailBugs } from './mail-bugs'
import { refundBugs } from './refund-bugs'
import { resumeBugs } from './resume-bugs'
import { webhookBugs } from './webhook-bugs'

/**
 * A bug, as changes to the project's own text: what is found, which must occur exactly once, is replaced.
 * `caughtBy` names the test files that must fail.
 */
export type Bug = { name: string; says: string; caughtBy: string[]; changes: Change[] }
export type Change = { file: string; find: string; replace: string }

const COMPLETE = 'lib/payments/complete.ts'
const RECONCILE = 'lib/payments/reconcile.ts'
const SEND_CHARGE = 'lib/payments/send-charge.ts'
const COMMIT_MOVE = 'lib/payments/commit-move.ts'
const WIRE = 'lib/paynet/charge-wire.ts'
const DECLINE_CODES = 'lib/paynet/decline-codes.ts'
const HTTP_SERVER = 'server/http-server.ts'
const MOVES = 'db/payment-moves.ts'
const PAYMENTS = 'db/payments.ts'
const START = 'lib/payments/start.ts'
const DRAWN = 'lib/paynet/drawn.ts'
const CHALLENGE_WIRE = 'lib/paynet/challenge-wire.ts'

const HAPPY_PATH = 'lib/payments/happy-path.db.test.ts'
const RECONCILE_TEST = 'lib/payments/reconcile.db.test.ts'
const CLOCK_STEPS = 'lib/payments/clock-steps.db.test.ts'
const DECLINE_CODES_TEST = 'lib/paynet/decline-codes.test.ts'
const DECLINES = 'lib/payments/declines.db.test.ts'
const CHARGE_MEANING = 'lib/paynet/charge-meaning.test.ts'
const NOTED_RETURN = 'lib/payments/noted-return.db.test.ts'
const CLAIM_TEST = 'lib/payments/claim.db.test.ts'
const CHARGE_FAULTS = 'lib/payments/charge-faults.db.test.ts'
const PLAN_START = 'lib/payments/plan-start.db.test.ts'
const DRAWN_TEST = 'lib/paynet/drawn.test.ts'
const FEE_SHORT = 'lib/payments/fee-short.db.test.ts'

export const bugs: Bug[] = [
  {
    name: 'timeout-means-failed',
    says: 'A charge whose answer was lost counts as declined.',
    caughtBy: [CHARGE_MEANING, CHARGE_FAULTS],
    changes: [
      {
        file: WIRE,
        find: "if (reply.kind === 'not-sent') return { kind: 'not-sent' }\n  if (reply.kind === 'lost') return { kind: 'unknown', code: null }",
        replace:
          "if (reply.kind === 'not-sent') return { kind: 'not-sent' }\n  if (reply.kind === 'lost') return { kind: 'decline', reason: 'ask-bank', isDoubtful: false, bankMessage: null, code: CODE.timeout }",
      },
    ],
  },
  {
    name: 'no-compare-and-set',
    says: 'A move is made whatever the status is by now.',
    caughtBy: ['db/payments.db.test.ts', HAPPY_PATH],
    changes: [
      {
        file: MOVES,
        find: 'and(eq(payments.id, id), eq(payments.status, from), fence === undefined',
        replace: 'and(eq(payments.id, id), fence === undefined',
      },
      {
        file: MOVES,
        find: 'and(eq(payments.id, payment.id), eq(payments.status, from), holds)',
        replace: 'and(eq(payments.id, payment.id), holds)',
      },
    ],
  },
  {
    name: 'no-unique-index',
    says: 'Nothing in the database forbids a second charge of an order.',
    caughtBy: ['db/payments.db.test.ts', HAPPY_PATH],
    changes: [
      {
        file: 'db/migrations/postgres/0000_start.sql',
        find: 'CREATE UNIQUE INDEX "one_charge_per_order"',
        replace: 'CREATE INDEX "one_charge_per_order"',
      },
      {
        file: 'db/migrations/sqlite/0000_start.sql',
        find: 'CREATE UNIQUE INDEX `one_charge_per_order`',
        replace: 'CREATE INDEX `one_charge_per_order`',
      },
    ],
  },
  {
    name: 'no-send-gate',
    says: 'A process that was stopped after its promise sends the charge when it wakes up.',
    caughtBy: [RECONCILE_TEST],
    changes: [{ file: 'lib/lease.ts', find: 'performance.now() - elapsedMs < SEND_GATE_MS &&', replace: 'elapsedMs < Infinity &&' }],
  },
  {
    name: 'no-quiet-time',
    says: 'A charge is sent again while Paynet may still be at work on the last one.',
    caughtBy: [RECONCILE_TEST],
    changes: [{ file: 'lib/payments/timing.ts', find: 'return later(sentAt, env().paynet.quietMs)', replace: 'return sentAt' }],
  },
  {
    name: 'intent-after-call',
    says: 'The charge is sent first, and promised on disk when the answer is there.',
    caughtBy: ['lib/payments/storage-faults.db.test.ts', HAPPY_PATH],
    changes: [
      {
        file: COMPLETE,
        find: '  const maySend = openSendGate()\n',
        replace:
          '  const maySend = openSendGate()\n  early.set(payment.id, await charge(challenge, payment, { isFirstCall: true, maySend }))\n',
      },
      {
        file: COMPLETE,
        find: 'import { sendCharge }',
        replace: "import { charge } from '@/lib/paynet/payments'\nimport { early, sendCharge }",
      },
      { file: SEND_CHARGE, find: 'retryAfterMs } = await charge(', replace: 'retryAfterMs } = early.get(payment.id) ?? await charge(' },
      {
        file: SEND_CHARGE,
        find: "import { learn } from './sights'\n",
        replace: "import { learn } from './sights'\nexport const early = new Map<string, Awaited<ReturnType<typeof charge>>>()\n",
      },
    ],
  },
  {
    name: 'amount-ignored',
    says: 'A charge of another amount than asked for is a success.',
    caughtBy: [CHARGE_MEANING, CHARGE_FAULTS],
    changes: [
      {
        file: WIRE,
        find: "[compared === 'other-amount', amountInWords(",
        replace: '[false, amountInWords(',
      },
    ],
  },
  {
    name: 'any-pair-accepted',
    says: 'A return charges its payment whatever pair it brings.',
    caughtBy: [HAPPY_PATH],
    changes: [{ file: COMPLETE, find: '!isPairOf(pairDigest, pair) || ', replace: '' }],
  },
  {
    name: '307-instead-of-303',
    says: 'The browser that comes back from the bank posts the pair once more, to the result.',
    caughtBy: ['server/http-server.test.ts', 'app/api/paynet/return/[paymentId]/return.db.test.ts'],
    changes: [
      { file: 'lib/web/html-document.ts', find: 'new Response(null, { status: 303,', replace: 'new Response(null, { status: 307,' },
      { file: HTTP_SERVER, find: 'status === 307 || status === 308 ? 303 : status', replace: 'status' },
    ],
  },
  {
    name: 'deferred-transactions',
    says: 'A transaction on SQLite takes the lock to write only when it comes to write.',
    caughtBy: ['db/client.db.test.ts'],
    changes: [{ file: 'db/client.ts', find: 'run.immediate()', replace: 'run.deferred()' }],
  },
  {
    name: 'stale-success-dropped',
    says: 'A success that comes after the lease was taken over is thrown away.',
    caughtBy: [RECONCILE_TEST],
    changes: [
      {
        file: COMMIT_MOVE,
        find: 'await commitSuccess(payment.id, outcome, event)',
        replace: '(await findPayment(payment.id))?.fence === payment.fence && (await commitSuccess(payment.id, outcome, event))',
      },
    ],
  },
  {
    name: 'code-17-means-declined',
    says: 'Code 17, which may be the echo of a success, counts as declined.',
    caughtBy: [CHARGE_MEANING, CHARGE_FAULTS],
    changes: [{ file: WIRE, find: '  CODE.usedSession,\n', replace: '' }],
  },
  {
    name: '94-means-declined',
    says: 'A "no" with the bank’s code for a duplicate, which says that there was an earlier one, counts as declined.',
    caughtBy: [DECLINE_CODES_TEST, DECLINES],
    changes: [{ file: DECLINE_CODES, find: "['94', CONTRADICTION]", replace: "['94', askBank]" }],
  },
  {
    name: 'text-of-36-shown',
    says: 'The bank’s text of a card to be picked up is shown to whoever holds it.',
    caughtBy: [DECLINE_CODES_TEST],
    changes: [{ file: DECLINE_CODES, find: "['36', hidden]", replace: "['36', askBank]" }],
  },
  {
    name: 'code-by-prefix',
    says: 'A bank’s code is known by its first two digits: 510 counts as 51.',
    caughtBy: [DECLINE_CODES_TEST],
    changes: [
      {
        file: DECLINE_CODES,
        find: "BANK.get(code.replace(/^0+(?=\\d)/, ''))",
        replace: "BANK.get(code.replace(/^0+(?=\\d)/, '')) ?? BANK.get(code.slice(0, 2))",
      },
    ],
  },
  {
    name: 'body-logged',
    says: 'What is sent to Paynet is written into the log.',
    caughtBy: ['lib/payments/log.db.test.ts'],
    changes: [
      {
        file: 'lib/paynet/transport.ts',
        find: "import { env } from '@/lib/env'\n",
        replace: "import { env } from '@/lib/env'\nimport { log } from '@/lib/log'\n",
      },
      {
        file: 'lib/paynet/transport.ts',
        find: '  const outcome = await exchange(',
        replace: "  log.info('paynet.request', { path, why: JSON.stringify(body) })\n  const outcome = await exchange(",
      },
    ],
  },
  {
    name: 'return-url-from-host',
    says: 'The address that Paynet sends the browser back to is made from whatever host the request named.',
    caughtBy: ['server/http-server.test.ts', HAPPY_PATH],
    changes: [
      {
        file: 'lib/payments/start.ts',
        find: '    returnUrl: ',
        replace:
          "    returnUrl: 'https://' + (await (await import('next/headers')).headers()).get('host') + '/api/paynet/return/' + payment.id,\n    was: ",
      },
      { file: HTTP_SERVER, find: '    request.headers.host = app.host\n', replace: '' },
      { file: HTTP_SERVER, find: "    request.headers['x-forwarded-host'] = app.host\n", replace: '' },
    ],
  },
  {
    name: 'in-flight-taken-over',
    says: 'A charge that this very process has in flight is taken over when its lease seems to be over.',
    caughtBy: [CLOCK_STEPS],
    changes: [{ file: RECONCILE, find: 'except: [...chargesInFlight(), ...(scope.except ?? [])]', replace: 'except: []' }],
  },
  {
    name: 'time-of-day-trusted',
    says: 'A charge is sent again as soon as the time of day says so, by a process that has just learnt of it.',
    caughtBy: [CLOCK_STEPS],
    changes: [{ file: 'lib/payments/outcome.ts', find: 'knownForMs >= env().paynet.quietMs', replace: 'knownForMs >= 0' }],
  },
  {
    name: 'set-clock-unseen',
    says: 'Nobody compares the time of day with a clock that cannot be set.',
    caughtBy: ['lib/clock-watch.test.ts', CLOCK_STEPS],
    changes: [{ file: 'lib/clock-watch.ts', find: 'if (Math.abs(difference) > ', replace: 'if (difference > Infinity && difference > ' }],
  },
  {
    name: 'nothing-watched',
    says: 'A process counts as having known of a charge for as long as it lives.',
    caughtBy: [CLOCK_STEPS],
    changes: [{ file: 'lib/payments/sights.ts', find: 'return clock.elapsedMs() - known.atMs', replace: 'return clock.elapsedMs()' }],
  },
  {
    name: 'window-reopened',
    says: 'A clock that is set back opens the window again in which a charge may be repeated.',
    caughtBy: [CLOCK_STEPS],
    changes: [{ file: 'db/payment-turns.ts', find: 'if (setBackMs > 0) await mend', replace: 'if (setBackMs < 0) await mend' }],
  },
  {
    name: 'second-success-hidden',
    says: 'Nobody is told of a second success of one payment before the daily comparison.',
    caughtBy: [CLOCK_STEPS],
    changes: [{ file: COMMIT_MOVE, find: "if (by === 'direct') await keepSecondSuccess(payment, patch.xactId ?? null, at)", replace: '' }],
  },
  {
    name: 'restored-goes-on',
    says: 'A restored copy charges whoever comes back with what had begun before the old database was lost.',
    caughtBy: ['lib/housekeeping/sweep.db.test.ts'],
    changes: [{ file: 'lib/housekeeping/restored-copy.ts', find: '  await endBegun(now)\n', replace: '' }],
  },
  {
    name: 'reference-sold-again',
    says: 'A restored shop takes an order anew under a reference of which Paynet shows money.',
    caughtBy: ['lib/housekeeping/sweep.db.test.ts'],
    changes: [
      { file: 'db/orders.ts', find: 'and(eq(orders.id, order.id), notExists(unexplainedMoneyOf(db)))', replace: 'eq(orders.id, order.id)' },
    ],
  },
  {
    name: 'noted-return-counts',
    says: 'The time in which a charge may be sent again begins with a return that charged nothing.',
    caughtBy: [NOTED_RETURN],
    changes: [{ file: COMPLETE, find: 'patch: { returnedAt: now },', replace: 'patch: { returnedAt: payment.returnedAt ?? now },' }],
  },
  {
    name: 'noted-after-the-charge',
    says: 'A return that charges nothing is noted whatever has become of the payment, and gives a charge more time to be sent again.',
    caughtBy: [NOTED_RETURN],
    changes: [
      {
        file: PAYMENTS,
        find: "and(eq(payments.id, id), eq(payments.status, 'awaiting_3ds'), isNull(payments.returnedAt))",
        replace: 'eq(payments.id, id)',
      },
    ],
  },
  {
    name: 'noted-return-ends',
    says: 'Whoever opens the address of a return keeps the payment from being charged.',
    caughtBy: [NOTED_RETURN],
    changes: [
      {
        file: COMPLETE,
        find: 'if (payment.returnedAt === null) await note(payment, await clock())',
        replace: "await end(payment, 'expired', await clock())",
      },
    ],
  },
  {
    name: 'reopened-although-paid',
    says: 'An order that was paid after it had been cancelled is opened again.',
    caughtBy: ['db/orders.db.test.ts'],
    changes: [
      {
        file: 'db/orders.ts',
        find: 'and(isOver, isWhole, not(exists(paymentsIn(db, HOLDING))), notExists(unexplainedMoneyOf(db)))',
        replace: 'and(isOver, isWhole, notExists(unexplainedMoneyOf(db)))',
      },
    ],
  },
  {
    name: 'reopened-without-its-dealer',
    says: 'An order is paid again whose dealer and IBAN have been erased.',
    caughtBy: ['db/orders.db.test.ts', 'lib/orders/reopen.db.test.ts'],
    changes: [
      {
        file: 'db/orders.ts',
        find: "or(isNull(orders.erased), ne(orders.erased, 'paynet'))",
        replace: 'undefined',
      },
    ],
  },
  {
    name: 'claimed-from-anywhere',
    says: 'Whoever knows a payment puts it into their own account.',
    caughtBy: [CLAIM_TEST],
    changes: [
      {
        file: PAYMENTS,
        find: "and(isPaidHere, eq(payments.status, 'succeeded'), isNull(payments.userId))",
        replace: "and(eq(payments.status, 'succeeded'), isNull(payments.userId))",
      },
    ],
  },
  {
    name: 'claimed-from-an-account',
    says: 'A payment that one account has goes over to the next that is signed in at the browser.',
    caughtBy: [CLAIM_TEST],
    changes: [
      {
        file: PAYMENTS,
        find: "and(isPaidHere, eq(payments.status, 'succeeded'), isNull(payments.userId))",
        replace: "and(isPaidHere, eq(payments.status, 'succeeded'))",
      },
    ],
  },
  {
    name: 'plan-not-sent',
    says: 'A plan is shown and quoted, and Paynet is not told of it.',
    caughtBy: [PLAN_START],
    changes: [{ file: CHALLENGE_WIRE, find: 'return { instalment: instalments, add_commission', replace: 'return { add_commission' }],
  },
  {
    name: 'plan-paid-by-the-shopper',
    says: 'The difference of a plan that the merchant pays for is added for the shopper.',
    caughtBy: [PLAN_START],
    changes: [{ file: START, find: "addsCommission: feePayer === 'shopper'", replace: 'addsCommission: true' }],
  },
  {
    name: 'plan-compared-with-the-price',
    says: 'What was drawn by a plan must be the price, as if there were none.',
    caughtBy: [PLAN_START, CHARGE_MEANING, DRAWN_TEST],
    changes: [{ file: DRAWN, find: 'drawn > expected.chargeKurus ||', replace: 'drawn > expected.cashKurus ||' }],
  },
  {
    name: 'plan-from-memory',
    says: 'A plan is paid for as it was told minutes ago.',
    caughtBy: [PLAN_START],
    changes: [
      {
        file: START,
        find: "import { quoteAnew, ratioCodeFor } from './quote'",
        replace: "import { quote as quoteAnew, ratioCodeFor } from './quote'",
      },
    ],
  },
  {
    name: 'plan-of-another-card',
    says: 'A plan is quoted for the card that the page asked about first, whichever pays.',
    caughtBy: [PLAN_START],
    changes: [
      {
        file: START,
        find: "const cardStart = cardStartIn(mask ?? '')",
        replace: "const own = cardStartIn(mask ?? '')\n  const cardStart = own && (firstAsked.get(order.id) ?? own)",
      },
      { file: START, find: 'import { cardStartIn, usesOfPlans }', replace: 'import { cardStartIn, firstAsked, usesOfPlans }' },
      {
        file: 'lib/payments/show-plans.ts',
        find: '  const paynet = await findPaynetFields(order.id)\n',
        replace: '  const paynet = await findPaynetFields(order.id)\n  firstAsked.set(order.id, firstAsked.get(order.id) ?? cardStart)\n',
      },
      {
        file: 'lib/payments/show-plans.ts',
        find: 'const LEAST_DIGITS = 6\n',
        replace: 'const LEAST_DIGITS = 6\nexport const firstAsked = new Map<string, string>()\n',
      },
    ],
  },
  {
    name: 'plan-as-the-browser-says',
    says: 'The total and the month of a plan are taken from the form.',
    caughtBy: [PLAN_START],
    changes: [{ file: START, find: "if (offer.kind !== 'plans' || differs) return", replace: "if (offer.kind !== 'plans') return" }],
  },
  {
    name: 'plan-told-of-a-single-payment',
    says: 'A single payment tells Paynet that it is one, which some banks refuse.',
    caughtBy: [PLAN_START],
    changes: [{ file: START, find: 'return instalments === 1 ? null : {', replace: 'return instalments === 0 ? null : {' }],
  },
  {
    name: 'plan-short-hidden',
    says: 'Nobody is told that less was drawn than the plan that was shown.',
    caughtBy: [FEE_SHORT],
    changes: [
      {
        file: COMMIT_MOVE,
        find: 'const statements = isShort ? shortStatements(payment, short, at) : undefined',
        replace: 'const statements = undefined',
      },
    ],
  },
  {
    name: 'plan-count-ignored',
    says: 'A charge in another number of instalments than was chosen is a success.',
    caughtBy: [CHARGE_MEANING, DRAWN_TEST],
    changes: [
      { file: DRAWN, find: "return chosen === null || told === 'untold' ||", replace: "return chosen !== -1 || told === 'untold' ||" },
    ],
  },
  ...refundBugs,
  ...webhookBugs,
  ...resumeBugs,
  ...mailBugs,
]
