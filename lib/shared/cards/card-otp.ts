import type { FormState } from '@/lib/shared/form-state'

/** The current step of a user who must prove a phone number before saving a card. The phone's `lastFour` digits are shown. */
export type OtpStep =
  | { step: 'phone' }
  | { step: 'code'; lastFour: string; resendInSeconds: number; isExpired: boolean }
  | { step: 'card'; lastFour: string }

export type OtpProblem = 'phone-empty' | 'phone-format' | 'phone-refused' | 'otp-empty' | 'otp-wrong' | 'otp-expired'

/** Field names of the steps, the contract with `verifyPhone`; Paynet's own. */
export const OTP_FIELDS = { phone: 'user_gsm', code: 'otp_code' } as const

/** What `verifyPhone` returns when the step stays or the next one is shown. */
export type VerifyState = FormState & {
  wrong: { field: string; problem: OtpProblem; typed: string } | null
}

export const NOT_VERIFIED: VerifyState = { problem: null, wrong: null }
