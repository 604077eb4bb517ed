import { FieldNote } from './field-note'
import type { Question } from './questions'

type Props = { question: Question; value: string; error: string | undefined; pastError: string | undefined }

/**
 * A question with a few answers. The first one carries the field's id, so that an error's link leads to it.
 * They are not registered: react-hook-form would undo a choice made before the scripts loaded.
 */
export function ChoiceField({ question: { field, wordings, choices }, value, error, pastError }: Props) {
  return (
    <fieldset aria-describedby={`${field}-note`} aria-invalid={error ? true : undefined}>
      <legend className="mb-1 text-sm font-medium">{wordings.any.label}</legend>
      <div className={`divide-y divide-hairline rounded-control border ${error ? 'border-bad' : 'border-control'}`}>
        {choices.map((choice, index) => (
          <label
            key={choice.value}
            className="card-choice first:rounded-t-control last:rounded-b-control"
            htmlFor={index === 0 ? field : `${field}-${choice.value}`}
          >
            <input
              type="radio"
              className="tick"
              id={index === 0 ? field : `${field}-${choice.value}`}
              name={field}
              value={choice.value}
              defaultChecked={choice.value === value}
              required
            />
            <span className="min-w-0 flex-1 basis-22">
              <span className="block font-medium">{choice.label}</span>
              {choice.hint ? <span className="block text-sm text-soft">{choice.hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
      <FieldNote id={field} hint={wordings.any.hint} error={error} pastError={pastError} />
    </fieldset>
  )
}
