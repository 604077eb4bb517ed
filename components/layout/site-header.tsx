type Props = {
  merchantName: string
  /** Where the merchant's name leads; null if nowhere. */
  home: string | null
  /** Its size as drawn, in CSS pixels. */
  logo: { path: string; width: number; height: number } | null
  /** Null while accounts are switched off. */
  accountLink: string | null
}

export function SiteHeader({ merchantName, home, logo, accountLink }: Props) {
  const name = logo ? <img className="logo" src={logo.path} width={logo.width} height={logo.height} alt={merchantName} /> : merchantName
  return (
    <header className="border-b border-hairline">
      <div className="mx-auto flex min-h-14 w-full max-w-5xl items-center justify-between gap-4 px-4 py-1 sm:px-8">
        {home === null ? (
          <p className="min-w-0 py-1 font-semibold">{name}</p>
        ) : (
          <a className="inline-flex min-h-11 min-w-0 items-center py-1 font-semibold text-ink no-underline hover:underline" href={home}>
            {name}
          </a>
        )}
        {accountLink === null ? null : (
          <a
            className="inline-flex min-h-11 shrink-0 items-center text-sm text-soft no-underline hover:underline print:hidden"
            href="/account"
          >
            {accountLink}
          </a>
        )}
      </div>
    </header>
  )
}
