import { IstanbulTime } from '@/components/ui/istanbul-time'
import type { DocumentList, DocumentOutcome, DocumentView } from '@/lib/shared/dealers/application-view'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { DocumentForm } from './document-form'

type Words = Messages['applications']['documents']
type Props = {
  list: DocumentList
  /** Where files are posted to. */
  action: string
  /** The outcome of the last post, for a browser without scripts. */
  outcome: { word: DocumentOutcome; of: string | null } | null
  locale: Locale
  words: Words
}

/** The documents that Paynet wants, each with its state and a form to send it. */
export function ApplicationDocuments({ list, action, outcome, locale, words }: Props) {
  const text = list.isKnown ? (list.documents.length > 0 ? words.intro : words.none) : words.unknown
  return (
    <section id="documents" aria-labelledby="documents-heading" className="mt-10 print:hidden">
      <h2 id="documents-heading" className="text-xl font-semibold tracking-tight">
        {words.heading}
      </h2>
      <p className="mt-2 text-soft">{text}</p>
      {list.documents.length > 0 ? <p className="mt-1 text-sm text-soft">{words.rules}</p> : null}
      {outcome && !list.documents.some(({ id }) => id === outcome.of) ? (
        <p className="mt-4 font-medium">{words.done[outcome.word]}</p>
      ) : null}
      <ul className="mt-4 divide-y divide-hairline border-y border-hairline">
        {list.documents.map((document) => (
          <li key={document.id} id={`document-${document.id}`} className="py-5">
            <DocumentHead document={document} locale={locale} words={words} />
            <DocumentForm
              action={action}
              document={{ id: document.id, name: document.name || words.unnamed, state: document.sent?.status ?? 'missing' }}
              said={outcome?.of === document.id ? { word: outcome.word, text: words.done[outcome.word] } : null}
              outcomes={words.done}
              words={words.form}
            />
          </li>
        ))}
      </ul>
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
