import { openDraft } from '@/app/dealers/apply/draft'
import { DealerPage } from '@/components/dealers/form/dealer-page'
import { SendForm } from '@/components/dealers/form/send-form'
import { SummaryList } from '@/components/dealers/form/summary-list'
import { unfinishedTasks } from '@/lib/dealers/progress'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { send } from './actions'
import { summaryOf } from './summary'

/** Everything that goes to Paynet, before it goes. */
export default async function Check() {
  requirePart('dealers')
  const application = await openDraft()
  const { dealers } = messagesFor(await currentLocale())
  const { check, form, tasks } = dealers
  const missing = unfinishedTasks(application)
  const title = `${check.title} – ${env().merchantName}`
  return (
    <DealerPage back={[{ href: '/dealers/apply/tasks', label: form.back }]} heading={check.heading} intro={check.intro}>
      {application.status === 'refused' ? <p className="mb-6 font-medium text-bad">{check.refused}</p> : null}
      <SummaryList sections={summaryOf(application.answers, dealers)} change={check.change} />
      {missing.length > 0 ? (
        <section aria-labelledby="missing" className="rounded-control border border-wait p-4">
          <title>{title}</title>
          <h2 id="missing" className="font-semibold text-wait">
            {check.missingHeading}
          </h2>
          <p className="mt-1">{check.missingText}</p>
          <ul>
            {missing.map((task) => (
              <li key={task}>
                <a className="inline-flex min-h-11 items-center" href={`/dealers/apply/${task}?change=1`}>
                  {tasks.names[task]}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <SendForm action={send} applicationId={application.id} words={check} formWords={form} faults={dealers.faults} title={title} />
      )}
    </DealerPage>
  )
}
