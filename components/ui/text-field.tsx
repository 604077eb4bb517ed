import type { ReactNode } from 'react'

type Props = {
  /** Also the field's name, unless `name` says otherwise. */
  id: string
  name?: string
  label: string
  type?: 'text' | 'email' | 'password' | 'tel'
  autoComplete: string
  isNumeric?: boolean
  /** What the phone's keyboard calls its Enter key. */
  enterKeyHint?: 'next' | 'go'
  isOptional?: boolean
  defaultValue?: string
  hint?: string | undefined
  notice?: string | undefined
  error?: string | undefined
  /** The sentence that stood here and is no longer true; its space is kept until the next submit. */
  pastError?: string | undefined
  /** A button covers the field's end; text stays clear of it. */
  hasButton?: boolean
  children?: ReactNode
}

/** The input is uncontrolled: what was typed or autofilled before React loaded stays. */
export function TextField(props: Props) {
  const { id, name = id, label, type = 'text', autoComplete, isNumeric, enterKeyHint, isOptional, defaultValue, hasButton } = props
  const { hint, notice, error, pastError, children } = props
  const note = error ?? notice ?? hint
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          name={name}
          type={type}
          inputMode={isNumeric ? 'numeric' : undefined}
          enterKeyHint={enterKeyHint}
          autoComplete={autoComplete}
          autoCapitalize={type === 'text' ? undefined : 'none'}
          autoCorrect="off"
          spellCheck={false}
          required={!isOptional}
          defaultValue={defaultValue}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={`control ${isNumeric ? 'tabular-nums' : ''} ${hasButton ? 'pr-20' : ''}`}
        />
        {children}
      </div>
      <div className="field-note">
        {note ? (
          <p id={`${id}-note`} className={error ? 'font-medium text-bad' : notice ? 'text-wait' : 'text-soft'}>
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
