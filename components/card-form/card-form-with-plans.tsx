'use client'

import { useActionState } from 'react'
import { CardFormLayout, type CardFormProps, usePayForm } from './card-form'
import { PlanPicker } from './plan-picker'
import { type AskedPlans, PLANS_FORM, PlansFold } from './plans-fold'
import { type PlansKnown, type PlanWords, usePlans } from './use-plans'

type Props = CardFormProps & {
  plans: PlansKnown
  /** Answers the form of a card's first digits, where there are no scripts. */
  askPlans: (asked: AskedPlans | null, form: FormData) => Promise<AskedPlans>
  planWords: PlanWords
  /** Other saved cards, whose plans the page shows on request where there are no scripts. */
  otherCards: { id: string; name: string }[]
  /** Whose plans the page came with, in a sentence; null for no saved card. */
  ofCard: string | null
}

const OTHER_CARD_FORM = 'plans-of-other-card'

/**
 * The card form with a choice of plans. What asks for plans without scripts belongs to forms of its own that stand
 * behind the card form: the first form of the page pays, and its last button too.
 */
export function CardFormWithPlans({ plans, askPlans, planWords, otherCards, ofCard, ...props }: Props) {
  const card = usePayForm(props)
  const [asked, askAction] = useActionState(askPlans, null)
  const first = asked?.view ? { card: '', view: asked.view } : plans.first
  const picked = usePlans({ ...plans, first }, card.state.plans ?? null, card.form)
  const { chosen, rows, isAwake } = picked
  const picker = (
    <PlanPicker picked={picked} words={planWords} takesFocus={asked !== null}>
      {otherCards.length > 0 || ofCard !== null ? (
        <div className="needs-no-scripts mt-2 text-sm text-soft">
          {ofCard !== null && rows.length > 1 ? <p>{ofCard}</p> : null}
          {otherCards.map(({ id, name }) => (
            <p key={id} className="flex flex-wrap items-center gap-x-3">
              <span>{name}</span>
              <button type="submit" form={OTHER_CARD_FORM} name="card" value={id} className="link-button">
                {planWords.showOfCard}
              </button>
            </p>
          ))}
        </div>
      ) : null}
    </PlanPicker>
  )
  return (
    <>
      <CardFormLayout
        {...props}
        card={card}
        payLabel={
          isAwake || rows.length === 1 ? (
            chosen.pay
          ) : (
            <>
              <span className="if-as-opened">{chosen.pay}</span>
              <span className="if-chosen-since">{planWords.payChosen}</span>
            </>
          )
        }
        above={
          <>
            {asked?.view ? picker : null}
            <PlansFold problem={asked?.problem ?? null} words={planWords} />
          </>
        }
        below={asked?.view ? null : picker}
      />
      <form id={PLANS_FORM} action={askAction} />
      <form id={OTHER_CARD_FORM} method="get" />
    </>
  )
}
