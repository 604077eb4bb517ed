'use client'

import { unstable_rethrow, useRouter } from 'next/navigation'
import { type FocusEvent, type FormEvent, useActionState, useEffect, useRef, useState } from 'react'
import { type CardBrand, cardBrand } from '@/lib/shared/card'
import { type CardFormState, FORM_FIELDS } from '@/lib/shared/card-form'
import { byField, checkForm, fieldOf, stillWrong, type Wrong } from './check-form'
import { clearField, useForgetCard } from './forget-card'
import { regroup } from './group-card-number'

export type PayAction = (state: CardFormState, form: FormData) => Promise<CardFormState>

type Options = { action: PayAction; initial: CardFormState; isLive: boolean; nowMs: number; lost: string }

/** The card form's behaviour; what it looks like is `CardForm`. No card field is ever React state. */
export function useCardForm({ action, initial, isLive, nowMs, lost }: Options) {
  const router = useRouter()
  // For a post that no script of ours sent; with scripts, `onSubmit` calls the action itself.
  const [answer, formAction] = useActionState(action, initial)
  const [state, setState] = useState(answer)
  const [round, setRound] = useState(0)
  const [wrong, setWrong] = useState<Wrong>(() => byField(answer.faults))
  const [noticed, setNoticed] = useState<Wrong>({})
  const [brand, setBrand] = useState<CardBrand | null>(null)
  const [busy, setBusy] = useState(false)
  const pressed = useRef(false)
  const form = useRef<HTMLFormElement>(null)
  const typedNumber = useRef('')
  useForgetCard(form)

  // Digits may have been typed before React arrived.
  useEffect(() => {
    const input = form.current?.elements.namedItem(FORM_FIELDS.number)
    if (input instanceof HTMLInputElement) followNumber(input, '', typedNumber, setBrand)
  }, [])

  const check = () => (form.current ? checkForm(form.current, { now: new Date(nowMs), live: isLive }) : { faults: [], notices: [] })

  function onInput(event: FormEvent<HTMLFormElement>) {
    const native = event.nativeEvent as InputEvent
    if (native.isComposing) return
    if (fieldOf(event.target) === 'number') {
      followNumber(event.target as HTMLInputElement, native.inputType ?? '', typedNumber, setBrand)
    }
    const { faults, notices } = check()
    setWrong((before) => stillWrong(before, faults))
    setNoticed((before) => stillWrong(before, notices))
  }

  function onBlur(event: FocusEvent<HTMLFormElement>) {
    const field = fieldOf(event.target)
    const { faults, notices } = check()
    if (field === 'number' && byField(faults).number === 'number-wrong') {
      setWrong((before) => ({ ...before, number: 'number-wrong' }))
    }
    const notice = field && byField(notices)[field]
    if (notice) setNoticed((before) => ({ ...before, [field]: notice }))
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pressed.current) return
    const { faults } = check()
    if (faults.length > 0) show({ ...state, faults, problem: null })
    else void pay(new FormData(event.currentTarget))
  }

  async function pay(data: FormData) {
    pressed.current = true
    setBusy(true)
    try {
      const next = await action(state, data)
      clearField(form.current, FORM_FIELDS.cvc)
      show(next)
      if (next.shownAmountKurus !== state.shownAmountKurus) router.refresh()
    } catch (error) {
      if (isRedirect(error)) return
      // The same attempt key goes out again, so a start that did arrive is found and not repeated.
      show({ ...state, faults: [], problem: lost })
    }
    pressed.current = false
    setBusy(false)
  }

  function show(next: CardFormState) {
    setState(next)
    setWrong(byField(next.faults))
    setRound((before) => before + 1)
  }

  const summary = { round, faults: state.faults, problem: state.problem }
  return { form, formAction, onInput, onBlur, onSubmit, state, summary, wrong, noticed, brand, busy }
}

function followNumber(
  input: HTMLInputElement,
  inputType: string,
  typedNumber: { current: string },
  setBrand: (brand: CardBrand | null) => void,
): void {
  const caret = input.selectionStart ?? input.value.length
  const grouped = regroup({ before: typedNumber.current, value: input.value, caret, inputType })
  if (grouped.value !== input.value) {
    input.value = grouped.value
    if (document.activeElement === input) input.setSelectionRange(grouped.caret, grouped.caret)
  }
  typedNumber.current = input.value
  setBrand(cardBrand(input.value))
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
