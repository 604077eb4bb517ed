'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import type { DealerField, Task } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS, type DealerFormState, type Province, showAnswer } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'
import { AnswerField } from './answer-field'
import { ChoiceField } from './choice-field'
import { LinkBox } from './link-box'
import { PlaceFields } from './place-fields'
import type { Question } from './questions'
import { SplitNotice } from './split-notice'
import { type DealerAction, useDealerForm } from './use-dealer-form'

type Faults = Partial<Record<DealerField, Record<string, string>>>

type Props = {
  action: DealerAction
  initial: DealerFormState
  applicationId: string
  task: Task
  questions: Question[]
  /** Empty on pages that do not ask for a place. */
  provinces: Province[]
  words: Messages['dealers']['form']
  /** The sentences about this page's answers. */
  faults: Faults
  title: string
  /** The draft belongs to an account. */
  inAccount: boolean
}

/** A page of questions. Without scripts it posts to its own page; with them it checks first, using the server's reader. */
export function DealerForm({ action, initial, applicationId, task, questions, provinces, words, faults, title, inAccount }: Props) {
  const { form, fields, formAction, onInput, onSubmit, state, round, errors, busy } = useDealerForm({
    action,
    initial,
    task,
    provinces,
    lost: words.lost,
  })
  const sentence = (field: string, problem: string) => faults[field as DealerField]?.[problem] ?? words.refused
  // A long address that was split is no mistake: it wants a look.
  const mistakes = state.faults.filter(({ problem }) => problem !== 'split')
  const isSplit = state.faults.length > mistakes.length
  const hasError = state.problem !== null || Object.values(errors).some((error) => error?.type !== 'split')

  function about(field: DealerField) {
    const problem = errors[field]?.type
    const past = mistakes.find((fault) => fault.field === field)?.problem
    return {
      value: showAnswer(field, state.values[field] ?? ''),
      error: problem && problem !== 'split' ? sentence(field, problem) : undefined,
      pastError: past && sentence(field, past),
    }
  }

  const [city, district] = ['city', 'province'].map((name) => questions.find(({ field }) => field === name))
  return (
    <form ref={form} className="dealer-form" action={formAction} noValidate onInput={onInput} onSubmit={onSubmit}>
      <title>{hasError ? `${words.errorPrefix}${title}` : title}</title>
      {/* Enter presses a form's first button, so this one stands first and does what the last one does. */}
      <button type="submit" tabIndex={-1} aria-hidden="true" className="sr-only" />
      {state.problem !== null || mistakes.length > 0 ? (
        <ErrorSummary
          key={round}
          items={mistakes.map(({ field, problem }) => ({
            field,
            text: sentence(field, problem),
            isFixed: errors[field as DealerField] === undefined,
          }))}
          problem={state.problem}
          way={state.way}
          words={words}
        />
      ) : null}
      {isSplit ? <SplitNotice key={`split ${round}`} hasFocus={!hasError} words={words} /> : null}
      {state.link ? <LinkBox key={round} link={state.link} inAccount={inAccount} hasWayBack words={words} /> : null}
      <p role="status" className="sr-only">
        {busy ? words.busy : ''}
      </p>
      <input type="hidden" name={DEALER_CONTROLS.application} value={applicationId} autoComplete="off" />

      {task === 'address' ? <p className="mb-4 text-sm text-soft">{words.longAddress}</p> : null}
      {questions.map((question) => {
        const { field, kind } = question
        if (kind === 'district') return null
        if (kind === 'city' && city && district) {
          const places = { city: { question: city, ...about('city') }, district: { question: district, ...about('province') } }
          return <PlaceFields key={field} provinces={provinces} {...places} words={words} />
        }
        return kind === 'choice' ? (
          <ChoiceField key={field} question={question} {...about(field)} />
        ) : (
          <AnswerField
            key={field}
            question={question}
            {...about(field)}
            isSplitOff={isSplit && field === 'adres2'}
            fields={fields}
            words={words}
          />
        )
      })}

      <div className="mt-4 flex flex-col gap-3">
        <button
          type="submit"
          name={DEALER_CONTROLS.intent}
          value="later"
          aria-disabled={busy || undefined}
          className="button button-quiet order-1"
        >
          {words.later}
        </button>
        <button type="submit" aria-disabled={busy || undefined} className="button">
          {busy ? words.busy : words.save}
        </button>
      </div>
    </form>
  )
}
