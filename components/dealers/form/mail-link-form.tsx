'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import { TextField } from '@/components/ui/text-field'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { DEALER_CONTROLS, type MailLinkState } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'

type Props = {
  action: FormAction<MailLinkState>
  applicationId: string
  /** The signed-in account's address. */
  email: string
  byMail: Messages['dealers']['tasks']['byMail']
  words: Messages['dealers']['form']
}

/** Has the secret link sent to an address. */
export function MailLinkForm({ action, applicationId, email, byMail, words }: Props) {
  const once = { wrong: null, isDone: false }
  const initial = { problem: null, email, ...once }
  const { formAction, state, round, busy, onSubmit } = useSubmit({ action, initial, lost: words.lost, once })
  const error = state.wrong === null ? undefined : byMail[state.wrong]
  const field = DEALER_CONTROLS.linkEmail
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="mt-6">
      {state.problem || error ? (
        <ErrorSummary
          key={round}
          items={error === undefined ? [] : [{ field, text: error }]}
          problem={state.problem}
          way={state.way}
          words={words}
        />
      ) : null}
      <p role="status" className={state.isDone ? 'mb-6 rounded-control border border-hairline p-4 font-medium text-good' : 'sr-only'}>
        {busy ? words.working : state.isDone ? byMail.done : ''}
      </p>
      <input type="hidden" name={DEALER_CONTROLS.application} value={applicationId} autoComplete="off" />
      <TextField
        id={field}
        label={byMail.label}
        type="email"
        autoComplete="email"
        enterKeyHint="go"
        defaultValue={state.email}
        error={error}
      />
      <button type="submit" aria-disabled={busy || undefined} className="button button-quiet mt-2">
        {busy ? words.working : byMail.button}
      </button>
    </form>
  )
}
