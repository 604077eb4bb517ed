import { z } from 'zod'
import { APPLICATION_STATUSES } from '@/lib/shared/dealers/dealer'
import { LOCALES } from '@/lib/shared/locale'
import { EVENT_TYPES, type EventType } from '@/lib/shared/payments/event'
import { ORDER_STATUSES, RETURN_MODES } from '@/lib/shared/payments/order'
import { DECLINE_REASONS, PAYMENT_STATUSES } from '@/lib/shared/payments/payment-states'
import { FEE_PAYERS } from '@/lib/shared/payments/plan'
import { REFUND_STATUSES } from '@/lib/shared/payments/refund'

/**
 * What the merchant's API answers. The functions that make the answers are checked against these types, the tests' answers
 * against the document that is made of them; nothing is parsed by them when the app runs.
 */

const time = z.iso.datetime().meta({ description: 'RFC 3339, UTC', example: '2026-11-22T08:00:00.000Z' })
const kurus = z.int().meta({ description: 'Integer kuruş' })
const text = z.string().nullable()

const paynetFields = z
  .strictObject({
    agent_id: z.string().optional(),
    company_amount: kurus.optional(),
    agent_reference_no: z.string().optional(),
    agent_customer_name: z.string().optional(),
    is_escrow: z.boolean().optional(),
    iban: z.string().optional(),
    ratio_code: z.string().optional(),
  })
  .meta({ description: 'What was sent for Paynet, as it came' })

const told = z
  .strictObject({
    id: z.int().nullable().meta({ description: "Paynet's plain number of the transaction" }),
    xact_date: text.meta({ description: 'As Paynet writes it, with its offset' }),
    authorization_code: text,
    bank_reference_code: text,
    bank_order_id: text,
    bank_id: text.meta({ description: 'The POS that took the payment' }),
    bank_name: text,
    bank_error_id: text.meta({ description: "The bank's own code for a refusal" }),
    md_status: z.int().nullable().meta({ description: "The bank's 3D result" }),
    net_amount: kurus.nullable(),
    commission: kurus.nullable(),
    commission_tax: kurus.nullable(),
  })
  .meta({ description: 'What Paynet has told of the payment; null where it told nothing' })

export const payment = z
  .strictObject({
    id: z.string(),
    status: z.enum(PAYMENT_STATUSES),
    reference_no: z.string().max(50).meta({ description: 'Our reference, by which Paynet knows the payment' }),
    amount: kurus.meta({ description: "The order's amount, integer kuruş" }),
    charged_amount: kurus
      .nullable()
      .meta({ description: 'What was drawn from the card, integer kuruş; null if nothing was, or it is not known' }),
    fee_amount: kurus.meta({ description: 'What the plan adds for the shopper, integer kuruş' }),
    fee_payer: z.enum(FEE_PAYERS).nullable().meta({ description: "Who carries the plan's cost; null for a single payment" }),
    xact_id: text.meta({ description: "Paynet's id" }),
    card: text.meta({ description: 'First six and last four digits', example: '435508******4358' }),
    instalment: z.int().min(1).meta({ description: '1 for a single payment' }),
    monthly_amount: kurus.nullable().meta({ description: 'What the page showed for a month, integer kuruş' }),
    late: z.boolean().meta({ description: 'It succeeded after another payment of the order: refund it' }),
    decline: z.enum(DECLINE_REASONS).nullable().meta({ description: 'Why it was declined. New words may be added' }),
    created_at: time,
    settled_at: time.nullable().meta({ description: 'Null while it is undecided' }),
    paynet: told,
  })
  .meta({ id: 'Payment', description: 'One attempt to pay an order' })

export const refund = z
  .strictObject({
    id: z.string(),
    reference: text.meta({ description: "Null: it was made elsewhere, as a rule in Paynet's panel" }),
    order_id: z.string(),
    payment_id: text,
    amount: kurus,
    status: z
      .enum(REFUND_STATUSES)
      .meta({ description: '`accepted`: Paynet took the request. Only `refunded` means that the money went back' }),
    planned_for: time.nullable().meta({ description: 'When it is to be sent; null once it was' }),
    created_at: time,
    settled_at: time.nullable(),
  })
  .meta({ id: 'Refund' })

const orderFields = {
  id: z.string(),
  reference: z.string().meta({ example: 'SIP-1001' }),
  status: z.enum(ORDER_STATUSES).meta({ description: 'Deliver when it is `paid`' }),
  amount: kurus.meta({ description: 'Integer kuruş', example: 14990 }),
  currency: z.literal('TRY'),
  checkout_url: z.url().meta({ description: 'Send the shopper there' }),
  created_at: time,
  expires_at: time,
}

export const order = z.strictObject(orderFields).meta({ id: 'Order' })

/** Besides the order itself, in a list too. */
const ofList = {
  version: z.int().min(1).meta({
    description:
      'Grows with every change that you are told of, and when the order is opened again; of two answers, the one with the higher version is newer',
  }),
  metadata: z.record(z.string(), z.string()).nullable().meta({ description: "The merchant's own pairs, as they came" }),
}

export const listedOrder = z.strictObject({ ...orderFields, ...ofList }).meta({ id: 'ListedOrder' })

export const wholeOrder = z
  .strictObject({
    ...orderFields,
    ...ofList,
    description: text,
    items: z.array(z.strictObject({ name: z.string(), quantity: z.int().min(1), unit_amount: kurus })),
    success_url: text,
    cancel_url: text,
    return: z.enum(RETURN_MODES).meta({ description: '`auto`: a shopper who has just paid is sent to `success_url`' }),
    locale: z.enum(LOCALES).nullable(),
    max_instalments: z.int().min(1).nullable(),
    paynet: paynetFields.nullable(),
    payments: z.array(payment).meta({ description: 'Newest first' }),
    refunded_amount: kurus.meta({ description: 'What has gone back, integer kuruş' }),
    refunds: z.array(refund).meta({ description: 'Newest first' }),
  })
  .meta({ id: 'OrderWithPayments', description: 'An order with what was sent for it (never the customer), its payments and refunds' })

export const orderList = z
  .strictObject({
    data: z.array(listedOrder).meta({ description: 'Newest first' }),
    has_more: z.boolean(),
    next: text.meta({ description: 'Goes into `after`; null where there is no more' }),
  })
  .meta({ id: 'OrderList' })

export const event = z
  .strictObject({
    id: z.string().meta({ description: 'Also `webhook-id`', example: 'evt_0123456789abcdef012345' }),
    type: z.enum(EVENT_TYPES),
    created_at: time,
    order_id: text,
    refund_id: text,
    application_id: text,
  })
  .meta({ id: 'Event', description: 'What changed, and when. What it changed to, the order tells' })

export const eventList = z
  .strictObject({ data: z.array(event).meta({ description: 'Oldest first' }), has_more: z.boolean() })
  .meta({ id: 'EventList' })

export const problem = z
  .strictObject({
    type: z
      .string()
      .regex(/^urn:paynet-checkout:/)
      .meta({ description: 'By which programs tell problems apart', example: 'urn:paynet-checkout:not-found' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'For people' }),
    errors: z
      .array(z.strictObject({ pointer: z.string().meta({ description: 'JSON pointer into what was sent' }), detail: z.string() }))
      .optional()
      .meta({ description: 'With 422: what does not fit' }),
    remaining: kurus.optional().meta({ description: 'With a refund that was not taken: what may still be given back, integer kuruş' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

export const live = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Live' })

export const health = z
  .strictObject({
    status: z.enum(['ok', 'unavailable']),
    mode: z.enum(['live', 'test']),
    oldest_unsettled_seconds: z.int().min(0).nullable().meta({ description: 'How long the oldest undecided payment has waited' }),
  })
  .meta({ id: 'Health' })

const application = z
  .strictObject({
    id: z.string(),
    status: z.enum(APPLICATION_STATUSES),
    form_id: text.meta({ description: "Paynet's number of the form" }),
    version: z.int().min(1),
    created_at: time,
    settled_at: time.nullable(),
  })
  .meta({ id: 'Application', description: "A dealer's application; nothing of what the dealer wrote" })

const version = z.int().min(1).meta({ description: 'Keep the highest one that was seen, ignore lower ones' })
const aboutOrder = { order: wholeOrder, order_version: version }

/** The body of a webhook of this type. */
export function webhookBody(type: EventType) {
  const data = type.startsWith('order.')
    ? z.strictObject(aboutOrder)
    : type.startsWith('refund.')
      ? z.strictObject({ ...aboutOrder, refund })
      : z.strictObject({ application, application_version: version })
  return z.strictObject({ type: z.literal(type), timestamp: time, data })
}
