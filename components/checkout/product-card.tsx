import { Money } from '@/components/ui/money'
import { OneButton } from '@/components/ui/one-button'
import type { FormAction } from '@/components/ui/use-submit'
import type { FormState } from '@/lib/shared/form-state'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import type { Kurus } from '@/lib/shared/payments/money'

type Props = {
  id: string
  name: string
  text: string
  priceKurus: Kurus
  picture: string
  locale: Locale
  buy: string
  words: Messages['button']
  action: FormAction<FormState>
  /** Above the fold, so worth loading at once. */
  isFirst: boolean
}

export function ProductCard({ id, name, text, priceKurus, picture, locale, buy, words, action, isFirst }: Props) {
  return (
    <li className="row-span-4 mb-12 grid grid-rows-subgrid">
      <img
        src={picture}
        alt=""
        width={480}
        height={360}
        loading={isFirst ? 'eager' : 'lazy'}
        className="aspect-4/3 w-full rounded-control bg-tint object-cover dark:brightness-90"
      />
      <h2 className="mt-4 font-semibold">{name}</h2>
      <p className="mt-1 text-sm text-soft">{text}</p>
      <div className="buying mt-3 flex flex-wrap items-center justify-between gap-4 self-start">
        <p className="text-xl">
          <Money amount={priceKurus} locale={locale} />
        </p>
        <OneButton
          action={action}
          label={
            <>
              <span>{buy}</span> <span className="sr-only">{name}</span>
            </>
          }
          className="button button-quiet"
          words={words}
        >
          <input type="hidden" name="product" value={id} autoComplete="off" />
        </OneButton>
      </div>
    </li>
  )
}
