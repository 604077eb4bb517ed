'use client'

import type { ReactNode } from 'react'
import { TextField } from '@/components/ui/text-field'
import { type CardFormState, FORM_FIELDS, NEW_CARD } from '@/lib/shared/cards/card-form'
import type { Messages } from '@/lib/shared/messages'
import { type CardChoice, CardChoices } from './card-choices'
import { aboutField, CardFields } from './card-fields'
import { CardFormSummary } from './card-form-summary'
import { type CardAction, useCardForm } from './use-card-form'

export type CardFormProps = {
  action: CardAction<CardFormState>
  initial: CardFormState
  words: Messages['form']
  title: string
  heading: ReactNode
  payLabel: ReactNode
  isLive: boolean
  /** The server's clock, since the shopper's may be wrong. */
  nowMs: number
  /** The signed-in user's saved cards. */
  choices: CardChoice[]
  /** Signed in, so the card may be saved too. */
  canSave: boolean
  /** A card was typed here before, and its number must be typed again. */
  isTypedAgain: boolean
  /** Nothing may be paid until the bank's answer to the last try is certain. */
  isWaiting: boolean
  /** Stands under the button. */
  children: ReactNode
}

type LayoutProps = CardFormProps & {
  card: ReturnType<typeof usePayForm>
  /** What stands before a new card's fields, and after them. */
  above?: ReactNode
  below?: ReactNode
}

export function CardForm(props: CardFormProps) {
  return <CardFormLayout {...props} card={usePayForm(props)} />
}

export function usePayForm(props: CardFormProps) {
  return useCardForm({
    ...props,
    lost: props.words.lost,
    // The total changed, or the chosen card is no longer there.
    isStale: (before, after) => before.shownAmountKurus !== after.shownAmountKurus || before.savedCardId !== after.savedCardId,
  })
}

/** Posts to the page's own URL without scripts; with them it checks first and keeps what was typed. */
export function CardFormLayout(props: LayoutProps) {
  const { words, title, heading, payLabel, choices, canSave, isTypedAgain, isWaiting, card, above, below, children } = props
  const { form, formAction, onInput, onBlur, onSubmit, state, view } = card
  const hasError = view.summary.problem !== null || Object.keys(view.wrong).length > 0

  return (
    <form ref={form} className="card-form" action={formAction} noValidate onInput={onInput} onBlur={onBlur} onSubmit={onSubmit}>
      <title>{hasError ? `${words.errorPrefix}${title}` : title}</title>
      {heading}
      <CardFormSummary view={view} words={words} />

      <input type="hidden" name={FORM_FIELDS.idempotencyKey} value={state.idempotencyKey} autoComplete="off" />
      <input type="hidden" name={FORM_FIELDS.shownAmount} value={state.shownAmountKurus} autoComplete="off" />
      {choices.length > 0 ? (
        // Other cards, or another choice of ours, make another group: in a group that stays, browsers keep the
        // previous choice, even an empty one.
        <CardChoices
          key={[state.savedCardId, ...choices.map(({ id }) => id)].join(' ')}
          choices={choices}
          chosen={state.savedCardId ?? NEW_CARD}
          words={words}
        />
      ) : null}
      {above}
      <div className="new-card">
        <CardFields view={view} holder={state.holder} expiry={state.expiry} words={words} isTypedAgain={isTypedAgain} />
        {canSave ? (
          <div className="mb-4">
            <label className="flex min-h-11 items-center gap-3 py-2">
              <input
                type="checkbox"
                name={FORM_FIELDS.wantsSaving}
                defaultChecked={state.wantsSaving}
                className="tick"
                aria-describedby="save-consent"
              />
              <span>{words.saveCard}</span>
            </label>
            <p id="save-consent" className="pl-8 text-sm text-soft">
              {words.saveConsent}
            </p>
            <div className="save-details mt-3 pl-8">
              <TextField
                {...aboutField('description', view.wrong, view.summary.faults, words)}
                autoComplete="off"
                isOptional
                defaultValue={state.description}
                hint={words.descriptionHint}
              />
            </div>
          </div>
        ) : null}
      </div>
      {below}

      <button type="submit" disabled={isWaiting} aria-disabled={view.busy || undefined} className="button w-full tabular-nums">
        {view.busy ? words.paying : isWaiting ? words.waiting : payLabel}
      </button>
      <p role="status" className="sr-only">
        {view.busy ? words.paying : ''}
      </p>
      {children}
    </form>
  )
}
