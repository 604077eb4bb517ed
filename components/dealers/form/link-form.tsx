'use client'

import { useActionState } from 'react'
import { ErrorSummary } from '@/components/ui/error-summary'
import { DEALER_CONTROLS, type LinkState, NO_LINK } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'
import { LinkBox } from './link-box'

type Props = {
  action: (state: LinkState, form: FormData) => Promise<LinkState>
  applicationId: string
  label: string
  words: Messages['dealers']['form']
}

/** Shows the secret link on request. */
export function LinkForm({ action, applicationId, label, words }: Props) {
  const [state, send, busy] = useActionState(action, NO_LINK)
  return (
    <form action={send} onSubmit={(event) => busy && event.preventDefault()}>
      {state.problem ? <ErrorSummary key={state.problem} items={[]} problem={state.problem} words={words} /> : null}
      {state.link ? <LinkBox key={state.link} link={state.link} words={words} /> : null}
      <input type="hidden" name={DEALER_CONTROLS.application} value={applicationId} autoComplete="off" />
      <button type="submit" aria-disabled={busy || undefined} className="button button-quiet">
        {busy ? words.working : label}
      </button>
    </form>
  )
}
