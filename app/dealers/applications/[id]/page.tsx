import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { ApplicationAnswers } from '@/components/dealers/status/application-answers'
import { ApplicationDocuments } from '@/components/dealers/status/application-documents'
import { ApplicationFacts } from '@/components/dealers/status/application-facts'
import { applicationNews } from '@/components/dealers/status/application-news'
import { ApplicationProgress } from '@/components/dealers/status/application-progress'
import { ApplicationStatus } from '@/components/dealers/status/application-status'
import { currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { viewApplication } from '@/lib/dealers/view'
import { env } from '@/lib/env'
import { countDocuments, isDecided, isDocumentOutcome } from '@/lib/shared/dealers/application-view'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

/** How an application stands. Anyone with its address sees its status and number; the rest is for its owner only. */
export default async function ApplicationPage({ params, searchParams }: Props) {
  requirePart('dealers')
  const { id } = await params
  const application = await viewApplication(id, now)
  if (application === null) notFound()
  if (application === 'draft') redirect('/dealers/apply/tasks')

  const { document, of } = await searchParams
  const locale = await currentLocale()
  const { appUrl, merchantName, merchantSupport, isOn } = env()
  const words = messagesFor(locale).applications
  const path = `/dealers/applications/${id}`
  const { own, atPaynet } = application
  const news = applicationNews(application, words)
  const maySignIn = own === null && isOn.accounts && (await currentUser()) === null
  const signIn = maySignIn ? [{ href: `/login?next=${encodeURIComponent(path)}`, text: words.signIn }] : []

  const isOver = isDecided(atPaynet?.status)
  const documents = {
    count: own?.documents ? countDocuments(own.documents) : null,
    isOver,
    action: `/api${path}/documents`,
    outcome: isDocumentOutcome(document) ? { word: document, of: typeof of === 'string' ? of : null } : null,
    locale,
    words: words.documents,
  }
  return (
    <main
      data-application-status={application.status}
      className="sheet-ground flex-1 px-[16px] py-8 sm:px-8 sm:py-16 print:px-0 print:py-4"
    >
      <div className="sheet mx-auto max-w-xl px-[16px] py-6 sm:px-10 sm:py-8">
        {own ? (
          <a className="mb-4 inline-flex min-h-11 items-center text-sm print:hidden" href="/dealers/apply">
            {`← ${words.back}`}
          </a>
        ) : null}
        <ApplicationStatus
          news={news}
          number={application.formId ? { term: words.facts.number, text: application.formId } : null}
          merchant={merchantName}
          notYours={own ? null : words.notYours}
          nonce={(await headers()).get('x-nonce') ?? undefined}
        />
        {own && application.status !== 'refused' ? <ApplicationProgress application={application} words={words.steps} /> : null}
        {/* While they can be sent, they are what the page is for. */}
        {own?.documents && !isOver ? <ApplicationDocuments list={own.documents} {...documents} /> : null}
        <ApplicationFacts
          application={application}
          address={`${appUrl}${path}`}
          support={merchantSupport}
          ways={[...news.ways, ...signIn]}
          locale={locale}
          words={words}
        />
        {own?.documents && isOver ? <ApplicationDocuments list={own.documents} {...documents} /> : null}
        {own ? <ApplicationAnswers answers={own.answers} words={words} /> : null}
      </div>
    </main>
  )
}
