import type Database from 'better-sqlite3'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { ORDER_STATUSES } from '@/lib/shared/payments/order'
import { endDocument, findDocumentRow, listDocumentRows } from './application-documents'
import { insertApplicationEvent, listApplicationEvents, listNewestApplicationEvents } from './application-events'
import {
  advanceApplication,
  beginSending,
  beginSendingAgain,
  claimApplications,
  correctFormId,
  endAccessToApplications,
  findApplicationRow,
  findOpenApplication,
  freeTaxNumber,
  putOffSending,
} from './applications'
import { deleteCardOtp, findCardOtp, putCardOtp, verifyCardOtp } from './card-otps'
import { ensureCardOwner, findCardOwner, setDefaultCard, setListedAt } from './card-owners'
import { addHeldNumber, findHold, forgetOldTries, forgetTry, isAddressVouching, isHoldNews, isLetThrough } from './card-tries'
import { close, query, rawConnection } from './client'
import {
  claimDelivery,
  countUndelivered,
  endTry,
  ensureReceiver,
  eraseBodies,
  eraseEvents,
  findDelivery,
  freezeBody,
  goOn,
  holdDeliveries,
  isFailingSince,
  listDeliveries,
  listEventsSince,
  noteTaken,
  pullBackDeliveries,
  releaseHeld,
  replayDeliveries,
  stopReceiver,
} from './deliveries'
import { isPostgres } from './dialect'
import { emptyRow } from './empty-row'
import { findEvent, listPlacedEvents, placeEvents } from './events'
import {
  claimMail,
  countUnsent,
  doubtMails,
  endAbandoned as endAbandonedMails,
  endTry as endMailTry,
  endStale,
  eraseMails,
  isRefusedAddress,
  listFailedMails,
  listStale,
  pullBackMails,
  queueMail,
} from './mails'
import { readMarker, takeTurn } from './markers'
import {
  cancelOrderRow,
  expireOrderRows,
  findOrderRow,
  findOrderRowByReference,
  forgetCustomerOf,
  forgetCustomers,
  insertOrder,
  listOrderItems,
  listOrderRows,
  listOrderRowsByReferences,
  listPaymentStatuses,
  reopenOrderRow,
} from './orders'
import { deletePasswordReset, findUserRowOfReset, prolongPasswordReset, putPasswordReset, spendPasswordReset } from './password-resets'
import { insertEvent, listEvents } from './payment-events'
import { advance, beginCardEnquiry, beginCharge, endAbandoned, insertFoundPayment, insertPayment } from './payment-moves'
import { claimUnsettled, claimUntoldCards, hastenUnknown, pullBack, release, takeTurnToAsk, takeTurnToRecheck } from './payment-turns'
import {
  countLivePayments,
  countPaymentsByCard,
  eraseChallenges,
  eraseTraces,
  findNewestSuccess,
  findOldestUnsettled,
  findPayment,
  findPaymentByIdempotencyKey,
  findPaymentByReferenceNo,
  findPlaceOfPayment,
  hasPaid,
  lastUsesOfCards,
  listPayments,
  listPaymentsByReferenceNos,
  listPaymentsOfUser,
  listSuccesses,
  listTakenPayments,
  listUntoldSaves,
  resolveSave,
} from './payments'
import { givenOrderRow, givenPaymentRow, newPayment } from './payments.test-kit'
import { countUse, deleteUses, forgetOverWindows, takeBackUse } from './rate-limits'
import {
  advanceRefund,
  beginRefund,
  claimRefunds,
  countOpenRefunds,
  findRefund,
  findRefundByReference,
  insertForeignRefund,
  insertRefund,
  listMaybeSent,
  listOpenRefunds,
  listPaymentsOfTransactions,
  listRefunded,
  listRefundsOf,
  listRefundsOfTransaction,
  noteHint,
  pullBackRefunds,
  type Refund,
  releaseRefund,
  tellForeignRefund,
} from './refunds'
import {
  deleteRegistrations,
  findRegistrationRow,
  findRegistrationRowByToken,
  forgetRegistrations,
  listRegistrationRows,
  putRegistration,
  setRegistrationToken,
  spendRegistration,
} from './registrations'
import { findOrderRowOfResumeLink, findResumeLink, forgetResumeLinks, handOver, insertResumeLink, spendResumeLink } from './resume-links'
import { findSavedCard, findSavedCardByHash, listSavedCards, loseSavedCards, storeSavedCard } from './saved-cards'
import { deliveries, events, orders, payments, refunds } from './schema'
import { closeFinding, findFinding, insertFinding, listOpenFindings } from './sweep-findings'
import {
  closeUser,
  findUserRowByDigests,
  findUserRowOfSession,
  forgetEndedSessions,
  insertEndedSession,
  insertUserRow,
  replacePassword,
} from './users'
import {
  countStuckRefunds,
  countWaiting,
  listOpenFindingsAfter,
  listPutOff,
  listRefundsDue,
  listReviews,
  listStuckRefunds,
  listUnanswered,
  listUndecided,
  newestNotes,
} from './waiting'

const at = new Date()
const user = { id: 'v', email: 'e', emailDigest: 'd', passwordHash: 'h', sessionVersion: 1, createdAt: at }
const registration = { id: 'r', sealed: 'x', emailDigest: 'd', tokenDigest: null, createdAt: at, expiresAt: at }
const order = await givenOrderRow()
const payment = await givenPaymentRow(order)
const times = { at, leaseUntil: at, nextAt: at }
const doubts = [{ looks: -2, end: at }]
const ends = { lease: at, challenge: at, opening: at, untoldCard: at, recheck: at, pauses: [at, at], doubts }

const userId = 'u'
await insertUserRow({ id: userId, email: 'x', emailDigest: 'x', passwordHash: 'x', sessionVersion: 1, createdAt: at })
const owner = await ensureCardOwner({ userId, paynet: 'p' }, 'random')
const consent = { expiryMonth: 1, expiryYear: 2030, consentVersion: 'x', consentedAt: at }
const card = { id: 'c', userId, paynet: 'p', hashDigest: 'h', details: 'sealed', ...consent, createdAt: at, goneAt: null }
const otp = { userId, sessionId: 's', secret: 'sealed', sentAt: at, expiresAt: at, verifiedAt: null }

const finding = { id: 'f', kind: 'orphan' as const, referenceNo: 'r', xactId: 'x', amountKurus: 1, foundAt: at, closedAt: null }

const refund: Refund = {
  ...emptyRow(refunds),
  id: 'r',
  xactId: 'xk',
  amountKurus: 1,
  status: 'planned',
  askedBy: 'api',
  dueAt: at,
  nextAt: at,
  calls: 0,
  fence: 0,
  looks: 0,
  alarms: 0,
  createdAt: at,
  movedAt: at,
}
const refundEvent = { id: 'refund', paymentId: payment.id, at, kind: 'refund-move' as const, detail: 'x', durationMs: null }
const ofPayment = { ...refund, id: 's', paymentId: payment.id, xactId: 'xk2' }
const reserve = { paymentId: payment.id, reservedKurus: 0, drawnKurus: 1 }
await insertRefund(refund, null, refundEvent)
await insertRefund(ofPayment, null, { ...refundEvent, id: 'other refund' })

const place = { since: at, id: 'x' }
const stuck = { dueBefore: at, askedBefore: at, acceptedBefore: at }

const cardTry = { key: 'k', card: '435508******4358', bin: '435508' }
const weighed = { orderId: order.id, payer: 'p', userId, address: 'a', card: cardTry.card, cardTry, voucher: null }
const vouched = { ...weighed, voucher: 'address' as const }
const bounds = { vouched: 1, address: 1, numbers: 1, all: 1, range: 1, daySince: at, hourSince: at, quietSince: at }

const anyOrder = { reference: null, status: null, from: null, before: null }
const first = { after: null, limit: 21 }
await query((db) => db.insert(events).values({ id: 'evt', type: 'order.paid', at, version: 1, position: 1 }))
await query((db) =>
  db.insert(deliveries).values({ eventId: 'evt', status: 'pending', attempts: 0, fence: 0, nextAt: at, body: 'sealed', createdAt: at }),
)
const tried = { status: 'dead' as const, lastStatus: 500, lastMs: 1, lastWhy: 'refused' }

const hotStatements: [name: string, run: () => Promise<unknown>][] = [
  ['finding a payment', () => findPayment(payment.id)],
  ['finding one by its idempotency key', () => findPaymentByIdempotencyKey(payment.idempotencyKey)],
  ['finding a reference_no', () => findPaymentByReferenceNo(payment.referenceNo)],
  ["listing an order's payments", () => listPayments(order.id)],
  ['starting a payment', () => insertPayment(newPayment(order), at)],
  ['a move', () => advance(payment, { from: 'created', to: 'failed', at, fence: 9 })],
  ['the intent to charge', () => beginCharge(payment, { from: 'awaiting_3ds', guard: { pairDigest: 'x', challengedAfter: at }, ...times })],
  ['sending again', () => beginCharge(payment, { from: 'unknown', guard: { fence: 1 }, ...times })],
  ['claiming what is due', () => claimUnsettled(at, at)],
  ['ending what was abandoned', () => endAbandoned(at, { challengedBefore: at })],
  ['ending one that was abandoned', () => endAbandoned(at, { challengedBefore: at, id: payment.id })],
  ['pulling times back', () => pullBack(at, ends, () => true, 1)],
  ['claiming all but some', () => claimUnsettled(at, at, { except: ['a', 'b'] })],
  ['claiming those with an untold card', () => claimUntoldCards(at, at, ['a'])],
  ['the intent to ask for a card', () => beginCardEnquiry(payment, times)],
  ['claiming one', () => claimUnsettled(at, at, { id: payment.id, whenever: true })],
  ['a turn to ask', () => takeTurnToAsk(at, at)],
  ['a turn to recheck', () => takeTurnToRecheck(at, at, { looks: -2, nextAt: at })],
  ['giving a lease back', () => release(payment, { looks: 1 })],
  ['hastening what is unknown', () => hastenUnknown(at)],
  ['erasing challenges', () => eraseChallenges(at)],
  ['finding payments that are listed', () => listPaymentsByReferenceNos([payment.referenceNo, 'x'])],
  ['finding orders that are listed', () => listOrderRowsByReferences([order.reference, 'x'])],
  ['a payment that is known only from the list', () => insertFoundPayment(newPayment(order))],
  ['the first successes of some days', () => listSuccesses(at, null, 50)],
  ['the next of them', () => listSuccesses(at, { ...payment, settledAt: at }, 50)],
  ['a turn at something', () => takeTurn('sweeping', at, at)],
  ['recalling a fact', () => readMarker('restored')],
  ['keeping a finding', () => insertFinding(finding)],
  ['what waits for a person', () => listOpenFindings(10)],
  ['the reviews that wait', () => listReviews(place, 10)],
  ['the refunds that are due', () => listRefundsDue(place, 10)],
  ['what is undecided', () => listUndecided(at, place, 10)],
  ['the findings that wait', () => listOpenFindingsAfter(place, 10)],
  ['the applications that wait', () => listUnanswered(place, 10)],
  ['the applications that are put off', () => listPutOff(at, place, 10)],
  ['counting what waits', () => countWaiting(at, at)],
  ['the refunds that wait', () => listStuckRefunds(stuck, place, 10)],
  ['counting them', () => countStuckRefunds(stuck)],
  ['a finding', () => findFinding(finding.id)],
  ['why payments are in review', () => newestNotes([payment.id, 'x'], 'in review: ')],
  ['closing a finding', () => closeFinding(finding.id, at)],
  ['the newest success', () => findNewestSuccess()],
  ['counting what is live', () => countLivePayments()],
  ['the oldest that is unsettled', () => findOldestUnsettled()],
  ['making an order', () => insertOrder({ ...order, id: 'o', reference: 'o' }, [])],
  ['finding an order', () => findOrderRow(order.id)],
  ['finding an order by its reference', () => findOrderRowByReference(order.reference)],
  ["listing an order's items", () => listOrderItems(order.id)],
  ...([null, 'open', 'paid', 'expired'] as const).map((status): [string, () => Promise<unknown>] => [
    `a page of orders, ${status ?? 'any'}`,
    () => listOrderRows({ ...anyOrder, status }, { after: order, limit: 21 }, at),
  ]),
  ['the order of a reference among those of a status', () => listOrderRows({ ...anyOrder, reference: 'x', status: 'paid' }, first, at)],
  ['the orders of a day', () => listOrderRows({ ...anyOrder, from: at, before: at }, first, at)],
  ["orders' payments", () => listPaymentStatuses([order.id, 'x'])],
  ['cancelling', () => cancelOrderRow(order.id)],
  ['opening an order again', () => reopenOrderRow(order.id, at, at)],
  ['expiring orders', () => expireOrderRows(at)],
  ['forgetting customers', () => forgetCustomers(at, 100)],
  ['forgetting one', () => forgetCustomerOf(order.id, at)],
  ['a timeline', () => listEvents(payment.id)],
  ['adding to a timeline', () => insertEvent({ id: 'e', paymentId: payment.id, at, kind: 'note', detail: 'x', durationMs: null })],
  [
    'writing a start that is vouched for',
    () => insertPayment(newPayment(order), at, { condition: (db) => isLetThrough(db, vouched, bounds) }),
  ],
  ['writing one that is not', () => insertPayment(newPayment(order), at, { condition: (db) => isLetThrough(db, weighed, bounds) })],
  ['what holds a start back', () => findHold(weighed, bounds)],
  ['whether a number that is held back is news', () => isHoldNews(weighed, bounds)],
  ['writing a number that was held back', () => query((db) => addHeldNumber(db, cardTry, at, bounds))],
  ['taking a try back', () => forgetTry('k', at)],
  ['forgetting old tries', () => forgetOldTries(at)],
  ['whether a browser has paid', () => hasPaid({ payer: 'p' })],
  ['whether an account has paid', () => hasPaid({ userId })],
  ['whether an address vouches', () => isAddressVouching(vouched, bounds)],
  ['erasing traces', () => eraseTraces(at)],
  ['counting a use', () => countUse('x', 1, at)],
  ['forgetting windows that are over', () => forgetOverWindows(at)],
  ['taking a use back', () => takeBackUse('x', at)],
  ['forgetting uses', () => deleteUses('x')],
  ['registering', () => insertUserRow(user)],
  ['finding a person by what one signs in by', () => findUserRowByDigests(['d', 'e'])],
  ['finding the person of a session', () => findUserRowOfSession({ userId: 'u', version: 1, sessionId: 's', openedAt: at })],
  ['ending a session', () => insertEndedSession('s', at)],
  ['forgetting sessions that have ended', () => forgetEndedSessions(at)],
  ['a new password', () => replacePassword('u', 'h', 'i')],
  ['a link to set a password', () => putPasswordReset({ userId: 'u', tokenDigest: 't', expiresAt: at })],
  ['making it good for longer', () => prolongPasswordReset({ userId: 'u', tokenDigest: 't', expiresAt: at })],
  ['finding whose link it is', () => findUserRowOfReset('t', at)],
  ['using a link up', () => spendPasswordReset({ tokenDigest: 't', userId: 'u' }, 'j', at)],
  ['deleting a link', () => deletePasswordReset('u')],
  ['asking for an account by mail', () => putRegistration(registration, ['f'], () => [])],
  ['finding a registration', () => findRegistrationRow('r', at)],
  ['a link to open an account', () => setRegistrationToken('r', 't', at, at)],
  ['finding whose account it opens', () => findRegistrationRowByToken('t', at)],
  ['opening it', () => spendRegistration('t', { ...user, id: 'z', emailDigest: 'z' }, ['y'], at)],
  ["listing an address's registrations", () => listRegistrationRows(['d', 'e'])],
  ["forgetting an address's registrations", () => deleteRegistrations(['d', 'e'])],
  ['forgetting registrations that are over', () => forgetRegistrations(at, 100)],
  ['finding an owner of cards', () => findCardOwner(owner)],
  ['making an owner of cards', () => ensureCardOwner(owner, 'other')],
  ['choosing a default card', () => setDefaultCard(owner, card.id)],
  ['noting when cards were listed', () => setListedAt(owner, at)],
  ["listing a user's cards", () => listSavedCards(owner)],
  ["finding a user's card", () => findSavedCard(owner, card.id)],
  ['finding a card by its hash', () => findSavedCardByHash(owner, card.hashDigest)],
  ['keeping a card and the name of its owner', () => storeSavedCard(card, 'sealed')],
  ['keeping a card that was listed', () => storeSavedCard(card)],
  ['losing cards', () => loseSavedCards(owner, [card.id, 'd'], at, at)],
  ['the last uses of cards', () => lastUsesOfCards(userId)],
  ["listing an account's payments", () => listPaymentsOfUser(userId)],
  ["the first page of a customer's payments", () => listTakenPayments(userId, { cardId: null, place: null, limit: 21 })],
  [
    'a page of the payments of a card',
    () => listTakenPayments(userId, { cardId: 'c', place: { createdAt: at, id: 'x', side: 'newer' }, limit: 21 }),
  ],
  ['the place of a payment', () => findPlaceOfPayment(userId, payment.id)],
  ["counting cards' payments", () => countPaymentsByCard(userId)],
  ['closing an account', () => closeUser(userId)],
  ['savings that are unknown', () => listUntoldSaves(userId)],
  ['a saving that is known at last', () => resolveSave(payment.id, { savedCardId: card.id })],
  ['finding a code that was sent', () => findCardOtp(userId)],
  ['keeping a code that was sent', () => putCardOtp(otp)],
  ['a code that was right', () => verifyCardOtp(userId, otp.sessionId, 'sealed', at)],
  ['forgetting a code', () => deleteCardOtp(userId)],
  [
    'making a link to another device',
    () => insertResumeLink({ tokenDigest: 't', paymentId: payment.id, expiresAt: at, usedAt: null }, () => []),
  ],
  ['finding one', () => findResumeLink('t')],
  ['using it up', () => spendResumeLink('t', at)],
  ['the order of one', () => findOrderRowOfResumeLink('t')],
  [
    'handing a payment over',
    () => handOver({ tokenDigest: 't', payment }, { payer: 'p', challengedAfter: at }, { ...refundEvent, id: 'over', kind: 'note' }, at),
  ],
  ['forgetting links that are over', () => forgetResumeLinks(at)],
  ['finding a refund', () => findRefund('r')],
  ['finding one by its reference', () => findRefundByReference(payment.id, 'x')],
  ["listing payments' refunds", () => listRefundsOf([payment.id, 'x'])],
  ["listing a transaction's", () => listRefundsOfTransaction('xk')],
  ['the refunds that are open', () => listOpenRefunds(10)],
  ['counting them', () => countOpenRefunds()],
  ['the refunds that were seen at Paynet', () => listRefunded(at, at)],
  ['the refunds that may have been sent', () => listMaybeSent(at)],
  ['payments whose transactions are listed', () => listPaymentsOfTransactions(['x', 'y'], [1, 2])],
  ['claiming refunds that are due', () => claimRefunds(at, at)],
  ['claiming those that are to be looked at', () => claimRefunds(at, at, { mayNotSend: true })],
  ['claiming one refund', () => claimRefunds(at, at, { id: 'r', whenever: true })],
  ['asking for a refund', () => insertRefund({ ...refund, id: 'q' }, reserve, refundEvent)],
  ['the intent to ask Paynet for it', () => beginRefund({ id: 'r', fence: 9 }, { at, leaseUntil: at, callbackDigest: 'x' }, refundEvent)],
  ['the end of a refund', () => advanceRefund(ofPayment, { from: 'planned', to: 'withdrawn', at, fence: 9, events: [refundEvent] })],
  ['keeping a refund of the panel', () => insertForeignRefund(ofPayment, { ...reserve, reservedKurus: 9 }, { events: [], ending: null })],
  ['telling its amount', () => tellForeignRefund(ofPayment, { amountKurus: 1, paynetRef: null, at }, { events: [], ending: null })],
  ["giving a refund's lease back", () => releaseRefund({ id: 'r', fence: 9 }, { looks: 1 })],
  [
    "a callback's hint",
    () =>
      noteHint(
        'r',
        { callbackDigest: 'x', at, code: 1 },
        { id: 'h', paymentId: payment.id, at, kind: 'note', detail: 'x', durationMs: null },
      ),
  ],
  ["pulling refunds' times back", () => pullBackRefunds(at, { lease: at, look: at, again: at, due: at })],
  ['claiming a delivery that is due', () => claimDelivery('x', at, at)],
  ['writing what it sends', () => freezeBody({ eventId: 'evt', fence: 9 }, 'sealed')],
  ['the end of a try', () => endTry({ eventId: 'evt', fence: 9 }, tried)],
  ['finding a delivery', () => findDelivery('evt')],
  ['its receiver', () => ensureReceiver('x', at)],
  ['holding deliveries back', () => holdDeliveries(at)],
  ['sending what was held back', () => releaseHeld(at)],
  ['that it has taken something', () => noteTaken('x', at)],
  ['stopping it', () => stopReceiver('x', 'gone', at)],
  ['going on', () => goOn('x', at)],
  ["pulling deliveries' times back", () => pullBackDeliveries(at, { lease: at, tries: [at, at], asked: at })],
  ['whether anything was tried in vain', () => isFailingSince({ tookAt: at }, at)],
  ['what was not delivered', () => countUndelivered()],
  ['the newest events, with their deliveries', () => listDeliveries(50)],
  ['those that were given up', () => listDeliveries(50, 'dead')],
  ['events since a time', () => listEventsSince(at, 0, 100)],
  ['sending events once more', () => replayDeliveries(['evt'], at)],
  ["erasing deliveries' bodies", () => eraseBodies(at, 100)],
  ['erasing events', () => eraseEvents(at, at, 100)],
  [
    'queueing a mail',
    () => query((db) => queueMail(db, { id: 'm', kind: 'receipt', subjectId: 'o', dedupe: 'receipt:o', locale: 'tr' }, at)),
  ],
  ['claiming a mail that is due', () => claimMail(at, at)],
  ['the end of a try to send one', () => endMailTry({ id: 'm', fence: 1 }, { status: 'sent', settledAt: at, doubts: 1, why: 'sent' })],
  ['the tries of instances that died', () => endAbandonedMails(at, at)],
  ['mails that are no news any more', () => endStale(at, at)],
  ['those of a kind', () => listStale('ops', at, at)],
  ["a restored copy's mails", () => doubtMails(at)],
  ['whether an address was refused', () => isRefusedAddress(['d', 'e'], at)],
  ["pulling mails' times back", () => pullBackMails(at, { lease: at, nextTry: at })],
  ['mails that failed', () => listFailedMails(at, ['login', 'tls'], 100)],
  ['counting mails that wait', () => countUnsent()],
  ['erasing old mails', () => eraseMails(at, 100)],
  ['finding an application', () => findApplicationRow('a')],
  ['the open application of a tax number', () => findOpenApplication(['t', 'u'])],
  ["correcting Paynet's number", () => correctFormId('a', '1', '2')],
  ['freeing a tax number', () => freeTaxNumber('a', at)],
  ['ending access to applications', () => endAccessToApplications(userId)],
  [
    'the intent to send an application',
    () => beginSending({ id: 'a', from: 'draft', answers: 's' }, { taxDigest: 't', updatedAt: at }, ['u']),
  ],
  ['the intent to send it again', () => beginSendingAgain({ id: 'a', fence: 1 }, { sentAt: at, leaseUntil: at, nextAt: at })],
  ['putting an application off', () => putOffSending({ id: 'a', fence: 1 }, at)],
  ['moving an application', () => advanceApplication('a', 'sending', 'received', {}, 1)],
  ['claiming applications that are due', () => claimApplications(at, at)],
  ['a line of its history', () => insertApplicationEvent({ id: 'e', applicationId: 'a', at, detail: 'x' })],
  ['its history', () => listApplicationEvents('a')],
  ['the newest of its history', () => listNewestApplicationEvents('a', 1)],
  [
    'placing what merchants are told',
    async () => {
      await cancelOrderRow((await givenOrderRow()).id)
      await placeEvents(at, true)
    },
  ],
  ['finding an event', () => findEvent('e')],
  ['listing events', () => listPlacedEvents(1, 101)],
  ['its documents', () => listDocumentRows('a')],
  ['finding a document', () => findDocumentRow('d')],
  ['ending a document', () => endDocument({ id: 'd', at }, { status: 'unknown', mediaType: '', bytes: 0, at })],
]

test.each(hotStatements)('%s scans no table', async (_name, run) => {
  const { sent, steps } = await plansOf(run, FEW_ROWS)
  expect(sent).toBeGreaterThan(0)
  expect(scansIn(steps)).toEqual([])
})

describe('with thousands of orders', () => {
  const HOUR = 3_600_000
  const half = new Date(at.getTime() - 1_000 * HOUR)
  const statuses = [null, ...ORDER_STATUSES]

  beforeAll(async () => {
    const now = at.getTime()
    const made = Array.from({ length: 6_000 }, (_, n) => {
      const createdAt = new Date(now - (6_000 - n) * HOUR)
      const toldStatus = n % 200 === 0 ? ('review' as const) : (['paid', 'paid', 'paid', 'expired', 'cancelled'] as const)[n % 5]
      const isOpen = n > 5_500 && n % 3 === 0
      // Some that are past their time are not stored as expired yet.
      const isLapsed = !isOpen && n > 5_900
      const of = isOpen || isLapsed ? ({ status: 'open', toldStatus: 'open' } as const) : { status: 'expired' as const, toldStatus }
      return { ...order, ...of, id: `id-${n}`, reference: `SIP-${n}`, createdAt, expiresAt: new Date(isOpen ? now + HOUR : now - HOUR) }
    })
    for (let from = 0; from < made.length; from += 500) await query((db) => db.insert(orders).values(made.slice(from, from + 500)))
    const tried = made.map((row, n) => newPayment(row, n % 200 === 0 ? { status: 'unknown', nextAt: at } : { status: 'declined' }))
    for (let from = 0; from < tried.length; from += 250) await query((db) => db.insert(payments).values(tried.slice(from, from + 250)))
    const connection = rawConnection()
    // Postgres counts rows by itself, in a while; the app never has SQLite do so.
    if ('pool' in connection) await connection.pool.query('ANALYZE')
  })

  test.each(statuses)('a page of the list scans none, whatever else is asked: %s', async (status) => {
    for (const reference of [null, 'SIP-3000'])
      for (const from of [null, half])
        for (const before of [null, at])
          for (const after of [null, { createdAt: new Date(at.getTime() - 500 * HOUR), id: 'id-5500' }]) {
            const { steps } = await plansOf(() => listOrderRows({ reference, status, from, before }, { after, limit: 101 }, at), FEW_ROWS)
            const where = JSON.stringify({ status, reference, from, before, after, steps })
            expect(scansIn(steps), where).toEqual([])
            expect(
              steps.filter((step) => isWalkOf('payments', step)),
              where,
            ).toEqual([])
            // What is sorted was chosen by its expiry, or by its id.
            const isInOrder = isPostgres || status === 'expired' || steps.every((step) => !step.includes('TEMP B-TREE'))
            expect(isInOrder, where).toBe(true)
          }
  })

  test.runIf(isPostgres)('their payments are not read whole, though Postgres may', async () => {
    for (const status of ['open', 'expired'] as const) {
      const { steps } = await plansOf(() => listOrderRows({ ...anyOrder, status }, first, at))
      expect(steps.filter((step) => /Seq Scan on payments/.test(step))).toEqual([])
    }
  })

  test('those that have just expired are found by their expiry, however the page is cut', async () => {
    for (const after of [null, { createdAt: at, id: 'id-5999' }]) {
      const filter = { ...anyOrder, status: 'expired' as const, from: half, before: at }
      const { steps } = await plansOf(() => listOrderRows(filter, { after, limit: 101 }, at), FEW_ROWS)
      expect(steps.filter((step) => step.includes('orders_open_expiry'))).not.toEqual([])
      // Each order made since would be looked at.
      if (!isPostgres) expect(steps.filter((step) => step.includes('orders_created'))).toEqual([])
    }
  })
})

test('customers to be forgotten are found among those that are still named', async () => {
  const { steps } = await plansOf(() => forgetCustomers(at, 100), FEW_ROWS)
  const indexes = steps.flatMap((step) => /(?:USING INDEX|using) (orders_\w+)/.exec(step)?.[1] ?? [])
  // Both hold those alone. Which one Postgres takes for whom depends on what it has counted by then.
  if (isPostgres) expect(indexes.filter((index) => !/^orders_customer(_over)?$/.test(index))).toEqual([])
  else expect(new Set(indexes)).toEqual(new Set(['orders_customer', 'orders_customer_over']))
  expect(scansIn(steps)).toEqual([])
})

/** `one`, `starts` and `cards` are not tables but at most 200 rows. A walk over an index that holds only the relevant rows is no scan. */
function scansIn(steps: string[]): string[] {
  return steps.filter((step) =>
    isPostgres ? /Seq Scan/.test(step) : /^SCAN (?!(one|starts|cards|CONSTANT ROW)$)(?!.*USING (COVERING )?INDEX)/.test(step),
  )
}

/** Whether a step reads an index from one end, and not what it looks for. */
function isWalkOf(name: string, step: string): boolean {
  return isPostgres ? new RegExp(`Scan .*on ${name}$`).test(step) : step.startsWith(`SCAN ${name} `)
}

/** Postgres reads a table of a few rows whole however many indexes it has, unless it may not. */
const FEW_ROWS = 'SET enable_seqscan = off'

/** The database's plan for every statement that `run` sends, with the values that it sends. */
async function plansOf(run: () => Promise<unknown>, settings?: string): Promise<{ sent: number; steps: string[] }> {
  // A fresh connection has no compiled statements.
  await close()
  const connection = rawConnection()
  return 'sqlite' in connection ? plansOfSqlite(connection.sqlite, run) : plansOfPostgres(connection.pool, run, settings)
}

async function plansOfSqlite(sqlite: Database.Database, run: () => Promise<unknown>) {
  const sent: { sql: string; values: unknown[] }[] = []
  const prepare = sqlite.prepare
  const watched = (sql: string) => {
    const statement = prepare.call(sqlite, sql)
    for (const name of ['all', 'run', 'get'] as const) {
      const method = statement[name]
      Object.defineProperty(statement, name, {
        value: (...values: unknown[]) => {
          sent.push({ sql, values })
          return Reflect.apply(method, statement, values)
        },
      })
    }
    return statement
  }
  Object.defineProperty(sqlite, 'prepare', { value: watched, configurable: true })
  try {
    await run()
  } finally {
    Reflect.deleteProperty(sqlite, 'prepare')
  }
  const steps = sent.flatMap(({ sql, values }) => sqlite.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values))
  return { sent: sent.length, steps: steps.map(({ detail }) => detail) }
}

async function plansOfPostgres(pool: pg.Pool, run: () => Promise<unknown>, settings?: string) {
  const sent: { sql: string; values: unknown[] }[] = []
  const { query: send } = pg.Client.prototype
  pg.Client.prototype.query = function watched(this: pg.Client, ...call: unknown[]) {
    const [what, values] = call
    const sql = typeof what === 'string' ? what : (what as { text: string }).text
    if (/^(with|select|insert|update|delete)\b/i.test(sql)) sent.push({ sql, values: Array.isArray(values) ? values : [] })
    return Reflect.apply(send, this, call)
  } as typeof send
  try {
    await run()
  } finally {
    pg.Client.prototype.query = send
  }
  const client = await pool.connect()
  try {
    if (settings) await client.query(settings)
    const steps: string[] = []
    for (const { sql, values } of sent) {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (FORMAT JSON) ${sql}`, values)
      for (const row of rows) steps.push(...stepsOf(row['QUERY PLAN'][0].Plan))
    }
    return { sent: sent.length, steps }
  } finally {
    client.release(true)
  }
}

type PlanNode = { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; 'Index Cond'?: string; Plans?: PlanNode[] }

/** `Index Scan using orders_told on orders by (…)`. */
function stepsOf(node: PlanNode): string[] {
  const { 'Node Type': type, 'Index Name': index, 'Relation Name': table, 'Index Cond': by, Plans = [] } = node
  const step = [type, index && `using ${index}`, table && `on ${table}`, by && `by ${by}`].filter(Boolean).join(' ')
  return [step, ...Plans.flatMap(stepsOf)]
}
