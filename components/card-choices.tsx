import type { CardBrand } from '@/lib/shared/card'
import { FORM_FIELDS, NEW_CARD } from '@/lib/shared/card-form'
import type { Messages } from '@/lib/shared/messages'
import { BrandMark } from './brand-mark'

/** A saved card as the checkout offers it, in words. */
export type CardChoice = {
  id: string
  brand: CardBrand | null
  name: string
  /** Last digits, bank, expiry. */
  detail: string
  warning: string
  isDisabled: boolean
}

type Props = { choices: CardChoice[]; chosen: string; words: Messages['form'] }

/** Saved cards and a new one, as one group: arrow keys walk it, and the new card is one key away from the first. */
export function CardChoices({ choices, chosen, words }: Props) {
  return (
    <fieldset className="mb-5 min-w-0">
      <legend className="sr-only">{words.whichCard}</legend>
      <div className="divide-y divide-hairline overflow-hidden rounded-control border border-control">
        {choices.map(({ id, brand, name, detail, warning, isDisabled }) => (
          <label key={id} className="card-choice">
            <input
              type="radio"
              name={FORM_FIELDS.savedCard}
              value={id}
              defaultChecked={chosen === id}
              disabled={isDisabled}
              className="tick"
              autoComplete="off"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{name}</span>
              <span className="block text-sm text-soft tabular-nums">{detail}</span>
              {warning ? <span className="block text-sm text-wait">{warning}</span> : null}
            </span>
            {brand ? <BrandMark brand={brand} className="shrink-0" /> : null}
          </label>
        ))}
        <label className="card-choice">
          <input
            type="radio"
            name={FORM_FIELDS.savedCard}
            value={NEW_CARD}
            defaultChecked={chosen === NEW_CARD}
            className="tick"
            autoComplete="off"
          />
          <span className="font-medium">{words.newCard}</span>
        </label>
      </div>
    </fieldset>
  )
}
