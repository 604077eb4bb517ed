import type { CardBrand } from '@/lib/shared/cards/card'

const names: Record<CardBrand, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  'american-express': 'American Express',
  troy: 'Troy',
}

type Props = { brand: CardBrand; className?: string }

/** A brand as a small picture, with its name for who cannot see it. */
export function BrandMark({ brand, className = '' }: Props) {
  return <img src={`/brands/${brand}.svg`} alt={names[brand]} width={42} height={28} className={`pointer-events-none ${className}`} />
}
