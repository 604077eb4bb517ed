import { resumeDraft } from '@/app/dealers/apply/actions'
import { DealerPage } from '@/components/dealers/form/dealer-page'
import { NoticePage } from '@/components/layout/notice-page'
import { OneButton } from '@/components/ui/one-button'
import { now } from '@/lib/clock'
import { currentApplication } from '@/lib/dealers/access'
import { findByLink, isDraft } from '@/lib/dealers/drafts'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

type Props = { params: Promise<{ token: string }> }

/** The secret link. Opening it moves nothing, so programs that open links do no harm; the button moves the draft. */
export default async function Resume({ params }: Props) {
  requirePart('dealers')
  const { token } = await params
  const { dealers, button } = messagesFor(await currentLocale())
  const { resume } = dealers
  const title = `${resume.title} – ${env().merchantName}`
  const application = await findByLink(token, await now())
  if (!application) {
    return (
      <NoticePage title={title} heading={resume.overHeading} text={resume.overText}>
        <a className="button" href="/dealers/apply">
          {resume.toStart}
        </a>
      </NoticePage>
    )
  }
  const current = await currentApplication()
  const replaces = current !== null && isDraft(current) && current.id !== application.id
  return (
    <DealerPage heading={resume.heading} intro={resume.text}>
      {replaces ? <p className="mb-4 font-medium text-wait">{resume.replaces}</p> : null}
      <OneButton action={resumeDraft.bind(null, token)} label={resume.button} className="button w-full" title={title} words={button} />
    </DealerPage>
  )
}
