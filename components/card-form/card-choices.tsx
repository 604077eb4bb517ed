import type { CardBrand } from '@/lib/shared/cards/card'
import { FORM_FIELDS, NEW_CARD } from '@/lib/shared/cards/card-form'
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
  /** That it was refused here, and why; empty if it was not. */
  refusal?: string
  isDisabled: boolean
}

type Props = { choices: CardChoice[]; chosen: string; words: Messages['form'] }

/** With more cards than this, the first few are shown and the rest fold away. */
const MOST_SHOWN = 6
const SHOWN_BEFORE_FOLD = 4

/** Saved cards and a new one, as one group: arrow keys move through it, and the new card is one key away from the first. */
export function CardChoices({ choices, chosen, words }: Props) {
  const shown = choices.length > MOST_SHOWN ? SHOWN_BEFORE_FOLD : choices.length
  const folded = choices.slice(shown)
  return (
    <fieldset className="mb-5 min-w-0">
      <legend className="sr-only">{words.whichCard}</legend>
      <div className="divide-y divide-hairline overflow-hidden rounded-control border border-control">
        {choices.slice(0, shown).map((choice) => (
          <Choice key={choice.id} choice={choice} isChosen={chosen === choice.id} />
        ))}
        {folded.length > 0 ? (
          <details open={folded.some(({ id }) => id === chosen)}>
            <summary className="min-h-11 px-3 py-2.5 text-sm text-link">{`${words.otherCards} (${folded.length})`}</summary>
            <div className="divide-y divide-hairline border-t border-hairline">
              {folded.map((choice) => (
                <Choice key={choice.id} choice={choice} isChosen={chosen === choice.id} />
              ))}
            </div>
          </details>
        ) : null}
        <label htmlFor={radioId(NEW_CARD)} className="card-choice">
          <Radio value={NEW_CARD} isChosen={chosen === NEW_CARD} />
          <span className="font-medium">{words.newCard}</span>
        </label>
      </div>
    </fieldset>
  )
}

function Choice({
  choice: { id, brand, name, detail, warning, refusal, isDisabled },
  isChosen,
}: {
  choice: CardChoice
  isChosen: boolean
}) {
  return (
    <label htmlFor={radioId(id)} className="card-choice">
      <Radio value={id} isChosen={isChosen} isDisabled={isDisabled} />
      <span className="min-w-0 flex-1 basis-22">
        <span className="block font-medium">{name}</span>
        <span className="block text-sm text-soft tabular-nums">{detail}</span>
        {warning ? <span className="block text-sm text-wait">{warning}</span> : null}
        {refusal ? <span className="block text-sm text-bad">{refusal}</span> : null}
      </span>
      {brand ? <BrandMark brand={brand} className="shrink-0" /> : null}
    </label>
  )
}

function Radio({ value, isChosen, isDisabled = false }: { value: string; isChosen: boolean; isDisabled?: boolean }) {
  return (
    <input
      id={radioId(value)}
      type="radio"
      name={FORM_FIELDS.savedCard}
      value={value}
      defaultChecked={isChosen}
      disabled={isDisabled}
      className="tick"
      autoComplete="off"
    />
  )
}

function radioId(value: string): string {
  return `saved-card-${value}`
}
