import type { Messages } from '@/lib/shared/messages'
import { SIGN_OUT } from './sign-out-id'

type Props = {
  merchantName: string
  /** Where the merchant's name leads; null if nowhere. */
  home: string | null
  /** Its size as drawn, in CSS pixels. */
  logo: { path: string; width: number; height: number } | null
  /** Who is signed in. */
  email: string | null
  /** Whether that leads to the account. */
  hasAccountLink: boolean
  /** The way to the sign-in page; null if none is shown. */
  signIn: string | null
  /** Back to where one came from; stands below the name. */
  way: { href: string; text: string } | null
  words: Messages['frame']
}

export function SiteHeader({ merchantName, home, logo, email, hasAccountLink, signIn, way, words }: Props) {
  const name = logo ? <img className="logo" src={logo.path} width={logo.width} height={logo.height} alt={merchantName} /> : merchantName
  return (
    <header>
      <div className="border-b border-hairline">
        <div className="mx-auto flex min-h-14 w-full max-w-5xl flex-wrap items-center justify-between gap-x-6 px-4 py-1 sm:px-8">
          {home === null ? (
            <p className="min-w-0 py-1 font-semibold">{name}</p>
          ) : (
            <a className="inline-flex min-h-11 min-w-0 items-center py-1 font-semibold text-ink no-underline hover:underline" href={home}>
              {name}
            </a>
          )}
          {email === null ? null : (
            <div className="flex min-w-0 items-center gap-4 text-sm text-soft print:hidden">
              {hasAccountLink ? (
                <a className="inline-flex min-h-11 min-w-0 items-center text-soft" href="/account" title={email}>
                  <span className="sr-only">{words.account}</span> <span className="truncate">{email}</span>
                </a>
              ) : (
                <p className="flex min-w-0" title={email}>
                  <span className="sr-only">{words.signedInAs}</span> <span className="truncate">{email}</span>
                </p>
              )}
              {/* Its form stands behind the page, so that the first form of every page is the page's own. */}
              <button type="submit" form={SIGN_OUT} className="link-button shrink-0">
                <span>{words.signOut}</span>
              </button>
            </div>
          )}
          {signIn === null ? null : (
            <a className="inline-flex min-h-11 items-center text-sm text-soft no-underline hover:underline print:hidden" href={signIn}>
              {words.signIn}
            </a>
          )}
        </div>
      </div>
      {way === null ? null : (
        <p className="mx-auto w-full max-w-5xl px-4 pt-1 text-sm sm:px-8 print:hidden">
          <a className="group inline-flex min-h-11 items-center gap-1.5 no-underline" href={way.href}>
            <span aria-hidden="true">←</span> <span className="underline group-hover:decoration-2">{way.text}</span>
          </a>
        </p>
      )}
    </header>
  )
}
