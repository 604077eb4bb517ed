import 'server-only'
import { z } from 'zod'
import type { Card } from '@/lib/shared/cards/card'
import { bankNameOf } from './bank-codes'
import { isAbsent } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isAccepted, isNo, isNoData, maybe, refusesUs, returnCode, saysNo, saysYes, text, wholeNumber } from './wire'

/** Paynet's card services in its words ("Card Save" and its sisters). Pure. */

/** A card as Paynet lists it. `mask` is first six and last four digits, never more. */
export type PaynetCard = {
  cardHash: string
  description: string | null
  mask: string | null
  bank: string | null
  kind: 'cc' | 'bc' | 'dc' | null
  brandName: string | null
  expiry: { month: number; year: number } | null
}

/**
 * card/save's card fields. They have other names than in a payment, and all are text; month and year
 * have two digits, as in the page's sample. Without a security code the bank is not asked.
 */
export function encodeStoredCard(card: Card): Record<string, string> {
  return {
    card_holder: card.holder,
    card_number: card.number,
    expire_month: String(card.month).padStart(2, '0'),
    expire_year: String(card.year % 100).padStart(2, '0'),
    ...(card.cvc === '' ? {} : { cvv: card.cvc }),
  }
}

/**
 * What came of a call that changes something. `unknown`: it may have happened, so look at the list.
 * `refused`: Paynet said no, and nothing has changed. `refuses-us`: it said no to us, whatever was sent.
 */
export type ChangeMeaning = { kind: 'done' } | { kind: 'refused' | 'refuses-us' | 'unknown'; code: number | null } | { kind: 'not-sent' }

export function classifyChange(reply: Reply): ChangeMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  const code = returnCode(reply)
  if (refusesUs(reply)) return { kind: 'refuses-us', code }
  if (isNo(reply)) return { kind: 'refused', code }
  return reply.kind === 'answered' && reply.status === 200 && isAccepted(code) ? { kind: 'done' } : { kind: 'unknown', code }
}

/** The same of a deletion, which is also done when Paynet has no such card. */
export function classifyDelete(reply: Reply): ChangeMeaning {
  const change = classifyChange(reply)
  const hasNone = isNoData(reply) || (change.kind === 'refused' && change.code === CODE.noSuchCard)
  return hasNone ? { kind: 'done' } : change
}

export type SaveMeaning = Exclude<ChangeMeaning, { kind: 'done' }> | { kind: 'done'; cardOwnerId: string; card: PaynetCard }

const savedCard = z.object({ card_owner_id: text, card_hash: text })

/** A save is done only with the two names that we need; else it may be done, and the list must tell. */
export function classifySave(reply: Reply): SaveMeaning {
  const change = classifyChange(reply)
  if (change.kind !== 'done' || reply.kind !== 'answered') return change.kind === 'done' ? { kind: 'unknown', code: null } : change
  const saved = savedCard.safeParse(reply.json)
  const card = readRow(reply.json)
  return saved.success && card ? { kind: 'done', cardOwnerId: saved.data.card_owner_id, card } : { kind: 'unknown', code: null }
}

export type ListMeaning = { kind: 'page'; rows: number; cards: PaynetCard[]; hasMore: boolean | null } | { kind: 'unavailable' }

const listReply = z.object({
  code: maybe(wholeNumber),
  total: maybe(wholeNumber),
  has_more: z.unknown().optional(),
  Data: z.array(z.unknown()).nullish(),
  data: z.array(z.unknown()).nullish(),
})

/**
 * One page of card/list, after `rowsBefore` rows of others. An owner whom Paynet says it has no data of has no cards;
 * rows that came and are all somebody else's say nothing about this one, nor does a page that shows none of what is
 * still counted.
 */
export function classifyList(reply: Reply, cardOwnerId: string, rowsBefore = 0): ListMeaning {
  if (reply.kind !== 'answered') return { kind: 'unavailable' }
  const none: ListMeaning = { kind: 'page', rows: 0, cards: [], hasMore: false }
  if (reply.status !== 200) return isNoData(reply) ? none : { kind: 'unavailable' }
  const { data } = listReply.safeParse(reply.json)
  if (data?.code === CODE.noData) return none
  if (!data || !isAccepted(data.code) || (data.Data === undefined && data.data === undefined)) return { kind: 'unavailable' }
  const rows = data.Data ?? data.data ?? []
  const hasMore = readHasMore(data.has_more)
  if (hasMore === 'unreadable' || (rows.length === 0 && (data.total ?? 0) > rowsBefore)) return { kind: 'unavailable' }
  const cards = rows.filter((row) => isOf(row, cardOwnerId)).map(readRow)
  if (rows.length > 0 && cards.length === 0) return { kind: 'unavailable' }
  // A row that cannot be read may be a card; a list without it would delete it here.
  if (cards.some((card) => card === null)) return { kind: 'unavailable' }
  return {
    kind: 'page',
    rows: rows.length,
    cards: cards.filter((card) => card !== null),
    hasMore,
  }
}

/** Null where it is not told. What is neither a yes nor a no may be a yes. */
function readHasMore(said: unknown): boolean | 'unreadable' | null {
  if (isAbsent(said)) return null
  if (saysYes(said)) return true
  return saysNo(said) ? false : 'unreadable'
}

const ownedRow = z.object({ card_owner_id: maybe(text) })

function isOf(row: unknown, cardOwnerId: string): boolean {
  const owner = ownedRow.safeParse(row).data?.card_owner_id
  return owner === undefined || isSameOwnerId(owner, cardOwnerId)
}

/** Paynet's names for owners are compared without case and the blanks around them. */
export function isSameOwnerId(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}

const cardRow = z.object({
  card_hash: text,
  card_desc: maybe(text),
  card_no: maybe(text),
  card_no_masked: maybe(text),
  card_bank_id: maybe(text),
  card_bank_name: maybe(text),
  card_brand_name: maybe(text),
  card_type: maybe(z.enum(['cc', 'bc', 'dc'])),
  expire_month: maybe(wholeNumber),
  expire_year: maybe(wholeNumber),
})

function readRow(row: unknown): PaynetCard | null {
  const { data } = cardRow.safeParse(row)
  if (!data) return null
  return {
    cardHash: data.card_hash,
    description: data.card_desc ?? null,
    mask: maskIn(data.card_no ?? data.card_no_masked),
    bank: bankNameOf(data.card_bank_id) ?? data.card_bank_name ?? null,
    kind: data.card_type ?? null,
    brandName: data.card_brand_name ?? null,
    expiry: expiryOf(data.expire_month, data.expire_year),
  }
}

/** Paynet's masks have eight or six stars; what is no mask may be a whole number and is dropped. */
function maskIn(masked: string | undefined): string | null {
  const parts = /^(\d{6})\*{2,9}(\d{4})$/.exec(masked?.trim() ?? '')
  return parts ? `${parts[1]}******${parts[2]}` : null
}

/** Paynet forgets expiries and says 0. */
function expiryOf(month: number | undefined, year: number | undefined): PaynetCard['expiry'] {
  if (!month || !year || month < 1 || month > 12) return null
  const whole = year < 100 ? 2000 + year : year
  return whole >= 2000 && whole <= 2099 ? { month, year: whole } : null
}

const otpReply = z.object({ otp_expire: maybe(text) })

/** Until when a code that was sent is good; null when Paynet does not say it in a way that can be read. */
export function readOtpExpiry(reply: Reply): Date | null {
  const said = reply.kind === 'answered' ? otpReply.safeParse(reply.json).data?.otp_expire : undefined
  if (said === undefined) return null
  // Times without an offset are Istanbul's.
  const at = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/.test(said) ? said : `${said}+03:00`)
  return Number.isNaN(at.getTime()) ? null : at
}
