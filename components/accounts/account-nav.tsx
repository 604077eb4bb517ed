import type { Messages } from '@/lib/shared/messages'

const PAGES = [
  { href: '/account/cards', word: 'navCards' },
  { href: '/account/payments', word: 'navPayments' },
  { href: '/account', word: 'navAccount' },
] as const

type Props = {
  current: (typeof PAGES)[number]['href']
  /** The order that one came from, which every page keeps. */
  next: string | null
  words: Messages['account']
}

/** Navigation between the pages of an account. */
export function AccountNav({ current, next, words }: Props) {
  const query = next === null ? '' : `?next=${next}`
  return (
    <nav aria-label={words.nav} className="border-b border-hairline print:hidden">
      <ul className="mx-auto flex w-full max-w-lg flex-wrap gap-x-3 px-4 min-[22rem]:gap-x-6 sm:px-8">
        {PAGES.map(({ href, word }) => (
          <li key={href}>
            <a
              href={`${href}${query}`}
              aria-current={href === current ? 'page' : undefined}
              className="-mb-px inline-flex min-h-12 items-center border-b-2 border-transparent text-soft no-underline hover:text-ink aria-[current=page]:border-link aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {words[word]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
