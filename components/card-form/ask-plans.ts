import { FORM_FIELDS } from '@/lib/shared/cards/card-form'
import type { PlansView } from '@/lib/shared/payments/plans-view'

/** The server gives up before. */
const PATIENCE_MS = 12_000
/** What is asked of a card that is not saved. */
const IS_CARD_START = /^\d{8}$/

/**
 * Asks for a card's plans after a pause, unless it is called off first. `onEnd` gets null for no answer of ours. By
 * XMLHttpRequest, since what `fetch` posts is taken for a form's (`last-answer.ts`).
 */
export function askPlans(url: string, card: string, pauseMs: number, onEnd: (found: PlansView | null) => void): () => void {
  const request = new XMLHttpRequest()
  const timer = setTimeout(() => {
    request.open('POST', url)
    request.setRequestHeader('Content-Type', 'application/json')
    request.responseType = 'json'
    request.timeout = PATIENCE_MS
    // Asked too often: it says so itself.
    request.onloadend = () => onEnd(request.status === 200 || request.status === 429 ? request.response : null)
    request.send(JSON.stringify({ [IS_CARD_START.test(card) ? FORM_FIELDS.cardStart : FORM_FIELDS.savedCard]: card }))
  }, pauseMs)
  return () => {
    clearTimeout(timer)
    request.onloadend = null
    request.abort()
  }
}
