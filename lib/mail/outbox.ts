import 'server-only'
import { claimMail, endAbandoned, endStale, endTry, listStale, type Mail, mayBeSentAgain, pullBackMails, type Tried } from '@/db/mails'
import { type Clock, later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { emailDigests } from '@/lib/email'
import { env, type MailSettings } from '@/lib/env'
import { openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { countMail } from '@/lib/metrics/counters'
import { compose } from './compose'
import { MENDABLE, tellAgain } from './ops'
import { LONGEST_TRY_MS, type SendOutcome, send } from './send'

/** How long after each try that certainly failed the next one is made. */
const PAUSES_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR]
const LONGEST_PAUSE_MS = 6 * HOUR
/** How long after one that may have been sent it is sent once more, if a second copy does no harm. */
const AGAIN_IF_LOST_MS = 10 * MINUTE
/** The longest possible try, plus time to write what became of it. */
const LEASE_MS = LONGEST_TRY_MS + 15 * SECOND
const SENDS_AT_ONCE = 2
/** News that comes later than this would confuse more than it tells. */
const STALE_AFTER_MS = 2 * DAY
/** How long after a step of the clock each pass mends what it has put off. */
const LOOKS_AGAIN_FOR_MS = 5 * MINUTE

let sends = 0
/** What this process is sending: a clock that steps must not end it as abandoned. */
const inHand = new Set<string>()

/**
 * Sends the mails that are due, two at once. Safe to run in several processes at once: each try has a lease. What a process
 * was sending when it died may have been sent.
 */
export async function sendMails(clock: Clock, isStopped: () => boolean = () => false): Promise<void> {
  const settings = env().mail
  if (settings === null) return
  const { now, sinceStepMs } = await readClock(clock)
  if (sinceStepMs < LOOKS_AGAIN_FOR_MS) await lookAgainAtMails(clock)
  for (const mailId of await endAbandoned(now, later(now, AGAIN_IF_LOST_MS), [...inHand])) {
    log.warn('mail.unknown', { mailId, why: 'abandoned' })
    log.alarm('mail.not-sent', { mailId, why: 'abandoned' })
  }
  await Promise.all(Array.from({ length: SENDS_AT_ONCE - sends }, () => sendUntilDone(settings, clock, isStopped)))
}

/** One after the other; a claim is followed by its try at once, so that no lease ends while it waits. */
async function sendUntilDone(settings: MailSettings, clock: Clock, isStopped: () => boolean): Promise<void> {
  sends += 1
  try {
    while (!isStopped()) {
      const now = await clock()
      const mail = await claimMail(now, later(now, LEASE_MS))
      if (!mail) return
      inHand.add(mail.id)
      try {
        await end(mail, await trySending(mail, settings, clock), await clock())
      } finally {
        inHand.delete(mail.id)
      }
    }
  } finally {
    sends -= 1
  }
}

/** What became of a try; the words that are not the server's say why nothing was sent to it. */
type Outcome =
  | Exclude<SendOutcome, { why: 'address' }>
  | { kind: 'rejected'; why: 'address'; digest: string }
  | { kind: 'rejected'; why: 'no-address' | 'over' | 'suppressed' | (typeof MENDABLE)[number] }
  | { kind: 'not-sent'; why: 'unwritten' | 'undecided' }

async function trySending(mail: Mail, settings: MailSettings, clock: Clock): Promise<Outcome> {
  const at = await clock()
  const composed = await compose(mail, at).catch((error: unknown) => {
    log.error('mail.unwritten', { mailId: mail.id, error })
    return null
  })
  if (composed === null) return { kind: 'not-sent', why: 'unwritten' }
  if (composed === 'undecided') return { kind: 'not-sent', why: composed }
  // It ends for the reason that kept it so long, or nobody would hear of that.
  if (composed === 'too-late') return { kind: 'rejected', why: MENDABLE.find((why) => why === mail.why) ?? 'over' }
  if (typeof composed === 'string') return { kind: 'rejected', why: composed }
  const { to, rendered } = composed
  const outcome = await send({ id: mail.id, host: new URL(env().appUrl).hostname, to, at, ...rendered }, settings)
  if (outcome.kind !== 'rejected' || outcome.why !== 'address') return outcome
  return { ...outcome, why: 'address', digest: emailDigests(to.toLowerCase())[0] }
}

/** Of shoppers and their orders: nothing that a person could put right. */
const EXPECTED: string[] = ['address', 'address-deferred', 'no-address', 'suppressed', 'over']

function isExpected(why: string, { kind }: Mail): boolean {
  return EXPECTED.includes(why) && !(kind === 'ops' && why.startsWith('address'))
}

/** Writes what became of a try. */
async function end(mail: Mail, outcome: Outcome, at: Date): Promise<void> {
  const why = 'why' in outcome ? outcome.why : outcome.kind
  countMail(why)
  const then = next(mail, outcome, at)
  // Before it is over: if this process dies in between, something is told twice rather than not at all.
  if (then.status === 'failed') await release(mail)
  const isDone = await endTry(mail, { ...then, why })
  if (outcome.kind === 'sent') return
  const { id: mailId, kind: meaning, attempts: count } = mail
  log.warn(then.status === 'unknown' ? 'mail.unknown' : 'mail.failed', { mailId, meaning, why, count })
  const isOver = isDone && then.status !== 'queued'
  if (isOver && (then.status === 'unknown' || !isExpected(why, mail))) log.alarm('mail.not-sent', { mailId, why })
}

/** A mail that cannot be read any more must hold up nothing else. */
async function release(mail: Mail): Promise<void> {
  await tellAgain(mail).catch((error: unknown) => log.error('mail.unwritten', { mailId: mail.id, error }))
}

/** Where a mail goes after a try. Pure. */
function next(mail: Mail, outcome: Outcome, at: Date): Next {
  if (outcome.kind === 'sent') return { status: 'sent', settledAt: at, doubts: mail.doubts }
  const doubts = outcome.kind === 'lost' ? mail.doubts : mail.doubts - 1
  // It is no try of the server: it waits for as long as it has waited already, until it is stale.
  if ('why' in outcome && outcome.why === 'undecided') {
    const waitedMs = at.getTime() - mail.createdAt.getTime()
    return { status: 'queued', attempts: mail.attempts - 1, nextAt: later(at, Math.min(HOUR, Math.max(MINUTE, waitedMs))), doubts }
  }
  const pauseMs = {
    lost: mayBeSentAgain(mail) ? AGAIN_IF_LOST_MS : undefined,
    'not-sent': PAUSES_MS[mail.attempts - 1],
    rejected: undefined,
  }[outcome.kind]
  if (pauseMs !== undefined) return { status: 'queued', nextAt: later(at, pauseMs), doubts }
  const refused = 'digest' in outcome ? { refusedDigest: outcome.digest } : {}
  return { status: doubts > 0 ? 'unknown' : 'failed', settledAt: at, doubts, ...refused }
}

type Next<T = Tried> = T extends Tried ? Omit<T, 'why'> : never

/** Ends what is no news any more, whether mail is on or was turned off. Only for a clock that has long run evenly. */
export async function endStaleMails(now: Date): Promise<void> {
  for (const mail of await listStale('ops', now, later(now, -STALE_AFTER_MS))) await release(mail)
  for (const mailId of await endStale(now, later(now, -STALE_AFTER_MS))) {
    countMail('stale')
    log.warn('mail.failed', { mailId, why: 'stale' })
    log.alarm('mail.not-sent', { mailId, why: 'stale' })
  }
}

/** After a start, or when the clock was set. */
export async function lookAgainAtMails(clock: Clock): Promise<void> {
  const isFresh = openSendGate()
  const now = await clock()
  if (isFresh()) await pullBackMails(now, { lease: later(now, LEASE_MS), nextTry: later(now, LONGEST_PAUSE_MS) })
}
