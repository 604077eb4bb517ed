import 'server-only'
import type { Refund } from '@/db/refunds'
import { later } from '@/lib/clock'
import { HOUR } from '@/lib/duration'
import type { Reversal } from '@/lib/paynet/refunds-wire'
import { encodeDay } from '@/lib/paynet/transactions-wire'
import type { Kurus } from '@/lib/shared/payments/money'

/** Paynet's clock may be behind, and write the day before. */
const CLOCKS_DIFFER_MS = HOUR

/** What Paynet's books show of one transaction. */
export type Shown = { isReversed: boolean; reversals: Reversal[] }

/**
 * What they prove of its refunds. `refunded`: the open one's money went back, under this number of Paynet's, if it has
 * one. `foreign`: what no refund here explains. `unseen`: refunds that are done and that they do not show.
 */
export type Weighed = { refunded: { paynetRef: string | null } | null; foreign: Reversal[]; unseen: Refund[] }

/**
 * Compares what Paynet shows of a transaction with the refunds of it here, which must have been read after Paynet was
 * asked. At most one of them is open, so what is more than those that are done is the open one, if the amount and the
 * day can be its. That something is not shown proves nothing against the open one. `since`: how far back the books were
 * read, in whole days; what was done before is not in them, unless they name it, and must not be taken for what is. Pure.
 */
export function weigh(
  { isReversed, reversals }: Shown,
  refunds: Refund[],
  { drawnKurus, since = null }: { drawnKurus: Kurus | null; since?: Date | null },
): Weighed {
  const isInBooks = ({ settledAt }: Refund) => since === null || settledAt === null || encodeDay(settledAt) >= encodeDay(since)
  const free = [...reversals]
  const take = (fits: (reversal: Reversal) => boolean): Reversal | null => {
    const at = free.findIndex(fits)
    return at < 0 ? null : (free.splice(at, 1)[0] ?? null)
  }
  // One whose amount could not be read stays open until a person says how much it was.
  const done = refunds.filter(({ status, askedBy }) => status === 'refunded' || (status === 'unknown' && askedBy === 'paynet'))
  const unnamed = done.filter(({ paynetRef }) => paynetRef === null || take(({ names }) => names.includes(paynetRef)) === null)
  const inBooks = unnamed.filter(isInBooks).filter(({ amountKurus }) => take((reversal) => reversal.amountKurus === amountKurus) === null)
  const unseen = inBooks.filter(() => take((reversal) => reversal.amountKurus === null) === null)

  const open = refunds.find(
    ({ status, sentAt }) => sentAt !== null && (status === 'sending' || status === 'unknown' || status === 'accepted'),
  )
  const sentOn = open?.sentAt ? encodeDay(later(open.sentAt, -CLOCKS_DIFFER_MS)) : ''
  const canBe = ({ day }: Reversal) => day === null || day >= sentOn
  const found = open
    ? (take((reversal) => reversal.amountKurus === open.amountKurus && canBe(reversal)) ??
      take((reversal) => reversal.amountKurus === null && canBe(reversal)))
    : null
  // The sale's own mark names neither amount nor day: it is the open one's only if that is the whole, and the first.
  const isMarked = isReversed && reversals.length === 0
  if (open && !found && isMarked && done.length === 0 && open.amountKurus === drawnKurus)
    return { refunded: { paynetRef: null }, foreign: [], unseen: [] }
  const isForeign = !open && done.length === 0 && isMarked
  return {
    refunded: found && { paynetRef: found.names[0] ?? null },
    foreign: isForeign ? [{ names: [], amountKurus: null, day: null }] : free,
    unseen: isMarked ? [] : unseen,
  }
}
