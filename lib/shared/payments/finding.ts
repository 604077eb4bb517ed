/**
 * How Paynet's list can differ from our payments so that a person must decide. `orphan`: a success under one of
 * our orders' references, or under none at all, with no known payment. `several`: more than one success under one reference.
 * `other-amount`: money went otherwise than the payment says: by another amount, back again, or in words that are
 * documented nowhere; the payment's timeline says which. `missing`: a payment that succeeded here and that the list
 * does not show.
 */
export const FINDING_KINDS = ['orphan', 'several', 'other-amount', 'missing'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]
