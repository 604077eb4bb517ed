import { groupDigits } from '@/lib/shared/cards/card'
import { plainDigits, ungrouped } from '@/lib/shared/digits'

export type Keystroke = {
  /** The field before it, as grouped then. */
  before: string
  /** The field after it, as the browser left it, and where the caret stands. */
  value: string
  caret: number
  /** `InputEvent.inputType`; empty when the browser says nothing. */
  inputType: string
}

/** The digits as they are to stand, `typed` being how they stand now; null for digits that are left alone. */
type Grouping = (digits: string, typed: string) => string | null

/**
 * Regroups a card number or an expiry date after a keystroke, a paste or an autofill, and says where the caret
 * belongs: after the same digit as before. Text that is not a number comes back unchanged, for the check to report.
 */
export function regroup({ before, value, caret, inputType }: Keystroke, group: Grouping = groupDigits): { value: string; caret: number } {
  const digits = ungrouped(value)
  const grouped = /^\d*$/.test(digits) ? group(digits, value) : null
  if (grouped === null) return { value, caret }

  const digitsBeforeCaret = ungrouped(value.slice(0, caret)).length
  // Only what divides the digits was deleted, and would come back: the digit beyond it was meant.
  if (grouped === before && value.length < before.length) {
    const deleted = { deleteContentBackward: digitsBeforeCaret - 1, deleteContentForward: digitsBeforeCaret }[inputType]
    if (deleted !== undefined && deleted >= 0) {
      const rest = digits.slice(0, deleted) + digits.slice(deleted + 1)
      const regrouped = group(rest, rest) ?? rest
      return { value: regrouped, caret: positionAfter(regrouped, deleted) }
    }
  }
  const isAtEnd = caret === value.length
  return { value: grouped, caret: isAtEnd ? grouped.length : positionAfter(grouped, digitsBeforeCaret) }
}

/** A month and a year. What the shopper divides them with counts; without it, a month that begins with 0 or 1 has two digits. */
export function groupExpiry(digits: string, typed: string): string | null {
  if (digits.length > 6) return null
  const [, month, gap, year = ''] = /^\D*(\d+)(\D*)(\d*)\D*$/.exec(plainDigits(typed).trim()) ?? []
  if (month === undefined || gap === undefined) return digits === '' ? '' : null
  if (gap !== '') return month.length > 2 ? null : `${month}/${year}`
  const size = /^[01]/.test(digits) ? 2 : 1
  return digits.length > size ? `${digits.slice(0, size)}/${digits.slice(size)}` : digits
}

function positionAfter(grouped: string, digitCount: number): number {
  let seen = 0
  for (let position = 0; position < grouped.length; position += 1) {
    if (seen === digitCount) return position
    if (/\d/.test(grouped[position] ?? '')) seen += 1
  }
  return grouped.length
}
