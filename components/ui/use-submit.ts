'use client'

import { unstable_rethrow } from 'next/navigation'
import { type FormEvent, useActionState, useRef, useState } from 'react'
import type { FieldProblem } from '@/lib/shared/result'

export type FormAction<State> = (state: Awaited<State>, form: FormData) => Promise<State>

/** What each form shows of an answer: what is wrong with its fields, and a sentence about the whole form. */
type Shown = { faults: FieldProblem[]; problem: string | null }

type Options<State extends Shown> = {
  action: FormAction<State>
  initial: Awaited<State>
  /** Shown when no answer came. */
  lost: string
  /** Shown once: whatever is shown next replaces it. */
  once?: Partial<State>
  onShow?: (next: State) => void
}

/**
 * How all our forms are sent. Without scripts a form posts to its page through `formAction`. With them `send`
 * calls the action itself, so that React empties no field; a second press does nothing until the first is
 * answered; and if the answer is lost, the page keeps everything that was typed.
 */
export function useSubmit<State extends Shown>({ action, initial, lost, once, onShow }: Options<State>) {
  const [answer, formAction] = useActionState<State, FormData>(action, initial)
  const [state, setState] = useState<State>(answer)
  const [round, setRound] = useState(0)
  const [busy, setBusy] = useState(false)
  const isSending = useRef(false)

  /** What the form would post when its button is pressed; null while the last press waits for its answer. */
  function press(event: FormEvent<HTMLFormElement>): FormData | null {
    event.preventDefault()
    return isSending.current ? null : new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter)
  }

  /** `onAnswer` runs before the answer is shown; it is not called for a redirect or a lost answer. */
  async function send(data: FormData, onAnswer?: (next: State) => void): Promise<void> {
    isSending.current = true
    setBusy(true)
    try {
      const next = await action(state as Awaited<State>, data)
      onAnswer?.(next)
      show(next)
    } catch (error) {
      // The browser is leaving: stay busy until it has.
      if (isRedirect(error)) return
      fail([], lost)
    }
    isSending.current = false
    setBusy(false)
  }

  /** Shows what the browser itself found. */
  function fail(faults: State['faults'], problem: string | null = null): void {
    show({ ...state, ...once, faults, problem })
  }

  function show(next: State): void {
    setState(next)
    setRound((before) => before + 1)
    onShow?.(next)
  }

  return { formAction, state, round, busy, press, send, fail }
}

/** Next answers a redirect by throwing. */
function isRedirect(error: unknown): boolean {
  try {
    unstable_rethrow(error)
    return false
  } catch {
    return true
  }
}
