import { replyEnvelope } from './envelope'
import { errorReply, type JsonObject, type Reply, textOf } from './reply'

/**
 * How an unusable code is refused is not documented. Here a wrong or missing one is answered with
 * HTTP 200 and code 1 (unsuccessful), an expired one with code 10 (timeout).
 */
export function replyOtpRefused(name: 'card_save' | 'card_check_otp', verdict: 'wrong' | 'expired'): Reply {
  return verdict === 'wrong' ? replyEnvelope(name, 1, 'OTP kodu hatalı') : replyEnvelope(name, 10, 'OTP kodunun süresi doldu')
}

/**
 * The same answer for a hash that is unknown, deleted or another owner's. Deleting a card twice gets
 * it too, so after a delete code 25 tells a client that the card is gone. Not documented.
 */
export function replyCardNotFound(): Reply {
  return errorReply(404, 'no_data_error', 25, 'Kayıtlı kart bulunamadı')
}

/** Stands in the call log for the reference_no, which these calls lack. */
export function findCardReference(fields: JsonObject): string | null {
  return textOf(fields, 'card_owner_id') ?? textOf(fields, 'user_unique_id') ?? textOf(fields, 'otp_session_id')
}
