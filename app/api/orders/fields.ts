import { z } from 'zod'
import type { PointedError } from '@/app/api/problem'
import { holdsCardNumber } from '@/lib/shared/cards/number-in-text'
import { MAX_AMOUNT_KURUS } from '@/lib/shared/payments/money'

/** What the bodies of the orders API have in common. */

export const NO_CARD = 'must not contain a card number'
export const withoutCard = (value: string) => !holdsCardNumber(value)

/** A number of the merchant's own. */
export const reference = z
  .string('must be text')
  .regex(/^[A-Za-z0-9\-_.]{1,40}$/, { error: 'must be 1 to 40 of A-Z a-z 0-9 - _ .', abort: true })
  .refine(withoutCard, NO_CARD)

export const amount = (least: number) =>
  z
    .number('must be a whole number of kuruş')
    .int('must be a whole number of kuruş')
    .min(least, `must be at least ${least}`)
    .max(MAX_AMOUNT_KURUS, `must be at most ${MAX_AMOUNT_KURUS}`)

/** An instant in RFC 3339, of a year that both databases can compare. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be a time in RFC 3339, such as 2026-01-31T12:00:00Z', abort: true })
  .refine((value) => /T\d\d:\d\d:\d\d/.test(value), { error: 'must be a time with seconds', abort: true })
  .transform((value) => new Date(value))
  .refine((at) => /^[1-9]\d{3}-/.test(at.toISOString()), 'must be in a year from 1000 to 9999')

/** Of an `expires_at` that cannot be. */
export const OUT_OF_TIME: PointedError = { pointer: '/expires_at', detail: 'must be 5 minutes to 30 days ahead' }

/** What does not fit, by JSON pointer. The body must have been parsed with `reportInput`. */
export function pointed({ issues }: z.ZodError): PointedError[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), detail: 'is not a known key' }))
    const isMissing = issue.code === 'invalid_type' && issue.input === undefined
    return [{ pointer: pointer(issue.path), detail: isMissing ? 'is missing' : issue.message }]
  })
}

export function pointer(path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
