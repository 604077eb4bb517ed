'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { DEALER_FIELDS, type DealerField } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS, NOT_SENT, type SendState } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'

type Props = {
  action: FormAction<SendState>
  applicationId: string
  words: Messages['dealers']['check']
  formWords: Messages['dealers']['form']
  faults: Messages['dealers']['faults']
  title: string
}

/** The last button. Its form has a field that only bots see. */
export function SendForm({ action, applicationId, words, formWords, faults, title }: Props) {
  const { formAction, state, round, busy, press, send } = useSubmit({ action, initial: NOT_SENT, lost: words.lost, once: NOT_SENT })
  const hasError = state.problem !== null || state.faults.length > 0
  const items = state.faults.flatMap(({ field, problem }) => {
    const task = DEALER_FIELDS[field as DealerField]?.task
    const sentences: Partial<Record<string, string>> = faults[field as DealerField] ?? {}
    return task ? [{ field, text: sentences[problem] ?? formWords.refused, href: `/dealers/apply/${task}?change=1#${field}` }] : []
  })
  return (
    <form
      action={formAction}
      onSubmit={(event) => {
        const form = event.currentTarget
        const data = press(event)
        // As React would: the field that only bots fill in is emptied for the next press.
        if (data) void send(data, () => form.reset())
      }}
    >
      <title>{hasError ? `${formWords.errorPrefix}${title}` : title}</title>
      {hasError ? (
        <ErrorSummary
          key={round}
          items={items}
          problem={state.problem ?? (items.length === 0 ? formWords.refused : null)}
          way={state.way}
          words={formWords}
        />
      ) : null}
      <p role="status" className="sr-only">
        {busy ? words.busy : ''}
      </p>
      <input type="hidden" name={DEALER_CONTROLS.application} value={applicationId} autoComplete="off" />
      <div className="out-of-sight" aria-hidden="true">
        <label htmlFor={DEALER_CONTROLS.honeypot}>{words.emptyField}</label>
        <input id={DEALER_CONTROLS.honeypot} name={DEALER_CONTROLS.honeypot} type="text" tabIndex={-1} autoComplete="off" />
      </div>
      <p className="text-sm text-soft">{words.consent}</p>
      <button type="submit" aria-disabled={busy || undefined} className="button mt-4 w-full">
        {busy ? words.busy : words.send}
      </button>
    </form>
  )
}
