import { makeOtpCode } from '@/simulator/format/ids'
import type { SentOtp, State } from './state'

const otpLifeMs = 180_000

/** Paynet's own sample. It is always the same, so a demo needs no phone. */
const sampleCode = 'ART2'

type OtpFields = { otp_code?: string | undefined; otp_session_id?: string | undefined; user_gsm?: string | undefined }

/** Sending again within a session replaces its code and restarts its time. */
export function sendOtp(state: State, otpSessionId: string, userGsm: string): SentOtp {
  const sent = {
    userGsm,
    code: state.settings.otp_random ? makeOtpCode() : sampleCode,
    expiresAtMs: state.now().getTime() + otpLifeMs,
  }
  state.sentOtps.set(otpSessionId, sent)
  return sent
}

/**
 * Whether a code is the one that was sent. It stays valid until it expires, however often it is used
 * or mistyped: Paynet documents neither a limit nor that a code can be used only once, and a save
 * whose answer was lost must be repeatable.
 */
export function checkOtp(state: State, { otp_code, otp_session_id, user_gsm }: OtpFields): 'right' | 'wrong' | 'expired' {
  const sent = state.sentOtps.get(otp_session_id ?? '')
  if (!sent || sent.userGsm !== user_gsm || sent.code !== otp_code?.toUpperCase()) return 'wrong'
  return state.now().getTime() < sent.expiresAtMs ? 'right' : 'expired'
}
