'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { DEALER_CONTROLS, type LinkState, NO_LINK } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'
import { LinkBox } from './link-box'

type Props = { action: FormAction<LinkState>; applicationId: string; label: string; inAccount: boolean; words: Messages['dealers']['form'] }

/** Shows the secret link on request. */
export function LinkForm({ action, applicationId, label, inAccount, words }: Props) {
  const { formAction, state, round, busy, onSubmit } = useSubmit({ action, initial: NO_LINK, lost: words.lost, once: NO_LINK })
  return (
    <form action={formAction} onSubmit={onSubmit}>
      {state.problem ? <ErrorSummary key={`problem ${round}`} problem={state.problem} way={state.way} words={words} /> : null}
      {state.link ? <LinkBox key={state.link} link={state.link} inAccount={inAccount} words={words} /> : null}
      <input type="hidden" name={DEALER_CONTROLS.application} value={applicationId} autoComplete="off" />
      <button type="submit" aria-disabled={busy || undefined} className="button button-quiet">
        {busy ? words.working : label}
      </button>
    </form>
  )
}
