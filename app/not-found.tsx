import { NoticePage } from '@/components/layout/notice-page'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'

export default async function NotFound() {
  const { notFound } = messagesFor(await currentLocale())
  return (
    <NoticePage title={`${notFound.heading} – ${env().merchantName}`} heading={notFound.heading} text={notFound.text}>
      <a className="button" href="/">
        {notFound.home}
      </a>
    </NoticePage>
  )
}
