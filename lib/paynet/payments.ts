import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { env } from '@/lib/env'
import type { Card } from '@/lib/shared/cards/card'
import type { Kurus } from '@/lib/shared/payments/money'
import type { Customer, PaynetFields } from '@/lib/shared/payments/order'
import { type Call, describeCall } from './call'
import { type ChallengePage, readChallengePage } from './challenge'
import {
  classifyInitial,
  encodeCard,
  encodeCustomer,
  encodeDescription,
  encodePaynetFields,
  encodePlanTerms,
  encodeSaveRequest,
  type PaynetSaveRequest,
  type PlanTerms,
  type SavedCard,
} from './challenge-wire'
import { type ChargeMeaning, classifyCharge } from './charge-wire'
import { type CheckMeaning, classifyCheck } from './check-wire'
import type { Expected } from './drawn'
import { encodeCommaLira } from './lira'
import { post } from './transport'
import { PATHS, refusesUs } from './wire'

/**
 * What identifies a 3D session to Paynet. Having both is enough to charge it. `agentReferenceNo`: the merchant's own
 * reference that was posted for it, as it was kept; a bank's return brings none.
 */
export type Pair = { sessionId: string; tokenId: string; agentReferenceNo?: string | undefined }

export type Challenge = Pair & { page: ChallengePage }

export type ChallengeOutcome = { kind: 'challenged'; challenge: Challenge } | { kind: 'refused' } | { kind: 'unavailable' }

const RETRY_NOT_SENT_AFTER_MS = 500
const NOT_SENT_RETRIES_OF_A_CHARGE = 2

/**
 * Opens a 3D session for a payment (page "3D Payment", `v2/transaction/tds_initial`). Moves no money.
 * Repeats once, and only what provably never left.
 */
export async function startChallenge(payment: {
  referenceNo: string
  /** The order's price; what a plan adds is Paynet's to add. */
  amountKurus: Kurus
  /** Null for a single payment. */
  plan: PlanTerms | null
  description: string
  customer: Customer | null
  paynet: PaynetFields | null
  returnUrl: string
  card: Card | SavedCard
  save: PaynetSaveRequest | null
}): Promise<{ outcome: ChallengeOutcome; call: Call }> {
  const { appUrl, paynet } = env()
  const body = {
    ...(payment.paynet ? encodePaynetFields(payment.paynet) : {}),
    ...(payment.customer ? encodeCustomer(payment.customer) : {}),
    amount: encodeCommaLira(payment.amountKurus),
    reference_no: payment.referenceNo,
    return_url: payment.returnUrl,
    domain: new URL(appUrl).hostname,
    description: encodeDescription(payment.description),
    ...(payment.plan ? encodePlanTerms(payment.plan) : {}),
    ...encodeCard(payment.card),
    ...(payment.save ? encodeSaveRequest(payment.save) : {}),
  }
  const deadline = AbortSignal.timeout(paynet.timeoutMs)
  let reply = await post(PATHS.tdsInitial, body, { deadline })
  if (reply.kind === 'not-sent' && !deadline.aborted) {
    await sleep(RETRY_NOT_SENT_AFTER_MS)
    reply = await post(PATHS.tdsInitial, body, { deadline })
  }
  const meaning = classifyInitial(reply)
  const told = (outcome: ChallengeOutcome, kind: string) => ({
    outcome,
    call: describeCall('tds_initial', reply, { kind, code: 'code' in meaning ? meaning.code : 0 }),
  })
  if (meaning.kind === 'opened') {
    const { sessionId, tokenId } = meaning
    const page = readChallengePage(meaning, paynet.url)
    const agentReferenceNo = payment.paynet?.agent_reference_no
    const posted = agentReferenceNo === undefined ? {} : { agentReferenceNo }
    return page
      ? told({ kind: 'challenged', challenge: { sessionId, tokenId, ...posted, page } }, 'opened')
      : told({ kind: 'unavailable' }, 'no sound way to the bank')
  }
  return told({ kind: meaning.kind === 'refused' ? 'refused' : 'unavailable' }, meaning.kind)
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
  const meaning = classifyCharge(reply, { ...expected, agentReferenceNo: pair.agentReferenceNo }, options.isFirstCall)
  return {
    meaning,
    call: describeCall('tds_charge', reply, meaning),
    retryAfterMs: reply.kind === 'answered' ? reply.retryAfterMs : null,
  }
}

/** Asks what became of a reference (page "Payment Check", `v1/transaction/check`). Changes nothing, may be asked at any time. */
export async function check(expected: Expected): Promise<{ meaning: CheckMeaning; call: Call }> {
  const reply = await post(PATHS.check, { reference_no: expected.referenceNo })
  const meaning = classifyCheck(reply, expected)
  return { meaning, call: { ...describeCall('check', reply, meaning), refusesUs: meaning.kind === 'nothing' && refusesUs(reply) } }
}
