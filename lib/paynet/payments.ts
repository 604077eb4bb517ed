import 'server-only'
import { env } from '@/lib/env'
import type { Card } from '@/lib/shared/cards/card'
import type { Kurus } from '@/lib/shared/payments/money'
import { type Handover, readHandover } from './challenge'
import {
  type ChargeMeaning,
  type CheckMeaning,
  classifyCharge,
  classifyCheck,
  classifyInitial,
  type Expected,
  encodeCard,
  encodeCommaLira,
  encodeSaveRequest,
  PATHS,
  type PaynetSaveRequest,
  refusesUs,
  type SavedCard,
} from './payments-wire'
import { post, type Reply } from './transport'

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

/** What names a 3D session to Paynet. Whoever has both can charge it. */
export type Pair = { sessionId: string; tokenId: string }

export type Challenge = Pair & { handover: Handover }

export type ChallengeOutcome = { kind: 'challenged'; challenge: Challenge } | { kind: 'refused' } | { kind: 'unavailable' }

const RETRY_NOT_SENT_AFTER_MS = 500
const NOT_SENT_RETRIES_OF_A_CHARGE = 2

/**
 * Opens a 3D session for a payment (page "3D Payment", `v2/transaction/tds_initial`). Moves no money.
 * Repeats once, and only what provably never left.
 */
export async function startChallenge(payment: {
  referenceNo: string
  amountKurus: Kurus
  description: string | null
  returnUrl: string
  card: Card | SavedCard
  save: PaynetSaveRequest | null
}): Promise<{ outcome: ChallengeOutcome; call: Call }> {
  const { appUrl, paynet } = env()
  const body = {
    amount: encodeCommaLira(payment.amountKurus),
    reference_no: payment.referenceNo,
    return_url: payment.returnUrl,
    domain: new URL(appUrl).hostname,
    ...encodeCard(payment.card),
    ...(payment.save ? encodeSaveRequest(payment.save) : {}),
    ...(payment.description ? { description: payment.description } : {}),
  }
  const deadline = AbortSignal.timeout(paynet.timeoutMs)
  let reply = await post(PATHS.tdsInitial, body, { deadline })
  if (reply.kind === 'not-sent' && !deadline.aborted) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_NOT_SENT_AFTER_MS))
    reply = await post(PATHS.tdsInitial, body, { deadline })
  }
  const meaning = classifyInitial(reply)
  const told = (outcome: ChallengeOutcome, word: string) => ({
    outcome,
    call: describe('tds_initial', reply, word, 'code' in meaning ? meaning.code : 0),
  })
  if (meaning.kind === 'opened') {
    const { sessionId, tokenId } = meaning
    const handover = readHandover(meaning, paynet.url)
    return handover
      ? told({ kind: 'challenged', challenge: { sessionId, tokenId, handover } }, 'opened')
      : told({ kind: 'unavailable' }, 'no sound way to the bank')
  }
  if (meaning.kind === 'refused') return told({ kind: 'refused' }, 'refused')
  return told({ kind: 'unavailable' }, meaning.kind)
}

/**
 * Charges a verified 3D session (page "3D Payment", `v2/transaction/tds_charge`): the one call that
 * moves money. On a connection of its own; repeated, twice at most, only while provably nothing left.
 * `maySend` is asked last thing before each first byte.
 */
export async function charge(
  pair: Pair,
  expected: Expected,
  options: { isFirstCall: boolean; maySend: () => boolean },
): Promise<{ meaning: ChargeMeaning; call: Call; retryAfterMs: number | null }> {
  const deadline = AbortSignal.timeout(env().paynet.timeoutMs)
  const send = () =>
    post(
      PATHS.tdsCharge,
      { session_id: pair.sessionId, token_id: pair.tokenId },
      { freshConnection: true, maySend: options.maySend, deadline },
    )
  let reply = await send()
  for (
    let retry = 0;
    retry < NOT_SENT_RETRIES_OF_A_CHARGE && reply.kind === 'not-sent' && !deadline.aborted && options.maySend();
    retry++
  ) {
    reply = await send()
  }
  const meaning = classifyCharge(reply, expected, options.isFirstCall)
  return {
    meaning,
    call: describe('tds_charge', reply, meaning.kind, 'code' in meaning ? meaning.code : null),
    retryAfterMs: reply.kind === 'answered' ? reply.retryAfterMs : null,
  }
}

/** Asks what became of a reference (page "Payment Check", `v1/transaction/check`). Changes nothing, may be asked at any time. */
export async function check(expected: Expected): Promise<{ meaning: CheckMeaning; call: Call }> {
  const reply = await post(PATHS.check, { reference_no: expected.referenceNo })
  const meaning = classifyCheck(reply, expected)
  return { meaning, call: { ...describe('check', reply, meaning.kind, null), refusesUs: meaning.kind === 'nothing' && refusesUs(reply) } }
}

export function describe(service: Call['service'], reply: Reply, meaning: string, code: number | null): Call {
  return {
    service,
    meaning,
    httpStatus: reply.kind === 'answered' ? reply.status : null,
    code,
    why: reply.kind === 'answered' ? null : reply.why,
    durationMs: reply.durationMs,
    refusesUs: refusesUs(reply),
  }
}
