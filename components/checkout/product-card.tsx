import { Money } from '@/components/ui/money'
import type { Locale } from '@/lib/shared/locale'
import type { Kurus } from '@/lib/shared/payments/money'

type Props = {
  id: string
  name: string
  text: string
  priceKurus: Kurus
  picture: string
  locale: Locale
  buy: string
  action: (form: FormData) => Promise<void>
  /** Above the fold, so worth loading at once. */
  isFirst: boolean
}

export function ProductCard({ id, name, text, priceKurus, picture, locale, buy, action, isFirst }: Props) {
  return (
    <li className="flex flex-col">
      <img
        src={picture}
        alt=""
        width={480}
        height={360}
        loading={isFirst ? 'eager' : 'lazy'}
        className="aspect-4/3 w-full rounded-control bg-tint object-cover dark:brightness-90"
      />
      <h2 className="mt-4 font-semibold">{name}</h2>
      <p className="mt-1 flex-1 text-sm text-soft">{text}</p>
      <div className="mt-3 flex items-center justify-between gap-4">
        <p className="text-xl">
          <Money amount={priceKurus} locale={locale} />
        </p>
        <form action={action}>
          <input type="hidden" name="product" value={id} />
          <button type="submit" className="button button-quiet">
            {buy} <span className="sr-only">{name}</span>
          </button>
        </form>
      </div>
    </li>
  )
}
