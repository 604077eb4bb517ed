import { z } from '@hono/zod-openapi'
import type { State } from '@/simulator/books/state'
import { errorReply, type JsonObject, type Reply, textOf } from '@/simulator/services/service'

export type EnvelopeName = 'card_save' | 'card_delete' | 'card_desc_update' | 'card_check_otp'

/** All that an answer carries which has nothing else to say. */
export function makeEnvelope<Name extends string>(name: Name) {
  return z.object({ object_name: z.literal(name), code: z.number().int(), message: z.string() }).strict()
}

export function replyEnvelope(name: EnvelopeName, code: number, message: string): Reply {
  return { status: 200, body: { object_name: name, code, message } }
}

/**
 * No document says how an unusable code is refused. Here: HTTP 200, code 1 (unsuccessful) for a wrong
 * or missing one, code 10 (timeout) for one whose time is over.
 */
export function replyOtpRefused(name: EnvelopeName, verdict: 'wrong' | 'expired'): Reply {
  return verdict === 'wrong' ? replyEnvelope(name, 1, 'OTP kodu hatalı') : replyEnvelope(name, 10, 'OTP kodunun süresi doldu')
}

/**
 * For a hash that is unknown, deleted or somebody else's; the three are not told apart. A second
 * delete meets it too, so to a client code 25 there means that the card is gone. Not documented.
 */
export function replyCardNotFound(): Reply {
  return errorReply(404, 'no_data_error', 25, 'Kayıtlı kart bulunamadı')
}

/** What the call log names these calls by: they have no reference_no. */
export function findSubject(_state: State, fields: JsonObject): string | null {
  return textOf(fields, 'card_owner_id') ?? textOf(fields, 'user_unique_id') ?? textOf(fields, 'otp_session_id')
}
