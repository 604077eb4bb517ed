'use client'

import { type FormEvent, useActionState, useEffect, useRef, useState } from 'react'
import type { FormState, LossWords } from '@/lib/shared/form-state'
import { lossOfLastAnswer } from './last-answer'
import { departureStopped } from './leaving'

export type FormAction<State> = (state: Awaited<State>, form: FormData) => Promise<State>

type Options<State extends FormState> = {
  action: FormAction<State>
  initial: Awaited<State>
  /** What is said when no answer of ours came. */
  lost: LossWords
  /** How everything stands that is shown once, so that whatever is shown next replaces it. */
  once: Partial<State>
  onShow?: (next: State) => void
}

/**
 * How all our forms are sent. Without scripts a form posts to its page through `formAction`. With them `send`
 * calls the action itself, so that React empties no field; a second press does nothing until the first is
 * answered; and if the answer is lost, or the page that it leads to, this page keeps everything that was typed,
 * says what happened, and takes the next press.
 */
export function useSubmit<State extends FormState>({ action, initial, lost, once, onShow }: Options<State>) {
  const [answer, formAction] = useActionState<State, FormData>(action, initial)
  const [state, setState] = useState<State>(answer)
  const [round, setRound] = useState(0)
  const [busy, setBusy] = useState(false)
  const isSending = useRef(false)

  // Back to a page that the browser has kept.
  useEffect(() => {
    const free = ({ persisted }: PageTransitionEvent) => persisted && end()
    addEventListener('pageshow', free)
    return () => removeEventListener('pageshow', free)
  })

  /** What the form would post when its button is pressed; null while the last press waits for its answer. */
  function press(event: FormEvent<HTMLFormElement>): FormData | null {
    event.preventDefault()
    return isSending.current ? null : new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter)
  }

  /** For a form that has nothing to check. */
  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    const data = press(event)
    if (data) void send(data)
  }

  /** `onAnswer` runs before the answer is shown; it is not called for a redirect or a lost answer. */
  async function send(data: FormData, onAnswer?: (next: State) => void): Promise<void> {
    isSending.current = true
    setBusy(true)
    const next = await action(state as Awaited<State>, data).catch(targetOf)
    if (typeof next === 'string') {
      // Busy until the browser has left. If it does not, nothing was lost: the next press is answered with the same.
      if (!(await departureStopped(next))) return end()
      fail({ problem: lost.stopped } as Partial<State>)
    } else if (next) {
      onAnswer?.(next)
      show(next)
    } else {
      const loss = lossOfLastAnswer()
      const way = loss === 'renewed' || loss === 'refused' ? { href: '', text: lost.reload } : null
      fail({ problem: lost[loss], way } as Partial<State>)
    }
    end()
  }

  function end(): void {
    isSending.current = false
    setBusy(false)
  }

  /** Shows what the browser itself found. */
  function fail(found: Partial<State>): void {
    show({ ...state, problem: null, way: null, ...once, ...found })
  }

  function show(next: State): void {
    setState(next)
    setRound((before) => before + 1)
    onShow?.(next)
  }

  return { formAction, state, round, busy, press, send, onSubmit, fail }
}

/** Where a redirect leads, which Next answers by throwing `NEXT_REDIRECT;push;/path;307;`. Null for any other error. */
function targetOf(error: unknown): string | null {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  return /^NEXT_REDIRECT;[^;]*;(.*);\d+;$/.exec(digest)?.[1] ?? null
}
