/**
 * How Paynet's list can differ from our payments so that a person must decide. `orphan`: a success under one of
 * our orders' references, with no known payment. `several`: more than one success under one reference.
 * `other-amount`: a success with an amount other than the payment's. `missing`: a payment that succeeded here but
 * that the list does not show as a success.
 */
export const FINDING_KINDS = ['orphan', 'several', 'other-amount', 'missing'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]
