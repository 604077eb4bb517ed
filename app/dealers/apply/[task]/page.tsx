import { notFound } from 'next/navigation'
import { openDraft } from '@/app/dealers/apply/draft'
import { DealerForm } from '@/components/dealers/form/dealer-form'
import { DealerPage } from '@/components/dealers/form/dealer-page'
import { questionsOf } from '@/components/dealers/form/questions'
import { PROVINCES } from '@/lib/dealers/places'
import { knownAnswers } from '@/lib/dealers/prefill'
import { isTask } from '@/lib/dealers/progress'
import { env } from '@/lib/env'
import { fieldsOf, TASKS } from '@/lib/shared/dealers/dealer'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { keepAnswers } from './actions'

type Props = { params: Promise<{ task: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function TaskPage({ params, searchParams }: Props) {
  requirePart('dealers')
  const { task } = await params
  if (!isTask(task)) notFound()
  const isChange = (await searchParams).change === '1'
  const application = await openDraft()
  const { id, answers, refusedField, userId } = application
  const { dealers } = messagesFor(await currentLocale())
  const fields = fieldsOf(task)
  const known = fields.every((field) => answers[field] === undefined) ? await knownAnswers(application, task) : {}
  const refused = fields.find((field) => field === refusedField)
  return (
    <DealerPage
      back={[
        ...(isChange ? [{ href: '/dealers/apply/check', label: dealers.form.backToCheck }] : []),
        { href: '/dealers/apply/tasks', label: dealers.form.back },
      ]}
      caption={dealers.step(TASKS.indexOf(task) + 1)}
      heading={dealers.tasks.names[task]}
      intro={dealers.intros[task]}
    >
      {Object.keys(known).length > 0 ? <p className="mb-6 text-sm text-soft">{dealers.form.prefilled}</p> : null}
      <DealerForm
        action={keepAnswers.bind(null, task, isChange)}
        initial={{
          values: Object.fromEntries(fields.map((field) => [field, answers[field] ?? known[field] ?? ''])),
          faults: refused ? [{ field: refused, problem: 'refused' }] : [],
          problem: null,
          link: null,
        }}
        applicationId={id}
        task={task}
        questions={questionsOf(task, dealers, answers.form_type)}
        provinces={task === 'address' ? PROVINCES : []}
        words={dealers.form}
        faults={Object.fromEntries(fields.map((field) => [field, dealers.faults[field]]))}
        inAccount={userId !== null}
        title={`${dealers.tasks.names[task]} – ${env().merchantName}`}
      />
    </DealerPage>
  )
}
