import 'server-only'
import type { CardOwner } from '@/db/card-owners'
import { takeTurn } from '@/db/markers'
import { hasPaid } from '@/db/payments'
import { listSavedCards, storeSavedCard } from '@/db/saved-cards'
import { type Clock, later } from '@/lib/clock'
import { SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { isId } from '@/lib/ids'
import { log } from '@/lib/log'
import { countCardSave } from '@/lib/metrics/counters'
import { deleteCard as deleteAtPaynet, saveCard as saveAtPaynet } from '@/lib/paynet/cards'
import { isSameOwnerId, type PaynetCard } from '@/lib/paynet/cards-wire'
import { fromAddress, overLimit, waitFor } from '@/lib/rate-limit'
import { type Card, type CardInput, maskCard } from '@/lib/shared/cards/card'
import { parseCardForm } from '@/lib/shared/cards/card-form'
import { CONSENT_VERSION } from '@/lib/shared/cards/saved-card'
import { type Failure, fail, ok, type Result } from '@/lib/shared/result'
import { overAny } from '@/lib/uses'
import { tellCall } from './call'
import { clientOf } from './card-testing'
import { readPaynet } from './list'
import { hasOtpProof, spendOtpProof } from './otp'
import { encryptOwnerId, ensureOwner, findOwner, ownerRef } from './owner'
import { type Details, decryptDetails, defaultName, isSameMask, savedCardRow } from './saved-card'

export type SaveInput = { formKey: string; card: CardInput; description: string }

/**
 * Whether a user may save a card without a payment: they have paid here, or prove a phone with Paynet's code.
 * An account alone proves nothing: it is free, and a bank that is asked about a card answers without 3D.
 */
export async function maySaveCards(userId: string): Promise<boolean> {
  return env().cardOtp || hasPaid({ userId })
}

/**
 * Saves a card without a payment. A security code is not needed; with one, the bank reserves 1 TL and
 * releases it. Every call counts against the strictest limits of the app, since it tells a thief whether
 * a card is good. The same form sent twice saves once.
 */
export async function saveCard(userId: string, input: SaveInput, address: string, clock: Clock): Promise<Result<{ description: string }>> {
  const now = await clock()
  if (!(await maySaveCards(userId))) return held({ kind: 'conflict', because: 'pay-first' })
  const parsed = parseCardForm(input, { now, live: env().isLive, cvcIsOptional: true })
  if ('faults' in parsed) return fail({ kind: 'invalid', fields: parsed.faults })
  const { card } = parsed
  const name = parsed.description || defaultName(card)

  const isOtpNeeded = env().cardOtp
  if (isOtpNeeded && !(await hasOtpProof(userId, now))) {
    // Perhaps spent by this form itself, whose answer was lost: another code would only lead to the same card again.
    const isSecond = (await waitFor([['uses-of-card-form', input.formKey]], now)) !== null
    return fail({ kind: 'conflict', because: isSecond ? 'attempt-over' : 'code-over' })
  }
  if (!isId(input.formKey) || (await overLimit('uses-of-card-form', input.formKey, now)) !== null) {
    return fail({ kind: 'conflict', because: 'attempt-over' })
  }
  const wait =
    (await overAny([['cards-of-account', userId], ...fromAddress('cards-from-address', address)], now)) ?? (await overLimitOfAll(now))
  if (wait !== null) return held({ kind: 'rate-limited', retryAfterSeconds: wait })
  const otp = isOtpNeeded ? await spendOtpProof(userId, now) : null
  if (isOtpNeeded && !otp) return fail({ kind: 'conflict', because: 'code-over' })

  const owner = await ensureOwner(userId)
  const { meaning, call } = await saveAtPaynet(card, name, ownerRef(owner), otp?.proof ?? null)
  await tellCall(call, now)
  countCardSave(meaning.kind === 'done' ? 'saved' : meaning.kind)
  log.info('card.save', { client: clientOf(address, now), meaning: meaning.kind })
  if (meaning.kind === 'not-sent' || meaning.kind === 'refuses-us') await otp?.giveBack()
  switch (meaning.kind) {
    case 'done':
      if ((await findOwner(userId)) === null) {
        // The account was deleted meanwhile, so nobody could delete this card any more.
        const deleted = await deleteAtPaynet({ cardHash: meaning.card.cardHash, cardOwnerId: meaning.cardOwnerId })
        await tellCall(deleted.call, await clock())
        return fail({ kind: 'unauthenticated' })
      }
      if (owner.cardOwnerId !== null && !isSameOwnerId(owner.cardOwnerId, meaning.cardOwnerId)) {
        log.alarm('card.other-owner', { client: clientOf(address, now) })
        return fail({ kind: 'unknown' })
      }
      await store(owner, card, name, meaning.card, meaning.cardOwnerId, await clock())
      return ok({ description: name })
    case 'refused':
      return fail({ kind: 'refused' })
    case 'refuses-us':
    case 'not-sent':
      return fail({ kind: 'unavailable' })
    case 'unknown':
      return (await isListedNow(owner, card, name, clock)) ? ok({ description: name }) : fail({ kind: 'unknown' })
  }
}

function held(failure: Failure): Result<never> {
  countCardSave('held')
  return fail(failure)
}

/** The saves of all accounts in a day: when they are many, the accounts belong to one attacker. */
async function overLimitOfAll(now: Date): Promise<number | null> {
  const wait = await overLimit('cards-in-all', 'all', now)
  if (wait !== null && (await takeTurn('card-saves-alarmed', now, later(now, wait * SECOND)))) log.alarm('cards.many-saves')
  return wait
}

async function store(owner: CardOwner, card: Card, name: string, answer: PaynetCard, cardOwnerId: string, at: Date): Promise<void> {
  const { cardHash, bank, kind, brandName } = answer
  const details: Details = { cardHash, description: name, mask: maskCard(card.number), bank, kind, brandName }
  const expiry = { month: card.month, year: card.year }
  const row = await savedCardRow(owner, { details, expiry, consent: { version: CONSENT_VERSION, at }, createdAt: at })
  await storeSavedCard(row, await encryptOwnerId(cardOwnerId))
}

/**
 * After a lost answer: whether Paynet lists a card of this number and description that we did not know.
 * Before a user's first card there is no list to ask for; then the next save sends our id of them again.
 */
async function isListedNow(owner: CardOwner, card: Card, name: string, clock: Clock): Promise<boolean> {
  const known = new Set((await listSavedCards(owner)).filter((row) => row.goneAt === null).map((row) => row.id))
  if (owner.cardOwnerId === null || !(await readPaynet(owner, clock))) return false
  for (const row of await listSavedCards(owner)) {
    if (row.goneAt !== null || known.has(row.id)) continue
    const details = await decryptDetails(row)
    if (!isSameMask(details.mask, maskCard(card.number)) || details.description !== name) continue
    const { cardHash, bank, kind, brandName } = details
    const answer = { cardHash, bank, kind, brandName, description: name, mask: details.mask, expiry: null }
    await store(owner, card, name, answer, owner.cardOwnerId, row.createdAt)
    return true
  }
  return false
}
