'use client'

import { type FormEvent, useState } from 'react'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import type { AccountFormState } from '@/lib/shared/account-form'
import type { LossWords } from '@/lib/shared/form-state'
import type { FieldProblem } from '@/lib/shared/result'
import { type AccountFieldSpec, checkAccountForm } from './check-account-form'

export type AccountAction = FormAction<AccountFormState>

type Options = { action: AccountAction; initial: AccountFormState; fields: AccountFieldSpec[]; ownEmail: string; lost: LossWords }

/** The behaviour of the sign-in and password forms. No password is ever React state. */
export function useAccountForm({ action, initial, fields, ownEmail, lost }: Options) {
  const [isShown, setShown] = useState(false)
  const { formAction, state, round, busy, press, send, fail } = useSubmit({
    action,
    initial,
    lost,
    once: { faults: [], isDone: false },
    onShow: ({ faults }) => setWrong(byField(faults)),
  })
  const [wrong, setWrong] = useState(() => byField(state.faults))

  function onInput(event: FormEvent<HTMLFormElement>) {
    const { name } = event.target as HTMLInputElement
    if (wrong[name] === undefined) return
    const still = checkAccountForm(event.currentTarget, fields, ownEmail).some(({ field }) => field === name)
    if (!still) setWrong(({ [name]: _fixed, ...others }) => others)
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    const data = press(event)
    if (!data) return
    const form = event.currentTarget
    const faults = checkAccountForm(form, fields, ownEmail)
    if (faults.length > 0) return fail({ faults })
    // Browsers remember what was typed into plain fields.
    setShown(false)
    void send(data, () => {
      for (const input of form.querySelectorAll<HTMLInputElement>('input[autocomplete$="-password"]')) input.value = ''
    })
  }

  return { formAction, onInput, onSubmit, state, round, wrong, busy, isShown, toggleShown: () => setShown((before) => !before) }
}

/** The first fault of each field. */
function byField(faults: FieldProblem[]): Partial<Record<string, string>> {
  return Object.fromEntries(faults.toReversed().map(({ field, problem }) => [field, problem]))
}
