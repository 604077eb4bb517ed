import { groupDigits } from '@/lib/shared/cards/card'
import { ungrouped } from '@/lib/shared/digits'

export type Keystroke = {
  /** The field before it, as grouped then. */
  before: string
  /** The field after it, as the browser left it, and where the caret stands. */
  value: string
  caret: number
  /** `InputEvent.inputType`; empty when the browser says nothing. */
  inputType: string
}

/**
 * Regroups a card number after a keystroke, a paste or an autofill, and says where the caret belongs: after the
 * same digit as before. Text that is not a number comes back unchanged, for the check to report.
 */
export function regroup({ before, value, caret, inputType }: Keystroke): { value: string; caret: number } {
  let digits = ungrouped(value)
  if (!/^\d*$/.test(digits)) return { value, caret }

  let digitsBeforeCaret = ungrouped(value.slice(0, caret)).length
  // Only a space was deleted: the digit beyond it was meant, and deleting would otherwise get stuck here.
  if (value.length < before.length && digits === ungrouped(before)) {
    if (inputType === 'deleteContentBackward' && digitsBeforeCaret > 0) {
      digitsBeforeCaret -= 1
      digits = without(digits, digitsBeforeCaret)
    } else if (inputType === 'deleteContentForward') {
      digits = without(digits, digitsBeforeCaret)
    }
  }
  const grouped = groupDigits(digits)
  return { value: grouped, caret: positionAfter(grouped, digitsBeforeCaret) }
}

function without(digits: string, index: number): string {
  return digits.slice(0, index) + digits.slice(index + 1)
}

function positionAfter(grouped: string, digitCount: number): number {
  let seen = 0
  for (let position = 0; position < grouped.length; position += 1) {
    if (seen === digitCount) return position
    if (grouped[position] !== ' ') seen += 1
  }
  return grouped.length
}
