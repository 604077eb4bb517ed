'use client'

import { type RefObject, useEffect } from 'react'
import { CARD_FIELDS } from '@/lib/shared/cards/card'
import { FORM_FIELDS } from '@/lib/shared/cards/card-form'

/**
 * Empties the card fields when the page is left, and reloads a page that the browser kept: its attempt is over
 * and the order may be paid by now.
 */
export function useForgetCard(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const forget = () => {
      for (const field of CARD_FIELDS) clearField(form.current, FORM_FIELDS[field])
    }
    const renew = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload()
      else recall()
    }
    // A browser that restores a page restores it emptied.
    const recall = () => {
      for (const field of CARD_FIELDS) recallField(form.current, FORM_FIELDS[field])
    }
    recall()
    addEventListener('pagehide', forget)
    addEventListener('pageshow', renew)
    return () => {
      removeEventListener('pagehide', forget)
      removeEventListener('pageshow', renew)
    }
  }, [form])
}

/** Puts back what the page came with. */
function recallField(form: HTMLFormElement | null, name: string): void {
  const input = form?.elements.namedItem(name)
  if (input instanceof HTMLInputElement && input.value === '') input.value = input.defaultValue
}

export function clearField(form: HTMLFormElement | null, name: string): void {
  const input = form?.elements.namedItem(name)
  if (input instanceof HTMLInputElement) input.value = ''
}
