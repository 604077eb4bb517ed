import type { ReactNode } from 'react'
import type { CardField as Field } from '@/lib/shared/card'
import { FORM_FIELDS } from '@/lib/shared/card-form'

type Props = {
  field: Field
  label: string
  autoComplete: 'cc-number' | 'cc-exp' | 'cc-csc' | 'cc-name'
  isNumeric?: boolean
  defaultValue?: string
  hint?: string | undefined
  notice?: string | undefined
  error?: string | undefined
  /** The sentence that stood here and is no longer true; its room stays until the next submit. */
  pastError?: string | undefined
  children?: ReactNode
}

/** The input is uncontrolled: what was typed or autofilled before React arrived stays. */
export function CardField(props: Props) {
  const { field, label, autoComplete, isNumeric, defaultValue, hint, notice, error, pastError, children } = props
  const note = error ?? notice ?? hint
  return (
    <div>
      <label htmlFor={field} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={field}
          name={FORM_FIELDS[field]}
          type="text"
          inputMode={isNumeric ? 'numeric' : 'text'}
          autoComplete={autoComplete}
          autoCorrect="off"
          spellCheck={false}
          required
          defaultValue={defaultValue}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${field}-note` : undefined}
          className={`control ${isNumeric ? 'tabular-nums' : ''}`}
        />
        {children}
      </div>
      <div className="field-note">
        {note ? (
          <p id={`${field}-note`} className={error ? 'font-medium text-bad' : notice ? 'text-wait' : 'text-soft'}>
            {note}
          </p>
        ) : null}
        {pastError ? (
          <p aria-hidden="true" className="invisible font-medium">
            {pastError}
          </p>
        ) : null}
      </div>
    </div>
  )
}
