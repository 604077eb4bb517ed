import 'server-only'
import { z } from 'zod'
import type { Card } from '@/lib/shared/cards/card'
import type { Kurus } from '@/lib/shared/payments/money'
import type { DeclineReason } from '@/lib/shared/payments/payment-states'
import type { Reply } from './transport'
import { CODE, errorReply, isAccepted, isNoData, maybe, text, wholeNumber } from './wire'

/** Paynet's payments in its words: encoders, replies and what they mean. Pure. */

/** v2's amount: lira with a decimal comma, always two decimals. 14990 → `"149,90"` (page "3D Payment"). */
export function encodeCommaLira(amount: Kurus): string {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new RangeError('an amount is a positive whole number of kuruş')
  const digits = String(amount).padStart(3, '0')
  return `${digits.slice(0, -2)},${digits.slice(-2)}`
}

/** A reply's amount, lira as a JSON number or a plain decimal, in kuruş; null when it is no such thing. */
export function decodeLira(value: unknown): Kurus | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const parts = /^(\d{1,12})(?:[.,](\d{1,2})0*)?$/.exec(text)
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : null
}

/**
 * A person as Paynet knows them: our own id until a card was saved, Paynet's from then on. Never both,
 * since what both mean together is not documented.
 */
export type PaynetOwnerRef = { cardOwnerId: string } | { userUniqueId: string }

export function encodeOwner(owner: PaynetOwnerRef): { card_owner_id: string } | { user_unique_id: string } {
  return 'cardOwnerId' in owner ? { card_owner_id: owner.cardOwnerId } : { user_unique_id: owner.userUniqueId }
}

/** A card that is to be saved with its payment. */
export type PaynetSaveRequest = { description: string; owner: PaynetOwnerRef }

/** tds_initial's fields that save the card (page "3D Payment"): the description is required, and one of the owner's two names. */
export function encodeSaveRequest({ description, owner }: PaynetSaveRequest): Record<string, unknown> {
  return { save_card: true, card_desc: description, ...encodeOwner(owner) }
}

/** A card kept at Paynet: its token, and whose it is. */
export type SavedCard = { cardHash: string; cardOwnerId: string }

/**
 * tds_initial's card fields (page "3D Payment"): the month as a number and the year with four digits, as
 * the page's table says; of a saved card its token and owner, and no number.
 */
export function encodeCard(card: Card | SavedCard): Record<string, unknown> {
  if ('cardHash' in card) return { card_hash: card.cardHash, card_owner_id: card.cardOwnerId }
  return { card_holder: card.holder, pan: card.number, month: card.month, year: card.year, cvc: card.cvc }
}

const chargeReply = z.object({
  is_succeed: z.unknown().optional(),
  code: maybe(wholeNumber),
  amount: z.unknown().optional(),
  currency: z.unknown().optional(),
  reference_no: z.unknown().optional(),
  agent_reference_no: z.unknown().optional(),
  xact_id: maybe(text),
  card_no_masked: maybe(z.string().regex(/^\d{6}\*+\d{4}$/)),
  is_save_card_succeed: z.unknown().optional(),
  card_owner_id: maybe(text),
  card_hash: maybe(text),
  bank_name: maybe(text),
  bank_error_id: maybe(z.union([text, z.number().transform(String)])),
  bank_error_message: maybe(text),
  paynet_error_message: maybe(text),
})

const initialReply = z.object({
  code: maybe(wholeNumber),
  session_id: maybe(text),
  token_id: maybe(text),
  post_url: maybe(text),
  html_content: maybe(text),
})

// `Data` in another shape is no answer at all: it may hold the row that was asked about.
const checkReply = z.object({ code: maybe(wholeNumber), Data: z.array(z.unknown()).nullish() })

/** A transaction as Paynet's books show it. */
export const bookRow = z.object({
  agent_reference_no: maybe(text),
  agent_reference: maybe(text),
  reference_no: maybe(text),
  is_succeed: z.unknown().optional(),
  amount: z.unknown().optional(),
  currency: z.unknown().optional(),
  xact_id: maybe(text),
  authorization_code: maybe(text),
  bank_authorization_code: maybe(text),
})

export type BookRow = z.infer<typeof bookRow>

/** Our own reference; Paynet's pages call it by three names. */
export function referenceIn(row: BookRow): string | undefined {
  return row.agent_reference_no ?? row.agent_reference ?? row.reference_no
}

/** Whether money was taken. Where the row does not say so, an id with an authorization does. */
export function hasSucceeded({ is_succeed, ...row }: BookRow): boolean {
  const isUntold = is_succeed === undefined || is_succeed === null
  return is_succeed === true || (isUntold && Boolean(row.xact_id && (row.authorization_code ?? row.bank_authorization_code)))
}

/** What must be true of the money that a charge took. */
export type Expected = { referenceNo: string; amountKurus: Kurus }

/** What a charge says of a card that was to be saved with it. `untold`: nothing that can be used. */
export type SaveReply =
  | { kind: 'saved'; cardOwnerId: string; cardHash: string; bank: string | null }
  | { kind: 'not-saved' }
  | { kind: 'untold' }

export type ChargeMeaning =
  | { kind: 'success'; xactId: string; code: number; saving: SaveReply }
  | { kind: 'mismatch'; xactId: string | null; code: number | null }
  | { kind: 'decline'; reason: DeclineReason; bankMessage: string | null; code: number }
  | { kind: 'not-sent' }
  | { kind: 'unknown'; code: number | null }

/**
 * What a reply to tds_charge means. Total: whatever is not provably a yes or a no is `unknown`.
 * `isFirstCall` is false as soon as an earlier call of the payment may have arrived: a later "no"
 * never cancels an earlier "maybe".
 */
export function classifyCharge(reply: Reply, expected: Expected, isFirstCall: boolean): ChargeMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  if (reply.kind === 'lost') return { kind: 'unknown', code: null }
  const parsed = chargeReply.safeParse(reply.json)
  if (!parsed.success) return { kind: 'unknown', code: null }
  const body = parsed.data
  const code = body.code ?? null

  if (body.is_succeed === true) {
    const asExpected =
      reply.status === 200 &&
      isAccepted(code) &&
      decodeLira(body.amount) === expected.amountKurus &&
      isOursOrAbsent(body.reference_no, expected.referenceNo) &&
      isOursOrAbsent(body.agent_reference_no, expected.referenceNo) &&
      isOursOrAbsent(body.currency, 'TRY')
    return asExpected && body.xact_id
      ? { kind: 'success', xactId: body.xact_id, code: code ?? CODE.success, saving: readSaveReply(body) }
      : { kind: 'mismatch', xactId: body.xact_id ?? null, code }
  }

  if (!isFirstCall) return { kind: 'unknown', code }
  if (reply.status !== 200) {
    const { data } = errorReply.safeParse(reply.json)
    const resultCode = data?.result_code
    return resultCode === CODE.noSession || resultCode === CODE.wrongPair || resultCode === CODE.notVerified
      ? { kind: 'decline', reason: declineReason(resultCode, undefined), bankMessage: null, code: resultCode }
      : { kind: 'unknown', code: resultCode ?? null }
  }
  const isMaybe =
    code === null ||
    code === CODE.serverError ||
    code === CODE.notImplemented ||
    code === CODE.timeout ||
    code === CODE.usedSession ||
    code === CODE.oldSuccess
  if (body.is_succeed !== false || isMaybe) return { kind: 'unknown', code }
  return {
    kind: 'decline',
    reason: declineReason(code, body.bank_error_id),
    bankMessage: isReported(body.bank_error_id) ? null : (body.bank_error_message ?? body.paynet_error_message ?? null),
    code,
  }
}

function readSaveReply(body: z.infer<typeof chargeReply>): SaveReply {
  if (body.is_save_card_succeed === false) return { kind: 'not-saved' }
  if (body.is_save_card_succeed !== true || !body.card_owner_id || !body.card_hash) return { kind: 'untold' }
  return { kind: 'saved', cardOwnerId: body.card_owner_id, cardHash: body.card_hash, bank: body.bank_name ?? null }
}

export type CheckMeaning =
  | { kind: 'taken'; xactId: string | null }
  | { kind: 'other-amount'; xactId: string | null }
  | { kind: 'several'; xactId: string | null }
  | { kind: 'refused' }
  | { kind: 'none' }
  | { kind: 'nothing' }

/** What a reply to transaction/check says about one reference. `nothing`: it tells nothing, as if it had not been asked. */
export function classifyCheck(reply: Reply, expected: Expected): CheckMeaning {
  if (reply.kind !== 'answered') return { kind: 'nothing' }
  if (reply.status !== 200) return { kind: isNoData(reply.json) ? 'none' : 'nothing' }
  const parsed = checkReply.safeParse(reply.json)
  if (!parsed.success) return { kind: 'nothing' }
  const rows = (parsed.data.Data ?? [])
    .map((row) => bookRow.safeParse(row).data)
    .filter((row) => row !== undefined)
    .filter((row) => referenceIn(row) === expected.referenceNo)
  const isOurs = (row: BookRow) => decodeLira(row.amount) === expected.amountKurus && isOursOrAbsent(row.currency, 'TRY')
  const succeeded = rows.filter(hasSucceeded)
  const ours = succeeded.filter(isOurs)
  const xactId = (ours[0] ?? succeeded[0])?.xact_id ?? null
  if (new Set(succeeded.map((row) => row.xact_id)).size > 1) return { kind: 'several', xactId }
  if (ours.length > 0) return { kind: 'taken', xactId }
  if (succeeded.length > 0) return { kind: 'other-amount', xactId }
  if (rows.some((row) => row.is_succeed === false && isOurs(row))) return { kind: 'refused' }
  const { code } = parsed.data
  return rows.length === 0 && (code === CODE.success || code === CODE.noData) ? { kind: 'none' } : { kind: 'nothing' }
}

export type InitialMeaning =
  | { kind: 'opened'; sessionId: string; tokenId: string; postUrl: string | null; html: string | null }
  | { kind: 'refused'; code: number | null }
  | { kind: 'unusable'; code: number | null }
  | { kind: 'not-sent' }

/** What a reply to tds_initial means. Nothing here can move money. */
export function classifyInitial(reply: Reply): InitialMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  if (reply.kind === 'lost') return { kind: 'unusable', code: null }
  if (reply.status !== 200) {
    const { data } = errorReply.safeParse(reply.json)
    const code = data?.result_code ?? null
    return code !== null && reply.status < 500 ? { kind: 'refused', code } : { kind: 'unusable', code }
  }
  const { data } = initialReply.safeParse(reply.json)
  const code = data?.code ?? null
  if (!data || code === null) return { kind: 'unusable', code }
  if (!isAccepted(code)) return { kind: 'refused', code }
  if (!data.session_id || !data.token_id) return { kind: 'unusable', code }
  return {
    kind: 'opened',
    sessionId: data.session_id,
    tokenId: data.token_id,
    postUrl: data.post_url ?? null,
    html: data.html_content ?? null,
  }
}

export function isOursOrAbsent(value: unknown, ours: string): boolean {
  return value === undefined || value === null || value === '' || value === ours
}

/** Lost, stolen, to be picked up, or suspected: a thief must not learn that the bank knows. */
function isReported(bankErrorId: string | undefined): boolean {
  return ['4', '7', '34', '41', '43', '59'].includes(withoutZeros(bankErrorId) ?? '')
}

function withoutZeros(bankErrorId: string | undefined): string | undefined {
  return bankErrorId?.trim().replace(/^0+(?=\d)/, '')
}

/** ISO 8583 response codes, which Turkish banks share. Stolen and lost cards read like any refusal. */
function declineReason(code: number, bankErrorId: string | undefined): DeclineReason {
  if (code === CODE.notVerified) return 'not-verified'
  if (code === CODE.noSession || code === CODE.wrongPair) return 'session-over'
  if (code === CODE.wrongCard) return 'card-data'
  if (code === CODE.wrongExpiry) return 'card-expired'
  switch (withoutZeros(bankErrorId)) {
    case '51':
    case '61':
      return 'insufficient-funds'
    case '57':
    case '93':
      return 'closed-to-ecommerce'
    case '33':
    case '54':
      return 'card-expired'
    case '14':
    case '82':
      return 'card-data'
    default:
      return 'ask-bank'
  }
}
