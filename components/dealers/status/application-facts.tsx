import { SupportLink } from '@/components/layout/support-link'
import { Fact } from '@/components/ui/fact'
import { IstanbulTime } from '@/components/ui/istanbul-time'
import type { ApplicationView } from '@/lib/shared/dealers/application-view'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { ApplicationNews } from './application-news'

type Props = {
  application: ApplicationView
  address: string
  support: string
  ways: ApplicationNews['ways']
  locale: Locale
  words: Messages['applications']
}

/** What to keep of an application, and where to go from here. */
export function ApplicationFacts({ application: { id, formId, atPaynet, own }, address, support, ways, locale, words }: Props) {
  const { facts } = words
  return (
    <>
      <dl className="mt-8 divide-y divide-hairline border-y border-hairline">
        {atPaynet ? <Fact term={facts.atPaynet}>{words.atPaynet[atPaynet.status]}</Fact> : null}
        {own && !own.isWaiting ? (
          <Fact term={facts.sentAt}>
            <IstanbulTime at={own.sentAt} locale={locale} />
          </Fact>
        ) : null}
        {formId ? null : <Fact term={facts.ours}>{id}</Fact>}
        <Fact term={facts.support}>
          <SupportLink support={support} label={words.support} />
        </Fact>
      </dl>
      <p className="mt-3 text-sm wrap-anywhere text-soft">
        <span>{`${facts.link}:`}</span> <a href={address}>{address}</a>
      </p>

      {ways.length > 0 ? (
        <div className="mt-8 flex flex-col gap-3 sm:flex-row sm:flex-wrap print:hidden">
          {/* Only what leads on with the application is the page's main way. */}
          {ways.map(({ href, text }, index) => (
            <a key={href} className={index === 0 && href.startsWith('/dealers/') ? 'button' : 'button button-quiet'} href={href}>
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
