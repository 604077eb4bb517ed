import { BRAND_NAMES, type CardBrand } from '@/lib/shared/cards/card'

type Props = { brand: CardBrand; className?: string }

/** A brand as a small picture, with its name for screen readers. */
export function BrandMark({ brand, className = '' }: Props) {
  return <img src={`/brands/${brand}.svg`} alt={BRAND_NAMES[brand]} width={42} height={28} className={`pointer-events-none ${className}`} />
}
