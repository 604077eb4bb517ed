'use client'

import type { CardField as Field } from '@/lib/shared/card'
import { type CardFormState, FORM_FIELDS } from '@/lib/shared/card-form'
import type { Messages } from '@/lib/shared/messages'
import { BrandMark } from './brand-mark'
import { inFormOrder } from './check-form'
import { ErrorSummary } from './error-summary'
import { TextField } from './text-field'
import { type PayAction, useCardForm } from './use-card-form'

type Props = {
  action: PayAction
  initial: CardFormState
  words: Messages['form']
  title: string
  payLabel: string
  isLive: boolean
  testTag: string
  /** The server's clock; a shopper's own may be wrong. */
  nowMs: number
}

/** Posts to the page's own URL without scripts; with them it checks first and keeps what was typed. */
export function CardForm({ action, initial, words, title, payLabel, isLive, testTag, nowMs }: Props) {
  const { form, formAction, onInput, onBlur, onSubmit, state, summary, wrong, noticed, brand, busy } = useCardForm({
    action,
    initial,
    isLive,
    nowMs,
    lost: words.lost,
  })
  const hasError = summary.problem !== null || Object.keys(wrong).length > 0
  const hasSummary = summary.problem !== null || summary.faults.length > 0

  const about = (field: Field) => {
    const problem = wrong[field]
    const past = summary.faults.find((fault) => fault.field === field)?.problem
    return {
      id: field,
      name: FORM_FIELDS[field],
      label: words[field],
      error: problem && words.problems[problem],
      pastError: past && !problem ? words.problems[past] : undefined,
    }
  }

  return (
    <form ref={form} action={formAction} noValidate onInput={onInput} onBlur={onBlur} onSubmit={onSubmit}>
      <title>{hasError ? `${words.errorPrefix}${title}` : title}</title>
      <div className="mb-4 flex min-h-8 items-center justify-between gap-4">
        <h2 className="text-xl font-semibold tracking-tight">{words.heading}</h2>
        {isLive ? null : (
          <span className="rounded-control border border-dashed border-control px-2 py-0.5 text-sm text-soft">{testTag}</span>
        )}
      </div>
      {hasSummary ? (
        <ErrorSummary
          key={summary.round}
          items={inFormOrder(summary.faults).map(({ field, problem }) => ({
            field,
            text: words.problems[problem],
            isFixed: wrong[field] === undefined,
          }))}
          problem={summary.problem}
          words={words}
        />
      ) : null}

      <input type="hidden" name={FORM_FIELDS.attemptKey} value={state.attemptKey} autoComplete="off" />
      <input type="hidden" name={FORM_FIELDS.shownAmount} value={state.shownAmountKurus} autoComplete="off" />
      <TextField {...about('number')} autoComplete="cc-number" isNumeric notice={noticed.number && words.numberNotice}>
        {brand ? <BrandMark brand={brand} /> : null}
      </TextField>
      <div className="grid grid-cols-2 gap-4">
        <TextField
          {...about('expiry')}
          autoComplete="cc-exp"
          isNumeric
          hint={words.expiryHint}
          notice={noticed.expiry && words.expiryNotice}
        />
        <TextField
          {...about('cvc')}
          autoComplete="cc-csc"
          isNumeric
          hint={brand === 'american-express' ? words.cvcHintAmex : words.cvcHint}
        />
      </div>
      <TextField {...about('holder')} autoComplete="cc-name" defaultValue={state.holder} />

      <button type="submit" aria-disabled={busy || undefined} className="button mt-2 w-full tabular-nums">
        {busy ? words.paying : payLabel}
      </button>
      <p role="status" className="sr-only">
        {busy ? words.paying : ''}
      </p>
      <p className="mt-3 text-sm text-soft">{words.confirmAtBank}</p>
    </form>
  )
}
