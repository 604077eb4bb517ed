import { DealerPage } from '@/components/dealers/form/dealer-page'
import { DocumentLists } from '@/components/dealers/form/document-lists'
import { OneButton } from '@/components/ui/one-button'
import { now } from '@/lib/clock'
import { currentApplication } from '@/lib/dealers/access'
import { documentNames } from '@/lib/dealers/document-types'
import { isDraft } from '@/lib/dealers/drafts'
import { env } from '@/lib/env'
import { COMPANY, readAgentReference, SOLE_TRADER } from '@/lib/shared/dealers/dealer'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { beginDraft } from './actions'
import { applicationPath } from './draft'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** What is needed, how long it takes, and where to begin. A link of the merchant's may preset its code of the dealer. */
export default async function Start({ searchParams }: Props) {
  requirePart('dealers')
  const code = readAgentReference((await searchParams).agent_reference)
  const { dealers, button } = messagesFor(await currentLocale())
  const { start, documents } = dealers
  const moment = await now()
  const [application, sole, company] = await Promise.all([
    currentApplication(),
    documentNames(Number(SOLE_TRADER), moment),
    documentNames(Number(COMPANY), moment),
  ])
  const draft = application && isDraft(application) ? application : null
  const sent = application && !draft ? application : null
  const begin = beginDraft.bind(null, code)
  const isPreset = code === null || draft?.answers.agent_reference === code
  const title = `${dealers.title} – ${env().merchantName}`
  return (
    <DealerPage heading={start.heading} intro={start.intro}>
      <title>{title}</title>
      <p>{start.time}</p>

      <h2 className="mt-8 font-semibold">{start.needHeading}</h2>
      <ul className="mt-2 list-disc pl-5 text-soft">
        {start.need.map((thing) => (
          <li key={thing}>{thing}</li>
        ))}
      </ul>

      <h2 className="mt-8 font-semibold">{start.documentsHeading}</h2>
      <DocumentLists
        lists={[
          { heading: start.soleHeading, documents: sole ?? documents.sole },
          { heading: start.companyHeading, documents: company ?? documents.company },
        ]}
      />

      <div className="mt-8">
        {draft ? (
          <>
            <p className="mb-3 font-medium">{start.draftText}</p>
            {isPreset ? (
              <a className="button w-full" href="/dealers/apply/tasks">
                {start.goOn}
              </a>
            ) : (
              <OneButton action={begin} label={start.goOn} className="button w-full" title={title} words={button} />
            )}
          </>
        ) : (
          <>
            {sent ? (
              <p className="mb-4">
                <span>{start.sentText}</span>{' '}
                <a className="inline-flex min-h-11 items-center" href={applicationPath(sent.id)}>
                  {start.sentLink}
                </a>
              </p>
            ) : null}
            <OneButton
              action={begin}
              label={sent ? start.again : start.begin}
              className={`button w-full ${sent ? 'button-quiet' : ''}`}
              title={title}
              words={button}
            />
          </>
        )}
      </div>
      <p className="mt-4 text-sm text-soft">{start.kept}</p>
    </DealerPage>
  )
}
