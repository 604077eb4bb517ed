'use client'

import { type FormEvent, useActionState, useRef, useState } from 'react'
import { isRedirect } from '@/components/ui/is-redirect'
import type { AccountFormState } from '@/lib/shared/account-form'
import type { FieldProblem } from '@/lib/shared/result'
import { type AccountFieldSpec, checkAccountForm } from './check-account-form'

export type AccountAction = (state: AccountFormState, form: FormData) => Promise<AccountFormState>

type Options = { action: AccountAction; initial: AccountFormState; fields: AccountFieldSpec[]; ownEmail: string; lost: string }

/** The behaviour of the forms for signing in and for passwords. No password is ever React state. */
export function useAccountForm({ action, initial, fields, ownEmail, lost }: Options) {
  // For a post that no script of ours sent; with scripts, `onSubmit` calls the action itself.
  const [answer, formAction] = useActionState(action, initial)
  const [state, setState] = useState(answer)
  const [round, setRound] = useState(0)
  const [wrong, setWrong] = useState(() => byField(answer.faults))
  const [isShown, setShown] = useState(false)
  const [busy, setBusy] = useState(false)
  const pressed = useRef(false)

  function onInput(event: FormEvent<HTMLFormElement>) {
    const { name } = event.target as HTMLInputElement
    if (wrong[name] === undefined) return
    const still = checkAccountForm(event.currentTarget, fields, ownEmail).some(({ field }) => field === name)
    if (!still) setWrong(({ [name]: _fixed, ...others }) => others)
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pressed.current) return
    const faults = checkAccountForm(event.currentTarget, fields, ownEmail)
    if (faults.length > 0) show({ ...state, faults, problem: null, isDone: false })
    else void send(event.currentTarget)
  }

  async function send(form: HTMLFormElement) {
    pressed.current = true
    setBusy(true)
    // Browsers remember what stood in plain fields.
    setShown(false)
    try {
      const next = await action(state, new FormData(form))
      for (const input of form.querySelectorAll<HTMLInputElement>('input[autocomplete$="-password"]')) input.value = ''
      show(next)
    } catch (error) {
      if (isRedirect(error)) return
      show({ ...state, faults: [], problem: lost, isDone: false })
    }
    pressed.current = false
    setBusy(false)
  }

  function show(next: AccountFormState) {
    setState(next)
    setWrong(byField(next.faults))
    setRound((before) => before + 1)
  }

  return { formAction, onInput, onSubmit, state, round, wrong, busy, isShown, toggleShown: () => setShown((before) => !before) }
}

function byField(faults: FieldProblem[]): Partial<Record<string, string>> {
  return Object.fromEntries(faults.toReversed().map(({ field, problem }) => [field, problem]))
}
