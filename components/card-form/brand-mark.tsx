import { BRAND_NAMES, type CardBrand } from '@/lib/shared/cards/card'

type Props = { brand: CardBrand; alt?: string; className?: string }

/** A brand as a small picture, with its name for screen readers unless that stands beside it. All are views of one file. */
export function BrandMark({ brand, alt = BRAND_NAMES[brand], className = '' }: Props) {
  return (
    <img
      src={`/brands/marks.svg#${brand}`}
      alt={alt}
      width={42}
      height={28}
      loading="lazy"
      className={`brand-mark pointer-events-none ${className}`}
    />
  )
}
