import type { Bug } from './bugs'

const OUTBOX = 'lib/mail/outbox.ts'
const COMPOSE = 'lib/mail/compose.ts'
const QUEUE = 'lib/mail/queue.ts'
const OPS = 'lib/mail/ops.ts'
const SEND = 'lib/mail/send.ts'
const ROWS = 'db/mails.ts'
const FORGOT = 'lib/accounts/forgot.ts'
const DRAFTS = 'lib/dealers/drafts.ts'

const OUTBOX_TEST = 'lib/mail/outbox.db.test.ts'
const OPS_TEST = 'lib/mail/ops.db.test.ts'
const DEALER_TEST = 'lib/mail/dealer.db.test.ts'
const SEND_TEST = 'lib/mail/send.test.ts'
const LAYOUT_TEST = 'lib/mail/layout.test.ts'
const FORGOT_TEST = 'lib/accounts/forgot.db.test.ts'

/** Bugs by which a mail tells what is not so, comes too often or not at all, or tells somebody what is another's. */
export const mailBugs: Bug[] = [
  {
    name: 'mail-before-its-move',
    says: 'A receipt is queued when the charge leaves, before anything is paid.',
    caughtBy: [OUTBOX_TEST],
    changes: [
      {
        file: 'lib/payments/complete.ts',
        find: '  await sendCharge(charging, challenge, maySend, clock)\n',
        replace:
          "  const [{ query }, { queueMail }] = await Promise.all([import('@/db/client'), import('@/db/mails')])\n" +
          "  const dedupe = 'receipt:' + payment.orderId\n" +
          "  await query((db) => queueMail(db, { id: payment.id, kind: 'receipt', subjectId: payment.orderId, dedupe, locale: 'tr' }, now))\n" +
          '  await sendCharge(charging, challenge, maySend, clock)\n',
      },
    ],
  },
  {
    name: 'mail-of-a-change-that-failed',
    says: 'That a password was changed is told before it is, and if it is not.',
    caughtBy: ['lib/accounts/reset.db.test.ts'],
    changes: [
      {
        file: 'lib/accounts/reset.ts',
        find: 'const changed = await spendPasswordReset({ tokenDigest, userId: user.id }, passwordHash, now, tellChange(user.id, locale, now))',
        replace:
          "await (await import('@/db/client')).atomically(tellChange(user.id, locale, now))\n" +
          '  const changed = await spendPasswordReset({ tokenDigest, userId: user.id }, passwordHash, now)',
      },
    ],
  },
  {
    name: 'mail-of-an-unpaid-order',
    says: 'An order that was cancelled has a receipt.',
    caughtBy: [OUTBOX_TEST],
    changes: [
      { file: QUEUE, find: "  'order.paid': 'receipt',\n", replace: "  'order.paid': 'receipt',\n  'order.cancelled': 'receipt',\n" },
      { file: COMPOSE, find: "({ status, late }) => status === 'succeeded' && !late)", replace: '({ status }) => status !== null)' },
    ],
  },
  {
    name: 'mail-receipt-twice',
    says: 'An event that is placed by several processes has a receipt for each of them.',
    caughtBy: [OUTBOX_TEST],
    changes: [
      { file: QUEUE, find: "locale: order.locale ?? 'tr' }]", replace: "locale: order.locale ?? 'tr', ...{ dedupe: newId() } }]" },
      { file: 'db/events.ts', find: '.where(and(eq(events.id, id), isNull(events.position)))', replace: '.where(eq(events.id, id))' },
    ],
  },
  {
    name: 'mail-unclaimed',
    says: 'A mail that one worker sends is sent by the others, too.',
    caughtBy: [OUTBOX_TEST],
    changes: [
      {
        file: ROWS,
        find: "const isDue = and(isOpen, eq(mails.status, 'queued'), lte(mails.nextAt, now))",
        replace: "const isDue = and(isOpen, inArray(mails.status, ['queued', 'sending']), lt(mails.attempts, 3))",
      },
    ],
  },
  {
    name: 'mail-link-again-from-doubt',
    says: 'A link to a new password is sent again after the connection died behind the message.',
    caughtBy: [FORGOT_TEST, OUTBOX_TEST],
    changes: [
      { file: 'lib/shared/mail.ts', find: "  'ops',\n] as const satisfies", replace: "  'ops',\n  'reset',\n] as const satisfies" },
    ],
  },
  {
    name: 'mail-lost-means-not-sent',
    says: 'A message that the server may have counts as not sent, so it is tried six times.',
    caughtBy: [SEND_TEST, OUTBOX_TEST],
    changes: [
      { file: SEND, find: "end(hasBegun ? { kind: 'lost' } : { kind: 'not-sent', why })", replace: "end({ kind: 'not-sent', why })" },
      { file: SEND, find: "if (responseCode < 500) return { kind: 'lost' }", replace: '' },
    ],
  },
  {
    name: 'mail-third-copy',
    says: 'A receipt is sent once more however often nobody knew what became of it.',
    caughtBy: [OUTBOX_TEST],
    changes: [
      { file: ROWS, find: '.includes(kind) && doubts < MOST_COPIES', replace: '.includes(kind) && doubts < 9' },
      { file: ROWS, find: 'lt(mails.doubts, MOST_COPIES)', replace: 'lt(mails.doubts, 9)' },
    ],
  },
  {
    name: 'mail-from-a-copy',
    says: 'A restored copy of the database sends what its original has sent.',
    caughtBy: [OUTBOX_TEST, FORGOT_TEST],
    changes: [{ file: ROWS, find: '          isNotRestored(db),\n', replace: '' }],
  },
  {
    name: 'mail-subject-of-lines',
    says: 'A subject has as many lines as whoever named the shop or the order wants.',
    caughtBy: [LAYOUT_TEST],
    changes: [{ file: 'lib/mail/layout.ts', find: 'const subject = oneLine(', replace: 'const subject = String(' }],
  },
  {
    name: 'mail-text-as-html',
    says: 'What a shop wrote into an order is HTML in a mail.',
    caughtBy: [LAYOUT_TEST],
    changes: [
      {
        file: 'lib/mail/layout.ts',
        find: "return escapeHtml(value.replaceAll(' ₺', '\\u00a0₺'))",
        replace: "return value.replaceAll(' ₺', '\\u00a0₺')",
      },
    ],
  },
  {
    name: 'mail-to-a-refused-address',
    says: 'An address that a server has refused for good is written to again and again.',
    caughtBy: [OUTBOX_TEST],
    changes: [
      { file: COMPOSE, find: "mail.kind !== 'ops' && (await isSuppressed(", replace: "mail.kind === 'ops' && (await isSuppressed(" },
    ],
  },
  {
    name: 'mail-in-the-clear',
    says: 'A mail goes over a connection that was to be encrypted and is not.',
    caughtBy: [SEND_TEST],
    changes: [{ file: SEND, find: "requireTLS: tls === 'required'", replace: 'requireTLS: false' }],
  },
  {
    name: 'mail-forgot-tells-who-is-known',
    says: 'Whoever asks for a new password is told whether the address has an account.',
    caughtBy: [FORGOT_TEST],
    changes: [
      {
        file: FORGOT,
        find: '  const id = newId()\n',
        replace:
          "  const { findUserRowByDigests } = await import('@/db/users')\n" +
          "  if (!(await findUserRowByDigests(emailDigests(known)))) return fail({ kind: 'not-found' })\n" +
          '  const id = newId()\n',
      },
    ],
  },
  {
    name: 'mail-forgot-limits-the-known',
    says: 'Only an address with an account comes to its limit.',
    caughtBy: [FORGOT_TEST],
    changes: [
      {
        file: FORGOT,
        find: '  const id = newId()\n',
        replace:
          "  const { findUserRowByDigests } = await import('@/db/users')\n" +
          '  if (!(await findUserRowByDigests(emailDigests(known)))) uses.pop()\n' +
          '  const id = newId()\n',
      },
    ],
  },
  {
    name: 'mail-forgot-without-limit',
    says: 'Anybody fills the mailbox of whoever has an account.',
    caughtBy: [FORGOT_TEST],
    changes: [{ file: FORGOT, find: "['resets-of-account', emailDigests(known)[0]]", replace: "['resets-of-account', newId()]" }],
  },
  {
    name: 'mail-late-link-ends-newer',
    says: 'A mail that was late ends the link that its reader is using.',
    caughtBy: [FORGOT_TEST],
    changes: [{ file: 'lib/accounts/reset-link.ts', find: 'if (isFirstTry) await', replace: 'if (!isFirstTry || isFirstTry) await' }],
  },
  {
    name: 'mail-token-in-its-row',
    says: 'The link of a draft lies in the database in the clear.',
    caughtBy: [DEALER_TEST],
    changes: [{ file: DRAFTS, find: 'locale, ...sealed }, now)', replace: 'locale, ...sealed, ...{ dedupe: token } }, now)' }],
  },
  {
    name: 'mail-secret-kept',
    says: 'Address and link stay in the row of a mail that is over.',
    caughtBy: [FORGOT_TEST, DEALER_TEST, OUTBOX_TEST],
    changes: [{ file: ROWS, find: 'leaseUntil: null, to: null, secret: null }', replace: 'leaseUntil: null }' }],
  },
  {
    name: 'mail-token-in-the-log',
    says: 'The line of a mail that failed names its link.',
    caughtBy: [DEALER_TEST],
    changes: [
      {
        file: OUTBOX,
        find: 'const { id: mailId, kind: meaning, attempts: count } = mail\n',
        replace:
          "const { id: mailId, attempts: count } = mail\n  const meaning = mail.secret === null ? '' : await (await import('@/lib/encryption')).decrypt('mail-secret', mail.secret)\n",
      },
    ],
  },
  {
    name: 'mail-draft-link-to-anybody',
    says: 'Strangers are sent links of drafts all day.',
    caughtBy: [DEALER_TEST],
    changes: [{ file: DRAFTS, find: "    ['draft-links-to-mail-in-a-day', email],\n", replace: '' }],
  },
  {
    name: 'mail-ops-flood',
    says: 'Operators get a mail for each thing that comes to wait.',
    caughtBy: [OPS_TEST],
    changes: [{ file: OPS, find: 'const TOLD_EVERY_MS = HOUR', replace: 'const TOLD_EVERY_MS = 0 * HOUR' }],
  },
  {
    name: 'mail-ops-silent',
    says: 'What a mail was to tell operators that was not sent is told by no other one.',
    caughtBy: [OPS_TEST],
    changes: [{ file: OUTBOX, find: "  if (then.status === 'failed') await release(mail)\n", replace: '' }],
  },
  {
    name: 'mail-ops-of-a-clock-ahead',
    says: 'A clock that ran ahead keeps operators without a word until it has got there again.',
    caughtBy: [OPS_TEST],
    changes: [
      { file: 'db/markers.ts', find: "isAhead(['ops-told'], LONGEST_SILENCE_MS", replace: "isAhead(['ops-told'], LONGEST_TURN_MS" },
    ],
  },
]
