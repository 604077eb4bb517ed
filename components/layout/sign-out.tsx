'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import type { FormState } from '@/lib/shared/form-state'
import type { Messages } from '@/lib/shared/messages'
import { SIGN_OUT } from './sign-out-id'

/** What the header's button sends. It shows nothing unless signing out fails. */
export function SignOut({ action, words }: { action: FormAction<FormState>; words: Messages['button'] }) {
  const { formAction, state, round, onSubmit } = useSubmit<FormState>({ action, initial: { problem: null }, lost: words.lost, once: {} })
  return (
    <form id={SIGN_OUT} action={formAction} onSubmit={onSubmit} className="mx-auto w-full max-w-lg px-4 sm:px-8">
      {state.problem ? <ErrorSummary key={round} problem={state.problem} way={state.way} words={words} /> : null}
    </form>
  )
}
