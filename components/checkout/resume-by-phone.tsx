'use client'

import { useEffect, useRef } from 'react'
import { ErrorSummary } from '@/components/ui/error-summary'
import { RefreshWhilePending } from '@/components/ui/refresh-while-pending'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import type { FormState } from '@/lib/shared/form-state'
import type { Messages } from '@/lib/shared/messages'
import { type Scannable, ScannableAddress } from './scannable'

/** `page`: the one-time link, once it was asked for. It is told once. */
export type ResumeState = FormState & { page: Scannable | null }

type Props = {
  action: FormAction<ResumeState>
  /** Where it shows how the payment stands. */
  path: string
  /** A phone has it already, and may have lost it: the next one that scans a code takes it over from there. */
  isAgain: boolean
  words: Messages['result']['byPhone']
  button: Messages['button']
}

/** How a payment that waits at the bank is carried on on a phone. On a narrow screen, most likely a phone's, it is not shown. */
export function ResumeByPhone({ action, path, isAgain, words, button }: Props) {
  const { formAction, state, round, busy, onSubmit } = useSubmit<ResumeState>({
    action,
    initial: { problem: null, page: null },
    lost: button.lost,
    once: { page: null },
  })
  const code = useRef<HTMLDivElement>(null)
  // The button that had the focus is gone.
  useEffect(() => {
    if (round > 0) code.current?.focus()
  }, [round])
  const isAnswered = state.page !== null || state.problem !== null
  const offer = (
    <details id="phone" open={isAnswered || undefined} className="unfold mt-6 hidden text-sm lg:block print:hidden">
      <summary className="min-h-11 py-2.5">{isAgain ? words.againHeading : words.heading}</summary>
      {state.problem ? <ErrorSummary key={round} problem={state.problem} way={state.way} words={button} /> : null}
      {state.page ? (
        <div ref={code} tabIndex={-1} role="status">
          {/* As soon as the phone has it, this page says so; without scripts, once it is asked. */}
          <RefreshWhilePending nonce={undefined} isForm />
          <p className="text-soft">{words.how}</p>
          <ScannableAddress page={state.page} label={words.picture} />
          <noscript>
            <a className="inline-flex min-h-11 items-center" href={path}>
              {words.look}
            </a>
          </noscript>
        </div>
      ) : (
        <>
          <p className="mb-3 text-soft">{isAgain ? words.againText : words.text}</p>
          <form action={formAction} onSubmit={onSubmit}>
            <button type="submit" aria-disabled={busy || undefined} className="button button-quiet">
              <span>{busy ? button.working : words.button}</span>
            </button>
          </form>
        </>
      )}
    </details>
  )
  // Without scripts, the page that follows the phone loads itself again and again, and would take the code away.
  return isAgain ? <div className="needs-scripts">{offer}</div> : offer
}
