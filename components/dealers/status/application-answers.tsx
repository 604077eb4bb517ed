import type { MaskedAnswer } from '@/lib/shared/dealers/mask-answers'
import type { Messages } from '@/lib/shared/messages'

/** What was sent, masked; shown only to its owner. */
export function ApplicationAnswers({ answers, words }: { answers: MaskedAnswer[]; words: Messages['applications'] }) {
  return (
    <details className="unfold mt-8 print:hidden">
      <summary>{words.answersHeading}</summary>
      <p className="text-sm text-soft">{words.answersHidden}</p>
      <dl className="mt-2 divide-y divide-hairline border-y border-hairline">
        {answers.map(({ field, text }) => (
          <div key={field} className="py-2 sm:flex sm:justify-between sm:gap-6">
            <dt className="text-sm text-soft">{words.fields[field]}</dt>
            <dd className="min-w-0 break-words sm:text-right">{words.values[`${field} ${text}`] ?? words.values[text] ?? text}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
