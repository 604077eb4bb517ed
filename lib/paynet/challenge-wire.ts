import 'server-only'
import { z } from 'zod'
import { parseEmail } from '@/lib/shared/account-form'
import type { Card } from '@/lib/shared/cards/card'
import type { Customer, PaynetFields } from '@/lib/shared/payments/order'
import { nationalDigits } from '@/lib/shared/phone'
import { encodeCommaLira } from './lira'
import type { Reply } from './transport'
import { isAccepted, isNo, maybe, refusesUs, returnCode, text } from './wire'

/** tds_initial in Paynet's words (page "3D Payment"). Pure. */

/**
 * A person as Paynet knows them: our own id until a card was saved, Paynet's from then on. Never both,
 * since what both mean together is not documented.
 */
export type PaynetOwnerRef = { cardOwnerId: string } | { userUniqueId: string }

export function encodeOwner(owner: PaynetOwnerRef): { card_owner_id: string } | { user_unique_id: string } {
  return 'cardOwnerId' in owner ? { card_owner_id: owner.cardOwnerId } : { user_unique_id: owner.userUniqueId }
}

/** A card that is to be saved with its payment. `phone` (`5XXXXXXXXX`) is for a Paynet that sends a code before it saves. */
export type PaynetSaveRequest = { description: string; owner: PaynetOwnerRef; phone: string | null }

/** tds_initial's fields that save the card (page "3D Payment"): the description is required, and one of the owner's two names. */
export function encodeSaveRequest({ description, owner, phone }: PaynetSaveRequest): Record<string, unknown> {
  return { save_card: true, card_desc: description, ...encodeOwner(owner), ...(phone === null ? {} : { user_gsm_no: phone }) }
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

/** The longest that Paynet takes (page "3D ile ödeme", the older edition). */
const LONGEST_MAIL = 60
const LONGEST_DESCRIPTION = 140

/**
 * tds_initial's fields about the payer: an address of at most 60 characters, a phone of ten digits without a 0.
 * What does not fit is left out: no payment should fail for it.
 */
export function encodeCustomer({ email, phone }: Customer): Record<string, string> {
  const mail = email === undefined ? null : parseEmail(email)
  const digits = phone === undefined ? '' : nationalDigits(phone)
  return {
    ...(mail !== null && mail.length <= LONGEST_MAIL ? { card_holder_mail: mail } : {}),
    ...(/^[1-9]\d{9}$/.test(digits) ? { card_holder_phone: digits } : {}),
  }
}

/** tds_initial's `description`, which its reports show. */
export function encodeDescription(description: string): string {
  return description.slice(0, LONGEST_DESCRIPTION)
}

/** How a payment is split; `addsCommission`: the plan's difference is added to what the card pays. */
export type PlanTerms = { instalments: number; addsCommission: boolean; ratioCode: string | null }

/** tds_initial's fields of a plan. A single payment has none of them: some banks refuse one that says so. */
export function encodePlanTerms({ instalments, addsCommission, ratioCode }: PlanTerms): Record<string, unknown> {
  return { instalment: instalments, add_commission: addsCommission, ...(ratioCode === null ? {} : { ratio_code: ratioCode }) }
}

/** What a merchant says to Paynet goes out as it is; only the amount has another format there. */
export function encodePaynetFields({ company_amount, ...fields }: PaynetFields): Record<string, unknown> {
  return { ...fields, ...(company_amount === undefined ? {} : { company_amount: encodeCommaLira(company_amount) }) }
}

const initialReply = z.object({
  session_id: maybe(text),
  token_id: maybe(text),
  post_url: maybe(text),
  html_content: maybe(text),
})

/**
 * `refused`: about the card or the payment. `refuses-us`: about our key, account or settings, which no other card
 * changes. `unusable`: it opens nothing, and says nothing that a shopper could act on.
 */
export type InitialMeaning =
  | { kind: 'opened'; sessionId: string; tokenId: string; postUrl: string | null; html: string | null }
  | { kind: 'refused' | 'refuses-us' | 'unusable'; code: number | null }
  | { kind: 'not-sent' }

/** What a reply to tds_initial means. Nothing here can move money. */
export function classifyInitial(reply: Reply): InitialMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  const code = returnCode(reply)
  if (refusesUs(reply)) return { kind: 'refuses-us', code }
  if (isNo(reply)) return { kind: 'refused', code }
  const { data } = initialReply.safeParse(reply.kind === 'answered' && reply.status === 200 ? reply.json : null)
  if (!isAccepted(code) || !data?.session_id || !data.token_id) return { kind: 'unusable', code }
  return {
    kind: 'opened',
    sessionId: data.session_id,
    tokenId: data.token_id,
    postUrl: data.post_url ?? null,
    html: data.html_content ?? null,
  }
}
