import { unescape as unescapePercent } from 'node:querystring'
import { z } from 'zod'
import type { PointedError } from '@/app/api/problem'
import type { Metadata, NewOrder } from '@/lib/orders/orders'
import { parseEmail } from '@/lib/shared/account-form'
import { isCardNumber } from '@/lib/shared/cards/number-in-text'
import { readIban } from '@/lib/shared/dealers/iban'
import { LOCALES } from '@/lib/shared/locale'
import { RETURN_MODES } from '@/lib/shared/payments/order'
import { MOST_INSTALMENTS } from '@/lib/shared/payments/plan'
import { isPhone } from '@/lib/shared/phone'
import { isSeen, UNSEEN } from '@/lib/shared/unseen'
import { amount, instant, NO_CARD, pointed, reference, withoutCard } from './fields'

const MAX_TEXT = 140

const LINE_BREAKS_AND_TABS = /[\t\n\r]/g

const textUpTo = (most: number, { mayHaveLines = false } = {}) =>
  z
    .string('must be text')
    // A text that is too long is not searched as well.
    .max(most, { error: `must have at most ${most} characters`, abort: true })
    // Postgres refuses NUL, and the others, like half a character, cannot be read.
    .refine((value) => {
      const seen = mayHaveLines ? value.replace(LINE_BREAKS_AND_TABS, '') : value
      return !UNSEEN.test(seen) && value.isWellFormed()
    }, 'must not contain control or invisible characters')
    .refine(withoutCard, NO_CARD)
/** May be empty, but not of letters that nobody can see. */
const text = textUpTo(MAX_TEXT).refine((value) => value.trim() === '' || isSeen(value), 'must show something')
/** Blanks would reach Paynet as a name of nothing, and stop each payment of the order. */
const filledText = (most: number) => textUpTo(most).refine(isSeen, 'must not be empty or blank')

/** How a shopper is reached, as a form took it: what was copied along and cannot be seen is not part of it. */
const contact = z.string('must be text').max(MAX_TEXT, { error: `must have at most ${MAX_TEXT} characters`, abort: true })

const link = z
  .string('must be a URL')
  .max(256, { error: 'must have at most 256 characters', abort: true })
  .refine(isPublicLink, { error: 'must be an https URL; http on loopback only', abort: true })
  // What takes a placeholder's place must never say whose page it is.
  .refine((value) => !/[{}]/.test(new URL(value).host), 'must not have braces before its path')
  .refine((value) => withoutCard(decoded(value)), NO_CARD)

const item = z.strictObject({
  name: filledText(MAX_TEXT),
  quantity: z
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1_000_000, 'must be at most 1000000'),
  unit_amount: amount(0),
})

const customer = z.strictObject({
  name: text.nullish(),
  email: contact
    .refine(withoutCard, { error: NO_CARD, abort: true })
    .refine((value) => parseEmail(value) !== null, 'must be one e-mail address')
    .nullish(),
  phone: contact
    // However it is grouped: no phone number has a card's digits.
    .refine((value) => !isCardNumber(value), { error: NO_CARD, abort: true })
    .refine(isPhone, 'must be one phone number')
    .nullish(),
})

/** What goes to Paynet with the payment, in its own names and lengths (page "3D Payment"; where it names no length, a sane one). */
const paynet = z.strictObject({
  agent_id: filledText(10).nullish(),
  company_amount: amount(1).nullish(),
  agent_reference_no: filledText(50).nullish(),
  agent_customer_name: filledText(100).nullish(),
  is_escrow: z.boolean('must be true or false').nullish(),
  iban: z.string('must be text').refine(isIban, 'must be TR and 24 digits, without blanks, whose check digits are right').nullish(),
  ratio_code: filledText(100).nullish(),
})

const MOST_PAIRS = 20
const metadataPair = z.object({
  key: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,40}$/, { error: 'must have a key of 1 to 40 of A-Z a-z 0-9 _ . -', abort: true })
    .refine(withoutCard, NO_CARD),
  value: textUpTo(200, { mayHaveLines: true }),
})

/** Pairs of the merchant's own. Not `z.record`, which drops `__proto__`: here it is a key like any other. */
const metadata = z
  .custom<Metadata>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'must be an object',
    abort: true,
  })
  .meta({
    override: {
      type: 'object',
      maxProperties: MOST_PAIRS,
      propertyNames: { pattern: '^[A-Za-z0-9_.-]{1,40}$' },
      additionalProperties: { type: 'string', maxLength: 200 },
    },
  })
  .superRefine((pairs, context) => {
    const entries = Object.entries(pairs)
    if (entries.length > MOST_PAIRS) return context.addIssue({ code: 'custom', message: `must have at most ${MOST_PAIRS} pairs` })
    for (const [key, value] of entries) {
      const { error } = metadataPair.safeParse({ key, value })
      for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', path: [key], message })
    }
  })

export const orderInput = z
  .strictObject(
    {
      reference,
      amount: amount(1),
      currency: z.literal('TRY', 'must be TRY').nullish(),
      description: text.nullish(),
      items: z.array(item, 'must be a list').min(1, 'must have at least one item').max(100, 'must have at most 100 items').nullish(),
      customer: customer.nullish(),
      success_url: link.nullish(),
      cancel_url: link.nullish(),
      return: z.enum(RETURN_MODES, 'must be auto or link').nullish(),
      locale: z.enum(LOCALES, 'must be tr or en').nullish(),
      max_instalments: z
        .number(`must be a whole number from 1 to ${MOST_INSTALMENTS}`)
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(MOST_INSTALMENTS, `must be at most ${MOST_INSTALMENTS}`)
        .nullish(),
      expires_at: instant.nullish(),
      metadata: metadata.nullish(),
      paynet: paynet.nullish(),
    },
    'must be an object',
  )
  .superRefine((order, context) => {
    const sum = order.items?.reduce((total, { quantity, unit_amount }) => total + quantity * unit_amount, 0)
    if (sum !== undefined && sum !== order.amount) {
      context.addIssue({ code: 'custom', path: ['items'], message: `must add up to amount: they make ${sum}, not ${order.amount}` })
    }
    if (order.return === 'auto' && !order.success_url) {
      context.addIssue({ code: 'custom', path: ['success_url'], message: 'is missing: return is auto' })
    }
    const companyAmount = order.paynet?.company_amount ?? null
    if (companyAmount !== null && companyAmount > order.amount) {
      context.addIssue({ code: 'custom', path: ['paynet', 'company_amount'], message: `must be at most the amount, ${order.amount}` })
    }
  })

/** Reads the body of `POST /api/orders`: an order, or what does not fit, by JSON pointer. */
export function readOrderInput(body: unknown): { ok: true; value: NewOrder } | { ok: false; errors: PointedError[] } {
  // With its input, an issue distinguishes a missing field from one of another type.
  const parsed = orderInput.safeParse(body, { reportInput: true })
  if (!parsed.success) return { ok: false, errors: pointed(parsed.error) }
  const input = parsed.data
  return {
    ok: true,
    value: {
      reference: input.reference,
      amountKurus: input.amount,
      description: input.description ?? null,
      items: (input.items ?? []).map(({ name, quantity, unit_amount }) => ({ name, quantity, unitAmountKurus: unit_amount })),
      customer: input.customer ? givenOnly(input.customer) : null,
      successUrl: input.success_url ?? null,
      cancelUrl: input.cancel_url ?? null,
      ...(input.return ? { returnMode: input.return } : {}),
      locale: input.locale ?? null,
      ...(typeof input.max_instalments === 'number' ? { maxInstalments: input.max_instalments } : {}),
      ...(input.expires_at ? { expiresAt: input.expires_at } : {}),
      // No pairs are no metadata.
      ...(input.metadata && Object.keys(input.metadata).length > 0 ? { metadata: input.metadata } : {}),
      ...(input.paynet ? { paynet: givenOnly(input.paynet) } : {}),
    },
  }
}

/** `null` for an optional field is as if it were absent. */
function givenOnly<Fields extends object>(fields: Fields) {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(given) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> }
}

function isIban(value: string): boolean {
  const reading = readIban(value)
  return 'value' in reading && reading.value === value
}

/** A link as it reads without its escapes, and the characters that are escaped again. */
function decoded(link: string): string {
  return unescapePercent(link.replace(/%(?:25)+(?=[0-9a-f]{2})/gi, '%'))
}

function isPublicLink(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value) || /[\s\p{Cc}]/u.test(value)) return false
  const url = new URL(value)
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname)
  return url.username === '' && url.password === '' && (url.protocol === 'https:' || isLoopback)
}
