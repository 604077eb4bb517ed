import { unescape as unescapePercent } from 'node:querystring'
import { z } from 'zod'
import type { PointedError } from '@/app/api/problem'
import type { NewOrder } from '@/lib/orders/orders'
import { holdsCardNumber, isCardNumber } from '@/lib/shared/cards/card'
import { LOCALES } from '@/lib/shared/locale'
import { MAX_AMOUNT_KURUS } from '@/lib/shared/payments/money'
import { UNSEEN } from '@/lib/shared/unseen'

const MAX_TEXT = 140

const text = z
  .string('must be text')
  // A text that is too long is not searched as well.
  .max(MAX_TEXT, { error: `must have at most ${MAX_TEXT} characters`, abort: true })
  // Postgres refuses NUL, and the others, like half a character, cannot be read.
  .refine((value) => !UNSEEN.test(value) && value.isWellFormed(), 'must not contain control or invisible characters')

const NO_CARD = 'must not contain a card number'
const withoutCard = (value: string) => !holdsCardNumber(value)
const textWithoutCard = text.refine(withoutCard, NO_CARD)

const link = z
  .string('must be a URL')
  .max(256, { error: 'must have at most 256 characters', abort: true })
  .refine(isPublicLink, 'must be an https URL; http on loopback only')
  .refine((value) => withoutCard(decoded(value)), NO_CARD)

const amount = (least: number) =>
  z
    .number('must be a whole number of kuruş')
    .int('must be a whole number of kuruş')
    .min(least, `must be at least ${least}`)
    .max(MAX_AMOUNT_KURUS, `must be at most ${MAX_AMOUNT_KURUS}`)

const item = z.strictObject({
  name: text.min(1, 'must not be empty').refine(withoutCard, NO_CARD),
  quantity: z
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1_000_000, 'must be at most 1000000'),
  unit_amount: amount(0),
})

const customer = z.strictObject({
  name: textWithoutCard.optional(),
  email: textWithoutCard.optional(),
  // However it is grouped: no phone number has a card's digits.
  phone: textWithoutCard.refine((value) => !isCardNumber(value), NO_CARD).optional(),
})

const schema = z
  .strictObject(
    {
      reference: z
        .string('must be text')
        .regex(/^[A-Za-z0-9\-_.]{1,40}$/, { error: 'must be 1 to 40 of A-Z a-z 0-9 - _ .', abort: true })
        .refine(withoutCard, NO_CARD),
      amount: amount(1),
      currency: z.literal('TRY', 'must be TRY').optional(),
      description: textWithoutCard.optional(),
      items: z.array(item, 'must be a list').min(1, 'must have at least one item').max(100, 'must have at most 100 items').optional(),
      customer: customer.optional(),
      success_url: link.optional(),
      cancel_url: link.optional(),
      locale: z.enum(LOCALES, 'must be tr or en').optional(),
    },
    'must be an object',
  )
  .superRefine((order, context) => {
    const sum = order.items?.reduce((total, { quantity, unit_amount }) => total + quantity * unit_amount, 0)
    if (sum !== undefined && sum !== order.amount) {
      context.addIssue({ code: 'custom', path: ['items'], message: `must add up to amount: they make ${sum}, not ${order.amount}` })
    }
  })

/** Reads the body of `POST /api/orders`: an order, or what does not fit, by JSON pointer. */
export function readOrderInput(body: unknown): { ok: true; value: NewOrder } | { ok: false; errors: PointedError[] } {
  // With its input, an issue distinguishes a missing field from one of another type.
  const parsed = schema.safeParse(body, { reportInput: true })
  if (!parsed.success) return { ok: false, errors: parsed.error.issues.flatMap(pointed) }
  const input = parsed.data
  return {
    ok: true,
    value: {
      reference: input.reference,
      amountKurus: input.amount,
      description: input.description ?? null,
      items: (input.items ?? []).map(({ name, quantity, unit_amount }) => ({ name, quantity, unitAmountKurus: unit_amount })),
      customer: input.customer ? definedOnly(input.customer) : null,
      successUrl: input.success_url ?? null,
      cancelUrl: input.cancel_url ?? null,
      locale: input.locale ?? null,
    },
  }
}

function pointed(issue: z.core.$ZodIssue): PointedError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), detail: 'is not a known key' }))
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined
  return [{ pointer: pointer(issue.path), detail: isMissing ? 'is missing' : issue.message }]
}

function pointer(path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function definedOnly(customer: { name?: string | undefined; email?: string | undefined; phone?: string | undefined }) {
  return Object.fromEntries(Object.entries(customer).filter(([, value]) => value !== undefined))
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
