import { NoticePage } from '@/components/layout/notice-page'
import { env } from '@/lib/env'
import { merchantHome } from '@/lib/merchant'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'

export default async function NotFound() {
  const { notFound } = messagesFor(await currentLocale())
  const home = merchantHome()
  return (
    <NoticePage title={`${notFound.heading} – ${env().merchantName}`} heading={notFound.heading} text={notFound.text}>
      {home === null ? null : (
        <a className="button" href={home}>
          {notFound.home}
        </a>
      )}
    </NoticePage>
  )
}
