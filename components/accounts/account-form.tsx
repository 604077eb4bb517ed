'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import { PasswordToggle } from '@/components/ui/password-toggle'
import { TextField } from '@/components/ui/text-field'
import type { AccountFormState, AccountProblem } from '@/lib/shared/account-form'
import type { Messages } from '@/lib/shared/messages'
import type { AccountFieldSpec } from './check-account-form'
import { type AccountAction, useAccountForm } from './use-account-form'

type Props = {
  action: AccountAction
  initial: AccountFormState
  fields: AccountFieldSpec[]
  words: Messages['account']['form']
  title: string
  submit: string
  busyLabel: string
  /** The account's address if the form does not ask for it: for password managers, and to compare a password with it. */
  ownEmail?: string
  /** Shown on success when the page does not change. */
  done?: string
}

const TOKENS = { email: 'email', password: 'current-password', 'new-password': 'new-password' } as const

/** Posts to its own page without scripts; with them it checks first. */
export function AccountForm({ action, initial, fields, words, title, submit, busyLabel, ownEmail = '', done = '' }: Props) {
  const form = useAccountForm({ action, initial, fields, ownEmail, lost: words.lost })
  const { state, wrong, busy, isShown } = form
  // A form that asks for two passwords says which one is missing.
  const sentence = (field: string, problem: string) =>
    problem === 'password-empty' && field in words.empty
      ? words.empty[field as keyof typeof words.empty]
      : words.problems[problem as AccountProblem]
  const hasError = state.problem !== null || Object.keys(wrong).length > 0

  return (
    <form action={form.formAction} noValidate onInput={form.onInput} onSubmit={form.onSubmit}>
      <title>{hasError ? `${words.errorPrefix}${title}` : title}</title>
      {state.problem !== null || state.faults.length > 0 ? (
        <ErrorSummary
          key={form.round}
          items={state.faults.map(({ field, problem }) => ({ field, text: sentence(field, problem), isFixed: wrong[field] === undefined }))}
          problem={state.problem}
          way={state.way}
          words={words}
        />
      ) : null}
      <p role="status" className={state.isDone ? 'mb-6 rounded-control border border-hairline p-4 font-medium text-good' : 'sr-only'}>
        {busy ? busyLabel : state.isDone ? done : ''}
      </p>

      {ownEmail ? <input type="text" hidden readOnly autoComplete="username" value={ownEmail} /> : null}
      {fields.map(({ name, kind, label, hint }) => {
        const problem = wrong[name]
        const past = state.faults.find(({ field }) => field === name)?.problem
        return (
          <TextField
            key={name}
            id={name}
            label={label}
            type={kind === 'email' ? 'email' : isShown ? 'text' : 'password'}
            autoComplete={TOKENS[kind]}
            defaultValue={kind === 'email' ? state.email : ''}
            hint={hint}
            error={problem && sentence(name, problem)}
            pastError={past && !problem ? sentence(name, past) : undefined}
            hasButton={kind !== 'email'}
          >
            {kind === 'email' ? null : <PasswordToggle controls={name} isShown={isShown} onToggle={form.toggleShown} words={words} />}
          </TextField>
        )
      })}
      <button type="submit" aria-disabled={busy || undefined} className="button mt-2 w-full">
        {busy ? busyLabel : submit}
      </button>
    </form>
  )
}
