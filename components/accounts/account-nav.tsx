type Props = { label: string; links: { href: string; label: string; isCurrent: boolean }[] }

/** Navigation between the pages of an account. */
export function AccountNav({ label, links }: Props) {
  return (
    <nav aria-label={label} className="border-b border-hairline print:hidden">
      <ul className="mx-auto flex w-full max-w-lg flex-wrap gap-x-3 px-4 min-[22rem]:gap-x-6 sm:px-8">
        {links.map((link) => (
          <li key={link.href}>
            <a
              href={link.href}
              aria-current={link.isCurrent ? 'page' : undefined}
              className="-mb-px inline-flex min-h-12 items-center border-b-2 border-transparent text-soft no-underline hover:text-ink aria-[current=page]:border-link aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {link.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
