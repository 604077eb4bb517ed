/** Where somebody stands who must show a phone before a card is saved. `lastFour` digits of the phone are shown. */
export type OtpStep =
  | { step: 'phone' }
  | { step: 'code'; lastFour: string; resendInSeconds: number; isExpired: boolean }
  | { step: 'card'; lastFour: string }

export type OtpProblem = 'phone-empty' | 'phone-format' | 'phone-refused' | 'otp-empty' | 'otp-wrong' | 'otp-expired'
