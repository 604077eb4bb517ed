/**
 * Every alarm: something that a person should look at now. docs/operations.md has an entry for each in its runbook,
 * and docs/alerts.yml says which of them wake somebody up. The metrics have each of them from the start, at 0.
 */
export const ALARM_EVENTS = [
  'payment.review',
  'payment.mismatch',
  'payment.shop-side',
  'payment.refund-due',
  'payment.charged-twice',
  'payment.succeeded-late',
  'payment.unsettled',
  'payments.enumeration',
  'paynet.refuses-us',
  'paynet.hostile-challenge',
  'refund.unknown',
  'refund.slow',
  'refund.not-sent',
  'sweep.finding',
  'sweep.incomplete',
  'restored.clock-behind',
  'clock.stepped',
  'cards.many-saves',
  'cards.otp-flood',
  'card.other-owner',
  'application.unanswered',
  'application.not-sent',
  'application.no-link',
  'application.receipt-not-kept',
  'webhook.dead',
  'webhook.stopped',
  'worker.ended',
] as const
export type AlarmEvent = (typeof ALARM_EVENTS)[number]
