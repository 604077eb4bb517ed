import type { Messages } from '@/lib/shared/messages'

type Props = { links: { terms: string | null; privacy: string | null }; words: Messages['checkout'] }

/** What the merchant has written about the sale and about personal data; the typed card stays open beside it. */
export function MerchantLinks({ links, words }: Props) {
  const known = [
    { href: links.terms, text: words.terms },
    { href: links.privacy, text: words.privacy },
  ].filter(({ href }) => href !== null)
  if (known.length === 0) return null
  return (
    <ul className="mt-2 flex flex-wrap gap-x-6 text-sm">
      {known.map(({ href, text }) => (
        <li key={text}>
          <a className="inline-flex min-h-11 items-center" href={href ?? ''} target="_blank" rel="noopener noreferrer">
            {`${text} ${words.inNewTab}`}
          </a>
        </li>
      ))}
    </ul>
  )
}
