'use client'

import { type FormEvent, useRef, useState } from 'react'
import { type FieldErrors, type Resolver, type UseFormReturn, useForm } from 'react-hook-form'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { type DealerField, fieldsOf, type Task } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS, type DealerFormState, type Province } from '@/lib/shared/dealers/dealer-form'
import { readAnswers, type Typed } from '@/lib/shared/dealers/read-answers'
import { splitAddress } from '@/lib/shared/dealers/split-address'
import type { LossWords } from '@/lib/shared/form-state'
import type { FieldProblem } from '@/lib/shared/result'

export type DealerAction = FormAction<DealerFormState>

/** What a question's control needs from the form around it. `isReady` once scripts run. */
export type Fields = Pick<UseFormReturn<Typed>, 'control' | 'register' | 'getValues' | 'setValue'> & { isReady: boolean }

type Options = { action: DealerAction; initial: DealerFormState; task: Task; provinces: Province[]; lost: LossWords }

/** An answer that another one can put right. */
const PARTNERS: Partial<Record<string, DealerField>> = { form_type: 'tckn_vkn', city: 'province', adres2: 'adres1' }

/** The behaviour of a page of the form. */
export function useDealerForm({ action, initial, task, provinces, lost }: Options) {
  const form = useRef<HTMLFormElement>(null)
  const { formAction, state, round, busy, press, send, fail } = useSubmit({
    action,
    initial,
    lost,
    once: { faults: [], link: null },
    onShow({ faults }) {
      clearErrors()
      for (const { field, problem } of faults) setError(field as DealerField, { type: problem })
    },
  })
  const [errorsAtFirst] = useState(() => errorsOf(state.faults))
  const { handleSubmit, trigger, clearErrors, setError, formState, ...fields } = useForm<Typed>({
    resolver: readPage,
    errors: errorsAtFirst,
    // No error appears while an answer is being typed; `onInput` removes one as soon as its answer is right.
    reValidateMode: 'onSubmit',
    // The summary takes the focus.
    shouldFocusError: false,
  })
  const { errors, isReady } = formState

  /** Read from the page, since a browser can fill in fields without an event. */
  function readPage(): ReturnType<Resolver<Typed>> {
    const data = new FormData(form.current ?? undefined)
    const typed = Object.fromEntries(fieldsOf(task).map((field) => [field, String(data.get(field) ?? '')]))
    const { answers, faults } = readAnswers(task, typed, provinces)
    return faults.length === 0 ? { values: answers, errors: {} } : { values: {}, errors: errorsOf(faults) }
  }

  function onInput(event: FormEvent<HTMLFormElement>) {
    const { name } = event.target as HTMLInputElement
    const touched = fieldsOf(task).filter((field) => field === name || field === PARTNERS[name])
    const told = touched.filter((field) => state.faults.some((fault) => fault.field === field))
    if (told.length > 0) void trigger(told)
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    const data = press(event)
    if (!data) return
    if (data.get(DEALER_CONTROLS.intent) === 'later') return void send(data)
    void handleSubmit(
      () => send(data),
      (errors) => {
        if (errors.adres1?.type === 'split') splitLine(String(data.get('adres1')))
        fail({ faults: faultsOf(errors) })
      },
    )()
  }

  function splitLine(typed: string) {
    const [adres1, adres2] = splitAddress(typed) ?? [typed, '']
    fields.setValue('adres1', adres1)
    fields.setValue('adres2', adres2)
  }

  return { form, fields: { ...fields, isReady }, formAction, onInput, onSubmit, state, round, errors, busy }
}

/** Converts faults to react-hook-form's shape and back. They stay in the order of the questions. */
function errorsOf(faults: FieldProblem[]): FieldErrors<Typed> {
  return Object.fromEntries(faults.map(({ field, problem }) => [field, { type: problem }]))
}

function faultsOf(errors: FieldErrors<Typed>): FieldProblem[] {
  return Object.entries(errors).map(([field, error]) => ({ field, problem: String(error?.type) }))
}
