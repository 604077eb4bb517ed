'use client'

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema'
import { type FormEvent, useState } from 'react'
import { useForm } from 'react-hook-form'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { type DealerField, fieldsOf, type Task } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS, type DealerFormState } from '@/lib/shared/dealers/dealer-form'
import { readTask, TASK_SCHEMAS, type Typed } from '@/lib/shared/dealers/dealer-schema'

export type DealerAction = FormAction<DealerFormState>

type Options = { action: DealerAction; initial: DealerFormState; task: Task; lost: string }

/** An answer that another one can put right. */
const PARTNERS: Partial<Record<string, DealerField>> = { form_type: 'tckn_vkn', city: 'province', adres2: 'adres1' }

/** The behaviour of a page of the form. Values are read from the page: autofill need not tell anyone. */
export function useDealerForm({ action, initial, task, lost }: Options) {
  const [fixed, setFixed] = useState<string[]>([])
  const { formAction, state, round, busy, press, send, fail } = useSubmit({
    action,
    initial,
    lost,
    once: { link: null },
    onShow: () => setFixed([]),
  })
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
    const data = press(event)
    if (!data) return
    const form = event.currentTarget
    if (data.get(DEALER_CONTROLS.intent) === 'later') return void send(data)
    const typed = typedIn(form)
    for (const field of fieldsOf(task)) setValue(field, typed[field] ?? '')
    void handleSubmit(
      () => send(data),
      () => {
        const { answers, faults } = readTask(task, typed)
        if (faults.some(({ problem }) => problem === 'split')) fill(form, { adres1: answers.adres1 ?? '', adres2: answers.adres2 ?? '' })
        fail(faults)
      },
    )()
  }

  function typedIn(form: HTMLFormElement): Typed {
    const data = new FormData(form)
    return Object.fromEntries(fieldsOf(task).map((field) => [field, String(data.get(field) ?? '')]))
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
