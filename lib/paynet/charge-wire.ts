import 'server-only'
import { z } from 'zod'
import type { DeclineReason } from '@/lib/shared/payments/payment-states'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import { bankNameOf } from './bank-codes'
import { contradictsNo, type DeclineCode, declineOf, isHiddenFromShopper } from './decline-codes'
import { compareDrawn, drawnKurus, type Expected, type Told } from './drawn'
import { decodeLira, isLira } from './lira'
import { readTransactionDetails } from './transaction-details'
import { foldReference, idText, isAbsent, isSaid, isSaleOrAbsent, namesReference, readFee, readInstalments } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isAccepted, isDamaged, maybe, returnCode, saysYes, text } from './wire'

/** tds_charge in Paynet's words (page "3D Payment"). Pure. */

/**
 * What a charge says of a card that was to be saved with it. `owner`: that it was saved, and for whom, but not which one
 * it is. `untold`: nothing that can be used.
 */
export type SaveReply =
  | { kind: 'saved'; cardOwnerId: string; cardHash: string; bank: string | null }
  | { kind: 'owner'; cardOwnerId: string }
  | { kind: 'not-saved' }
  | { kind: 'untold' }

export type ChargeMeaning =
  /** `isShort`: the price was drawn, and not all of what the plan adds. */
  | { kind: 'success'; xactId: string; code: number; saving: SaveReply; isShort?: boolean; details?: TransactionDetails | null }
  /** `differs`: what is not as expected, in words for the operator; nothing of the answer is quoted. */
  | { kind: 'mismatch'; xactId: string | null; code: number | null; differs: string[]; details?: TransactionDetails | null }
  | {
      kind: 'decline'
      reason: DeclineReason
      /** The bank did not answer for sure: it is asked about twice more. */
      isDoubtful: boolean
      /** What the reason was read from. */
      by: DeclineCode
      bankMessage: string | null
      code: number
      details?: TransactionDetails | null
    }
  | { kind: 'not-sent' }
  | { kind: 'unknown'; code: number | null }

const chargeReply = z.object({
  is_succeed: z.unknown().optional(),
  amount: z.unknown().optional(),
  end_user_comission: z.unknown().optional(),
  instalment: z.unknown().optional(),
  currency: z.unknown().optional(),
  transaction_type: z.unknown().optional(),
  reversed: z.unknown().optional(),
  reversed_xact_id: z.unknown().optional(),
  reference_no: maybe(idText),
  agent_reference_no: maybe(idText),
  xact_id: maybe(idText),
  is_save_card_succeed: z.unknown().optional(),
  card_owner_id: maybe(text),
  card_hash: maybe(text),
  card_bank_id: maybe(text),
  card_bank_name: maybe(text),
  bank_error_id: maybe(idText),
  bank_error_message: maybe(text),
  paynet_error_message: maybe(text),
})

type Body = z.infer<typeof chargeReply>

/** After these codes an earlier call may have taken the money, or this one may yet. */
const MAYBE_CHARGED: readonly number[] = [
  CODE.duplicate,
  CODE.serverError,
  CODE.notImplemented,
  CODE.timeout,
  CODE.noData,
  CODE.usedSession,
  CODE.oldSuccess,
]

/** Codes that end a first call before any bank is asked, wherever they stand and whatever else the answer says. */
const NEVER_ASKED: readonly number[] = [CODE.noSession, CODE.wrongPair, CODE.notVerified, CODE.wrongCard, CODE.wrongExpiry]

/**
 * What a reply to tds_charge means. Total: whatever is not provably a yes or a no is `unknown`.
 * `isFirstCall` is false as soon as an earlier call of the payment may have arrived: a later "no"
 * never cancels an earlier "maybe".
 */
export function classifyCharge(reply: Reply, expected: Expected, isFirstCall: boolean): ChargeMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  if (reply.kind === 'lost') return { kind: 'unknown', code: null }
  const { data: body } = chargeReply.safeParse(reply.json)
  const code = returnCode(reply)
  if (!body) return { kind: 'unknown', code }
  const details = readTransactionDetails(reply.json)

  // A yes in a way that is documented nowhere is no success, but money may have been taken: a person must look.
  if (saysYes(body.is_succeed)) {
    const told = {
      amountKurus: decodeLira(body.amount),
      feeKurus: readFee(body.end_user_comission),
      instalments: readInstalments(body.instalment),
    }
    const differs = differences(reply, body, code, told, expected)
    return differs.length === 0 && body.xact_id
      ? {
          kind: 'success',
          xactId: body.xact_id,
          code: code ?? CODE.success,
          saving: readSaveReply(body, code),
          ...(compareDrawn(told, expected) === 'short' ? { isShort: true } : {}),
          details,
        }
      : { kind: 'mismatch', xactId: body.xact_id ?? null, code, differs, details }
  }

  if (code === null || !isFirstCall || isDamaged(reply.json, 'bank_error_id') || !isDeclined(reply, body, code))
    return { kind: 'unknown', code }
  const message = body.bank_error_message ?? body.paynet_error_message ?? null
  return {
    kind: 'decline',
    ...declineOf({ code, bankErrorId: body.bank_error_id ?? null, instalment: expected.instalments ?? details?.instalment ?? null }),
    bankMessage: isHiddenFromShopper(body.bank_error_id) ? null : message,
    code,
    details,
  }
}

/** Whether a first call's answer proves that nothing was taken. */
function isDeclined({ status }: { status: number }, body: Body, code: number): boolean {
  const isNo = body.is_succeed === false
  if (!(isNo || isAbsent(body.is_succeed)) || contradictsNo(code, body.bank_error_id)) return false
  if (NEVER_ASKED.includes(code)) return status === 200 || status >= 400
  return isNo && status === 200 && !MAYBE_CHARGED.includes(code)
}

/** What of a yes is not as expected; empty if all of it is. */
function differences({ status }: { status: number }, body: Body, code: number | null, told: Told, expected: Expected): string[] {
  const references = referencesIn(body, expected)
  const compared = compareDrawn(told, expected)
  const found: [isDifferent: boolean, what: string][] = [
    [body.is_succeed !== true, 'its yes is written otherwise than documented'],
    [status !== 200, `HTTP ${status}`],
    [!isAccepted(code), `code ${code ?? 'none'}`],
    [compared === 'other-amount', amountInWords(told, expected)],
    [
      compared === 'other-plan',
      told.instalments === 'unreadable' ? 'the plan cannot be read' : `the plan is of ${told.instalments ?? 'no'} instalments`,
    ],
    [!isLira(body.currency), 'the currency is not lira'],
    [references.length > 0 && !namesReference(references, expected.referenceNo), 'it names another reference'],
    [!isSaleOrAbsent(body.transaction_type), 'it is of a kind that is no sale'],
    // The answer to a pair that was charged before may tell that the money went back since.
    [isSaid(body.reversed) || isSaid(body.reversed_xact_id), 'the money went back since'],
    [!body.xact_id, 'it has no xact_id'],
  ]
  return found.flatMap(([isDifferent, what]) => (isDifferent ? [what] : []))
}

/**
 * The names that an answer has for the payment, without the merchant's own reference of the dealer, which belongs into
 * `agent_reference_no`: alone in the other field it is another payment's.
 */
function referencesIn({ reference_no: reference, agent_reference_no: agentReference }: Body, { agentReferenceNo }: Expected): string[] {
  const posted = agentReferenceNo === undefined ? null : foldReference(agentReferenceNo)
  const isPosted = (name: string) => foldReference(name) === posted
  const names = agentReference === undefined ? [reference] : [reference, agentReference].filter((name) => !name || !isPosted(name))
  return names.filter((name) => name !== undefined)
}

function amountInWords(told: Told, expected: Expected): string {
  const drawn = drawnKurus(told, expected)
  return drawn === null ? 'the amount cannot be read' : `the amount is ${(drawn / 100).toFixed(2)}`
}

function readSaveReply(body: Body, code: number | null): SaveReply {
  // Whether an earlier success (code 100) repeats what it said of its card is documented nowhere.
  if (body.is_save_card_succeed === false) return { kind: code === CODE.oldSuccess ? 'untold' : 'not-saved' }
  if (!saysYes(body.is_save_card_succeed) || !body.card_owner_id) return { kind: 'untold' }
  // Paynet's table of this answer has no `card_hash`, only its sample; the owner's list tells of the card, too.
  if (body.is_save_card_succeed !== true || !body.card_hash) return { kind: 'owner', cardOwnerId: body.card_owner_id }
  return {
    kind: 'saved',
    cardOwnerId: body.card_owner_id,
    cardHash: body.card_hash,
    // `bank_name` is the POS's.
    bank: bankNameOf(body.card_bank_id) ?? body.card_bank_name ?? null,
  }
}
