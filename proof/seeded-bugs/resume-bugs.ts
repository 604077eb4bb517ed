import type { Bug } from './bugs'

const RESUME = 'lib/payments/resume.ts'
const LINKS = 'db/resume-links.ts'
const RESUME_TEST = 'lib/payments/resume.db.test.ts'

/** Bugs by which a payment is carried on by a browser that must not. */
export const resumeBugs: Bug[] = [
  {
    name: 'resume-by-opening',
    says: 'Opening a one-time link takes the payment over.',
    caughtBy: [RESUME_TEST],
    changes: [
      {
        file: RESUME,
        find: "return link ? read(link, payer, now) : { kind: 'unknown' }",
        replace: "return link ? resumePayment(token, payer ?? newId(), now) : { kind: 'unknown' }",
      },
    ],
  },
  {
    name: 'resume-link-not-spent',
    says: 'A one-time link takes the payment over again and again.',
    caughtBy: [RESUME_TEST],
    changes: [{ file: LINKS, find: 'isNull(resumeLinks.usedAt), gt(', replace: 'gt(' }],
  },
  {
    name: 'resume-while-charging',
    says: 'A payment that is being charged is taken over.',
    caughtBy: [RESUME_TEST],
    changes: [{ file: LINKS, find: "eq(payments.status, 'awaiting_3ds'), isNull(payments.returnedAt), gt(", replace: 'gt(' }],
  },
  {
    name: 'resume-for-anyone',
    says: 'Whoever has an order’s link and a payment’s id gets a link that takes it over.',
    caughtBy: [RESUME_TEST],
    changes: [{ file: RESUME, find: '!isOf(payment, visitor) || ', replace: '' }],
  },
  {
    name: 'resume-of-a-closed-order',
    says: 'A payment whose order was cancelled is taken over, and its shopper is sent to the bank for nothing.',
    caughtBy: [RESUME_TEST],
    changes: [
      { file: RESUME, find: 'isAtBank && (await findPayable(orderId, now)).ok', replace: 'isAtBank' },
      { file: LINKS, find: 'lockPayableOrder(db, payment.orderId, now),', replace: 'db.select().from(orders).limit(1),' },
    ],
  },
  {
    name: 'resume-leaves-other-links',
    says: 'A link that was made earlier takes a payment away from the phone that has taken it over.',
    caughtBy: [RESUME_TEST],
    changes: [
      { file: LINKS, find: '.where(eq(resumeLinks.paymentId, payment.id))', replace: '.where(eq(resumeLinks.tokenDigest, tokenDigest))' },
    ],
  },
]
