/**
 * How Paynet's list can differ from our payments so that a person must decide. `orphan`: a success under
 * a reference of an order of ours, of which no payment is known. `several`: more than one success under
 * one reference. `other-amount`: a success with another amount than the payment's. `missing`: a payment
 * that succeeded here and that the list does not show as one.
 */
export const FINDING_KINDS = ['orphan', 'several', 'other-amount', 'missing'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]
