'use server'

import { revalidatePath } from 'next/cache'
import { notFound, redirect } from 'next/navigation'
import { withoutCardNumber } from '@/app/card-input'
import { applicationPath, dealerWords, draftElsewhere, openPostedDraft, resumePath } from '@/app/dealers/apply/draft'
import { field } from '@/app/field'
import { attempt, sentenceOf } from '@/app/forms'
import { now } from '@/lib/clock'
import { newLink, saveTask } from '@/lib/dealers/drafts'
import { PROVINCES } from '@/lib/dealers/places'
import { isTask, pageAfter } from '@/lib/dealers/progress'
import { env } from '@/lib/env'
import { fieldsOf, type Task } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS, type DealerFormState } from '@/lib/shared/dealers/dealer-form'
import { readAnswers, type Typed } from '@/lib/shared/dealers/read-answers'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

/**
 * Saves a page's answers and leads on, or shows what is wrong with them. "Later" saves them as they are and
 * shows the secret link.
 */
export async function keepAnswers(task: string, isChange: boolean, _state: DealerFormState, form: FormData): Promise<DealerFormState> {
  requirePart('dealers')
  if (!isTask(task) || !(form instanceof FormData)) notFound()
  const application = await openPostedDraft(form)
  const { answers, faults } = readAnswers(task, typedIn(form, task), PROVINCES)
  const shown = { values: answers, faults: [], problem: null, link: null }
  if (!application) return { ...shown, ...(await draftElsewhere()) }
  const isLater = form.get(DEALER_CONTROLS.intent) === 'later'
  if (faults.length > 0 && !isLater) return { ...shown, faults }

  const moment = await now()
  const saved = await attempt('dealer.failed', saveTask(application, task, { ...answers, locale: await currentLocale() }, moment))
  if (!saved.ok) {
    if (saved.failure.kind === 'conflict') redirect(applicationPath(application.id))
    if (saved.failure.kind === 'not-found') redirect('/dealers/apply')
    return { ...shown, problem: await sentenceOf(saved.failure, dealerWords) }
  }
  revalidatePath('/dealers/apply', 'layout')
  if (isLater) return { ...shown, link: env().appUrl + resumePath(await newLink(application, moment)) }
  redirect(pageAfter(saved.value.answers, task, isChange === true))
}

/** The page's answers, leaving empty any that holds a card number. */
function typedIn(form: FormData, task: Task): Typed {
  return Object.fromEntries(fieldsOf(task).map((name) => [name, withoutCardNumber(field(form, name))]))
}
