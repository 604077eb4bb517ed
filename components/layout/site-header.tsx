type Props = { merchantName: string; accountLink: string }

export function SiteHeader({ merchantName, accountLink }: Props) {
  return (
    <header className="border-b border-hairline">
      <div className="mx-auto flex min-h-14 w-full max-w-5xl items-center justify-between gap-4 px-4 py-1 sm:px-8">
        <p className="py-1 font-semibold">{merchantName}</p>
        <a
          className="inline-flex min-h-11 shrink-0 items-center text-sm text-soft no-underline hover:underline print:hidden"
          href="/account"
        >
          {accountLink}
        </a>
      </div>
    </header>
  )
}
