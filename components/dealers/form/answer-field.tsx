'use client'

import { useWatch } from 'react-hook-form'
import { showAnswer } from '@/lib/shared/dealers/dealer-form'
import { READERS } from '@/lib/shared/dealers/dealer-readers'
import { tidy } from '@/lib/shared/dealers/dealer-text'
import type { Messages } from '@/lib/shared/messages'
import { Counter } from './counter'
import { FieldNote } from './field-note'
import { noticeOf } from './notice-of'
import type { Question } from './questions'
import type { Fields } from './use-dealer-form'
import { Worded } from './wording'

type Props = {
  question: Question
  value: string
  error: string | undefined
  pastError: string | undefined
  /** It was split off from a long first line. */
  isSplitOff: boolean
  fields: Fields
  words: Messages['dealers']['form']
}

const INPUT = { digits: { inputMode: 'numeric' }, tel: { type: 'tel' }, email: { type: 'email' }, url: { inputMode: 'url' } } as const

/** A question answered in writing. Uncontrolled, so that text typed before the scripts loaded stays. */
export function AnswerField({ question, value, error, pastError, isSplitOff, fields, words }: Props) {
  const { field, kind, wordings, autoComplete, isOptional, max } = question
  const { control, register, getValues, setValue, isReady } = fields
  // This renders again with each letter; the form's values also have what was there before the scripts loaded.
  const changed = useWatch({ control, name: field })
  const typed = isReady ? (changed ?? getValues(field) ?? '') : null

  function group() {
    const reading = READERS[field](getValues(field) ?? '')
    if ('value' in reading) setValue(field, showAnswer(field, reading.value))
  }

  const notice = isSplitOff ? words.addressSplit : typed === null ? null : noticeOf(field, typed, words)
  const limit = max !== null ? ` ${words.mostCharacters.replace('{n}', String(max))}` : ''
  const shared = {
    ...register(field, field === 'iban' || kind === 'tel' ? { onBlur: group } : {}),
    id: field,
    defaultValue: value,
    autoComplete,
    spellCheck: kind === 'area',
    required: !isOptional,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': `${field}-note${max === null ? '' : ` ${field}-count`}`,
  }
  return (
    <div>
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <label htmlFor={field} className="font-medium">
          <Worded wordings={wordings} part="label" />
          {isOptional ? <span className="font-normal text-soft">{` (${words.optional})`}</span> : null}
        </label>
        {max === null ? null : <Counter id={`${field}-count`} used={typed === null ? null : tidy(typed).length} max={max} words={words} />}
      </div>
      {kind === 'area' ? (
        <textarea {...shared} rows={4} className="control h-auto py-2" />
      ) : (
        <input
          {...shared}
          {...(kind in INPUT ? INPUT[kind as keyof typeof INPUT] : {})}
          autoCapitalize={kind === 'text' && field !== 'iban' ? undefined : 'none'}
          autoCorrect="off"
          className={`control ${kind === 'digits' || kind === 'tel' || field === 'iban' ? 'tabular-nums' : ''}`}
        />
      )}
      <FieldNote
        id={field}
        hint={
          <>
            <Worded wordings={wordings} part="hint" />
            {limit ? <span>{limit}</span> : null}
          </>
        }
        notice={notice}
        error={error}
        pastError={pastError}
      />
    </div>
  )
}
