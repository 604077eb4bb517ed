import { type ApplicationView, countDocuments } from '@/lib/shared/dealers/application-view'
import type { Messages } from '@/lib/shared/messages'
import { applicationSteps, STEPS, type Step } from './application-steps'

type Props = { application: ApplicationView; words: Messages['applications']['steps'] }

/** From sent to decided, with the present step marked. */
export function ApplicationProgress({ application, words }: Props) {
  const states = applicationSteps(application)
  return (
    <ol aria-label={words.label} className="steps mt-6">
      {STEPS.map((step) => {
        const state = states[step]
        const note = noteOn(step, application, words)
        return (
          <li key={step} data-step={state} aria-current={state === 'now' ? 'step' : undefined}>
            <span>{words.names[step]}</span>
            {note ? <span className="tabular-nums">{` ${note}`}</span> : null}
            {state === 'done' ? (
              <>
                <span aria-hidden="true">{'\u00a0✓'}</span>
                <span className="sr-only">{` – ${words.done}`}</span>
              </>
            ) : null}
          </li>
        )
      })}
    </ol>
  )
}

function noteOn(step: Step, { atPaynet, own }: ApplicationView, words: Props['words']): string | null {
  if (step === 'documents') {
    const count = own?.documents ? countDocuments(own.documents) : null
    return count && `${count.sent}/${count.needed}`
  }
  const status = atPaynet?.status
  return step === 'decision' && (status === 'done' || status === 'ended') ? `· ${words.decision[status]}` : null
}
