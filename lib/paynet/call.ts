import 'server-only'
import type { Reply } from './transport'
import { refusesUs } from './wire'

type CardService = 'card_save' | 'card_list' | 'card_delete' | 'card_desc_update' | 'card_send_otp' | 'card_check_otp'
type MembershipService = 'formdata_insert' | 'formdata_get' | 'formtypes_and_doctypes' | 'upload_file_insert' | 'upload_file_delete'

/** What a timeline may tell of a call: no body, no personal data. */
export type Call = {
  service: 'tds_initial' | 'tds_charge' | 'check' | 'list' | CardService | MembershipService
  meaning: string
  httpStatus: number | null
  code: number | null
  why: string | null
  durationMs: number
  /** Paynet says that our key, address or path is wrong. */
  refusesUs: boolean
}

/** `meaning` says in a word what was made of the reply, and Paynet's code where that tells more. */
export function describeCall(service: Call['service'], reply: Reply, meaning: { kind: string; code?: number | null }): Call {
  return {
    service,
    meaning: meaning.kind,
    httpStatus: reply.kind === 'answered' ? reply.status : null,
    code: meaning.code ?? null,
    why: reply.kind === 'answered' ? null : reply.why,
    durationMs: reply.durationMs,
    refusesUs: refusesUs(reply),
  }
}
