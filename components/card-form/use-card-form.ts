'use client'

import { useRouter } from 'next/navigation'
import { type FocusEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { CARD_FIELDS, type CardBrand, cardBrand } from '@/lib/shared/cards/card'
import { type CardAnswer, FORM_FIELDS, type FormFault } from '@/lib/shared/cards/card-form'
import { plainDigits } from '@/lib/shared/digits'
import type { LossWords, Way } from '@/lib/shared/form-state'
import { byField, checkForm, choosesSavedCard, fieldOf, stillWrong, type Wrong } from './check-form'
import { clearField, useForgetCard } from './forget-card'
import { regroup } from './group-card-number'

export type CardAction<State extends CardAnswer> = FormAction<State>

type Options<State extends CardAnswer> = {
  action: CardAction<State>
  initial: Awaited<State>
  isLive: boolean
  cvcIsOptional?: boolean
  nowMs: number
  /** Shown when no answer came. */
  lost: LossWords
  /** The answer says that something shown on the page has changed. */
  isStale?: (before: State, after: State) => boolean
  /** It succeeded, and the form is ready for the next card. */
  isDone?: (after: State) => boolean
}

/** What the parts of a card form show. */
export type CardFormView = {
  summary: { round: number; faults: FormFault[]; problem: string | null; way: Way | null | undefined }
  wrong: Wrong
  noticed: Wrong
  brand: CardBrand | null
  busy: boolean
}

/** Nothing is wrong with any field. */
const NO_FAULTS = { faults: [] as FormFault[] }

/** A card form's behaviour, at the checkout and where a card is added. No card field is ever React state. */
export function useCardForm<State extends CardAnswer>(options: Options<State>) {
  const { action, initial, isLive, cvcIsOptional = false, nowMs, lost, isStale, isDone } = options
  const router = useRouter()
  const { formAction, state, round, busy, press, send, fail } = useSubmit<State>({
    action,
    initial,
    lost,
    once: NO_FAULTS as Partial<State>,
    onShow: ({ faults }) => setWrong(byField(faults)),
  })
  const [wrong, setWrong] = useState<Wrong>(() => byField(state.faults))
  const [noticed, setNoticed] = useState<Wrong>({})
  const [brand, setBrand] = useState<CardBrand | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const typedNumber = useRef('')
  useForgetCard(form)

  // Digits may have been typed before React loaded.
  useEffect(() => {
    const input = form.current?.elements.namedItem(FORM_FIELDS.number)
    if (!(input instanceof HTMLInputElement)) return
    const follow = () => followNumber(input, '', typedNumber, setBrand)
    follow()
    // Nothing is regrouped while a keyboard composes, and no input follows when it is done.
    input.addEventListener('compositionend', follow)
    return () => input.removeEventListener('compositionend', follow)
  }, [])

  const check = () =>
    form.current ? checkForm(form.current, { now: new Date(nowMs), live: isLive, cvcIsOptional }) : { faults: [], notices: [] }

  function onInput(event: FormEvent<HTMLFormElement>) {
    const native = event.nativeEvent as InputEvent
    if (native.isComposing) return
    if (isChoiceOfCard(event.target)) clearField(form.current, FORM_FIELDS.cvc)
    if (fieldOf(event.target) === 'number') {
      followNumber(event.target as HTMLInputElement, native.inputType ?? '', typedNumber, setBrand)
    }
    const { faults, notices } = check()
    setWrong((before) => stillWrong(before, faults))
    setNoticed((before) => stillWrong(before, notices))
  }

  function onBlur(event: FocusEvent<HTMLFormElement>) {
    const field = fieldOf(event.target)
    if (field === 'expiry' || field === 'cvc') showPlain(event.target)
    const { faults, notices } = check()
    if (field === 'number' && byField(faults).number === 'number-wrong') {
      setWrong((before) => ({ ...before, number: 'number-wrong' }))
    }
    const notice = field && byField(notices)[field]
    if (notice) setNoticed((before) => ({ ...before, [field]: notice }))
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    const data = press(event)
    if (!data) return
    const { faults } = check()
    if (faults.length > 0) return fail({ faults } as Partial<State>)
    // What was typed before another card was chosen stays in the browser.
    if (choosesSavedCard(data)) for (const field of CARD_FIELDS) data.delete(FORM_FIELDS[field])
    // If no answer comes, the same key is sent again, so a start that did arrive is found instead of repeated.
    void send(data, (next) => {
      clearField(form.current, FORM_FIELDS.cvc)
      if (isDone?.(next)) empty()
      if (isStale?.(state, next)) router.refresh()
    })
  }

  function empty() {
    form.current?.reset()
    typedNumber.current = ''
    setBrand(null)
    setNoticed({})
  }

  const view: CardFormView = {
    summary: { round, faults: state.faults, problem: state.problem, way: state.way },
    wrong,
    noticed,
    brand,
    busy,
  }
  return { form, formAction, onInput, onBlur, onSubmit, state, view }
}

function isChoiceOfCard(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.name === FORM_FIELDS.savedCard
}

/** Digits as they were understood, once the field is left: no caret is in the way then. */
function showPlain(target: EventTarget): void {
  if (target instanceof HTMLInputElement) target.value = plainDigits(target.value).trim()
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
