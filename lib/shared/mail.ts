/** What is told by mail. Each has a file in `lib/mail` that says what stands in it. */
export const MAIL_KINDS = [
  'receipt',
  'refund-accepted',
  'refund-done',
  'refund-refused',
  'reset',
  'password-changed',
  'payment-link',
  'register',
  'draft-link',
  'application',
  'ops',
] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** Kinds of which a second copy does no harm, so that one that may have been lost is sent once more. */
export const SENT_AGAIN_IF_LOST = [
  'receipt',
  'refund-accepted',
  'refund-done',
  'refund-refused',
  'password-changed',
  'application',
  'ops',
] as const satisfies MailKind[]

/**
 * The life of a mail. `queued`: waits for its turn, or for the next try. `sending`: an instance is at it. `unknown`: the
 * server had all of it and did not answer, so it may have been sent. `failed`: it was not, and will not be.
 */
export const MAIL_STATUSES = ['queued', 'sending', 'sent', 'unknown', 'failed'] as const
export type MailStatus = (typeof MAIL_STATUSES)[number]
