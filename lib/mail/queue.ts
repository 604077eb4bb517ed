import 'server-only'
import { type ApplicationRow, findApplicationRow } from '@/db/applications'
import type { Event } from '@/db/events'
import type { NewMail } from '@/db/mails'
import { findOrderRow, type OrderRow } from '@/db/orders'
import { findRefund } from '@/db/refunds'
import { type Application, openApplication } from '@/lib/dealers/application'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { customerOf } from '@/lib/orders/orders'
import { parseEmail } from '@/lib/shared/account-form'
import type { ApplicationStatus } from '@/lib/shared/dealers/dealer'
import { isLocale } from '@/lib/shared/locale'
import type { MailKind } from '@/lib/shared/mail'
import type { EventType } from '@/lib/shared/payments/event'

const KINDS: Partial<Record<EventType, MailKind>> = {
  'order.paid': 'receipt',
  'refund.accepted': 'refund-accepted',
  'refund.refunded': 'refund-done',
  'refund.refused': 'refund-refused',
}

/**
 * The mail that tells a shopper of what a merchant is told of; none where no address is known. It is queued in the
 * transaction that places the event, and once for each order or state of a refund.
 */
export async function mailsOf(event: Event): Promise<NewMail[]> {
  if (event.applicationId !== null) return mailsOfApplication(event.applicationId, event.id)
  const kind = KINDS[event.type]
  if (kind === undefined || event.orderId === null) return []
  const order = await findOrderRow(event.orderId)
  if (!order || (await addressOf(order)) === null) return []
  // Merchants are told "refused", too, of what never left. Nobody promised that to the shopper.
  if (kind === 'refund-refused' && (await findRefund(event.refundId ?? ''))?.status !== 'refused') return []
  const subjectId = event.refundId ?? order.id
  return [{ id: newId(), kind, subjectId, dedupe: `${kind}:${subjectId}`, locale: order.locale ?? 'tr' }]
}

/** What a dealer is told of: not what they have just done themselves. */
const TOLD: ApplicationStatus[] = ['verifying', 'received', 'refused']

async function mailsOfApplication(id: string, eventId: string): Promise<NewMail[]> {
  const row = await findApplicationRow(id)
  if (!row || !TOLD.includes(row.status)) return []
  // Answers that nobody can read keep no event from its place; a database that is away does.
  const application = await openApplication(row).catch((error: unknown) => {
    log.error('mail.no-addressee', { eventId, applicationId: id, error })
    return null
  })
  if (application === null || addressIn(application) === null) return []
  const { answers } = application
  const locale = isLocale(answers.locale) ? answers.locale : 'tr'
  return [{ id: newId(), kind: 'application', subjectId: id, dedupe: dedupeOf(row), locale }]
}

/** One mail for each change of an application. */
export function dedupeOf({ id, version }: Pick<ApplicationRow, 'id' | 'version'>): string {
  return `application:${id}:${version}`
}

/** Where an application's mail goes: to the address of the person whom it names. */
export async function applicantOf(row: ApplicationRow): Promise<string | null> {
  return addressIn(await openApplication(row))
}

function addressIn({ answers }: Application): string | null {
  return parseEmail(answers.contact_mail ?? '')
}

/** Where an order's mail goes: its customer's address, which the orders API has read the same way. */
export async function addressOf(order: Pick<OrderRow, 'id' | 'customer'>): Promise<string | null> {
  return parseEmail((await customerOf(order))?.email ?? '')
}
