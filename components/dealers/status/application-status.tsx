import { SupportLink } from '@/components/layout/support-link'
import { Fact } from '@/components/ui/fact'
import { IstanbulTime } from '@/components/ui/istanbul-time'
import { RefreshWhilePending } from '@/components/ui/refresh-while-pending'
import { StatusMark } from '@/components/ui/status-mark'
import type { ApplicationView } from '@/lib/shared/dealers/application-view'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { applicationNews } from './application-news'

type Props = {
  application: ApplicationView
  address: string
  merchant: { name: string; support: string }
  locale: Locale
  words: Messages['applications']
  nonce: string | undefined
}

/** One true status. The live region stays in place from status to status, so that only its text changes. */
export function ApplicationStatus({ application, address, merchant, locale, words, nonce }: Props) {
  const { id, formId, own } = application
  const news = applicationNews(application, words)
  const { facts } = words
  return (
    <>
      <title>{`${news.heading} – ${merchant.name}`}</title>
      <meta name="robots" content="noindex" />
      {news.isPending ? <RefreshWhilePending nonce={nonce} /> : null}
      <StatusMark tone={news.tone} isPending={news.isPending} />
      <div role="status" className="mt-4">
        <h1 className="text-2xl font-semibold tracking-tight">{news.heading}</h1>
        <p className={news.isUrgent ? 'mt-2 font-semibold' : 'mt-2'}>{news.lead}</p>
      </div>
      {news.next ? <p className="mt-2 text-soft">{news.next}</p> : null}

      <dl className="mt-6 divide-y divide-hairline border-y border-hairline">
        {formId ? <Fact term={facts.number}>{formId}</Fact> : null}
        {own?.atPaynet ? <Fact term={facts.atPaynet}>{words.atPaynet[own.atPaynet.status]}</Fact> : null}
        {own && !own.isWaiting ? (
          <Fact term={facts.sentAt}>
            <IstanbulTime at={own.sentAt} locale={locale} />
          </Fact>
        ) : null}
        {formId ? null : <Fact term={facts.ours}>{id}</Fact>}
        <Fact term={facts.support}>
          <SupportLink support={merchant.support} label={words.support} />
        </Fact>
      </dl>
      <p className="mt-3 text-sm break-all text-soft">
        <span>{`${facts.link}:`}</span> <a href={address}>{address}</a>
      </p>

      {news.ways.length > 0 ? (
        <div className="mt-8 flex flex-col gap-3 sm:flex-row sm:flex-wrap print:hidden">
          {news.ways.map(({ href, text }, index) => (
            <a key={href} className={index === 0 ? 'button' : 'button button-quiet'} href={href}>
              {text}
            </a>
          ))}
        </div>
      ) : null}
      {/* A button is no use on paper; the address is. */}
      {own?.followUp ? <p className="mt-4 hidden break-all print:block">{`${words.followUp}: ${own.followUp}`}</p> : null}
    </>
  )
}
