import type { CardBrand } from '@/lib/shared/card'

const names: Record<CardBrand, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  'american-express': 'American Express',
  troy: 'Troy',
}

/** Lies over the field's end, so that nothing moves when it appears. */
export function BrandMark({ brand }: { brand: CardBrand }) {
  return (
    <img
      src={`/brands/${brand}.svg`}
      alt={names[brand]}
      width={42}
      height={28}
      className="pointer-events-none absolute top-2.5 right-2.5"
    />
  )
}
