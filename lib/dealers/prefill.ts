import 'server-only'
import { type ApplicationRow, listApplicationsOfUser } from '@/db/applications'
import { currentUser } from '@/lib/accounts/session'
import { log } from '@/lib/log'
import { type Answers, fieldsOf, type Task } from '@/lib/shared/dealers/dealer'
import { READERS } from '@/lib/shared/dealers/dealer-readers'
import { isMasked } from '@/lib/shared/dealers/mask-answers'
import { type Application, openApplication } from './application'

/**
 * What the signed-in account knows of a page that has no answers yet: its address, and what an application that it
 * sent before says, as far as that is still shown. Only proposed: nothing is kept until the page is saved.
 */
export async function knownAnswers(application: Pick<Application, 'id'>, task: Task): Promise<Answers> {
  const user = await currentUser()
  if (!user) return {}
  const sent = (await listApplicationsOfUser(user.id)).find(({ id, status }) => id !== application.id && status !== 'draft')
  const before = sent ? await answersOf(sent) : {}
  const known = fieldsOf(task).flatMap((field) => {
    const answer = field === 'contact_mail' ? addressOf(user.email) : isMasked(field) ? undefined : before[field]
    return answer === undefined ? [] : [[field, answer]]
  })
  return Object.fromEntries(known)
}

/** What cannot be decrypted any more keeps nobody from the next application. */
async function answersOf(row: ApplicationRow): Promise<Answers> {
  try {
    return (await openApplication(row)).answers
  } catch (error) {
    log.error('application.unreadable', { applicationId: row.id, error })
    return {}
  }
}

/** Undefined if Paynet would not take it. */
function addressOf(email: string): string | undefined {
  const reading = READERS.contact_mail(email)
  return 'value' in reading ? reading.value : undefined
}
