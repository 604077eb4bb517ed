import 'server-only'
import { createHmac } from 'node:crypto'
import type { Statements } from '@/db/client'
import { addUse, countUse, deleteUses, findUsed, findUses, returnUse, takeBackUse } from '@/db/rate-limits'
import { countFromZero, countLimited } from '@/lib/metrics/counters'
import { env } from './env'
import { siteOf } from './network'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A /48 gets this many times what one address gets: offices and carriers are behind some, one customer behind most. */
const ADDRESSES_OF_SITE = 10

/** How often, and in which window. Counted in the database, so that limits hold across instances. */
const LIMITS = {
  'payments-of-order': { times: 10, windowMs: 25 * HOUR },
  // Payments that succeed do not count: many phones share a carrier's address.
  'payments-from-address': { times: 20, windowMs: 10 * MINUTE },
  /** Links to another device, while a payment waits at the bank; that takes half an hour at most. */
  'resumes-of-payment': { times: 3, windowMs: HOUR },
  /** Mails with the order's link. */
  'links-of-order': { times: 3, windowMs: 30 * DAY },
  // A card's first digits tell its bank and its kind.
  'plans-of-order': { times: 40, windowMs: 25 * HOUR },
  'plans-from-address': { times: 60, windowMs: 10 * MINUTE },
  /** These two are of the whole API: all merchants' servers together. */
  'refunds-of-api': { times: 600, windowMs: MINUTE },
  'lists-of-api': { times: 600, windowMs: MINUTE },
  'callbacks-of-refund': { times: 30, windowMs: MINUTE },
  'orders-from-address': { times: 60, windowMs: 10 * MINUTE },
  'passwords-of-account': { times: 10, windowMs: 15 * MINUTE },
  'passwords-from-address': { times: 50, windowMs: 15 * MINUTE },
  /** Sign-ins from unknown browsers that are always checked, whatever else is going on. */
  'first-passwords-from-address': { times: 5, windowMs: MINUTE },
  /** Further sign-ins from unknown browsers, in total; checking one costs about 30 ms of a core. */
  passwords: { times: 600, windowMs: MINUTE },
  'registrations-from-address': { times: 10, windowMs: HOUR },
  /** Mails to an address with which somebody wants to open an account. */
  'registrations-to-mail': { times: 3, windowMs: HOUR },
  /** Mails with a link to set a new password. */
  'resets-of-account': { times: 3, windowMs: HOUR },
  'resets-from-address': { times: 10, windowMs: HOUR },
  'cards-of-account': { times: 3, windowMs: DAY },
  'cards-from-address': { times: 5, windowMs: DAY },
  'cards-in-all': { times: 200, windowMs: DAY },
  'uses-of-card-form': { times: 1, windowMs: DAY },
  'card-changes-of-account': { times: 60, windowMs: HOUR },
  'otps-of-account': { times: 5, windowMs: HOUR },
  'otps-from-address': { times: 10, windowMs: HOUR },
  'otps-to-phone': { times: 1, windowMs: MINUTE },
  'otps-to-phone-in-a-day': { times: 5, windowMs: DAY },
  otps: { times: 100, windowMs: HOUR },
  'alarms-of-otps': { times: 1, windowMs: HOUR },
  'applications-from-address': { times: 5, windowMs: DAY },
  'drafts-from-address': { times: 30, windowMs: DAY },
  'documents-of-application': { times: 60, windowMs: DAY },
  'draft-links-of-application': { times: 3, windowMs: HOUR },
  /** The address is whatever was typed: nobody is to be sent mails at a stranger's wish all day. */
  'draft-links-to-mail': { times: 3, windowMs: HOUR },
  'draft-links-to-mail-in-a-day': { times: 5, windowMs: DAY },
  'draft-links-from-address': { times: 10, windowMs: HOUR },
  'resumes-from-address': { times: 30, windowMs: HOUR },
  /** What waits for a person is told by mail once a month. */
  'tellings-of-waiting': { times: 1, windowMs: 30 * DAY },
  'otp-tries-of-account': { times: 10, windowMs: 15 * MINUTE },
} as const

type Limit = keyof typeof LIMITS
type AddressLimit = Extract<Limit, `${string}-from-address`>

countFromZero({ limits: Object.keys(LIMITS) })

/** Counts one use; returns how many seconds to wait if that was one too many, else null. */
export async function overLimit(limit: Limit, subject: string, now: Date): Promise<number | null> {
  const { times, windowMs } = LIMITS[limit]
  const { count, resetAt } = await countUse(keyOf(limit, subject), windowMs, now)
  if (count <= times) return null
  countLimited(limit)
  return secondsUntil(resetAt, now)
}

/** A use of something limited: by whom or of what, and how many clients the subject stands for. */
export type Use = [limit: Limit, subject: string, standsFor?: number]

/** What counts against a client: its address and, for IPv6, the site that holds 65,536 of its networks. */
export function fromAddress(limit: AddressLimit, address: string): Use[] {
  const site = siteOf(address)
  return site === null
    ? [[limit, address]]
    : [
        [limit, address],
        [limit, site, ADDRESSES_OF_SITE],
      ]
}

/** Counts uses in the transaction of what they are for; if one is over its limit, the whole transaction is undone. */
export function countUses(uses: Use[], now: Date): Statements {
  const counted = uses.map((use) => ({ key: keyOf(use[0], use[1]), windowMs: LIMITS[use[0]].windowMs, most: mostOf(use) }))
  return (db) => counted.map(({ key, windowMs, most }) => addUse(db, key, windowMs, now, most))
}

/** Those of the subjects that were not used in the current window. */
export async function unused(limit: Limit, subjects: string[], now: Date): Promise<string[]> {
  const used = await findUsed(
    subjects.map((subject) => keyOf(limit, subject)),
    LIMITS[limit].windowMs,
    now,
  )
  return subjects.filter((subject) => !used.has(keyOf(limit, subject)))
}

/** How many seconds to wait for the first use that would be over its limit; null if none would be. */
export async function waitFor(uses: Use[], now: Date): Promise<number | null> {
  for (const use of uses) {
    const used = await findUses(keyOf(use[0], use[1]), LIMITS[use[0]].windowMs, now)
    if (!used || used.count < mostOf(use)) continue
    countLimited(use[0])
    return secondsUntil(used.resetAt, now)
  }
  return null
}

/**
 * Takes a use back in the transaction that proves it honest, unless its window is over. `subjectDigest` is
 * `digestOf` its subject, `countedAt` when it was counted.
 */
export function forgiveWith(limit: Limit, subjectDigest: string, countedAt: Date): Statements {
  return (db) => [returnUse(db, `${limit}:${subjectDigest}`, LIMITS[limit].windowMs, countedAt)]
}

/** Takes back one use that turned out not to count. */
export async function forgive(limit: Limit, subject: string, now: Date): Promise<void> {
  await takeBackUse(keyOf(limit, subject), now)
}

/** Forgets all uses of a subject. */
export async function forgiveAll(limit: Limit, subject: string): Promise<void> {
  await deleteUses(keyOf(limit, subject))
}

function mostOf([limit, , standsFor = 1]: Use): number {
  return LIMITS[limit].times * standsFor
}

function secondsUntil(resetAt: Date, now: Date): number {
  return Math.max(1, Math.ceil((resetAt.getTime() - now.getTime()) / 1000))
}

function keyOf(limit: Limit, subject: string): string {
  return `${limit}:${digestOf(subject)}`
}

/** An address is personal data; tables hold this keyed digest of it. */
export function digestOf(subject: string): string {
  return createHmac('sha256', env().authSecrets[0]).update(subject).digest('base64url').slice(0, 22)
}
