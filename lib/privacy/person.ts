import 'server-only'
import { listDocumentRows } from '@/db/application-documents'
import { type ApplicationRow, deleteDraftRow, eraseApplication, listApplicationRows } from '@/db/applications'
import { forgetCustomerOf, listOrderItems, listOrdersWithCustomer, type OrderRow } from '@/db/orders'
import { lastUsesOfCards, listPayments, listPaymentsOfUser, type Payment } from '@/db/payments'
import { listRefundsOf, type Refund } from '@/db/refunds'
import { deleteRegistrations, listRegistrationRows } from '@/db/registrations'
import { listSavedCards } from '@/db/saved-cards'
import { closeUser, deleteUser, findUserRowByDigests, type UserRow } from '@/db/users'
import { removeCard } from '@/lib/cards/change'
import { listCards } from '@/lib/cards/list'
import { ownerKey } from '@/lib/cards/owner'
import { decryptDetails, expiryOf } from '@/lib/cards/saved-card'
import type { Clock } from '@/lib/clock'
import { type Application, encryptAnswers, openApplication } from '@/lib/dealers/application'
import { recordNote } from '@/lib/dealers/timeline'
import { emailDigests } from '@/lib/email'
import { log } from '@/lib/log'
import { customerOf, paynetFieldsOf } from '@/lib/orders/orders'
import { drawnOf } from '@/lib/payments/drawn'
import { readKeptDetails } from '@/lib/payments/kept-details'
import { parseEmail } from '@/lib/shared/account-form'
import { asJson } from '@/lib/shared/as-json'
import type { Customer } from '@/lib/shared/payments/order'

/** Rows read at a time; personal data is encrypted, so a person is found by reading every row that holds any. */
const AT_ONCE = 200

const UNDECIDED = 'a payment of it is undecided'

type OrderOfPerson = { row: OrderRow; customer: Customer; payments: Payment[] }

/** Everything that is kept about the person who has an e-mail address. */
type Person = { account: UserRow | null; payments: Payment[]; orders: OrderOfPerson[]; applications: Application[] }

/** What could not be forgotten yet, and why. */
export type Kept = { what: 'account' | 'card' | 'order' | 'application'; id: string; why: string }

/** What was forgotten, by kind, and what was not. */
export type Forgotten = { account: boolean; cards: number; orders: number; applications: number; kept: Kept[] }

/**
 * What is kept about a person, as JSON with the names of the orders API: amounts in kuruş, times in RFC 3339 UTC. Null for
 * what cannot be an e-mail address. A guest's payment is found by the e-mail address that the merchant gave with the order.
 */
export async function exportPerson(typed: string, clock: Clock): Promise<Record<string, unknown> | null> {
  const email = parseEmail(typed)
  if (email === null) return null
  const { account, payments, orders, applications } = await findPerson(email)
  return {
    email,
    exported_at: (await clock()).toISOString(),
    account: account && {
      id: account.id,
      created_at: account.createdAt,
      cards: await cardsOf(account.id),
      payments: await paymentsOf(payments),
    },
    registrations: await registrationsOf(email),
    orders: await Promise.all(
      orders.map(async ({ row, customer, payments }) => ({
        id: row.id,
        reference: row.reference,
        amount: row.amountKurus,
        description: row.description,
        items: (await listOrderItems(row.id)).map(({ name, quantity, unitAmountKurus }) => ({
          name,
          quantity,
          unit_amount: unitAmountKurus,
        })),
        created_at: row.createdAt,
        customer,
        paynet: await paynetFieldsOf(row),
        payments: await paymentsOf(payments),
      })),
    ),
    applications: await Promise.all(
      applications.map(async ({ id, status, formId, formLink, createdAt, sentAt, answers }) => ({
        id,
        status,
        form_id: formId,
        form_link: formLink,
        created_at: createdAt,
        sent_at: sentAt,
        answers,
        documents: (await listDocumentRows(id)).map(({ doctypeId, status, mediaType, bytes, at }) => ({
          doctype_id: doctypeId,
          status,
          media_type: mediaType,
          bytes,
          at,
        })),
      })),
    ),
  }
}

/**
 * Forgets a person: deletes the account and its cards, at Paynet too, forgets who ordered and what was applied for.
 * Payments stay, without a name, as the merchant's books need them. What is undecided stays as it is and is named, and with
 * it the account, which may be all that leads to it; so can this be repeated. Null for what cannot be an e-mail address.
 */
export async function forgetPerson(typed: string, clock: Clock): Promise<Forgotten | null> {
  const email = parseEmail(typed)
  if (email === null) return null
  // First, so that none becomes an account meanwhile.
  await deleteRegistrations(emailDigests(email))
  const person = await findPerson(email)
  const kept: Kept[] = []
  const done = { account: false, cards: 0, orders: 0, applications: 0 }
  for (const { row } of person.orders) {
    if (await forgetCustomerOf(row.id, await clock())) done.orders += 1
    else kept.push({ what: 'order', id: row.reference, why: 'it can still be paid, or a payment of it is undecided or to be refunded' })
  }
  for (const application of person.applications) {
    if (await forgetApplication(application, await clock())) done.applications += 1
    else kept.push({ what: 'application', id: application.id, why: 'it is being sent, or waits for an operator' })
  }
  if (!person.account) return { ...done, kept }
  const { account, cards, left } = await forgetAccount(person.account.id, kept.length > 0, clock)
  return { ...done, account, cards, kept: [...kept, ...left] }
}

/** Deletes an account, unless it `isNeeded`, and its cards at Paynet before. */
async function forgetAccount(id: string, isNeeded: boolean, clock: Clock): Promise<{ account: boolean; cards: number; left: Kept[] }> {
  const keep = (why: string): Kept[] => [{ what: 'account', id, why }]
  // Its sessions end first, so that no card is added and no payment begun meanwhile. What had begun shows the second time.
  if (!(await closeUser(id))) return { account: false, cards: 0, left: keep(UNDECIDED) }
  const { deleted: cards, left } = await deleteCards(id, clock)
  if (left.length > 0) return { account: false, cards, left }
  if (isNeeded) return { account: false, cards, left: keep('it leads to what else is kept') }
  if (!(await closeUser(id))) return { account: false, cards, left: keep(UNDECIDED) }
  await deleteUser(id)
  return { account: true, cards, left: [] }
}

async function findPerson(email: string): Promise<Person> {
  const account = await findUserRowByDigests(emailDigests(email))
  const payments = account ? await listPaymentsOfUser(account.id) : []
  const paid = new Set(payments.map(({ orderId }) => orderId))
  const orders: OrderOfPerson[] = []
  for await (const row of inTurn(listOrdersWithCustomer)) {
    const customer = await customerOf(row)
    if (customer === null) continue
    // A customer without an address is whoever signed in to pay.
    const isTheirs = customer.email === undefined ? paid.has(row.id) : parseEmail(customer.email) === email
    if (isTheirs) orders.push({ row, customer, payments: await listPayments(row.id) })
  }
  const applications: Application[] = []
  for await (const row of inTurn(listApplicationRows)) {
    const application = await openIfReadable(row)
    if (application === null) continue
    const isTheirs = account !== null && row.userId === account.id
    if (isTheirs || parseEmail(application.answers.contact_mail ?? '') === email) applications.push(application)
  }
  return { account, payments, orders, applications }
}

/** Accounts that were asked for by mail and are not confirmed. */
async function registrationsOf(email: string) {
  const rows = await listRegistrationRows(emailDigests(email))
  return rows.map((row) => ({ created_at: row.createdAt, expires_at: row.expiresAt }))
}

/** One that cannot be decrypted any more keeps nobody else from being found. */
async function openIfReadable(row: ApplicationRow): Promise<Application | null> {
  try {
    return await openApplication(row)
  } catch (error) {
    log.error('application.unreadable', { applicationId: row.id, error })
    return null
  }
}

async function* inTurn<Row extends { id: string }>(list: (after: string, limit: number) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let after = ''; ; ) {
    const rows = await list(after, AT_ONCE)
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < AT_ONCE) return
    after = last.id
  }
}

/** Paynet deletes them; one that it has not deleted stays, and the account with it. */
async function deleteCards(userId: string, clock: Clock): Promise<{ deleted: number; left: Kept[] }> {
  const { cards, isFresh } = await listCards(userId, clock)
  if (!isFresh) return { deleted: 0, left: [{ what: 'account', id: userId, why: 'Paynet does not tell which cards it keeps' }] }
  const left: Kept[] = []
  for (const { id } of cards) {
    const removed = await removeCard(userId, id, clock)
    // In conflict with one that is gone already.
    if (removed.ok || removed.failure.kind === 'conflict') continue
    const isLimited = removed.failure.kind === 'rate-limited'
    left.push({ what: 'card', id, why: isLimited ? 'too many were changed within the hour' : 'Paynet has not deleted it' })
  }
  return { deleted: cards.length - left.length, left }
}

/** A draft is deleted; of one that Paynet has, its number and its history stay. */
async function forgetApplication(row: Application, at: Date): Promise<boolean> {
  if (row.status === 'received') {
    const isErased = await eraseApplication(row.id, await encryptAnswers({}))
    if (isErased) await recordNote(row.id, 'answers erased, says an operator', at)
    return isErased
  }
  return deleteDraftRow(row.id)
}

/** Also those that were deleted, which are remembered until the account is. */
async function cardsOf(userId: string) {
  const uses = await lastUsesOfCards(userId)
  return Promise.all(
    (await listSavedCards(ownerKey(userId))).map(async (row) => {
      const { description, mask, bank } = await decryptDetails(row)
      const expiry = expiryOf(row)
      return {
        id: row.id,
        description,
        card: mask,
        bank,
        expiry: expiry && `${String(expiry.month).padStart(2, '0')}/${expiry.year}`,
        consented_at: row.consentedAt,
        created_at: row.createdAt,
        deleted_at: row.goneAt,
        last_used_at: uses.get(row.id) ?? null,
      }
    }),
  )
}

/** With what was given back of each, of another transaction under its reference too. */
async function paymentsOf(payments: Payment[]) {
  const refunds = await listRefundsOf(payments.map(({ id }) => id))
  return payments.map((payment) => ({
    ...paymentOf(payment),
    refunds: refunds.filter(({ paymentId }) => paymentId === payment.id).map(refundOf),
  }))
}

function refundOf({ id, reference, amountKurus, status, reason, createdAt, settledAt }: Refund) {
  return asJson({ id, reference, amountKurus, status, reason, createdAt, settledAt })
}

function paymentOf(payment: Payment) {
  const { id, orderId, referenceNo, status, amountKurus, card, savedCardId, createdAt, settledAt, refundedAt } = payment
  const { instalments, feeKurus, feePayer } = payment
  const told = readKeptDetails(payment.details)
  return {
    ...asJson({ id, orderId, referenceNo, status, amountKurus, card, savedCardId, createdAt, settledAt, refundedAt }),
    ...asJson({ instalments, feeKurus, feePayer, drawnKurus: drawnOf(payment) }),
    paynet: told && asJson(told),
  }
}
