'use client'

import type { ReactNode } from 'react'
import type { FormState } from '@/lib/shared/form-state'
import type { Messages } from '@/lib/shared/messages'
import { ErrorSummary } from './error-summary'
import { type FormAction, useSubmit } from './use-submit'

type Props = {
  action: FormAction<FormState>
  label: ReactNode
  className: string
  describedBy?: string
  /** The page's title, where no other form of the page says it. */
  title?: string
  words: Messages['button']
  /** Hidden fields, and what stands above the button. */
  children?: ReactNode
}

/** A button that does one thing and leads on, or says why it cannot. */
export function OneButton({ action, label, className, describedBy, title, words, children }: Props) {
  const { formAction, state, round, busy, onSubmit } = useSubmit<FormState>({
    action,
    initial: { problem: null },
    lost: words.lost,
    once: {},
  })
  return (
    <form action={formAction} onSubmit={onSubmit}>
      {title ? <title>{state.problem ? `${words.errorPrefix}${title}` : title}</title> : null}
      {state.problem ? <ErrorSummary key={round} problem={state.problem} way={state.way} words={words} /> : null}
      {children}
      <button type="submit" aria-disabled={busy || undefined} aria-describedby={describedBy} className={className}>
        <span>{busy ? words.working : label}</span>
      </button>
    </form>
  )
}
