import type { MaskedAnswer } from '@/lib/shared/dealers/mask-answers'
import type { Messages } from '@/lib/shared/messages'

type Props = { answers: MaskedAnswer[]; words: Messages['applications'] }

/** What was sent, masked; shown only to its owner. Folded on the screen, and always on paper, where nothing unfolds. */
export function ApplicationAnswers({ answers, words }: Props) {
  return (
    <>
      <details className="unfold mt-8 print:hidden">
        <summary>{words.answersHeading}</summary>
        <AnswerList answers={answers} words={words} />
      </details>
      <section className="mt-8 hidden print:block">
        <h2 className="font-semibold">{words.answersHeading}</h2>
        <AnswerList answers={answers} words={words} />
      </section>
    </>
  )
}

function AnswerList({ answers, words }: Props) {
  return (
    <>
      <p className="text-sm text-soft">{words.answersHidden}</p>
      <dl className="mt-2 divide-y divide-hairline border-y border-hairline">
        {answers.map(({ field, text }) => (
          <div
            key={field}
            className="break-inside-avoid py-2 sm:flex sm:justify-between sm:gap-6 print:flex print:justify-between print:gap-6 print:py-1"
          >
            <dt className="text-sm text-soft">{words.fields[field]}</dt>
            <dd className="min-w-0 break-words sm:text-right print:text-right">
              {words.values[`${field} ${text}`] ?? words.values[text] ?? text}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
