import { NoticePage } from '@/components/layout/notice-page'
import { OneButton } from '@/components/ui/one-button'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { findResume } from '@/lib/payments/resume'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { currentPayer } from '@/lib/web/payer'
import { takeOver } from './actions'

type Props = { params: Promise<{ token: string }> }

/** A one-time link to a payment that waits at the bank. Opening it changes nothing; the button takes the payment over. */
export default async function ResumePage({ params }: Props) {
  const { token } = await params
  const { resume: words, button } = messagesFor(await currentLocale())
  const found = await findResume(token, await currentPayer(), await now())
  const title = `${words.title} – ${env().merchantName}`
  if (found.kind === 'unknown') return <NoticePage title={title} heading={words.overHeading} text={words.unknownText} />
  const checkout = `/checkout/${found.payment.orderId}`
  if (found.kind === 'over') {
    return (
      <NoticePage title={title} heading={words.overHeading} text={words.overText}>
        <a className="button" href={checkout}>
          {words.toCheckout}
        </a>
      </NoticePage>
    )
  }
  const isMine = found.kind === 'mine'
  return (
    <NoticePage title={title} heading={isMine ? words.mineHeading : words.heading} text={isMine ? words.mineText : words.text}>
      <OneButton action={takeOver.bind(null, token, newId())} label={words.button} className="button" words={button} />
      <a className="button button-quiet" href={checkout}>
        {words.startOver}
      </a>
    </NoticePage>
  )
}
