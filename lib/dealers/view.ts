import 'server-only'
import { findApplicationRow } from '@/db/applications'
import { type Clock, later } from '@/lib/clock'
import { MINUTE } from '@/lib/duration'
import { isId } from '@/lib/ids'
import { type ApplicationView, isDecided, type OwnView, PAYNET_STATUSES } from '@/lib/shared/dealers/application-view'
import { DEALER_FIELDS, type DealerField } from '@/lib/shared/dealers/dealer'
import { maskAnswers } from '@/lib/shared/dealers/mask-answers'
import { isOwnApplication } from './access'
import { type Application, openApplication } from './application'
import { listDocuments } from './documents'
import { askStatus } from './status-at-paynet'
import { lastStatus } from './timeline'

/** `draft`: this browser's, and not sent yet. Null for an unknown one, and for another browser's draft. */
export async function viewApplication(id: string, clock: Clock): Promise<ApplicationView | 'draft' | null> {
  const row = isId(id) ? await findApplicationRow(id) : null
  if (!row) return null
  const isOwn = await isOwnApplication(row)
  const { status, formId, sentAt } = row
  if (status === 'draft') return isOwn ? 'draft' : null
  const isClosed = status === 'refused' && sentAt === null
  const isReceived = status === 'received'
  if (!isOwn) return { id, status, formId, isClosed, atPaynet: isReceived ? await lastSaid(id) : null, own: null }
  const application = await openApplication(row)
  const now = await clock()
  const [atPaynet, documents] = await Promise.all([
    isReceived ? statusNow(application, now) : null,
    isReceived ? listDocuments(application, now) : null,
  ])
  return { id, status, formId, isClosed, atPaynet, own: viewOwn(application, documents) }
}

/** This browser's application, to which documents may be added; null for any other. */
export async function findOwnApplication(id: string): Promise<Application | null> {
  const row = isId(id) ? await findApplicationRow(id) : null
  return row && (await isOwnApplication(row)) ? openApplication(row) : null
}

/** Whether Paynet still looks at documents of an application, as far as is known here. */
export async function takesDocuments({ id, status }: Pick<Application, 'id' | 'status'>): Promise<boolean> {
  return status === 'received' && !isDecided((await lastSaid(id))?.status)
}

function viewOwn({ status, answers, formLink, refusedField, sentAt, updatedAt }: Application, documents: OwnView['documents']): OwnView {
  return {
    sentAt: sentAt ?? updatedAt,
    isWaiting: status === 'sending' && sentAt === null,
    followUp: formLink,
    refused: status === 'refused' && isField(refusedField) ? { field: refusedField, task: DEALER_FIELDS[refusedField].task } : null,
    answers: maskAnswers(answers),
    documents,
  }
}

function isField(name: string | null): name is DealerField {
  return name !== null && Object.hasOwn(DEALER_FIELDS, name)
}

/** Each process asks about an application once a minute at most; reloading a page asks no more often. */
const ASK_AGAIN_AFTER_MS = MINUTE
const MOST_REMEMBERED = 1_000
const askedUntil = new Map<string, Date>()

/** How it stands at Paynet; as last known if Paynet does not say. */
async function statusNow(application: Application, now: Date): Promise<ApplicationView['atPaynet']> {
  const { id } = application
  const until = askedUntil.get(id)
  if (!until || until <= now) {
    if (askedUntil.size >= MOST_REMEMBERED) askedUntil.clear()
    askedUntil.set(id, later(now, ASK_AGAIN_AFTER_MS))
    const status = await askStatus(application, now)
    if (status) return { status, at: now }
  }
  return lastSaid(id)
}

async function lastSaid(id: string): Promise<ApplicationView['atPaynet']> {
  const last = await lastStatus(id)
  const status = PAYNET_STATUSES.find((word) => word === last?.status)
  return status && last ? { status, at: last.at } : null
}
