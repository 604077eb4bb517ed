/** Those of what was given back. */
export const REFUND_FINDINGS = ['foreign-refund', 'refund-missing', 'other-refund', 'refund-withdrawn'] as const
/**
 * How Paynet's list can differ from our payments so that a person must decide. `orphan`: a success under one of
 * our orders' references, or under none at all, with no known payment. `several`: more than one success under one reference.
 * `other-amount`: money went otherwise than the payment says: by another amount, back again, or in words that are
 * documented nowhere; the payment's timeline says which. `missing`: a payment that succeeded here and that the list
 * does not show. `fee-short`: the price was drawn, and not all of the plan's difference that the page had shown: the
 * order is paid, and a setting at Paynet is not what it should be. `foreign-refund`: money went back that nobody
 * asked for here, as by a hand in Paynet's panel. `refund-missing`: a refund that was seen at Paynet, and that its list of
 * refunds does not show. `other-refund`: more money went back, or another amount, than any refund here explains.
 * `refund-withdrawn`: Paynet no longer shows a refund that it did show.
 */
export const FINDING_KINDS = ['orphan', 'several', 'other-amount', 'missing', 'fee-short', ...REFUND_FINDINGS] as const
export type FindingKind = (typeof FINDING_KINDS)[number]
