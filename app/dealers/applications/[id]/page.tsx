import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { ApplicationAnswers } from '@/components/dealers/status/application-answers'
import { ApplicationDocuments } from '@/components/dealers/status/application-documents'
import { ApplicationStatus } from '@/components/dealers/status/application-status'
import { now } from '@/lib/clock'
import { viewApplication } from '@/lib/dealers/view'
import { env } from '@/lib/env'
import { isDocumentOutcome } from '@/lib/shared/dealers/application-view'
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
  const { appUrl, merchantName, merchantSupport } = env()
  const words = messagesFor(locale).applications
  const { own } = application
  return (
    <main data-application-status={application.status} className="flex-1 bg-tint px-4 py-8 sm:px-8 sm:py-16">
      <div className="mx-auto max-w-xl rounded-control border border-hairline bg-paper px-4 py-8 sm:px-10 print:border-0 print:p-0">
        <ApplicationStatus
          application={application}
          address={`${appUrl}/dealers/applications/${id}`}
          merchant={{ name: merchantName, support: merchantSupport }}
          locale={locale}
          words={words}
          nonce={(await headers()).get('x-nonce') ?? undefined}
        />
        {own?.documents ? (
          <ApplicationDocuments
            list={own.documents}
            action={`/api/dealers/applications/${id}/documents`}
            outcome={isDocumentOutcome(document) ? { word: document, of: typeof of === 'string' ? of : null } : null}
            locale={locale}
            words={words.documents}
          />
        ) : null}
        {own ? <ApplicationAnswers answers={own.answers} words={words} /> : null}
      </div>
    </main>
  )
}
