'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'
import { FORM_FIELDS } from '@/lib/shared/cards/card-form'
import { ungrouped } from '@/lib/shared/digits'
import type { Messages } from '@/lib/shared/messages'
import type { PlanRow, PlansView } from '@/lib/shared/payments/plans-view'
import { askPlans } from './ask-plans'
import { choosesSavedCard } from './check-form'

export type PlanWords = Messages['plans']['client']

export type PlansKnown = {
  /** Where scripts ask for a card's plans. */
  url: string
  /** What the page came with: the plans of a saved card, by our id, or of none. */
  first: { card: string; view: PlansView }
  /** For a card of which too little is known. */
  unasked: PlansView
}

export type PickedPlans = {
  rows: PlanRow[]
  chosen: PlanRow
  note: string
  /** A card is known, whatever may be said of its plans. */
  isKnown: boolean
  isLate: boolean
  doing: 'loading' | 'failed' | null
  choose: (count: number) => void
  askAgain: () => void
  /** Scripts have taken over, so that what is shown follows what is chosen. */
  isAwake: boolean
}

/** Typing is over for a moment. */
const PAUSE_MS = 300
const CARD_START = /^\d{8}/

/**
 * The plans of the card that the form holds. With scripts they are asked for as soon as the card is known; the single
 * payment can be chosen and paid at every moment. What is wanted is a count: it is chosen again wherever it is offered.
 */
export function usePlans(
  { url, first, unasked }: PlansKnown,
  answer: PlansView | null,
  form: RefObject<HTMLFormElement | null>,
): PickedPlans {
  const [view, setView] = useState(answer ?? first.view)
  const [shown, setShown] = useState(answer)
  const [wish, setWish] = useState((answer ?? first.view).chosen)
  const [doing, setDoing] = useState<PickedPlans['doing']>(null)
  const [isAwake, setAwake] = useState(false)
  /** The card that was asked about; empty for none. */
  const card = useRef(view.isLate ? '' : first.card)
  /** The card that was sent to pay: an answer with plans tells of this one, whatever card has been chosen since. */
  const sent = useRef(first.card)
  const callOff = useRef(() => {})

  // The page was refused with newer plans.
  if (answer !== shown) {
    setShown(answer)
    setDoing(null)
    if (answer) setView(answer)
  }

  const { rows } = view
  const chosen = (doing === null && rows.find(({ count }) => count === wish)) || (rows[0] as PlanRow)

  function look(pauseMs: number) {
    const next = cardIn(form.current)
    if (next === card.current) return
    card.current = next
    ask(pauseMs)
  }

  function ask(pauseMs: number) {
    callOff.current()
    setDoing(card.current === '' ? null : 'loading')
    if (card.current === '') setView(unasked)
    else {
      callOff.current = askPlans(url, card.current, pauseMs, (found) => {
        setView(found ?? unasked)
        setDoing(found && !found.isLate ? null : 'failed')
      })
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when scripts take over.
  useEffect(() => {
    // A radio button may have been pressed before.
    const pressed = form.current && new FormData(form.current).get(FORM_FIELDS.plan)
    const early = rows.find(({ value }) => value === pressed)
    setWish((before) => (early && early !== chosen ? early.count : (recallCount(url) ?? before)))
    setAwake(true)
  }, [])

  useEffect(() => {
    if (answer === null) return
    callOff.current()
    card.current = answer.isLate ? '' : sent.current
  }, [answer])

  useEffect(() => {
    // Fields are filled, and cards come and go, without an event.
    look(0)
    const { current } = form
    const follow = () => look(PAUSE_MS)
    const note = () => {
      sent.current = cardIn(current)
    }
    current?.addEventListener('input', follow)
    current?.addEventListener('submit', note)
    return () => {
      current?.removeEventListener('input', follow)
      current?.removeEventListener('submit', note)
    }
  })

  return {
    rows,
    chosen,
    note: view.note,
    isKnown: view.note !== unasked.note,
    isLate: view.isLate,
    doing,
    choose: (count) => {
      setWish(count)
      keepCount(url, count)
    },
    askAgain: () => ask(0),
    isAwake,
  }
}

/** The first eight digits of the number that is typed, or our id of the saved card that is chosen; empty for neither. */
function cardIn(form: HTMLFormElement | null): string {
  if (!form) return ''
  const data = new FormData(form)
  if (choosesSavedCard(data)) return String(data.get(FORM_FIELDS.savedCard))
  return CARD_START.exec(ungrouped(String(data.get(FORM_FIELDS.number))))?.[0] ?? ''
}

/** For this tab: through the language switch, Back and the way back from the bank. */
function keepCount(url: string, count: number): void {
  try {
    sessionStorage.setItem(url, String(count))
  } catch {
    // This browser stores nothing.
  }
}

function recallCount(url: string): number | null {
  try {
    return Number(sessionStorage.getItem(url)) || null
  } catch {
    return null
  }
}
