import { BRAND_NAMES, type CardBrand } from '@/lib/shared/cards/card'
import { BrandMark } from './brand-mark'

const BRANDS = Object.keys(BRAND_NAMES) as CardBrand[]

/** The brands that are taken, until the number tells which one it is; the field's note says the same in words. */
export function BrandRow({ brand }: { brand: CardBrand | null }) {
  return (
    <span className="brand-row" data-brand={brand ?? undefined}>
      {BRANDS.map((each) => (
        <BrandMark key={each} brand={each} alt="" className={each === brand ? 'is-found' : ''} />
      ))}
    </span>
  )
}
