import { TextField } from '@/components/ui/text-field'
import type { CardBrand } from '@/lib/shared/cards/card'
import { FORM_FIELDS, type FormField } from '@/lib/shared/cards/card-form'
import type { Messages } from '@/lib/shared/messages'
import { BrandMark } from './brand-mark'
import type { Wrong } from './check-form'
import type { CardFormView } from './use-card-form'

type Props = {
  view: Pick<CardFormView, 'wrong' | 'noticed' | 'brand' | 'summary'>
  holder: string
  words: Messages['form']
  cvcIsOptional?: boolean
}

/** The four fields of a card, in the order printed on cards. */
export function CardFields({ view: { wrong, noticed, brand, summary }, holder, words, cvcIsOptional = false }: Props) {
  const about = (field: Exclude<FormField, 'description'>) => aboutField(field, wrong, summary.faults, words)
  return (
    <>
      <TextField {...about('number')} autoComplete="cc-number" isNumeric notice={noticed.number && words.numberNotice}>
        {brand ? <BrandMark brand={brand} className="absolute top-2.5 right-2.5" /> : null}
      </TextField>
      <div className="grid grid-cols-2 gap-x-4">
        <TextField
          {...about('expiry')}
          autoComplete="cc-exp"
          isNumeric
          hint={words.expiryHint}
          notice={noticed.expiry && words.expiryNotice}
        />
        <TextField
          {...about('cvc')}
          isOptional={cvcIsOptional}
          autoComplete="cc-csc"
          isNumeric
          hint={cvcIsOptional ? `${words.optional} · ${hintOfCode(brand, words)}` : hintOfCode(brand, words)}
        />
      </div>
      <TextField {...about('holder')} autoComplete="cc-name" defaultValue={holder} />
    </>
  )
}

/** What a field of the form shows: its label, and what is or was wrong with it. */
export function aboutField(field: FormField, wrong: Wrong, faults: CardFormView['summary']['faults'], words: Messages['form']) {
  const problem = wrong[field]
  const past = faults.find((fault) => fault.field === field)?.problem
  return {
    id: field,
    name: FORM_FIELDS[field],
    label: words[field],
    error: problem && words.problems[problem],
    pastError: past && !problem ? words.problems[past] : undefined,
  }
}

function hintOfCode(brand: CardBrand | null, words: Messages['form']): string {
  return brand === 'american-express' ? words.cvcHintAmex : words.cvcHint
}
