import type { ReactNode } from 'react'

type Props = { id: string; hint: ReactNode; notice?: string | null; error?: string | undefined; pastError?: string | undefined }

/** What stands below a control: its error, otherwise what was understood, otherwise its hint. */
export function FieldNote({ id, hint, notice, error, pastError }: Props) {
  const said = error ?? notice ?? hint
  return (
    <div className="field-note">
      <p id={`${id}-note`} className={error ? 'font-medium text-bad' : notice ? 'text-good' : 'text-soft'}>
        {said}
      </p>
      {pastError && !error ? (
        <p aria-hidden="true" className="invisible font-medium">
          {pastError}
        </p>
      ) : null}
    </div>
  )
}
