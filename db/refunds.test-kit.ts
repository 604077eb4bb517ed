import { randomBytes } from 'node:crypto'
import { emptyRow } from './empty-row'
import type { Refund } from './refunds'
import { refunds } from './schema'

const newId = () => randomBytes(16).toString('base64url')

/** A refund that is planned, with what a test is about. */
export function newRefundRow(change: Partial<Refund> = {}): Refund {
  const now = change.createdAt ?? new Date()
  return {
    ...emptyRow(refunds),
    id: newId(),
    xactId: newId(),
    reference: newId(),
    amountKurus: 100,
    status: 'planned',
    askedBy: 'cli',
    dueAt: now,
    nextAt: now,
    createdAt: now,
    movedAt: now,
    calls: 0,
    fence: 0,
    looks: 0,
    alarms: 0,
    ...change,
  }
}
