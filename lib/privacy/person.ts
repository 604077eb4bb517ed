import 'server-only'
import { listDocumentRows } from '@/db/application-documents'
import { type ApplicationRow, deleteDraftRow, eraseApplication, listApplicationRows } from '@/db/applications'
import { forgetCustomerOf, listOrdersWithCustomer } from '@/db/orders'
import { listPayments, listPaymentsOfUser, type Payment } from '@/db/payments'
import { closeUser, deleteUser, findUserRowByDigests, type UserRow } from '@/db/users'
import { removeCard } from '@/lib/cards/change'
import { listCards, listKnownCards } from '@/lib/cards/list'
import type { Clock } from '@/lib/clock'
import { encryptAnswers, openApplication } from '@/lib/dealers/application'
import { recordNote } from '@/lib/dealers/timeline'
import { emailDigests } from '@/lib/email'
import { customerOf } from '@/lib/orders/orders'
import { parseEmail } from '@/lib/shared/account-form'
import type { Customer } from '@/lib/shared/payments/order'

/** Rows read at a time; personal data is encrypted, so a person is found by reading every row that holds any. */
const AT_ONCE = 200

type OrderOfPerson = { id: string; reference: string; amountKurus: number; createdAt: Date; customer: Customer; payments: Payment[] }

/** Everything that is kept about the person who has an e-mail address. */
type Person = { account: UserRow | null; payments: Payment[]; orders: OrderOfPerson[]; applications: ApplicationRow[] }

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
  const cards = account ? await listKnownCards(account.id, await clock()) : []
  return {
    email,
    exported_at: (await clock()).toISOString(),
    account: account && {
      id: account.id,
      created_at: account.createdAt.toISOString(),
      cards: cards.map(({ id, description, brand, bank, lastFour, expiry, lastUsedAt }) => ({
        id,
        description,
        brand,
        bank,
        last_four: lastFour,
        expiry: expiry && `${String(expiry.month).padStart(2, '0')}/${expiry.year}`,
        last_used_at: lastUsedAt?.toISOString() ?? null,
      })),
      payments: payments.map(paymentOf),
    },
    orders: orders.map((order) => ({
      id: order.id,
      reference: order.reference,
      amount: order.amountKurus,
      created_at: order.createdAt.toISOString(),
      customer: order.customer,
      payments: order.payments.map(paymentOf),
    })),
    applications: await Promise.all(
      applications.map(async (row) => ({
        id: row.id,
        status: row.status,
        form_id: row.formId,
        created_at: row.createdAt.toISOString(),
        sent_at: row.sentAt?.toISOString() ?? null,
        answers: (await openApplication(row)).answers,
        documents: (await listDocumentRows(row.id)).map(({ doctypeId, status, mediaType, bytes, at }) => ({
          doctype_id: doctypeId,
          status,
          media_type: mediaType,
          bytes,
          at: at.toISOString(),
        })),
      })),
    ),
  }
}

/**
 * Forgets a person: deletes the account and its cards, at Paynet too, forgets who ordered and what was applied for.
 * Payments stay, without a name, as the merchant's books need them. What is undecided stays as it is and is named; so can
 * this be repeated. Null for what cannot be an e-mail address.
 */
export async function forgetPerson(typed: string, clock: Clock): Promise<Forgotten | null> {
  const email = parseEmail(typed)
  if (email === null) return null
  const person = await findPerson(email)
  const kept: Kept[] = []
  const done = { account: false, cards: 0, orders: 0, applications: 0 }
  for (const { id, reference } of person.orders) {
    if (await forgetCustomerOf(id, await clock())) done.orders += 1
    else kept.push({ what: 'order', id: reference, why: 'it can still be paid, or a payment of it is undecided' })
  }
  for (const application of person.applications) {
    if (await forgetApplication(application, await clock())) done.applications += 1
    else kept.push({ what: 'application', id: application.id, why: 'it is being sent, or waits for an operator' })
  }
  if (person.account) {
    const { id } = person.account
    const { deleted, left } = await deleteCards(id, clock)
    done.cards = deleted
    kept.push(...left)
    if (left.length === 0) {
      done.account = await closeUser(id)
      if (done.account) await deleteUser(id)
      else kept.push({ what: 'account', id, why: 'a payment of it is undecided' })
    }
  }
  return { ...done, kept }
}

async function findPerson(email: string): Promise<Person> {
  const account = await findUserRowByDigests(emailDigests(email))
  const orders: OrderOfPerson[] = []
  for await (const row of inTurn(listOrdersWithCustomer)) {
    const customer = await customerOf(row)
    if (customer === null || parseEmail(customer.email ?? '') !== email) continue
    const { id, reference, amountKurus, createdAt } = row
    orders.push({ id, reference, amountKurus, createdAt, customer, payments: await listPayments(id) })
  }
  const applications: ApplicationRow[] = []
  for await (const row of inTurn(listApplicationRows)) {
    const isTheirs = account !== null && row.userId === account.id
    if (isTheirs || parseEmail((await openApplication(row)).answers.contact_mail ?? '') === email) applications.push(row)
  }
  return { account, payments: account ? await listPaymentsOfUser(account.id) : [], orders, applications }
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
    if (!removed.ok) left.push({ what: 'card', id, why: 'Paynet has not deleted it' })
  }
  return { deleted: cards.length - left.length, left }
}

/** A draft is deleted; of one that Paynet has, its number and its history stay. */
async function forgetApplication(row: ApplicationRow, at: Date): Promise<boolean> {
  if (row.status === 'received') {
    const isErased = await eraseApplication(row.id, await encryptAnswers({}))
    if (isErased) await recordNote(row.id, 'answers erased, says an operator', at)
    return isErased
  }
  return deleteDraftRow(row.id)
}

function paymentOf(payment: Payment) {
  return {
    id: payment.id,
    reference_no: payment.referenceNo,
    status: payment.status,
    amount: payment.amountKurus,
    card: payment.card,
    created_at: payment.createdAt.toISOString(),
    settled_at: payment.settledAt?.toISOString() ?? null,
  }
}
