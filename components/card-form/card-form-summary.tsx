'use client'

import { ErrorSummary } from '@/components/ui/error-summary'
import type { Messages } from '@/lib/shared/messages'
import { inFormOrder } from './check-form'
import type { CardFormView } from './use-card-form'

/** What was wrong when a card form was last sent. */
export function CardFormSummary({ view: { summary, wrong }, words }: { view: CardFormView; words: Messages['form'] }) {
  if (summary.problem === null && summary.faults.length === 0) return null
  const items = inFormOrder(summary.faults).map(({ field, problem }) => ({
    field,
    text: words.problems[wrong[field] ?? problem],
    isFixed: wrong[field] === undefined,
  }))
  return <ErrorSummary key={summary.round} items={items} problem={summary.problem} way={summary.way} words={words} />
}
