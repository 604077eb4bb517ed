'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { aboutField, CardFields } from '@/components/card-form/card-fields'
import { CardFormSummary } from '@/components/card-form/card-form-summary'
import { type CardAction, useCardForm } from '@/components/card-form/use-card-form'
import { TextField } from '@/components/ui/text-field'
import { type AddCardState, FORM_FIELDS } from '@/lib/shared/cards/card-form'
import type { Messages } from '@/lib/shared/messages'

type Props = {
  action: CardAction<AddCardState>
  initial: AddCardState
  words: Messages['form']
  addWords: Messages['cards']['add']
  title: string
  isLive: boolean
  nowMs: number
  /** The order that one came from; null if none. */
  back: { href: string; text: string } | null
  /** What stands here while no card may be added; null when one may. */
  before: ReactNode
}

/**
 * Adds a card without a payment. Says before its button what the bank does when a security code is sent. Stays
 * on the page while a step comes before the next card, so that it can still say what became of the last one.
 */
export function AddCard({ action, initial, words, addWords, title, isLive, nowMs, back, before }: Props) {
  const { form, formAction, onInput, onBlur, onSubmit, state, view } = useCardForm({
    action,
    initial,
    isLive,
    nowMs,
    lost: addWords.lost,
    cvcIsOptional: true,
    isDone: ({ done }) => done !== null,
  })
  const hasError = view.summary.problem !== null || Object.keys(view.wrong).length > 0
  const told = useRef<HTMLParagraphElement>(null)
  const isOver = state.done !== null && before !== null
  // The button that was pressed is gone.
  useEffect(() => {
    if (isOver) told.current?.focus()
  }, [isOver])

  return (
    <>
      <p
        ref={told}
        role="status"
        tabIndex={-1}
        className={
          state.done && !view.busy ? 'mb-4 rounded-control border border-hairline p-4 font-medium text-good outline-none' : 'sr-only'
        }
      >
        {view.busy ? addWords.busy : state.done}
      </p>
      {back && state.done && !view.busy ? (
        <a className="button mb-6 w-full" href={back.href}>
          {back.text}
        </a>
      ) : null}
      {before === null || view.summary.problem !== null ? <CardFormSummary view={view} words={words} /> : null}
      {before ?? (
        <form ref={form} action={formAction} noValidate onInput={onInput} onBlur={onBlur} onSubmit={onSubmit}>
          <title>{hasError ? `${words.errorPrefix}${title}` : title}</title>
          <input type="hidden" name={FORM_FIELDS.idempotencyKey} value={state.idempotencyKey} autoComplete="off" />
          <CardFields view={view} holder={state.holder} words={words} cvcIsOptional />
          <TextField
            {...aboutField('description', view.wrong, view.summary.faults, words)}
            autoComplete="off"
            isOptional
            defaultValue={state.description}
            hint={words.descriptionHint}
          />
          <p className="text-sm text-soft">{addWords.oneLira}</p>
          <p className="mt-2 text-sm text-soft">{addWords.consent}</p>
          <button type="submit" aria-disabled={view.busy || undefined} className="button mt-4 w-full">
            {view.busy ? addWords.busy : addWords.button}
          </button>
        </form>
      )}
    </>
  )
}
