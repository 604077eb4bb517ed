/** A way to pay as the checkout shows it. */
export type PlanRow = {
  count: number
  /** What its radio button posts. */
  value: string
  label: string
  monthly: string
  total: string
  /** What the plan costs more than the price. */
  difference: string
  /** The bank's campaign. */
  note: string
  /** The whole row, as it is read out. */
  said: string
  /** What is drawn from the card, in a sentence. */
  drawn: string
  /** On the button that pays. */
  pay: string
}

/** What may be chosen for a card, in words. The single payment comes first and is always there. */
export type PlansView = {
  rows: PlanRow[]
  /** Whose plans these are, or why there are none. */
  note: string
  /** The count that was chosen before; it is chosen again where it is offered. */
  chosen: number
  /** Nothing is known of the card's plans so far: scripts ask. */
  isLate: boolean
}
