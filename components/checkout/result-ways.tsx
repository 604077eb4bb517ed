import type { Messages } from '@/lib/shared/messages'
import type { Way } from './result-view'

type Props = {
  ways: Way[]
  checkoutPath: string
  /** Null for anyone but the payer; then `bank` is not among the ways. */
  bankPath: string | null
  /** The saved card that did not pay; null for any other card, and then no way names a card. */
  savedCardId: string | null
  /** The saved card to try instead; null for a new one. */
  otherCardId: string | null
  /** Where else to go from here: to the shop, or on with shopping. */
  onward: { href: string; text: string } | null
  /** There is nothing to make good here: trying again comes second. */
  isOnwardFirst: boolean
  /** The merchant's e-mail address, or an https link. */
  support: string
  words: Messages['result']
}

export function ResultWays({ ways, checkoutPath, bankPath, savedCardId, otherCardId, onward, isOnwardFirst, support, words }: Props) {
  if (ways.length === 0 && !onward) return null
  const samePath = savedCardId ? `${checkoutPath}?card=${savedCardId}` : checkoutPath
  const links: Record<Way, { href: string; text: string }> = {
    bank: { href: bankPath ?? checkoutPath, text: words.continueAtBank },
    retry: { href: checkoutPath, text: words.retry },
    'same-card': { href: samePath, text: words.sameCard },
    'other-card': { href: `${checkoutPath}?card=${otherCardId ?? 'new'}`, text: words.otherCard },
    'pay-at-once': { href: samePath, text: words.payAtOnce },
    shop: { href: support.startsWith('https://') ? support : `mailto:${support}`, text: words.contactShop },
  }
  const next = ways.map((way) => links[way])
  const after = onward ? [onward] : []
  const all = isOnwardFirst ? [...after, ...next] : [...next, ...after]
  return (
    <div className="mt-6 flex flex-col gap-2 sm:flex-row sm:flex-wrap print:hidden">
      {all.map(({ href, text }, index) => (
        <a key={text} className={`grow ${index === 0 ? 'button' : 'button button-quiet'}`} href={href}>
          {text}
        </a>
      ))}
    </div>
  )
}
