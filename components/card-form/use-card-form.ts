'use client'

import { useRouter } from 'next/navigation'
import { type FocusEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { CARD_FIELDS, type CardBrand, type CardField, cardBrand, cvcLength } from '@/lib/shared/cards/card'
import { type CardAnswer, FORM_FIELDS, type FormFault } from '@/lib/shared/cards/card-form'
import { plainDigits, ungrouped } from '@/lib/shared/digits'
import type { LossWords, Way } from '@/lib/shared/form-state'
import { byField, checkForm, choosesSavedCard, fieldOf, stillWrong, type Wrong } from './check-form'
import { clearField, useForgetCard } from './forget-card'
import { groupExpiry, regroup } from './regroup'

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

/** What stood in each field after the last keystroke. */
type Typed = Partial<Record<CardField, string>>

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
  const typed = useRef<Typed>({})
  useForgetCard(form)

  // Digits may have been typed before React loaded.
  useEffect(() => {
    const { current } = form
    for (const field of ['number', 'expiry'] as const) {
      const input = current?.elements.namedItem(FORM_FIELDS[field])
      if (input) follow(input as HTMLInputElement, null, typed.current, setBrand)
    }
    // Nothing is regrouped while a keyboard composes, and no input follows when it is done.
    const end = ({ target }: Event) => follow(target as HTMLInputElement, null, typed.current, setBrand)
    current?.addEventListener('compositionend', end)
    return () => current?.removeEventListener('compositionend', end)
  }, [])

  const check = () =>
    form.current ? checkForm(form.current, { now: new Date(nowMs), live: isLive, cvcIsOptional }) : { faults: [], notices: [] }

  function onInput(event: FormEvent<HTMLFormElement>) {
    const native = event.nativeEvent as InputEvent
    if (native.isComposing) return
    if (isChoiceOfCard(event.target)) clearField(form.current, FORM_FIELDS.cvc)
    const field = follow(event.target as HTMLInputElement, native, typed.current, setBrand)
    const { faults, notices } = check()
    // One digit too many is not taken; what was pasted stays to be seen, and is wrong at once.
    const isPasted = field === 'cvc' && isTooLong(typed.current)
    setWrong((before) => stillWrong(isPasted ? { ...before, cvc: 'cvc-length' } : before, faults))
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
    typed.current = {}
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

/** Groups the digits of a field behind the caret, and notes what stands in it. Null for a field that is none of a card's. */
function follow(input: HTMLInputElement, native: InputEvent | null, typed: Typed, setBrand: (brand: CardBrand | null) => void) {
  const field = fieldOf(input)
  if (field === null) return null
  const { [field]: before = '' } = typed
  const caret = input.selectionStart ?? input.value.length
  let next = { value: input.value, caret }
  if (field === 'number' || field === 'expiry') {
    const stroke = { before, value: input.value, caret, inputType: native?.inputType ?? '' }
    next = regroup(stroke, field === 'expiry' ? groupExpiry : undefined)
  } else if (
    field === 'cvc' &&
    native?.inputType === 'insertText' &&
    native.data?.length === 1 &&
    isTooLong({ ...typed, cvc: input.value })
  ) {
    next = { value: before, caret: caret - 1 }
  }
  if (next.value !== input.value) {
    input.value = next.value
    if (document.activeElement === input) input.setSelectionRange(next.caret, next.caret)
  }
  typed[field] = next.value
  if (field === 'number') setBrand(cardBrand(next.value))
  return field
}

/** Whether a security code has more digits than one of its brand; four until that is known. */
function isTooLong({ number = '', cvc = '' }: Typed): boolean {
  return ungrouped(cvc).length > (cardBrand(number) === null ? 4 : cvcLength(number))
}
