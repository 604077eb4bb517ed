'use client'

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema'
import { unstable_rethrow } from 'next/navigation'
import { type FormEvent, useActionState, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { type DealerField, fieldsOf, type Task } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS, type DealerFormState } from '@/lib/shared/dealers/dealer-form'
import { readTask, TASK_SCHEMAS, type Typed } from '@/lib/shared/dealers/dealer-schema'

export type DealerAction = (state: DealerFormState, form: FormData) => Promise<DealerFormState>

type Options = { action: DealerAction; initial: DealerFormState; task: Task; lost: string }

/** An answer that another one can put right. */
const PARTNERS: Partial<Record<string, DealerField>> = { form_type: 'tckn_vkn', city: 'province', adres2: 'adres1' }

/** The behaviour of a page of the form. Values are read from the page: autofill need not tell anyone. */
export function useDealerForm({ action, initial, task, lost }: Options) {
  // For a post that no script of ours sent; with scripts, `onSubmit` calls the action itself, so that React clears nothing.
  const [answer, formAction] = useActionState(action, initial)
  const [state, setState] = useState(answer)
  const [round, setRound] = useState(0)
  const [fixed, setFixed] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const pressed = useRef(false)
  const { handleSubmit, setValue } = useForm<Typed>({
    resolver: standardSchemaResolver(TASK_SCHEMAS[task]),
    shouldFocusError: false,
  })

  /** An error goes as soon as its answer is right; none comes while somebody types. */
  function onInput(event: FormEvent<HTMLFormElement>) {
    const { name } = event.target as HTMLInputElement
    const touched = [name, PARTNERS[name]].filter((field) => state.faults.some((fault) => fault.field === field))
    if (touched.length === 0) return
    const { faults } = readTask(task, typedIn(event.currentTarget))
    const right = touched.filter((field) => !faults.some((fault) => fault.field === field))
    setFixed((before) => [...new Set([...before.filter((field) => !touched.includes(field)), ...right])] as string[])
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pressed.current) return
    const form = event.currentTarget
    const data = new FormData(form, (event.nativeEvent as SubmitEvent).submitter)
    if (data.get(DEALER_CONTROLS.intent) === 'later') return void send(data)
    const typed = typedIn(form)
    for (const field of fieldsOf(task)) setValue(field, typed[field] ?? '')
    void handleSubmit(
      () => send(data),
      () => {
        const { answers, faults } = readTask(task, typed)
        if (faults.some(({ problem }) => problem === 'split')) fill(form, { adres1: answers.adres1 ?? '', adres2: answers.adres2 ?? '' })
        show({ ...state, faults, problem: null, link: null })
      },
    )()
  }

  function typedIn(form: HTMLFormElement): Typed {
    const data = new FormData(form)
    return Object.fromEntries(fieldsOf(task).map((field) => [field, String(data.get(field) ?? '')]))
  }

  async function send(data: FormData) {
    pressed.current = true
    setBusy(true)
    try {
      show(await action(state, data))
    } catch (error) {
      if (isRedirect(error)) return
      show({ ...state, faults: [], problem: lost, link: null })
    }
    pressed.current = false
    setBusy(false)
  }

  function show(next: DealerFormState) {
    setState(next)
    setFixed([])
    setRound((before) => before + 1)
  }

  const wrong = Object.fromEntries(
    state.faults.filter(({ field }) => !fixed.includes(field)).map(({ field, problem }) => [field, problem]),
  ) as Partial<Record<string, string>>
  return { formAction, onInput, onSubmit, state, round, wrong, busy }
}

/** As if somebody had typed it, so that whoever counts along hears of it. */
function fill(form: HTMLFormElement, values: Record<string, string>) {
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name)
    if (!(control instanceof HTMLInputElement)) continue
    control.value = value
    control.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** Next answers a redirect by throwing, when it has already begun to leave: stay busy until it has. */
function isRedirect(error: unknown): boolean {
  try {
    unstable_rethrow(error)
    return false
  } catch {
    return true
  }
}
