import { sql } from 'drizzle-orm'
import { APPLICATION_STATUSES, DOCUMENT_STATUSES, OPEN_APPLICATION } from '@/lib/shared/dealers/dealer'
import { LOCALES } from '@/lib/shared/locale'
import { MAIL_KINDS, MAIL_STATUSES } from '@/lib/shared/mail'
import { DELIVERY_STATUSES, EVENT_TYPES } from '@/lib/shared/payments/event'
import { FINDING_KINDS } from '@/lib/shared/payments/finding'
import { ERASED_OF_ORDER, ORDER_STATUSES, RETURN_MODES, STORED_ORDER_STATUSES } from '@/lib/shared/payments/order'
import { DECLINE_REASONS, HOLDING, PAYMENT_STATUSES, SAVE_OUTCOMES } from '@/lib/shared/payments/payment-states'
import { FEE_PAYERS, MOST_INSTALMENTS } from '@/lib/shared/payments/plan'
import { OPEN_REFUND, REFUND_ASKERS, REFUND_REASONS, REFUND_STATUSES, RESERVING_REFUND } from '@/lib/shared/payments/refund'
import { boolean, check, index, integer, primaryKey, table, text, timestamp, uniqueIndex } from './dialect'

const oneOf = (words: readonly string[]) =>
  sql.join(
    words.map((word) => sql.raw(`'${word}'`)),
    sql.raw(', '),
  )

export const orders = table(
  'orders',
  {
    id: text('id').primaryKey(),
    /** The merchant's own number, and the idempotency key of the orders API. */
    reference: text('reference').notNull(),
    status: text('status', { enum: STORED_ORDER_STATUSES }).notNull(),
    amountKurus: integer('amount_kurus').notNull(),
    description: text('description'),
    /** Name, e-mail and phone, encrypted. */
    customer: text('customer'),
    successUrl: text('success_url'),
    cancelUrl: text('cancel_url'),
    /** How a shopper who has paid gets to the success URL. */
    returnMode: text('return_mode', { enum: RETURN_MODES }).notNull().default('link'),
    locale: text('locale', { enum: LOCALES }),
    /** What the merchant wants sent to Paynet as it is, encrypted: it may name a dealer and an IBAN. */
    paynet: text('paynet'),
    /** What was erased after it had ended; once that was what Paynet was to be told, it must never be paid again. */
    erased: text('erased', { enum: ERASED_OF_ORDER }),
    /** The most instalments that the merchant allows; null for the deployment's. */
    maxInstalments: integer('max_instalments'),
    /** The merchant's own pairs, as JSON; null for none. */
    metadata: text('metadata'),
    createdAt: timestamp('created_at').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
    /** When it was to expire, as its merchant asked; null for the deployment's. */
    askedExpiresAt: timestamp('asked_expires_at'),
    /** The status that merchants were told last; kept by triggers, and never set by a statement of ours. */
    toldStatus: text('told_status', { enum: ORDER_STATUSES }).notNull().default('open'),
    /** Grows with every change that is told, and when the order is opened again; kept by triggers. */
    version: integer('version').notNull().default(1),
  },
  (t) => [
    uniqueIndex('orders_reference').on(t.reference),
    index('orders_open_expiry').on(t.expiresAt).where(sql`${t.status} = 'open'`),
    index('orders_customer').on(t.expiresAt).where(sql`${t.customer} IS NOT NULL OR ${t.paynet} IS NOT NULL`),
    index('orders_customer_over')
      .on(t.createdAt)
      .where(sql`(${t.customer} IS NOT NULL OR ${t.paynet} IS NOT NULL) AND ${t.toldStatus} NOT IN ('open', 'review', 'expired')`),
    index('orders_created').on(t.createdAt, t.id),
    index('orders_told').on(t.toldStatus, t.createdAt, t.id),
    check('orders_status', sql`${t.status} IN (${oneOf(STORED_ORDER_STATUSES)})`),
    check('orders_amount', sql`${t.amountKurus} > 0`),
  ],
)

export const orderItems = table(
  'order_items',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    quantity: integer('quantity').notNull(),
    unitAmountKurus: integer('unit_amount_kurus').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orderId, t.position] })],
)

/** Customers with an account. */
export const users = table(
  'users',
  {
    id: text('id').primaryKey(),
    /** Encrypted. */
    email: text('email').notNull(),
    /** Keyed digest of the lower-case address, by which customers sign in. */
    emailDigest: text('email_digest').notNull(),
    /** argon2id, with its salt and costs. */
    passwordHash: text('password_hash').notNull(),
    /** Sessions carry it; a higher number here ends them. */
    sessionVersion: integer('session_version').notNull(),
    createdAt: timestamp('created_at').notNull(),
  },
  (t) => [uniqueIndex('users_email').on(t.emailDigest)],
)

/** Sessions that were signed out early; kept until they would have ended. */
export const endedSessions = table(
  'ended_sessions',
  {
    id: text('id').primaryKey(),
    endsAt: timestamp('ends_at').notNull(),
  },
  (t) => [index('ended_sessions_end').on(t.endsAt)],
)

/** One-time links to set a new password, by the digest of the link's secret. One per customer. */
export const passwordResets = table(
  'password_resets',
  {
    userId: text('user_id')
      .primaryKey()
      .references(() => users.id),
    tokenDigest: text('token_digest').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
  },
  (t) => [uniqueIndex('password_resets_token').on(t.tokenDigest)],
)

/**
 * Accounts that were asked for while mail is on, until the link that was mailed to the address is used. One per address: a
 * later one takes the place of an earlier one.
 */
export const registrations = table(
  'registrations',
  {
    id: text('id').primaryKey(),
    /** The address, encrypted. */
    sealed: text('sealed').notNull(),
    /** As in `users`; not written anew under a new data key, since it lasts an hour or two. */
    emailDigest: text('email_digest').notNull(),
    /** Of the link's secret; null until the mail is written. */
    tokenDigest: text('token_digest'),
    createdAt: timestamp('created_at').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
  },
  (t) => [
    uniqueIndex('registrations_token').on(t.tokenDigest),
    uniqueIndex('registrations_email').on(t.emailDigest),
    index('registrations_expiry').on(t.expiresAt),
  ],
)

/** A customer as one Paynet host knows them: test and live have separate cards. */
export const cardOwners = table(
  'card_owners',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    /** Paynet's host. */
    paynet: text('paynet').notNull(),
    /** Random; sent to Paynet with the first save, and again if its answer was lost. */
    userUniqueId: text('user_unique_id').notNull(),
    /** Paynet's id of the customer, encrypted; null until a card has been saved. */
    cardOwnerId: text('card_owner_id'),
    /** The default card. Not a reference: a deleted card is no default. */
    defaultCardId: text('default_card_id'),
    /** When Paynet's list was last read whole. */
    listedAt: timestamp('listed_at'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.paynet] }), uniqueIndex('card_owners_unique_id').on(t.userUniqueId)],
)

/** What we remember about cards that Paynet keeps. Paynet's list is authoritative. */
export const savedCards = table(
  'saved_cards',
  {
    /** The id by which a browser knows the card. */
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    paynet: text('paynet').notNull(),
    /** Digest of Paynet's `card_hash`, to recognise the card. */
    hashDigest: text('hash_digest').notNull(),
    /** Paynet's `card_hash`, description, mask, brand and bank, encrypted. */
    details: text('details').notNull(),
    expiryMonth: integer('expiry_month'),
    expiryYear: integer('expiry_year'),
    /** Which consent text was accepted, and when. Null for a card that was found at Paynet. */
    consentVersion: text('consent_version'),
    consentedAt: timestamp('consented_at'),
    createdAt: timestamp('created_at').notNull(),
    /**
     * Deleted by its owner, or no longer on Paynet's list. Lists asked for before this time do not bring it back; after a
     * deletion that lies an hour ahead. The row stays, so that deleting twice is harmless.
     */
    goneAt: timestamp('gone_at'),
  },
  (t) => [uniqueIndex('saved_cards_hash').on(t.userId, t.paynet, t.hashDigest)],
)

/** The SMS code sent before saving a card; one at a time per customer. */
export const cardOtps = table('card_otps', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id),
  /** Our id of the exchange with Paynet. */
  sessionId: text('session_id').notNull(),
  /** Phone, and the code once it was right, encrypted. */
  secret: text('secret').notNull(),
  sentAt: timestamp('sent_at').notNull(),
  expiresAt: timestamp('expires_at').notNull(),
  verifiedAt: timestamp('verified_at'),
})

export const payments = table(
  'payments',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    /** Identifies one rendering of the form, so that a double click is one payment. */
    idempotencyKey: text('attempt_key').notNull(),
    /** Paynet's reference of the payment; never used twice. */
    referenceNo: text('reference_no').notNull(),
    status: text('status', { enum: PAYMENT_STATUSES }).notNull(),
    /** A success that came after another payment of the order had succeeded. */
    late: boolean('late').notNull(),
    /** The order's price. */
    amountKurus: integer('amount_kurus').notNull(),
    /** The plan that was chosen: 1 is a single payment. */
    instalments: integer('instalment').notNull().default(1),
    /** What the plan adds for the shopper: price and fee together are drawn from the card. */
    feeKurus: integer('fee_kurus').notNull().default(0),
    /** What the page showed for a month; null where no plans were on offer. */
    monthlyKurus: integer('monthly_kurus'),
    /** Who carries the plan's cost; null for a single payment. */
    feePayer: text('fee_payer', { enum: FEE_PAYERS }),
    /** The table of rates that the plan was quoted from; null for the one that counts without a name. */
    ratioCode: text('ratio_code'),
    /** The card's kind and bank, as Paynet quoted the plan. */
    cardType: text('card_type'),
    cardBank: text('bank_id'),
    /** First six and last four digits. */
    card: text('card'),
    /** Digest of the cookie of the browser that pays. */
    payer: text('payer'),
    /** The same of the browser that carries the payment on, which it has taken over by a one-time link. */
    resumedBy: text('resumed_by'),
    /** Keyed digest of the client's address; erased after a day. */
    address: text('address'),
    /** The row of `card_tries` that counts its card, unless something vouched for the payment; erased after a day. */
    cardTry: text('card_try'),
    /** The signed-in account. */
    userId: text('user_id'),
    /** The saved card that paid, or that this payment saved. Not a reference, because cards are deleted. */
    savedCardId: text('saved_card_id'),
    /** Whether the card was to be saved as well, and the outcome. Never decides about the payment. */
    saveOutcome: text('card_saving', { enum: SAVE_OUTCOMES }),
    /** Description, expiry and consent of a card to be saved, encrypted; erased with the challenge, or a month later if it is unknown. */
    saveRequest: text('card_to_save'),
    /** What opens and charges the 3D session, encrypted; erased a day after the payment has ended. */
    challenge: text('challenge'),
    /** Digest of the session and token that the bank's return must carry. */
    pairDigest: text('pair_digest'),
    challengedAt: timestamp('challenged_at'),
    returnedAt: timestamp('returned_at'),
    /** When the last `tds_charge` was sent, written before it leaves; once it was given up, the time of that. */
    sentAt: timestamp('sent_at'),
    calls: integer('calls').notNull(),
    leaseUntil: timestamp('lease_until'),
    fence: integer('fence').notNull(),
    /** When the reconciler looks next, of a success for its card; null if there is nothing to look for. */
    nextAt: timestamp('next_at'),
    looks: integer('looks').notNull(),
    /** Consecutive checks that said "no such transaction", and when the last of them did. */
    noneCount: integer('none_count').notNull(),
    noneAt: timestamp('none_at'),
    /** How many alarms it has raised. */
    alarms: integer('alarms').notNull(),
    xactId: text('xact_id'),
    /** Paynet's plain number of the transaction, by which its list of refunds names it. */
    xactNumber: integer('xact_number'),
    reason: text('reason', { enum: DECLINE_REASONS }),
    /** The bank's own message, scrubbed; shown under "details" only. */
    bankMessage: text('bank_message'),
    /** What Paynet has told of the transaction (`TransactionDetails`), as JSON. */
    details: text('details'),
    /** What was drawn from the card, and may at most be given back; written with the first refund. */
    drawnKurus: integer('drawn_kurus'),
    /** What is being given back or was: the sum of its refunds that are open or done. */
    reservedKurus: integer('reserved_kurus').notNull().default(0),
    /** What was given back, as Paynet shows. */
    refundedKurus: integer('refunded_kurus').notNull().default(0),
    refundedAt: timestamp('refunded_at'),
    createdAt: timestamp('created_at').notNull(),
    movedAt: timestamp('moved_at').notNull(),
    settledAt: timestamp('settled_at'),
  },
  (t) => [
    uniqueIndex('payments_attempt_key').on(t.idempotencyKey),
    uniqueIndex('payments_reference_no').on(t.referenceNo),
    index('payments_user').on(t.userId, t.settledAt).where(sql`${t.userId} IS NOT NULL`),
    index('payments_order').on(t.orderId, t.createdAt),
    index('payments_payer').on(t.payer, t.createdAt).where(sql`${t.payer} IS NOT NULL`),
    index('payments_address').on(t.address, t.createdAt).where(sql`${t.address} IS NOT NULL`),
    index('payments_traced').on(t.createdAt).where(sql`${t.address} IS NOT NULL`),
    index('payments_due').on(t.status, t.nextAt).where(sql`${t.nextAt} IS NOT NULL`),
    index('payments_succeeded').on(t.settledAt).where(sql`${t.status} = 'succeeded'`),
    index('payments_refund_due').on(t.settledAt).where(sql`${t.status} = 'succeeded' AND ${t.late} AND ${t.refundedAt} IS NULL`),
    index('payments_in_review').on(t.movedAt).where(sql`${t.status} = 'review'`),
    index('payments_xact_id').on(t.xactId).where(sql`${t.xactId} IS NOT NULL`),
    index('payments_xact_number').on(t.xactNumber).where(sql`${t.xactNumber} IS NOT NULL`),
    index('payments_challenge').on(t.settledAt).where(sql`${t.challenge} IS NOT NULL`),
    uniqueIndex('one_charge_per_order')
      .on(t.orderId)
      .where(sql`${t.status} IN (${oneOf(HOLDING)}) AND NOT ${t.late}`),
    check('payments_status', sql`${t.status} IN (${oneOf(PAYMENT_STATUSES)})`),
    check('payments_instalment', sql`${t.instalments} BETWEEN 1 AND ${sql.raw(String(MOST_INSTALMENTS))}`),
    check('payments_fee', sql`${t.feeKurus} >= 0`),
    check('payments_refunded', sql`${t.refundedKurus} >= 0 AND ${t.refundedKurus} <= ${t.reservedKurus}`),
    check('payments_reserved', sql`${t.reservedKurus} <= COALESCE(${t.drawnKurus}, 0)`),
  ],
)

/** Money that is given back, by a request to Paynet or, seen there, by a hand in Paynet's own panel. */
export const refunds = table(
  'refunds',
  {
    id: text('id').primaryKey(),
    /** Null for a transaction whose payment is unknown here. */
    paymentId: text('payment_id').references(() => payments.id),
    /** Paynet's id of the transaction whose money it is. */
    xactId: text('xact_id').notNull(),
    /** The finding that it ends: its transaction is not the payment's own, and counts in no reserve. */
    findingId: text('finding_id'),
    /** The merchant's own number of it, and its idempotency key; null for one that was made in Paynet's panel. */
    reference: text('reference'),
    amountKurus: integer('amount_kurus').notNull(),
    status: text('status', { enum: REFUND_STATUSES }).notNull(),
    askedBy: text('asked_by', { enum: REFUND_ASKERS }).notNull(),
    reason: text('reason', { enum: REFUND_REASONS }),
    /** Digest of the secret in the address that Paynet calls. */
    callbackDigest: text('callback_digest'),
    /** Not before then: a part of a sale of today is given back tomorrow. */
    dueAt: timestamp('due_at').notNull(),
    /** When the request left, written before it does. */
    sentAt: timestamp('sent_at'),
    /** Requests that may have left. */
    calls: integer('calls').notNull(),
    leaseUntil: timestamp('lease_until'),
    fence: integer('fence').notNull(),
    /** When the loop looks at it: to send it, or to ask Paynet what became of it. */
    nextAt: timestamp('next_at'),
    /** Of a planned one: how often it could not be sent. Later: how often Paynet was asked about it. */
    looks: integer('looks').notNull(),
    /** How many alarms it has raised. */
    alarms: integer('alarms').notNull(),
    /** When a callback said that it is not approved; anybody who learns the address can say so. */
    hintedAt: timestamp('hinted_at'),
    /** Paynet's return code to the request. */
    code: integer('code'),
    /** Paynet's own number of the refund, where its books show one. */
    paynetRef: text('paynet_ref'),
    createdAt: timestamp('created_at').notNull(),
    movedAt: timestamp('moved_at').notNull(),
    settledAt: timestamp('settled_at'),
  },
  (t) => [
    uniqueIndex('refunds_reference').on(t.paymentId, t.reference),
    uniqueIndex('one_open_refund')
      .on(t.xactId)
      .where(sql`${t.status} IN (${oneOf(OPEN_REFUND)})`),
    uniqueIndex('one_refund_of_finding')
      .on(t.findingId)
      .where(sql`${t.findingId} IS NOT NULL AND ${t.status} IN (${oneOf(RESERVING_REFUND)})`),
    uniqueIndex('refunds_paynet_ref').on(t.xactId, t.paynetRef),
    index('refunds_payment').on(t.paymentId, t.createdAt),
    index('refunds_due').on(t.nextAt).where(sql`${t.nextAt} IS NOT NULL`),
    index('refunds_open')
      .on(t.createdAt)
      .where(sql`${t.status} IN (${oneOf(OPEN_REFUND)})`),
    index('refunds_settled').on(t.settledAt).where(sql`${t.status} = 'refunded'`),
    check('refunds_status', sql`${t.status} IN (${oneOf(REFUND_STATUSES)})`),
    check('refunds_amount', sql`${t.amountKurus} > 0`),
  ],
)

/**
 * Unvouched cards tried within the last hour or so. A card is its mask and four bits of a keyed digest of its
 * number: enough to notice many numbers behind one mask, and too little to find any of them.
 */
export const cardTries = table(
  'card_tries',
  {
    key: text('key').primaryKey(),
    /** First six and last four digits. */
    card: text('card').notNull(),
    /** First six. */
    bin: text('bin').notNull(),
    triedAt: timestamp('tried_at').notNull(),
    paidAt: timestamp('paid_at'),
  },
  (t) => [
    index('card_tries_tried').on(t.triedAt, t.paidAt),
    index('card_tries_paid').on(t.paidAt).where(sql`${t.paidAt} IS NOT NULL`),
    index('card_tries_bin').on(t.bin, t.triedAt),
    index('card_tries_card').on(t.card, t.triedAt),
  ],
)

/** The history of a payment: its moves, written by a trigger in the statement that moves it, and its calls. */
export const paymentEvents = table(
  'payment_events',
  {
    id: text('id').primaryKey(),
    paymentId: text('payment_id').notNull(),
    seq: integer('seq').notNull(),
    at: timestamp('at').notNull(),
    /** A refund's moves and calls stand in its payment's history, or in one of their own where the payment is unknown. */
    kind: text('kind', { enum: ['move', 'call', 'note', 'refund-move', 'refund-call'] }).notNull(),
    from: text('from_status', { enum: PAYMENT_STATUSES }),
    to: text('to_status', { enum: PAYMENT_STATUSES }),
    /** A call's service and meaning, or a note: codes only, no personal data. */
    detail: text('detail'),
    durationMs: integer('duration_ms'),
  },
  (t) => [index('payment_events_payment').on(t.paymentId, t.seq)],
)

/** Differences between Paynet's list and our payments that wait for an operator. */
export const sweepFindings = table(
  'sweep_findings',
  {
    id: text('id').primaryKey(),
    kind: text('kind', { enum: FINDING_KINDS }).notNull(),
    referenceNo: text('reference_no').notNull(),
    /** Paynet's id of the transaction; empty if the transaction is what is missing. */
    xactId: text('xact_id').notNull(),
    /** The amount that Paynet's list says it took; null if that cannot be read. */
    amountKurus: integer('amount_kurus'),
    foundAt: timestamp('found_at').notNull(),
    closedAt: timestamp('closed_at'),
  },
  (t) => [
    uniqueIndex('sweep_findings_once').on(t.referenceNo, t.kind, t.xactId),
    index('sweep_findings_open').on(t.foundAt).where(sql`${t.closedAt} IS NULL`),
    check('sweep_findings_kind', sql`${t.kind} IN (${oneOf(FINDING_KINDS)})`),
  ],
)

/** A dealer's application, from its first page to Paynet's answer. */
export const applications = table(
  'applications',
  {
    id: text('id').primaryKey(),
    /** The signed-in account; finds the draft again. */
    userId: text('user_id'),
    status: text('status', { enum: APPLICATION_STATUSES }).notNull(),
    /** Digest of the cookie of the browser filling it in. */
    accessDigest: text('access_digest'),
    /** Digest of the secret link that moves the draft to another device, and until when it is valid. */
    linkDigest: text('link_digest'),
    linkExpiresAt: timestamp('link_expires_at'),
    /** The answers so far, encrypted. */
    answers: text('answers').notNull(),
    /** Keyed digest of the tax number at this Paynet host; written when the application is sent. */
    taxDigest: text('tax_digest'),
    /** Paynet's number for it, and the link to follow it up, encrypted. */
    formId: text('form_id'),
    formLink: text('form_link'),
    /** The link as Paynet wrote it, encrypted, where it leads to no host of Paynet's: for the operator. */
    formLinkText: text('form_link_text'),
    /** The question that Paynet refused; null if it did not say. */
    refusedField: text('refused_field'),
    sentAt: timestamp('sent_at'),
    calls: integer('calls').notNull(),
    /** A process is sending it until then. */
    leaseUntil: timestamp('lease_until'),
    fence: integer('fence').notNull(),
    /** When the loop looks at it: to send what provably never left, or to notice that its sender died. */
    nextAt: timestamp('next_at'),
    createdAt: timestamp('created_at').notNull(),
    updatedAt: timestamp('updated_at').notNull(),
    /** When a draft is deleted automatically; null once it has been sent. */
    deleteAt: timestamp('delete_at'),
    settledAt: timestamp('settled_at'),
    /** Grows with every change that is told; kept by a trigger. */
    version: integer('version').notNull().default(1),
  },
  (t) => [
    uniqueIndex('applications_access').on(t.accessDigest),
    uniqueIndex('applications_link').on(t.linkDigest),
    index('applications_user').on(t.userId).where(sql`${t.userId} IS NOT NULL`),
    index('applications_due').on(t.nextAt).where(sql`${t.nextAt} IS NOT NULL`),
    index('applications_delete').on(t.deleteAt).where(sql`${t.deleteAt} IS NOT NULL`),
    uniqueIndex('one_open_application')
      .on(t.taxDigest)
      .where(sql`${t.status} IN (${oneOf(OPEN_APPLICATION)})`),
    check('applications_status', sql`${t.status} IN (${oneOf(APPLICATION_STATUSES)})`),
  ],
)

/** What became of a document passed on to Paynet. The file itself is not kept. */
export const applicationDocuments = table(
  'application_documents',
  {
    id: text('id').primaryKey(),
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id),
    doctypeId: text('doctype_id').notNull(),
    status: text('status', { enum: DOCUMENT_STATUSES }).notNull(),
    mediaType: text('media_type').notNull(),
    bytes: integer('bytes').notNull(),
    at: timestamp('at').notNull(),
  },
  (t) => [index('application_documents_of').on(t.applicationId, t.doctypeId)],
)

/** What happened to an application, for operators: words only, no personal data. */
export const applicationEvents = table(
  'application_events',
  {
    id: text('id').primaryKey(),
    applicationId: text('application_id').notNull(),
    at: timestamp('at').notNull(),
    detail: text('detail').notNull(),
  },
  (t) => [index('application_events_of').on(t.applicationId, t.at)],
)

/** What merchants are told, written by triggers in the statement that makes the change. */
export const events = table(
  'events',
  {
    id: text('id').primaryKey(),
    type: text('type', { enum: EVENT_TYPES }).notNull(),
    at: timestamp('at').notNull(),
    orderId: text('order_id'),
    refundId: text('refund_id'),
    applicationId: text('application_id'),
    /** The order's, or the application's, with this change. */
    version: integer('version').notNull(),
    /**
     * Its place in the list, given once it is committed: whoever has read up to a place will find nothing new before it.
     * Null until then.
     */
    position: integer('position'),
  },
  (t) => [
    uniqueIndex('events_position').on(t.position),
    index('events_unplaced').on(t.at, t.version, t.id).where(sql`${t.position} IS NULL`),
    index('events_order').on(t.orderId, t.position).where(sql`${t.orderId} IS NOT NULL`),
    index('events_at').on(t.at),
    check('events_type', sql`${t.type} IN (${oneOf(EVENT_TYPES)})`),
  ],
)

/** An event on its way to the merchant's server. */
export const deliveries = table(
  'deliveries',
  {
    eventId: text('event_id')
      .primaryKey()
      .references(() => events.id),
    status: text('status', { enum: DELIVERY_STATUSES }).notNull(),
    attempts: integer('attempts').notNull(),
    /** When it is tried next; null of what is not tried any more. */
    nextAt: timestamp('next_at'),
    leaseUntil: timestamp('lease_until'),
    fence: integer('fence').notNull(),
    /** What is sent, encrypted; written before the first try, so that each is the same to the byte. Erased after a month. */
    body: text('body'),
    lastStatus: integer('last_status'),
    lastMs: integer('last_ms'),
    /** Why the last try failed: one of our words. */
    lastWhy: text('last_why'),
    createdAt: timestamp('created_at').notNull(),
    deliveredAt: timestamp('delivered_at'),
  },
  (t) => [
    index('deliveries_due').on(t.nextAt).where(sql`${t.nextAt} IS NOT NULL`),
    index('deliveries_undelivered').on(t.status, t.createdAt).where(sql`${t.status} <> 'delivered'`),
    index('deliveries_body').on(t.createdAt).where(sql`${t.body} IS NOT NULL`),
    check('deliveries_status', sql`${t.status} IN (${oneOf(DELIVERY_STATUSES)})`),
  ],
)

/** What is known of an address that events go to, by its digest. */
export const receivers = table('receivers', {
  id: text('id').primaryKey(),
  /** Since when nothing is sent to it, because it said so or never took anything; null of one that is sent to. */
  stoppedAt: timestamp('stopped_at'),
  stoppedWhy: text('stopped_why', { enum: ['gone', 'failing'] }),
  /** When it last took something, or was first sent to. */
  tookAt: timestamp('took_at').notNull(),
})

/**
 * Mails to be sent, and what became of them. Whom a payment's or refund's goes to is read from its order when it is sent, so
 * that a customer who was forgotten is forgotten here, too.
 */
export const mails = table(
  'mails',
  {
    /** Also the local part of its Message-ID. */
    id: text('id').primaryKey(),
    kind: text('kind', { enum: MAIL_KINDS }).notNull(),
    /** What it tells of: an order, a refund, an account; or of nothing but itself. */
    subjectId: text('subject_id').notNull(),
    /** Whatever happens twice is told once. */
    dedupe: text('dedupe').notNull(),
    /** The address, encrypted, where no row that it tells of has it; erased once it is over. */
    to: text('to_address'),
    /** Keyed digest of an address that a server has refused for good: nothing is sent there for a month. */
    refusedDigest: text('to_digest'),
    locale: text('locale', { enum: LOCALES }).notNull(),
    /** What it carries that must not lie here in the clear, such as a link's token, encrypted; erased once it is over. */
    secret: text('secret'),
    status: text('status', { enum: MAIL_STATUSES }).notNull(),
    /** Tries so far. */
    attempts: integer('attempts').notNull(),
    /** Tries that may have succeeded. One counts from its beginning until it is known that it did not. */
    doubts: integer('doubts').notNull(),
    /** When it is tried next; null of what is not. */
    nextAt: timestamp('next_at'),
    leaseUntil: timestamp('lease_until'),
    fence: integer('fence').notNull(),
    /** Why the last try failed: one of our words. */
    why: text('why'),
    createdAt: timestamp('created_at').notNull(),
    settledAt: timestamp('settled_at'),
  },
  (t) => [
    uniqueIndex('mails_dedupe').on(t.dedupe),
    index('mails_due').on(t.nextAt).where(sql`${t.nextAt} IS NOT NULL`),
    index('mails_refused').on(t.refusedDigest, t.settledAt).where(sql`${t.refusedDigest} IS NOT NULL`),
    index('mails_created').on(t.createdAt),
    check('mails_status', sql`${t.status} IN (${oneOf(MAIL_STATUSES)})`),
  ],
)

/** One-time links by which another browser carries on a payment that waits at the bank, by the digest of the link's secret. */
export const resumeLinks = table(
  'resume_links',
  {
    tokenDigest: text('token_digest').primaryKey(),
    paymentId: text('payment_id')
      .notNull()
      .references(() => payments.id),
    expiresAt: timestamp('expires_at').notNull(),
    usedAt: timestamp('used_at'),
  },
  (t) => [index('resume_links_payment').on(t.paymentId), index('resume_links_expiry').on(t.expiresAt)],
)

/** How often something was done by one client in the current window. */
export const rateLimits = table(
  'rate_limits',
  {
    key: text('key').primaryKey(),
    count: integer('count').notNull(),
    resetAt: timestamp('reset_at').notNull(),
  },
  (t) => [index('rate_limits_reset').on(t.resetAt)],
)

/** What this deployment knows about itself, such as "a check has shown a success that we knew". */
export const markers = table('facts', {
  name: text('name').primaryKey(),
  at: timestamp('at').notNull(),
  /** A word known to this program, encrypted, by which a wrong DATA_KEY is noticed; null of every other marker. */
  encrypted: text('encrypted'),
})
