import { NoticePage } from '@/components/layout/notice-page'
import { env } from '@/lib/env'
import { currentLocale } from '@/lib/locale'
import { messagesFor } from '@/lib/shared/messages'

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
