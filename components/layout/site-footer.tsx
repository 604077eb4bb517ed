import type { Locale } from '@/lib/shared/locale'
import { LanguageLink } from './language-link'

type Props = {
  locale: Locale
  /** An e-mail address or an https link. */
  support: string
  /** `dealers` is null where nothing leads to the dealer's application. */
  words: { help: string; otherLanguage: string; dealers: string | null }
}

export function SiteFooter({ locale, support, words }: Props) {
  const isLink = support.startsWith('https://')
  return (
    <footer className="border-t border-hairline text-sm print:hidden">
      <div className="mx-auto flex w-full max-w-5xl flex-wrap items-center justify-between gap-x-6 px-4 py-1 sm:px-8">
        <a
          className={`inline-flex min-h-11 min-w-0 items-center py-2 wrap-anywhere ${words.dealers === null ? '' : 'max-sm:basis-full'}`}
          href={isLink ? support : `mailto:${support}`}
        >
          {isLink ? words.help : `${words.help}: ${support}`}
        </a>
        {words.dealers === null ? null : (
          <a className="inline-flex min-h-11 items-center" href="/dealers/apply">
            {words.dealers}
          </a>
        )}
        <LanguageLink other={locale === 'tr' ? 'en' : 'tr'} text={words.otherLanguage} />
      </div>
    </footer>
  )
}
