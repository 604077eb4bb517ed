import 'server-only'
import { SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import type { Card } from '@/lib/shared/cards/card'
import { type Call, describeCall } from './call'
import {
  type ChangeMeaning,
  classifyChange,
  classifyDelete,
  classifyList,
  classifySave,
  encodeStoredCard,
  type PaynetCard,
  readOtpExpiry,
  type SaveMeaning,
} from './cards-wire'
import { encodeOwner, type PaynetOwnerRef, type SavedCard } from './challenge-wire'
import { post } from './transport'
import { PATHS } from './wire'

/** Paynet's documented default; a page is as long as it likes to make it. */
const PAGE = 10
const MOST_PAGES = 50
/** The user looks at an empty page meanwhile; the last known list is better than a long wait. */
const LIST_WITHIN_MS = 8 * SECOND

/** What proves to Paynet that a user holds a phone. */
export type OtpProof = { phone: string; sessionId: string; code: string }

/**
 * Saves a card without a payment (page "Card Information Saving", `v1/card/save`). With a security code
 * the bank reserves 1 TL and releases it. Never repeated: saving twice asks the bank twice.
 */
export async function saveCard(
  card: Card,
  description: string,
  owner: PaynetOwnerRef,
  otp: OtpProof | null,
): Promise<{ meaning: SaveMeaning; call: Call }> {
  const reply = await post(PATHS.cardSave, {
    card_desc: description,
    ...encodeStoredCard(card),
    ...encodeOwner(owner),
    ...(otp ? { user_gsm: otp.phone, otp_session_id: otp.sessionId, otp_code: otp.code } : {}),
  })
  const meaning = classifySave(reply)
  return { meaning, call: describeCall('card_save', reply, meaning) }
}

/**
 * All cards of an owner (page "Card List", `v1/card/list`), every page of them within one deadline.
 * Null when part of it is missing: half a list would look like deleted cards.
 */
export async function listCards(cardOwnerId: string): Promise<{ cards: PaynetCard[] | null; call: Call }> {
  const deadline = AbortSignal.timeout(Math.min(LIST_WITHIN_MS, env().paynet.timeoutMs))
  const found = new Map<string, PaynetCard>()
  let rows = 0
  for (let page = 1; ; page += 1) {
    const from = rows === 0 ? {} : { starting_after: rows }
    const reply = await post(PATHS.cardList, { card_owner_id: cardOwnerId, limit: PAGE, ...from }, { deadline })
    const meaning = classifyList(reply, cardOwnerId, rows)
    const told = (cards: PaynetCard[] | null) => ({
      cards,
      call: describeCall('card_list', reply, { kind: cards ? `${cards.length} cards` : 'unavailable' }),
    })
    if (meaning.kind === 'unavailable') return told(null)
    const before = found.size
    for (const card of meaning.cards) found.set(card.cardHash, card)
    rows += meaning.rows
    const isWhole = meaning.hasMore === false || (meaning.hasMore === null && meaning.rows < PAGE)
    if (isWhole) return told([...found.values()])
    // Paynet says that there is more and sends nothing new: asking on would never end.
    if (found.size === before || page === MOST_PAGES) return told(null)
  }
}

/** Marks a card as deleted (page "Deleting Card", `v1/card/delete`); one that Paynet does not have is deleted, too. */
export async function deleteCard(card: SavedCard): Promise<{ meaning: ChangeMeaning; call: Call }> {
  return change('card_delete', PATHS.cardDelete, { card_owner_id: card.cardOwnerId, card_hash: card.cardHash }, classifyDelete)
}

/** Gives a card another description (page "Card Description Update", `v1/card/desc_update`). */
export async function renameCard(card: SavedCard, description: string): Promise<{ meaning: ChangeMeaning; call: Call }> {
  const fields = { card_owner_id: card.cardOwnerId, card_hash: card.cardHash, card_desc: description }
  return change('card_desc_update', PATHS.cardRename, fields)
}

/** Sends a code to a phone, `5XXXXXXXXX` (page "Sending OTP", `v1/card/send_otp`). Until when it is good, if Paynet says so. */
export async function sendOtp(phone: string, sessionId: string): Promise<{ meaning: ChangeMeaning; expiresAt: Date | null; call: Call }> {
  const reply = await post(PATHS.otpSend, { user_gsm: phone, otp_session_id: sessionId })
  const meaning = classifyChange(reply)
  return {
    meaning,
    expiresAt: readOtpExpiry(reply),
    call: describeCall('card_send_otp', reply, meaning),
  }
}

/** Whether a code is the one that was sent (page "OTP Control", `v1/card/check_otp`). */
export async function checkOtp({ phone, sessionId, code }: OtpProof): Promise<{ meaning: ChangeMeaning; call: Call }> {
  return change('card_check_otp', PATHS.otpCheck, { user_gsm: phone, otp_session_id: sessionId, otp_code: code })
}

async function change(
  service: Call['service'],
  path: string,
  fields: Record<string, string>,
  classify = classifyChange,
): Promise<{ meaning: ChangeMeaning; call: Call }> {
  const reply = await post(path, fields)
  const meaning = classify(reply)
  return { meaning, call: describeCall(service, reply, meaning) }
}
