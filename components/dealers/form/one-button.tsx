'use client'

import { type FormEvent, useActionState } from 'react'
import { ErrorSummary } from '@/components/ui/error-summary'
import type { Messages } from '@/lib/shared/messages'

type State = { problem: string | null }

type Props = {
  action: (state: State, form: FormData) => Promise<State>
  label: string
  isQuiet?: boolean
  title: string
  words: Messages['dealers']['form']
}

/** A button that does one thing and leads on, or says why it cannot. */
export function OneButton({ action, label, isQuiet, title, words }: Props) {
  const [state, send, busy] = useActionState(action, { problem: null })
  return (
    <form action={send} onSubmit={(event: FormEvent) => busy && event.preventDefault()}>
      <title>{state.problem ? `${words.errorPrefix}${title}` : title}</title>
      {state.problem ? <ErrorSummary key={state.problem} items={[]} problem={state.problem} words={words} /> : null}
      <button type="submit" aria-disabled={busy || undefined} className={`button w-full ${isQuiet ? 'button-quiet' : ''}`}>
        {busy ? words.working : label}
      </button>
    </form>
  )
}
