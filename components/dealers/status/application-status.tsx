import { RefreshWhilePending } from '@/components/ui/refresh-while-pending'
import { StatusMark } from '@/components/ui/status-mark'
import type { Messages } from '@/lib/shared/messages'
import type { ApplicationNews } from './application-news'

type Props = {
  news: ApplicationNews
  /** Paynet's number for it. */
  number: { term: string; text: string } | null
  merchant: string
  /** For visitors with only the link. */
  notYours: Messages['applications']['notYours'] | null
  nonce: string | undefined
}

/** One true status. The live region stays in place from status to status, so that only its text changes. */
export function ApplicationStatus({ news, number, merchant, notYours, nonce }: Props) {
  return (
    <>
      <title>{`${news.heading} – ${merchant}`}</title>
      <meta name="robots" content="noindex" />
      {news.isPending ? <RefreshWhilePending nonce={nonce} /> : null}
      <StatusMark tone={news.tone} isPending={news.isPending} />
      <div role="status" className="mt-4">
        <h1 className="text-2xl font-semibold tracking-tight">{news.heading}</h1>
        <p className={news.isUrgent ? 'mt-2 font-semibold' : 'mt-2'}>{news.lead}</p>
      </div>
      {number ? (
        <p className="mt-2">
          <span className="text-soft">{`${number.term}: `}</span>
          <span className="font-semibold tabular-nums">{number.text}</span>
        </p>
      ) : null}
      {news.next ? <p className="mt-2 text-soft">{news.next}</p> : null}
      {notYours ? <p className="mt-2 text-soft">{notYours}</p> : null}
    </>
  )
}
