'use client'

import type { FormEvent } from 'react'
import { Countdown } from '@/components/ui/countdown'
import { ErrorSummary } from '@/components/ui/error-summary'
import { TextField } from '@/components/ui/text-field'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { NOT_VERIFIED, OTP_FIELDS, type OtpStep, type VerifyState } from '@/lib/shared/cards/card-otp'
import type { Messages } from '@/lib/shared/messages'

type Props = {
  step: Exclude<OtpStep, { step: 'card' }>
  action: FormAction<VerifyState>
  /** "We sent the code to …"; empty before that. */
  codeSent: string
  words: Messages['cards']['otp']
  formWords: Messages['form']
  title: string
}

/** A phone number, then the code sent to it. Each is a form of its own that posts without scripts. */
export function VerifyPhone({ step, action, codeSent, words, formWords, title }: Props) {
  const { formAction, state, round, busy, press, send } = useSubmit({ action, initial: NOT_VERIFIED, lost: words.lost, once: NOT_VERIFIED })
  const isCode = step.step === 'code'
  const isExpired = isCode && step.isExpired
  const field = isCode ? OTP_FIELDS.code : OTP_FIELDS.phone
  const problem = state.wrong?.field === field ? state.wrong.problem : isExpired ? 'otp-expired' : null
  const error = problem === null ? undefined : words.problems[problem]
  const form = {
    action: formAction,
    onSubmit(event: FormEvent<HTMLFormElement>) {
      const posted = event.currentTarget
      const data = press(event)
      // A code is typed anew; a phone number comes back with the answer.
      if (data) void send(data, () => posted.reset())
    },
  }
  const pressed = { 'aria-disabled': busy || undefined }
  const hasError = error !== undefined || state.problem !== null
  return (
    <div>
      <title>{hasError ? `${formWords.errorPrefix}${title}` : title}</title>
      {hasError ? (
        <ErrorSummary
          key={`${step.step} ${problem} ${round}`}
          items={error === undefined ? [] : [{ field, text: error }]}
          problem={state.problem}
          way={state.way}
          words={formWords}
        />
      ) : null}
      <p role="status" className="sr-only">
        {busy ? words.working : codeSent}
      </p>
      {isCode ? (
        <>
          <p className="text-soft">{codeSent}</p>
          <form {...form} className="mb-4 flex flex-wrap items-center gap-x-6">
            <Countdown key={step.resendInSeconds} seconds={step.resendInSeconds} waiting={words.resendIn} over={words.mayResend}>
              <button type="submit" name="intent" value="resend" className="link-button" {...pressed}>
                {words.resend}
              </button>
            </Countdown>
            <button type="submit" name="intent" value="forget" className="link-button" {...pressed}>
              {words.otherPhone}
            </button>
          </form>
          <form key="code" {...form} noValidate>
            <TextField id={field} label={words.code} autoComplete="one-time-code" error={error} />
            <button type="submit" name="intent" value="check" className="button mt-2 w-full" {...pressed}>
              {busy ? words.working : words.check}
            </button>
          </form>
        </>
      ) : (
        <form key="phone" {...form} noValidate>
          <p className="mb-4 text-soft">{words.phoneText}</p>
          <TextField
            id={field}
            label={words.phone}
            type="tel"
            autoComplete="tel-national"
            hint={words.phoneHint}
            defaultValue={state.wrong?.typed ?? ''}
            error={error}
          />
          <button type="submit" name="intent" value="send" className="button mt-2 w-full" {...pressed}>
            {busy ? words.working : words.send}
          </button>
        </form>
      )}
    </div>
  )
}
