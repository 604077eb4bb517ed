import type { Case, Repeat } from './cases'
import {
  ABOUT_US,
  APPLY_NOS,
  APPLY_NOT_NOW,
  FAILED_3D,
  FORM_LINKS,
  ODD_ROWS,
  PLAN_FAULTS,
  SAME_MONEY,
  UNCLEAR_ROWS,
  type When,
} from './menu'

/** What a shopper is told: paid, being checked, in review, or not charged. */
export type Told = 'OK' | 'P' | 'R' | 'N'

/**
 * The required outcome of a payment that meets a fault. `told` is what the shopper reads first; `ends` is how
 * the payment may end. Money has been taken if and only if it ends succeeded or in review.
 */
export type PaymentExpectation = {
  told: Told
  ends: readonly string[]
  /** The maximum number of `tds_charge` calls that may leave the app for this payment. */
  charges: number
  /** Less is drawn than the plan that was shown, and a person is told. */
  isShort?: true
}

type Payer = NonNullable<Case['plan']>['payer']
export type Where = { faults?: readonly string[]; when?: readonly When[]; repeat?: Repeat; payer?: Payer; asked?: 'shown' | 'paid' }
export type Rule<T> = Where & { must: T | null }

/** Faults that damage nothing that is needed. */
export const HARMLESS = ['code-string', 'wrong-content-type', 'no-content-type', 'windows-1254', 'in-pieces', 'a-little-late'] as const

/** Either no second charge is due, or there is time for several: the window is five quiet times long. */
const ONCE = 1
const ONCE_MORE = 2
const IN_THE_WINDOW = 6

/** Opening a 3D session moves no money: any failure means "not charged", and the shopper may try again. */
const opening: Rule<PaymentExpectation>[] = [
  { faults: HARMLESS, must: { told: 'OK', ends: ['succeeded'], charges: ONCE } },
  // The way to the bank is found anyway: in the form, or in the link next to it.
  {
    faults: ['no-html', 'no-post-url', 'html-empty-inputs', 'html-hostile-script', 'html-foreign-host', 'html-http-foreign'],
    must: { told: 'OK', ends: ['succeeded'], charges: ONCE },
  },
  { faults: ['html-javascript-action', 'html-two-forms', 'html-nested'], must: { told: 'OK', ends: ['succeeded'], charges: ONCE } },
  { must: { told: 'N', ends: ['failed'], charges: 0 } },
]

const NEVER_TAKEN = ['code-2', 'code-3', 'code-4', 'code-7', 'code-13', 'code-15', 'code-16']

/** What is drawn is what was shown, or less and not less than the price; anything else needs a person. */
const drawing: Rule<PaymentExpectation>[] = [
  { faults: ['plan-net'], must: { told: 'OK', ends: ['succeeded'], charges: ONCE } },
  { payer: 'shopper', faults: ['plan-fee-zero', 'plan-one-less'], must: { told: 'OK', ends: ['succeeded'], charges: ONCE, isShort: true } },
  // There is no difference that could be left out.
  { payer: 'merchant', faults: ['plan-fee-zero'], must: { told: 'OK', ends: ['succeeded'], charges: ONCE } },
  { faults: PLAN_FAULTS, must: { told: 'R', ends: ['review'], charges: ONCE } },
]

/** The one call that moves money: anything that is not provably a yes or a no is "being checked". */
const charging: Rule<PaymentExpectation>[] = [
  ...drawing,
  // A "no" after a "maybe" decides nothing.
  { repeat: 'again', faults: ['decline'], when: ['before'], must: { told: 'P', ends: ['declined'], charges: IN_THE_WINDOW } },
  // Paynet answers with the earlier success, so a decline is impossible.
  { repeat: 'again', faults: ['decline'], must: null },
  { repeat: 'again', must: { told: 'P', ends: ['succeeded'], charges: IN_THE_WINDOW } },

  { faults: HARMLESS, must: { told: 'OK', ends: ['succeeded'], charges: ONCE } },
  { faults: [...SAME_MONEY, 'table-names', 'save-card-fails'], must: { told: 'OK', ends: ['succeeded'], charges: ONCE } },
  {
    faults: [...NEVER_TAKEN, ...FAILED_3D, 'decline'],
    when: ['before'],
    must: { told: 'N', ends: ['declined'], charges: ONCE },
  },
  // For a first call, these say that nothing was taken; Paynet would have to lie.
  { faults: NEVER_TAKEN, must: null },
  {
    faults: ['wrong-amount', 'wrong-currency', 'wrong-reference', 'missing-xact-id', 'is-succeed-text', 'pre-authorised'],
    must: { told: 'R', ends: ['review'], charges: ONCE },
  },
  { when: ['before'], repeat: 'first', must: { told: 'P', ends: ['succeeded'], charges: ONCE_MORE } },
  { when: ['before'], repeat: 'every', must: { told: 'P', ends: ['not_charged'], charges: IN_THE_WINDOW } },
  { when: ['after', 'late'], must: { told: 'P', ends: ['succeeded'], charges: ONCE_MORE } },
]

/** The same while the clock is set: a window closed by a step ahead does not open again. */
const chargingByASetClock: Rule<PaymentExpectation>[] = [
  { when: ['before'], must: { told: 'P', ends: ['succeeded', 'not_charged'], charges: ONCE_MORE } },
  { must: { told: 'P', ends: ['succeeded'], charges: ONCE_MORE } },
]

/** An enquiry about a charge whose answer was lost, before or after Paynet took it. */
const asking: Rule<PaymentExpectation>[] = [
  { faults: ['check-wrong-amount'], when: ['after'], must: { told: 'P', ends: ['review'], charges: ONCE_MORE } },
  // Money that went back, a kind that is no sale, a yes that is documented nowhere.
  { faults: UNCLEAR_ROWS, when: ['after'], must: { told: 'P', ends: ['review'], charges: ONCE_MORE } },
  { faults: [...SAME_MONEY, ...UNCLEAR_ROWS, ...ODD_ROWS], must: { told: 'P', ends: ['succeeded'], charges: ONCE_MORE } },
  // Paynet itself would deny a success that it has.
  { faults: ['check-refused'], when: ['after'], must: null },
  { faults: ['check-refused'], repeat: 'every', must: { told: 'P', ends: ['declined'], charges: ONCE_MORE } },
  // Believed only after the quiet time.
  { faults: ['check-refused'], repeat: 'first', must: { told: 'P', ends: ['succeeded', 'declined'], charges: ONCE_MORE } },
  // "None" is weak evidence: the charge is sent again, and an earlier success shows in the answer.
  {
    faults: ['check-nothing', 'check-empty-200', 'check-code-12', 'check-wrong-amount'],
    must: { told: 'P', ends: ['succeeded'], charges: ONCE_MORE },
  },
  { repeat: 'first', must: { told: 'P', ends: ['succeeded'], charges: ONCE_MORE } },
  // The charge is lost every time, too: nothing may be decided before the checks are answered.
  { when: ['before'], must: { told: 'P', ends: ['not_charged'], charges: IN_THE_WINDOW } },
  { when: ['after'], must: { told: 'P', ends: ['succeeded'], charges: IN_THE_WINDOW } },
]

const tables: Partial<Record<Case['service'], Rule<PaymentExpectation>[]>> = {
  tds_initial: opening,
  tds_charge: charging,
  check: asking,
}

/** The first rule that fits; null for an impossible case. */
export function expectationOf(one: Case): PaymentExpectation | null {
  const table = one.stepMs === undefined ? tables[one.service] : chargingByASetClock
  return table?.find((rule) => fits(rule, one))?.must ?? null
}

/**
 * Whether the plan may be chosen, or paid as it was shown, although a question about plans meets a fault; `may`: whether
 * another question is asked in time. A single payment always goes through.
 */
export type PlansExpectation = { isThere: boolean | 'may' }

const IS_THERE: PlansExpectation = { isThere: true }
const IS_GONE: PlansExpectation = { isThere: false }

const asked: Rule<PlansExpectation>[] = [
  { faults: [...HARMLESS, 'ratio-row-101', 'ratio-campaign'], must: IS_THERE },
  // What a plan costs the merchant is not the shopper's matter.
  { payer: 'merchant', faults: ['ratio-repriced'], must: IS_THERE },
  { asked: 'shown', faults: ['ratio-repriced'], must: IS_THERE },
  // A byte every few milliseconds may be quick enough.
  { faults: ['byte-by-byte'], must: { isThere: 'may' } },
  { must: IS_GONE },
]

export function plansExpectationOf(one: Case): PlansExpectation | null {
  return one.service === 'ratio_get' ? (asked.find((rule) => fits(rule, one))?.must ?? null) : null
}

/** What a customer is told about a card: it is done, Paynet said no, it is not known, or a code is asked for. */
export type CardTold = 'done' | 'refused' | 'unsure' | 'code' | 'nothing'

/** What a customer may be told first. Nothing is reported as done unless it is known to be. */
export type CardExpectation = { told: readonly CardTold[] }

/** Answers that say "no". Paynet may give one even though it has acted, which its list then shows. */
const NOS = ['code-13', 'code-15', 'code-16', 'code-17', 'http-400-bare']

const NOT_DONE: CardExpectation = { told: ['unsure', 'refused'] }
const DONE: CardExpectation = { told: ['done'] }
const UNSURE: CardExpectation = { told: ['unsure'] }

const saving: Rule<CardExpectation>[] = [
  { faults: HARMLESS, must: DONE },
  { faults: ABOUT_US, must: UNSURE },
  { when: ['before'], must: NOT_DONE },
  // After a "no" nothing is looked up; the card is on the next list.
  { when: ['after'], faults: NOS, must: NOT_DONE },
  { when: ['after'], must: DONE },
  { must: UNSURE },
]

/** A change whose answer is lost is looked up on Paynet's list. */
const changing: Rule<CardExpectation>[] = [
  { faults: HARMLESS, must: DONE },
  // Nothing is looked up, or it is.
  { faults: ABOUT_US, when: ['after'], must: { told: ['unsure', 'done'] } },
  { faults: ABOUT_US, must: UNSURE },
  { when: ['before'], must: NOT_DONE },
  { when: ['after'], must: DONE },
  { must: UNSURE },
]

/** A rename whose answer was lost, before or after Paynet made it, and a list that should show which. */
const listing: Rule<CardExpectation>[] = [
  { when: ['before'], must: UNSURE },
  { faults: [...HARMLESS, 'expiry-zero', 'owner-other-case', 'list-foreign-row'], must: DONE },
  // The following page is correct, and there are no more.
  { faults: ['has-more-lies'], repeat: 'first', must: DONE },
  { must: UNSURE },
]

const sendingCode: Rule<CardExpectation>[] = [
  { faults: HARMLESS, must: { told: ['code'] } },
  { faults: ABOUT_US, must: UNSURE },
  { faults: NOS, must: { told: ['refused'] } },
  // Either nothing has left, or it cannot be known.
  { faults: ['refused'], must: UNSURE },
  { faults: ['reset-at-once'], must: { told: ['unsure', 'code'] } },
  // The message may be on its way.
  { must: { told: ['code'] } },
]

const checkingCode: Rule<CardExpectation>[] = [{ faults: HARMLESS, must: DONE }, { faults: ABOUT_US, must: UNSURE }, { must: NOT_DONE }]

const cardTables: Partial<Record<Case['service'], Rule<CardExpectation>[]>> = {
  card_save: saving,
  card_delete: changing,
  card_desc_update: changing,
  card_list: listing,
  card_send_otp: sendingCode,
  card_check_otp: checkingCode,
}

export function cardExpectationOf(one: Case): CardExpectation | null {
  return cardTables[one.service]?.find((rule) => fits(rule, one))?.must ?? null
}

/** The state of a dealer's application once it has been sent, and how many copies of it Paynet has. */
export type ApplicationExpectation = { told: 'received' | 'refused' | 'verifying' | 'sending'; kept: 0 | 1 }

/** Put off, and sent a minute later at the earliest, which is covered by tests that control the clock. */
const NOT_NOW = [...APPLY_NOT_NOW, ...ABOUT_US]

/**
 * Paynet cannot tell that two submissions are one application, so an operator looks at anything that is not
 * provably a yes or a no.
 */
const applying: Rule<ApplicationExpectation>[] = [
  { faults: HARMLESS, must: { told: 'received', kept: 1 } },
  {
    faults: ['form-id-string', 'missing-form-link', ...FORM_LINKS],
    must: { told: 'received', kept: 1 },
  },
  // What provably never left is sent a minute later, which is covered by tests that control the clock.
  { faults: ['refused', 'reset-at-once'], must: null },
  // Paynet would refuse us as such, having received it all the same.
  { faults: NOT_NOW, when: ['after'], must: null },
  { faults: NOT_NOW, must: { told: 'sending', kept: 0 } },
  // Paynet would say "no" to something it has received.
  { faults: NOS, when: ['after'], must: null },
  { faults: [...NOS, ...APPLY_NOS, 'application-refused-field', 'code-5-first', 'code-5-as-400'], must: { told: 'refused', kept: 0 } },
  { when: ['before'], must: { told: 'verifying', kept: 0 } },
  { must: { told: 'verifying', kept: 1 } },
]

export function applicationExpectationOf(one: Case): ApplicationExpectation | null {
  return one.service === 'membership_formdata_insert' ? (applying.find((rule) => fits(rule, one))?.must ?? null) : null
}

export function fits({ faults, when, repeat, payer, asked }: Where, one: Case): boolean {
  const isOfPlan = (payer === undefined || payer === one.plan?.payer) && (asked === undefined || asked === one.plan?.asked)
  return (
    isOfPlan &&
    (faults?.includes(one.fault.name) ?? true) &&
    (when?.includes(one.when) ?? true) &&
    (repeat === undefined || repeat === one.repeat)
  )
}

/** Where a payment may go; anything else is a broken history. */
const MOVES: Record<string, readonly string[]> = {
  created: ['awaiting_3ds', 'failed'],
  awaiting_3ds: ['charging', 'superseded', 'expired'],
  charging: ['succeeded', 'declined', 'review', 'unknown'],
  unknown: ['succeeded', 'declined', 'review', 'not_charged', 'charging'],
}

export function isLegal(path: readonly string[]): boolean {
  return path[0] === 'created' && path.slice(1).every((to, index) => MOVES[path[index] ?? '']?.includes(to))
}

export const ENDS = ['succeeded', 'declined', 'review', 'not_charged', 'failed', 'expired', 'superseded']

/** What the shopper reads for a status. */
export function toldBy(status: string): Told | null {
  if (status === 'succeeded') return 'OK'
  if (status === 'review') return 'R'
  if (status === 'charging' || status === 'unknown') return 'P'
  return ENDS.includes(status) ? 'N' : null
}
