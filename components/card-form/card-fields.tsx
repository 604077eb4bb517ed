import { TextField } from '@/components/ui/text-field'
import { BRAND_NAMES } from '@/lib/shared/cards/card'
import { FORM_FIELDS, type FormField } from '@/lib/shared/cards/card-form'
import type { Messages } from '@/lib/shared/messages'
import { BrandRow } from './brand-row'
import type { Wrong } from './check-form'
import { CodePlace } from './code-place'
import type { CardFormView } from './use-card-form'

type Props = {
  view: Pick<CardFormView, 'wrong' | 'noticed' | 'brand' | 'summary'>
  holder: string
  expiry?: string
  words: Messages['form']
  cvcIsOptional?: boolean
  /** Before a number is typed: that it must be typed again. */
  isTypedAgain?: boolean
}

/** The four fields of a card, in the order printed on cards. */
export function CardFields({ view, holder, expiry = '', words, cvcIsOptional = false, isTypedAgain = false }: Props) {
  const { wrong, noticed, brand, summary } = view
  const about = (field: Exclude<FormField, 'description'>) => aboutField(field, wrong, summary.faults, words)
  const found = brand && BRAND_NAMES[brand]
  const hintOfCode = brand === 'american-express' ? words.cvcHintAmex : words.cvcHint
  return (
    <>
      <TextField
        {...about('number')}
        autoComplete="cc-number"
        isNumeric
        enterKeyHint="next"
        hint={found ?? (isTypedAgain ? words.numberAgain : words.brands)}
        notice={noticed.number && words.numberNotice}
      >
        <BrandRow brand={brand} />
      </TextField>
      <p role="status" className="sr-only">
        {found}
      </p>
      <div className="card-dates">
        <TextField
          {...about('expiry')}
          autoComplete="cc-exp"
          isNumeric
          enterKeyHint="next"
          defaultValue={expiry}
          hint={words.expiryHint}
          notice={noticed.expiry && words.expiryNotice}
        />
        <TextField
          {...about('cvc')}
          isOptional={cvcIsOptional}
          autoComplete="cc-csc"
          isNumeric
          enterKeyHint="next"
          hint={cvcIsOptional ? `${words.optional} · ${hintOfCode}` : hintOfCode}
        >
          <CodePlace isOnFront={brand === 'american-express'} label={hintOfCode} />
        </TextField>
      </div>
      <TextField {...about('holder')} autoComplete="cc-name" enterKeyHint="go" defaultValue={holder} />
    </>
  )
}

/** What a field of the form shows: its label, what is wrong with it, and the room of what was wrong when it was sent. */
export function aboutField(field: FormField, wrong: Wrong, faults: CardFormView['summary']['faults'], words: Messages['form']) {
  const problem = wrong[field]
  const past = faults.find((fault) => fault.field === field)?.problem
  return {
    id: field,
    name: FORM_FIELDS[field],
    label: words[field],
    error: problem && words.problems[problem],
    pastError: past && past !== problem ? words.problems[past] : undefined,
  }
}
