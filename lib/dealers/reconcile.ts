import 'server-only'
import { type ApplicationRow, beginSendingAgain, claimApplications, findApplicationRow } from '@/db/applications'
import { type Clock, later } from '@/lib/clock'
import { leaseMs, openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import type { ApplicationStatus } from '@/lib/shared/dealers/dealer'
import { callPaynet, verify } from './call-paynet'
import { recordNote } from './timeline'

export type ReconciledApplication = { id: string; to: ApplicationStatus }

/**
 * Looks at applications that are being sent and are due: sends what provably never left, and gives up on what a dead
 * process may have sent. Safe to run twice at once, since one statement claims each of them.
 */
export async function reconcileApplications(clock: Clock): Promise<ReconciledApplication[]> {
  const now = await clock()
  const claimed = await claimApplications(now, later(now, leaseMs()))
  return Promise.all(
    claimed.map(async (row) => {
      await orLog(row, () => (row.sentAt === null ? sendAgain(row, clock) : giveUp(row, clock)))
      return { id: row.id, to: (await findApplicationRow(row.id))?.status ?? row.status }
    }),
  )
}

/** The intent is written again before each call: from then on it may have arrived. */
async function sendAgain(row: ApplicationRow, clock: Clock): Promise<void> {
  const maySend = openSendGate()
  const now = await clock()
  const leaseUntil = later(now, leaseMs())
  const begun = await beginSendingAgain(row, { sentAt: now, leaseUntil, nextAt: leaseUntil })
  if (begun) await callPaynet(begun, maySend, clock)
}

async function giveUp(row: ApplicationRow, clock: Clock): Promise<void> {
  const now = await clock()
  await recordNote(row.id, 'its sender ended before there was an answer', now)
  await verify(row, now)
}

/** One that fails does not keep the others waiting. */
async function orLog(row: ApplicationRow, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.error('application.not-pursued', { applicationId: row.id, error })
  }
}
