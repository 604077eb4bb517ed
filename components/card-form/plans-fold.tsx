import { FORM_FIELDS } from '@/lib/shared/cards/card-form'
import type { PlansView } from '@/lib/shared/payments/plans-view'
import type { PlanWords } from './use-plans'

/** What the form of a card's first digits is answered with: their plans, or what is wrong with what was typed. */
export type AskedPlans = { view: PlansView; problem: null } | { view: null; problem: string }

export const PLANS_FORM = 'plans-of-card-start'

type Props = { problem: string | null; words: PlanWords }

/** Without scripts, a card's first digits are asked for apart from the card, whose number is typed once only. */
export function PlansFold({ problem, words }: Props) {
  return (
    <details open={problem !== null} className="new-card needs-no-scripts mb-4">
      <summary className="min-h-11 py-2.5 text-link">{words.fold}</summary>
      <label htmlFor="card-start" className="mb-1 block text-sm font-medium">
        {words.cardStart}
      </label>
      <input
        id="card-start"
        form={PLANS_FORM}
        name={FORM_FIELDS.cardStart}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        aria-invalid={problem ? true : undefined}
        aria-describedby="card-start-note"
        className="control tabular-nums"
      />
      <div className="field-note">
        <p id="card-start-note" className={problem ? 'font-medium text-bad' : 'text-soft'}>
          {problem ?? words.cardStartHint}
        </p>
      </div>
      <button type="submit" form={PLANS_FORM} className="button button-quiet w-full">
        {words.show}
      </button>
    </details>
  )
}
