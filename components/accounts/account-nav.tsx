type Props = { current: string; words: { nav: string; navCards: string; navAccount: string } }

/** Navigation between the pages of an account. */
export function AccountNav({ current, words }: Props) {
  const links = [
    { href: '/account/cards', label: words.navCards },
    { href: '/account', label: words.navAccount },
  ]
  return (
    <nav aria-label={words.nav} className="border-b border-hairline">
      <ul className="mx-auto flex w-full max-w-lg gap-6 px-4 sm:px-8">
        {links.map(({ href, label }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={href === current ? 'page' : undefined}
              className="-mb-px inline-flex min-h-12 items-center border-b-2 border-transparent text-soft no-underline hover:text-ink aria-[current=page]:border-link aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
