'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import type { FormState } from '@/lib/shared/form-state'
import type { Messages } from '@/lib/shared/messages'
import { PayByPhone } from './pay-by-phone'
import type { Scannable } from './scannable'

/** `isSent`: the mail is on its way. */
export type SendLinkState = FormState & { isSent: boolean }
export type SendLinkAction = FormAction<SendLinkState>

type Props = { page: Scannable; action: SendLinkAction; words: Messages['checkout']['byPhone']; button: Messages['button'] }

/** The same, for an order whose customer can be sent the address. */
export function PayByPhoneOrMail({ page, action, words, button }: Props) {
  const { formAction, state, round, busy, onSubmit } = useSubmit<SendLinkState>({
    action,
    initial: { problem: null, isSent: false },
    lost: button.lost,
    once: { isSent: false },
  })
  return (
    <PayByPhone page={page} words={words} isOpen={state.isSent || state.problem !== null}>
      {/* The button stands outside of its form: a form's last button is its main action, and this page's is to pay. */}
      <form id="send-link" action={formAction} onSubmit={onSubmit} />
      <div className="mt-4">
        {state.problem ? <ErrorSummary key={round} problem={state.problem} way={state.way} words={button} /> : null}
        <p role="status" className={state.isSent ? 'mb-3 font-medium text-good' : 'sr-only'}>
          {busy ? button.working : state.isSent ? words.byMail.sent : ''}
        </p>
        <button type="submit" form="send-link" aria-disabled={busy || undefined} className="button button-quiet">
          <span>{busy ? button.working : words.byMail.button}</span>
        </button>
      </div>
    </PayByPhone>
  )
}
