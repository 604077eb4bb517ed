import type { Messages } from '@/lib/shared/messages'
import type { Way } from './result-view'

type Props = {
  ways: Way[]
  checkoutPath: string
  /** Null for anyone but the payer; then `bank` is not among the ways. */
  bankPath: string | null
  shopUrl: string | null
  /** The merchant's e-mail address, or an https link. */
  support: string
  words: Messages['result']
  backToShop: string
}

export function ResultWays({ ways, checkoutPath, bankPath, shopUrl, support, words, backToShop }: Props) {
  if (ways.length === 0 && !shopUrl) return null
  const links: Record<Way, { href: string; text: string }> = {
    bank: { href: bankPath ?? checkoutPath, text: words.continueAtBank },
    'same-card': { href: checkoutPath, text: words.sameCard },
    'other-card': { href: checkoutPath, text: words.otherCard },
    'pay-at-once': { href: checkoutPath, text: words.payAtOnce },
    shop: { href: support.startsWith('https://') ? support : `mailto:${support}`, text: words.contactShop },
  }
  return (
    <div className="mt-8 flex flex-col gap-3 sm:flex-row sm:flex-wrap print:hidden">
      {ways.map((way, index) => (
        <a key={way} className={index === 0 ? 'button' : 'button button-quiet'} href={links[way].href}>
          {links[way].text}
        </a>
      ))}
      {shopUrl ? (
        <a className={ways.length === 0 ? 'button' : 'button button-quiet'} href={shopUrl}>
          {backToShop}
        </a>
      ) : null}
    </div>
  )
}
