import 'server-only'
import { z } from 'zod'
import { scrub } from '@/lib/log'
import type { Reply } from './transport'
import { isAccepted, maybe, refusesUs, returnCode, text } from './wire'

type RefundService = 'reversed_request' | 'detail' | 'reversal_list'
type CardService = 'card_save' | 'card_list' | 'card_delete' | 'card_desc_update' | 'card_send_otp' | 'card_check_otp'
type MembershipService = 'formdata_insert' | 'formdata_get' | 'formtypes_and_doctypes' | 'upload_file_insert' | 'upload_file_delete'

/** What a timeline may tell of a call: no body and, as far as a program can see, no personal data. */
export type Call = {
  service: 'tds_initial' | 'tds_charge' | 'check' | 'list' | 'ratio' | RefundService | CardService | MembershipService
  meaning: string
  httpStatus: number | null
  code: number | null
  why: string | null
  /** Paynet's own words to anything but a plain success. For operators only: neither the log nor a shopper gets it. */
  message: string | null
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
    message: messageIn(reply),
    durationMs: reply.durationMs,
    refusesUs: refusesUs(reply),
  }
}

const LONGEST_MESSAGE = 200
const said = z.object({ message: maybe(text), Message: maybe(text) })

function messageIn(reply: Reply): string | null {
  if (reply.kind !== 'answered' || (reply.status === 200 && isAccepted(returnCode(reply)))) return null
  const { message, Message } = said.safeParse(reply.json).data ?? {}
  return quotable(message ?? Message ?? '') || null
}

/**
 * A message may quote what was sent: addresses, and digits in such numbers as a security code has, are taken out
 * of it. Codes of Paynet's have fields of their own.
 */
function quotable(message: string): string {
  const line = message
    .slice(0, 10 * LONGEST_MESSAGE)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
  return (
    scrub(line)
      // Ours has a secret in it where Paynet is to call us.
      .replace(/https?:\/\/\S+/gi, '[address]')
      .replace(/[^\s@<>"']{1,64}@[^\s@<>"']{1,190}/g, '[address]')
      .replace(/\p{Nd}(?:[\s.,/_·+\p{Pd}]?\p{Nd}){2,}/gu, '[digits]')
      .slice(0, LONGEST_MESSAGE)
  )
}
