import { notFound } from 'next/navigation'
import { openDraft } from '@/app/dealers/apply/draft'
import { DealerForm } from '@/components/dealers/form/dealer-form'
import { DealerPage } from '@/components/dealers/form/dealer-page'
import { questionsOf } from '@/components/dealers/form/questions'
import { PROVINCES } from '@/lib/dealers/places'
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
  const { id, answers, refusedField } = await openDraft()
  const { dealers } = messagesFor(await currentLocale())
  const fields = fieldsOf(task)
  const refused = fields.find((field) => field === refusedField)
  return (
    <DealerPage
      back={
        isChange
          ? { href: '/dealers/apply/check', label: dealers.form.backToCheck }
          : { href: '/dealers/apply/tasks', label: dealers.form.back }
      }
      caption={dealers.step(TASKS.indexOf(task) + 1)}
      heading={dealers.tasks.names[task]}
      intro={dealers.intros[task]}
    >
      <DealerForm
        action={keepAnswers.bind(null, task, isChange)}
        initial={{
          values: Object.fromEntries(fields.map((field) => [field, answers[field] ?? ''])),
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
        title={`${dealers.tasks.names[task]} – ${env().merchantName}`}
      />
    </DealerPage>
  )
}
