import { IstanbulTime } from '@/components/ui/istanbul-time'
import type { DocumentList, DocumentOutcome, DocumentView } from '@/lib/shared/dealers/application-view'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { DocumentForm } from './document-form'

type Words = Messages['applications']['documents']
type Props = {
  list: DocumentList
  /** Of those that Paynet insists on. */
  count: { sent: number; needed: number } | null
  /** Paynet has decided: what was sent is shown, and nothing can be sent. */
  isOver: boolean
  /** Where files are posted to. */
  action: string
  /** The outcome of the last post, for a browser without scripts. */
  outcome: { word: DocumentOutcome; of: string | null } | null
  locale: Locale
  words: Words
}

/** The documents that Paynet wants, each with its state and a form to send it. */
export function ApplicationDocuments({ list, count, isOver, action, outcome, locale, words }: Props) {
  const documents = isOver ? list.documents.filter(({ sent }) => sent !== null) : list.documents
  if (isOver && documents.length === 0) return null
  const text = isOver ? words.over : list.isKnown ? (documents.length > 0 ? words.intro : words.none) : words.unknown
  return (
    <section id="documents" aria-labelledby="documents-heading" className="mt-8">
      <h2 id="documents-heading" className="text-xl font-semibold tracking-tight">
        {words.heading}
      </h2>
      {count && !isOver ? (
        <>
          <p id="documents-count" className="mt-2 font-medium tabular-nums">
            {words.count(`${count.sent}/${count.needed}`)}
          </p>
          <progress aria-labelledby="documents-count" max={count.needed} value={count.sent} className="bar mt-2" />
        </>
      ) : null}
      <p className="mt-2 text-sm text-soft print:hidden">
        <span>{text}</span>
        {documents.length > 0 && !isOver ? <span>{` ${words.rules}`}</span> : null}
      </p>
      {outcome && !documents.some(({ id }) => id === outcome.of) ? <p className="mt-4 font-medium">{words.done[outcome.word]}</p> : null}
      {documents.length > 0 ? (
        <ul className="mt-4 divide-y divide-hairline border-y border-hairline">
          {documents.map((document) => (
            <li key={document.id} id={`document-${document.id}`} className="break-inside-avoid py-4 print:py-2">
              <DocumentHead document={document} locale={locale} words={words} />
              {isOver ? null : (
                <DocumentForm
                  action={action}
                  document={{ id: document.id, name: document.name || words.unnamed, state: document.sent?.status ?? 'missing' }}
                  said={outcome?.of === document.id ? { word: outcome.word, text: words.done[outcome.word] } : null}
                  outcomes={words.done}
                  words={words.form}
                />
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function DocumentHead({ document, locale, words }: { document: DocumentView; locale: Locale; words: Words }) {
  const { name, isRequired, sent } = document
  const tone = sent === null ? 'text-soft' : sent.status === 'uploaded' ? 'text-good' : 'text-wait'
  return (
    <>
      <h3 className="font-medium break-words">
        <span>{name || words.unnamed}</span>
        {isRequired === null ? null : (
          <span className="font-normal text-sm text-soft">{` · ${isRequired ? words.required : words.optional}`}</span>
        )}
      </h3>
      <p data-document-status={sent?.status ?? 'missing'} className={`text-sm ${tone}`}>
        <span>{words.state[sent?.status ?? 'missing']}</span>
        {sent?.status === 'uploaded' ? (
          <>
            <span>{' · '}</span>
            <IstanbulTime at={sent.at} locale={locale} />
            <span>{` · ${words.size(sent.kilobytes)}`}</span>
          </>
        ) : null}
      </p>
    </>
  )
}
