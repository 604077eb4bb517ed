import { askLink, askLinkByMail, removeDraft } from '@/app/dealers/apply/actions'
import { openDraft } from '@/app/dealers/apply/draft'
import { DealerPage } from '@/components/dealers/form/dealer-page'
import { DocumentLists } from '@/components/dealers/form/document-lists'
import { LinkForm } from '@/components/dealers/form/link-form'
import { MailLinkForm } from '@/components/dealers/form/mail-link-form'
import { TaskList } from '@/components/dealers/form/task-list'
import { OneButton } from '@/components/ui/one-button'
import { currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { documentNames } from '@/lib/dealers/document-types'
import { statusOf } from '@/lib/dealers/progress'
import { env } from '@/lib/env'
import { COMPANY, SOLE_TRADER, TASKS } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS } from '@/lib/shared/dealers/dealer-form'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

/** The tasks with their progress, the link for later, and the way out. */
export default async function Tasks() {
  requirePart('dealers')
  const application = await openDraft()
  const { dealers, button } = messagesFor(await currentLocale())
  const { tasks, documents, start } = dealers
  const rows = TASKS.map((task) => ({ task, status: statusOf(application, task) }))
  const isComplete = rows.every(({ status }) => status === 'completed')
  const { form_type } = application.answers
  const moment = await now()
  const kinds = [
    { type: SOLE_TRADER, heading: start.soleHeading, usual: documents.sole },
    { type: COMPANY, heading: start.companyHeading, usual: documents.company },
  ].filter(({ type }) => form_type === undefined || form_type === type)
  const lists = await Promise.all(
    kinds.map(async ({ type, heading, usual }) => ({ heading, documents: (await documentNames(Number(type), moment)) ?? usual })),
  )
  return (
    <DealerPage
      back={[{ href: '/dealers/apply', label: dealers.title }]}
      heading={tasks.heading}
      intro={tasks.done(rows.filter(({ status }) => status === 'completed').length)}
    >
      <title>{`${tasks.title} – ${env().merchantName}`}</title>
      {application.status === 'refused' ? <p className="mb-4 font-medium text-bad">{dealers.check.refused}</p> : null}
      <TaskList
        rows={[
          ...rows.map(({ task, status }) => ({
            href: `/dealers/apply/${task}`,
            label: tasks.names[task],
            status: tasks.statuses[status],
            tone: status === 'in-progress' ? ('open' as const) : ('none' as const),
          })),
          {
            href: isComplete ? '/dealers/apply/check' : null,
            label: tasks.check,
            status: isComplete ? tasks.ready : tasks.cannotYet,
            tone: isComplete ? ('good' as const) : ('none' as const),
          },
        ]}
      />

      <h2 className="mt-10 font-semibold">{tasks.documentsHeading}</h2>
      <DocumentLists lists={lists} />

      <h2 className="mt-10 font-semibold">{tasks.laterHeading}</h2>
      <p className="mt-1 mb-3 text-soft">{tasks.laterText}</p>
      <LinkForm
        action={askLink}
        applicationId={application.id}
        label={tasks.getLink}
        inAccount={application.userId !== null}
        words={dealers.form}
      />
      {env().mail ? (
        <MailLinkForm
          action={askLinkByMail}
          applicationId={application.id}
          email={(await currentUser())?.email ?? ''}
          byMail={tasks.byMail}
          words={dealers.form}
        />
      ) : null}

      <details className="unfold mt-8 border-t border-hairline pt-2">
        <summary>{tasks.remove}</summary>
        <div className="pt-2">
          <OneButton action={removeDraft} label={tasks.removeForGood} className="button button-bad" words={button}>
            <input type="hidden" name={DEALER_CONTROLS.application} value={application.id} autoComplete="off" />
            <p className="font-semibold">{tasks.removeQuestion}</p>
            <p className="mt-1 mb-3 text-sm text-soft">{tasks.removeText}</p>
          </OneButton>
        </div>
      </details>
    </DealerPage>
  )
}
